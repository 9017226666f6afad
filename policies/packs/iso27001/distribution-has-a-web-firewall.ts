import { expectEach, isPresent } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const distributionHasAWebFirewall: Rule = {
  id: 'distribution-has-a-web-firewall',
  claim: 'A distribution stands behind a web application firewall.',
  reason: 'The firewall holds the allow-list of staging, the rate limits of production and the known attacks of both.',
  fix: 'Set DistributionConfig.WebACLId.',
  severity: 'error',
  serves: ['ISL-04', 'OPS-08'],
  source: 'https://docs.aws.amazon.com/waf/latest/developerguide/cloudfront-features.html',
  resourceTypes: ['AWS::CloudFront::Distribution'],
  check: (distribution) => expectEach(distribution, 'DistributionConfig.WebACLId', isPresent),
  cases: [
    holds('a web ACL', single('AWS::CloudFront::Distribution', { DistributionConfig: { WebACLId: 'arn:aws:wafv2:us-east-1:111111111111:global/webacl/edge/1' } })),
    broken('none', single('AWS::CloudFront::Distribution', { DistributionConfig: {} })),
    unresolvable('given at deployment', single('AWS::CloudFront::Distribution', { DistributionConfig: { WebACLId: given } })),
  ],
};
