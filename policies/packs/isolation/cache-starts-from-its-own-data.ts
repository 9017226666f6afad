import { expectEach, type Expectation, isAbsentOr } from '../expect';
import { single } from '../fragments';
import { accountOf } from '../model/policy';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const snapshots: Readonly<Record<string, string>> = {
  'AWS::ElastiCache::ServerlessCache': 'SnapshotArnsToRestore.*',
  'AWS::ElastiCache::ReplicationGroup': 'SnapshotArns.*',
  'AWS::ElastiCache::CacheCluster': 'SnapshotArns.*',
};

export const cacheStartsFromItsOwnData: Rule = {
  id: 'cache-starts-from-its-own-data',
  claim: 'A cache is filled from a snapshot of its own account only.',
  reason: 'A snapshot of another environment brings its sessions and copies of its records along, unmasked, past the refresh pipeline.',
  fix: 'Leave the cache empty: it fills itself. A snapshot file in a bucket of the same account is given by reference to the bucket.',
  severity: 'fatal',
  serves: ['DAT-01'],
  source: 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-seeding-redis.html',
  resourceTypes: Object.keys(snapshots),
  check: (cache) => {
    const own: Expectation = (value) => {
      const account = accountOf(value);
      return account === undefined ? 'undecided' : account === cache.account ? 'holds' : 'broken';
    };
    return expectEach(cache, snapshots[cache.type] ?? '', isAbsentOr(own));
  },
  cases: [
    holds('an empty cache', single('AWS::ElastiCache::ServerlessCache')),
    holds('a snapshot of the account', single('AWS::ElastiCache::ServerlessCache', { SnapshotArnsToRestore: ['arn:aws:elasticache:eu-west-1:111111111111:serverlesscachesnapshot:before'] })),
    broken('a snapshot of another account', single('AWS::ElastiCache::ServerlessCache', { SnapshotArnsToRestore: ['arn:aws:elasticache:eu-west-1:222222222222:serverlesscachesnapshot:all'] })),
    unresolvable('a file in a bucket whose account nobody knows', single('AWS::ElastiCache::ReplicationGroup', { SnapshotArns: ['arn:aws:s3:::dumps/all.rdb'] })),
    unresolvable('a snapshot given at deployment', single('AWS::ElastiCache::ServerlessCache', { SnapshotArnsToRestore: [given] })),
  ],
};
