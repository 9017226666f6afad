import { expectEach, isTrue } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const searchDomainIsSpread: Rule = {
  id: 'search-domain-is-spread',
  claim: 'A search domain stands in more than one zone.',
  reason: 'Staging in one zone does not rehearse the failure that production has.',
  fix: 'Set ClusterConfig.ZoneAwarenessEnabled to true.',
  severity: 'error',
  serves: ['PAR-01', 'OPS-04'],
  source: 'https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-multiaz.html',
  resourceTypes: ['AWS::OpenSearchService::Domain'],
  check: (resource) => expectEach(resource, 'ClusterConfig.ZoneAwarenessEnabled', isTrue),
  cases: [
    holds('as wanted', single('AWS::OpenSearchService::Domain', { ClusterConfig: { ZoneAwarenessEnabled: true } })),
    broken('left out', single('AWS::OpenSearchService::Domain')),
    broken('switched off', single('AWS::OpenSearchService::Domain', { ClusterConfig: { ZoneAwarenessEnabled: false } })),
    unresolvable('given at deployment', single('AWS::OpenSearchService::Domain', { ClusterConfig: { ZoneAwarenessEnabled: given } })),
  ],
};
