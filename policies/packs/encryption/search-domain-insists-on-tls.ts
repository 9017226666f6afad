import { expectEach, isTrue, matches } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const domainWith = (DomainEndpointOptions: unknown) => single('AWS::OpenSearchService::Domain', { DomainEndpointOptions, NodeToNodeEncryptionOptions: { Enabled: true } });

export const searchDomainInsistsOnTls: Rule = {
  id: 'search-domain-insists-on-tls',
  claim: 'A search domain speaks TLS 1.2 or newer, to clients and between its nodes.',
  reason: 'Queries and documents cross the network; between nodes they do so without anybody asking.',
  fix: 'Set DomainEndpointOptions.EnforceHTTPS, a TLS 1.2 security policy and NodeToNodeEncryptionOptions.',
  severity: 'error',
  serves: ['POL-01'],
  source: 'https://docs.aws.amazon.com/opensearch-service/latest/developerguide/infrastructure-security.html',
  resourceTypes: ['AWS::OpenSearchService::Domain', 'AWS::Elasticsearch::Domain'],
  check: (domain) => [
    ...expectEach(domain, 'DomainEndpointOptions.EnforceHTTPS', isTrue),
    ...expectEach(domain, 'DomainEndpointOptions.TLSSecurityPolicy', matches(/^Policy-Min-TLS-1-2|TLS-1-3/)),
    ...expectEach(domain, 'NodeToNodeEncryptionOptions.Enabled', isTrue),
  ],
  cases: [
    holds('TLS everywhere', domainWith({ EnforceHTTPS: true, TLSSecurityPolicy: 'Policy-Min-TLS-1-2-PFS-2023-10' })),
    broken('old TLS', domainWith({ EnforceHTTPS: true, TLSSecurityPolicy: 'Policy-Min-TLS-1-0-2019-07' })),
    broken('nothing said', single('AWS::OpenSearchService::Domain')),
    unresolvable('given at deployment', domainWith({ EnforceHTTPS: true, TLSSecurityPolicy: given })),
  ],
};
