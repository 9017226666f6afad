import { expectEach, is } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const clusterIsObserved: Rule = {
  id: 'cluster-is-observed',
  claim: 'A cluster measures its services.',
  reason: 'Without measurements a rehearsal in staging ends with an opinion.',
  fix: 'Set the cluster setting containerInsights to enabled or enhanced.',
  severity: 'error',
  serves: ['OPS-01', 'OPS-05'],
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-container-insights.html',
  resourceTypes: ['AWS::ECS::Cluster'],
  check: (resource) => expectEach(resource, 'ClusterSettings.*.Value', is('enabled', 'enhanced')),
  cases: [
    holds('as wanted', single('AWS::ECS::Cluster', { ClusterSettings: [{ Value: 'enabled' }] })),
    broken('left out', single('AWS::ECS::Cluster')),
    broken('switched off', single('AWS::ECS::Cluster', { ClusterSettings: [{ Value: 'disabled' }] })),
    unresolvable('given at deployment', single('AWS::ECS::Cluster', { ClusterSettings: [{ Value: given }] })),
  ],
};
