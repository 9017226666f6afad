import { isTrue, judgeAny, missing } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const balancerWith = (Value: unknown) => single('AWS::ElasticLoadBalancingV2::LoadBalancer', { LoadBalancerAttributes: [{ Key: 'access_logs.s3.enabled', Value }] });

export const loadBalancerLogsAccess: Rule = {
  id: 'load-balancer-logs-access',
  claim: 'A load balancer logs who asked for what.',
  reason: 'The log shows who came to staging although nobody should, and what a release changed for clients.',
  fix: 'Set the attribute access_logs.s3.enabled to true (logAccessLogs in CDK).',
  severity: 'error',
  serves: ['OPS-01', 'OPS-02'],
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html',
  resourceTypes: ['AWS::ElasticLoadBalancingV2::LoadBalancer'],
  check: (balancer) => balancer.at('Type').some(({ literal }) => literal === 'gateway') ? [] : judgeAny(
    balancer.at('LoadBalancerAttributes').flatMap((attributes) => attributes.elements()).filter((attribute) => attribute.kind === 'unknown' || attribute.at('Key').some(({ literal }) => literal === 'access_logs.s3.enabled')).flatMap((attribute) => attribute.at('Value')),
    isTrue,
    missing('LoadBalancerAttributes', 'access_logs.s3.enabled is not true'),
  ),
  cases: [
    holds('on', balancerWith('true')),
    broken('off', balancerWith('false')),
    broken('nothing said', single('AWS::ElasticLoadBalancingV2::LoadBalancer')),
    unresolvable('given at deployment', balancerWith(given)),
  ],
};
