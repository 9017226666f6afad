import { expectEach, matches } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const apiNameAcceptsModernTlsOnly: Rule = {
  id: 'api-name-accepts-modern-tls-only',
  claim: 'The domain name of an API accepts TLS 1.2 or newer.',
  reason: 'A name that still answers TLS 1.0 answers those who listen, too.',
  fix: 'Set SecurityPolicy to TLS_1_2 or a newer policy.',
  severity: 'error',
  serves: ['ISL-04', 'POL-01'],
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-custom-domain-tls-version.html',
  resourceTypes: ['AWS::ApiGateway::DomainName', 'AWS::ApiGatewayV2::DomainName'],
  check: (name) => expectEach(name, name.type === 'AWS::ApiGateway::DomainName' ? 'SecurityPolicy' : 'DomainNameConfigurations.*.SecurityPolicy', matches(/^TLS_1_2$|^SecurityPolicy_TLS1[23]/i)),
  cases: [
    holds('TLS 1.2', single('AWS::ApiGateway::DomainName', { SecurityPolicy: 'TLS_1_2' })),
    broken('TLS 1.0', single('AWS::ApiGateway::DomainName', { SecurityPolicy: 'TLS_1_0' })),
    broken('nothing said', single('AWS::ApiGatewayV2::DomainName')),
    unresolvable('given at deployment', single('AWS::ApiGateway::DomainName', { SecurityPolicy: given })),
  ],
};
