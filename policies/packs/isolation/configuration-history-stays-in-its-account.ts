import { expectEach, isOwn } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const configurationHistoryStaysInItsAccount: Rule = {
  id: 'configuration-history-stays-in-its-account',
  claim: 'AWS Config delivers the history of an account into a bucket that the same account makes.',
  reason: 'The history is a map of everything in the account; whoever reads it knows where to knock.',
  fix: 'Set S3BucketName of the delivery channel to a bucket of the same account.',
  severity: 'fatal',
  serves: ['ISL-01', 'OPS-06'],
  source: 'https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html',
  resourceTypes: ['AWS::Config::DeliveryChannel'],
  check: (channel) => expectEach(channel, 'S3BucketName', isOwn(channel, 'AWS::S3::Bucket')),
  cases: [
    holds('a bucket of the account', { Bucket: { Type: 'AWS::S3::Bucket' }, ...single('AWS::Config::DeliveryChannel', { S3BucketName: { Ref: 'Bucket' } }) }),
    broken('no bucket', single('AWS::Config::DeliveryChannel')),
    unresolvable('a bucket that is made elsewhere', single('AWS::Config::DeliveryChannel', { S3BucketName: 'history-of-all-accounts' })),
    unresolvable('a bucket given at deployment', single('AWS::Config::DeliveryChannel', { S3BucketName: given })),
  ],
};
