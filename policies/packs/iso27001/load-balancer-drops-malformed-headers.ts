import { isTrue, judgeAny, missing } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const balancerWith = (Value: unknown) => single('AWS::ElasticLoadBalancingV2::LoadBalancer', { LoadBalancerAttributes: [{ Key: 'routing.http.drop_invalid_header_fields.enabled', Value }] });

export const loadBalancerDropsMalformedHeaders: Rule = {
  id: 'load-balancer-drops-malformed-headers',
  claim: 'A load balancer drops headers that are malformed.',
  reason: 'Two programs that read a malformed header in two ways can be made to disagree about whose request it is.',
  fix: 'Set the attribute routing.http.drop_invalid_header_fields.enabled to true (dropInvalidHeaderFields in CDK).',
  severity: 'error',
  serves: ['OPS-06', 'OPS-08'],
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html',
  resourceTypes: ['AWS::ElasticLoadBalancingV2::LoadBalancer'],
  check: (balancer) => balancer.at('Type').some(({ literal }) => literal === 'gateway' || literal === 'network') ? [] : judgeAny(
    balancer.at('LoadBalancerAttributes').flatMap((attributes) => attributes.elements()).filter((attribute) => attribute.kind === 'unknown' || attribute.at('Key').some(({ literal }) => literal === 'routing.http.drop_invalid_header_fields.enabled')).flatMap((attribute) => attribute.at('Value')),
    isTrue,
    missing('LoadBalancerAttributes', 'routing.http.drop_invalid_header_fields.enabled is not true'),
  ),
  cases: [
    holds('on', balancerWith('true')),
    broken('off', balancerWith('false')),
    broken('nothing said', single('AWS::ElasticLoadBalancingV2::LoadBalancer')),
    unresolvable('given at deployment', balancerWith(given)),
  ],
};
