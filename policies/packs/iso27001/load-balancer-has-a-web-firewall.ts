import { missing } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const balancerWith = (ResourceArn: unknown) => ({
  ...single('AWS::ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internet-facing' }),
  Association: { Type: 'AWS::WAFv2::WebACLAssociation', Properties: { ResourceArn } },
});

export const loadBalancerHasAWebFirewall: Rule = {
  id: 'load-balancer-has-a-web-firewall',
  claim: 'A load balancer that faces the internet stands behind a web application firewall.',
  reason: 'The firewall holds the allow-list of staging, the rate limits of production and the known attacks of both.',
  fix: 'Associate a web ACL with the load balancer.',
  severity: 'error',
  serves: ['ISL-04', 'OPS-08'],
  source: 'https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-associating-aws-resource.html',
  resourceTypes: ['AWS::ElasticLoadBalancingV2::LoadBalancer'],
  check: (balancer) => {
    if (balancer.at('Scheme').every(({ literal }) => literal === 'internal') || balancer.at('Type').some(({ literal }) => literal === 'network' || literal === 'gateway')) return [];
    if (balancer.pointedAtBy('AWS::WAFv2::WebACLAssociation', 'ResourceArn').length > 0) return [];
    const doubt = balancer.neighbours('AWS::WAFv2::WebACLAssociation').flatMap((association) => association.at('ResourceArn')).find(({ kind }) => kind !== 'reference');
    return [doubt === undefined ? missing('', 'no web ACL') : { path: 'Properties', found: `a web ACL is associated with something that is not known: ${doubt.description}`, undecided: true }];
  },
  cases: [
    holds('a web ACL', balancerWith({ Ref: 'It' })),
    holds('inside', single('AWS::ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internal' })),
    broken('none', single('AWS::ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internet-facing' })),
    unresolvable('a web ACL for something given at deployment', balancerWith(given)),
  ],
};
