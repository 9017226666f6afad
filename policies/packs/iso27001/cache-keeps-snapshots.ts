import { expectEach, isAtLeast } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const cacheKeepsSnapshots: Rule = {
  id: 'cache-keeps-snapshots',
  claim: 'A cache keeps snapshots for at least a day.',
  reason: 'A cache that holds sessions or queues is a store, whatever it is called.',
  fix: 'Set SnapshotRetentionLimit to 1 or more.',
  severity: 'error',
  serves: ['OPS-03'],
  source: 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-automatic.html',
  resourceTypes: ['AWS::ElastiCache::ReplicationGroup', 'AWS::ElastiCache::ServerlessCache'],
  check: (resource) => expectEach(resource, 'SnapshotRetentionLimit', isAtLeast(1)),
  cases: [
    holds('as wanted', single('AWS::ElastiCache::ReplicationGroup', { SnapshotRetentionLimit: 7 })),
    holds('a serverless cache', single('AWS::ElastiCache::ServerlessCache', { SnapshotRetentionLimit: 1 })),
    broken('left out', single('AWS::ElastiCache::ReplicationGroup')),
    broken('none', single('AWS::ElastiCache::ReplicationGroup', { SnapshotRetentionLimit: 0 })),
    unresolvable('given at deployment', single('AWS::ElastiCache::ReplicationGroup', { SnapshotRetentionLimit: given })),
  ],
};
