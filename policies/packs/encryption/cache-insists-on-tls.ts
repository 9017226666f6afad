import { expectEach, is, isAbsentOr, isTrue } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const cacheInsistsOnTls: Rule = {
  id: 'cache-insists-on-tls',
  claim: 'A cache refuses connections without TLS.',
  reason: 'Passwords and sessions cross the network on every request.',
  fix: 'Set TransitEncryptionEnabled to true, and leave TransitEncryptionMode out or at required.',
  severity: 'error',
  serves: ['POL-01'],
  source: 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html',
  resourceTypes: ['AWS::ElastiCache::ReplicationGroup', 'AWS::MemoryDB::Cluster'],
  check: (cache) => cache.type === 'AWS::MemoryDB::Cluster' ? expectEach(cache, 'TLSEnabled', isAbsentOr(isTrue)) : [
    ...expectEach(cache, 'TransitEncryptionEnabled', isTrue),
    ...expectEach(cache, 'TransitEncryptionMode', isAbsentOr(is('required'))),
  ],
  cases: [
    holds('TLS', single('AWS::ElastiCache::ReplicationGroup', { TransitEncryptionEnabled: true })),
    broken('left out', single('AWS::ElastiCache::ReplicationGroup')),
    broken('as the client likes', single('AWS::ElastiCache::ReplicationGroup', { TransitEncryptionEnabled: true, TransitEncryptionMode: 'preferred' })),
    unresolvable('given at deployment', single('AWS::ElastiCache::ReplicationGroup', { TransitEncryptionEnabled: given })),
  ],
};
