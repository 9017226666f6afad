import { finding, is } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const listenerInsistsOnTls: Rule = {
  id: 'listener-insists-on-tls',
  claim: 'A listener of a load balancer speaks TLS, or only sends clients on to HTTPS.',
  reason: 'The first plain request already carries the cookie.',
  fix: 'Set Protocol to HTTPS or TLS; on port 80 have a redirect to HTTPS as the only default action.',
  severity: 'error',
  serves: ['ISL-04', 'POL-01'],
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html',
  resourceTypes: ['AWS::ElasticLoadBalancingV2::Listener'],
  check: (listener) => listener.at('Protocol').flatMap((protocol) => {
    const verdict = is('HTTPS', 'TLS')(protocol);
    const onward = listener.at('DefaultActions.*').every((action) => action.at('RedirectConfig.Protocol').every(({ literal }) => literal === 'HTTPS'));
    return verdict === 'broken' && protocol.literal === 'HTTP' && onward ? [] : finding(protocol, verdict);
  }),
  cases: [
    holds('HTTPS', single('AWS::ElasticLoadBalancingV2::Listener', { Protocol: 'HTTPS' })),
    holds('a redirect to HTTPS', single('AWS::ElasticLoadBalancingV2::Listener', { Protocol: 'HTTP', DefaultActions: [{ Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', StatusCode: 'HTTP_301' } }] })),
    broken('HTTP', single('AWS::ElasticLoadBalancingV2::Listener', { Protocol: 'HTTP', DefaultActions: [{ Type: 'forward' }] })),
    broken('TCP', single('AWS::ElasticLoadBalancingV2::Listener', { Protocol: 'TCP' })),
    unresolvable('given at deployment', single('AWS::ElasticLoadBalancingV2::Listener', { Protocol: given })),
  ],
};
