import { expectEach, isPresent } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const bucketLogsAccess: Rule = {
  id: 'bucket-logs-access',
  claim: 'A bucket logs who read and wrote what, unless it is a bucket of logs itself.',
  reason: 'After a leak the first question is what was read. Only the access log answers it.',
  fix: 'Set LoggingConfiguration.DestinationBucketName (serverAccessLogsBucket in CDK).',
  severity: 'error',
  serves: ['DAT-11', 'OPS-02'],
  source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html',
  resourceTypes: ['AWS::S3::Bucket'],
  check: (bucket) => bucket.pointedAtBy('AWS::S3::Bucket', 'LoggingConfiguration.DestinationBucketName').length > 0 ? [] : expectEach(bucket, 'LoggingConfiguration.DestinationBucketName', isPresent),
  cases: [
    holds('a bucket and its bucket of logs', { Logs: { Type: 'AWS::S3::Bucket' }, ...single('AWS::S3::Bucket', { LoggingConfiguration: { DestinationBucketName: { Ref: 'Logs' } } }) }),
    broken('nothing said', single('AWS::S3::Bucket')),
    broken('a prefix without a bucket', single('AWS::S3::Bucket', { LoggingConfiguration: { LogFilePrefix: 'logs/' } })),
    unresolvable('a whole configuration given at deployment', single('AWS::S3::Bucket', { LoggingConfiguration: given })),
  ],
};
