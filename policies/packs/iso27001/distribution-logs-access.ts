import { expectEach, isPresent } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const distributionLogsAccess: Rule = {
  id: 'distribution-logs-access',
  claim: 'A distribution logs who asked for what.',
  reason: 'Requests that the edge answers are seen nowhere else.',
  fix: 'Set DistributionConfig.Logging.Bucket.',
  severity: 'error',
  serves: ['OPS-01', 'OPS-02'],
  source: 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/AccessLogs.html',
  resourceTypes: ['AWS::CloudFront::Distribution'],
  check: (resource) => expectEach(resource, 'DistributionConfig.Logging.Bucket', isPresent),
  cases: [
    holds('as wanted', single('AWS::CloudFront::Distribution', { DistributionConfig: { Logging: { Bucket: 'logs.s3.amazonaws.com' } } })),
    broken('left out', single('AWS::CloudFront::Distribution')),
    broken('an empty bucket', single('AWS::CloudFront::Distribution', { DistributionConfig: { Logging: { Bucket: '' } } })),
    unresolvable('given at deployment', single('AWS::CloudFront::Distribution', { DistributionConfig: { Logging: { Bucket: given } } })),
  ],
};
