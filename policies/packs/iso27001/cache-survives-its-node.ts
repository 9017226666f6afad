import { expectEach, isTrue } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const cacheSurvivesItsNode: Rule = {
  id: 'cache-survives-its-node',
  claim: 'A cache fails over to another node.',
  reason: 'Staging with one node does not rehearse the failure that production has.',
  fix: 'Set AutomaticFailoverEnabled to true with at least one replica.',
  severity: 'error',
  serves: ['PAR-01', 'OPS-04'],
  source: 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html',
  resourceTypes: ['AWS::ElastiCache::ReplicationGroup'],
  check: (resource) => expectEach(resource, 'AutomaticFailoverEnabled', isTrue),
  cases: [
    holds('as wanted', single('AWS::ElastiCache::ReplicationGroup', { AutomaticFailoverEnabled: true })),
    broken('left out', single('AWS::ElastiCache::ReplicationGroup')),
    broken('switched off', single('AWS::ElastiCache::ReplicationGroup', { AutomaticFailoverEnabled: false })),
    unresolvable('given at deployment', single('AWS::ElastiCache::ReplicationGroup', { AutomaticFailoverEnabled: given })),
  ],
};
