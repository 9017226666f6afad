import { expectEach, matches } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const listenerAcceptsModernTlsOnly: Rule = {
  id: 'listener-accepts-modern-tls-only',
  claim: 'A listener that speaks TLS accepts TLS 1.2 or newer with forward secrecy.',
  reason: 'The policy of AWS\'s default still speaks versions of TLS that are broken.',
  fix: 'Set SslPolicy to ELBSecurityPolicy-TLS13-1-2-Res-2021-06 or newer.',
  severity: 'error',
  serves: ['ISL-04', 'OPS-06'],
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html',
  resourceTypes: ['AWS::ElasticLoadBalancingV2::Listener'],
  check: (listener) => listener.at('Protocol').every(({ literal }) => literal === 'HTTPS' || literal === 'TLS')
    ? expectEach(listener, 'SslPolicy', matches(/^ELBSecurityPolicy-(?:TLS13-1-[23]-(?:Res|FIPS|Ext|PQ|2021|2023)|TLS13-1-3|FS-1-2-Res)/)) : [],
  cases: [
    holds('TLS 1.3 and 1.2', single('AWS::ElasticLoadBalancingV2::Listener', { Protocol: 'HTTPS', SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06' })),
    holds('a redirect on port 80', single('AWS::ElasticLoadBalancingV2::Listener', { Protocol: 'HTTP' })),
    broken('the default', single('AWS::ElasticLoadBalancingV2::Listener', { Protocol: 'HTTPS' })),
    broken('TLS 1.0', single('AWS::ElasticLoadBalancingV2::Listener', { Protocol: 'HTTPS', SslPolicy: 'ELBSecurityPolicy-TLS13-1-0-2021-06' })),
    unresolvable('given at deployment', single('AWS::ElasticLoadBalancingV2::Listener', { Protocol: 'HTTPS', SslPolicy: given })),
  ],
};
