import { expectEach, isOwnKey, isTrue } from '../expect';
import { ownKey, single, withKey } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const cacheIsEncryptedWithOwnKey: Rule = {
  id: 'cache-is-encrypted-with-own-key',
  claim: 'A cache is encrypted at rest with a key that its own account makes.',
  reason: 'A cache holds sessions and copies of rows, and its backups are files.',
  fix: 'Set AtRestEncryptionEnabled to true and KmsKeyId to a key of the same account.',
  severity: 'error',
  serves: ['ISL-08', 'POL-01'],
  source: 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html',
  resourceTypes: ['AWS::ElastiCache::ReplicationGroup', 'AWS::ElastiCache::ServerlessCache', 'AWS::MemoryDB::Cluster'],
  check: (cache) => [
    ...cache.type === 'AWS::ElastiCache::ReplicationGroup' ? expectEach(cache, 'AtRestEncryptionEnabled', isTrue) : [],
    ...expectEach(cache, 'KmsKeyId', isOwnKey(cache)),
  ],
  cases: [
    holds('a key of the account', withKey('AWS::ElastiCache::ReplicationGroup', { AtRestEncryptionEnabled: true, KmsKeyId: ownKey })),
    holds('a serverless cache', withKey('AWS::ElastiCache::ServerlessCache', { KmsKeyId: ownKey })),
    broken('nothing said', single('AWS::ElastiCache::ReplicationGroup')),
    unresolvable('a key given at deployment', single('AWS::ElastiCache::ServerlessCache', { KmsKeyId: given })),
  ],
};
