import { judge } from '../expect';
import { single } from '../fragments';
import { broken, holds, type Rule, unresolvable } from '../rule';
import { isPermittedAccount, isPermittedTarget } from '../permitted-account';

const replicating = (Destination: unknown) => single('AWS::S3::Bucket', { ReplicationConfiguration: { Rules: [{ Destination }] } });

export const bucketReplicatesInsideItsAccount: Rule = {
  id: 'bucket-replicates-inside-its-account',
  claim: 'A bucket replicates to buckets of its own account or of a permitted one.',
  reason: 'Replication copies every new object, silently and for good.',
  fix: 'Remove the rule, or declare the crossing and set Destination.Account.',
  severity: 'fatal',
  serves: ['DAT-01', 'ISL-13'],
  source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-walkthrough-2.html',
  resourceTypes: ['AWS::S3::Bucket'],
  check: (bucket, crossings) => bucket.at('ReplicationConfiguration.Rules').flatMap((rules) => rules.elements()).flatMap((rule) => rule.at('Destination')).flatMap((destination) => {
    const accounts = destination.at('Account');
    if (accounts.some(({ kind }) => kind !== 'absent')) return judge(accounts, isPermittedAccount(bucket, crossings));
    return judge(destination.at('Bucket'), isPermittedTarget(bucket, crossings));
  }),
  cases: [
    holds('no replication', single('AWS::S3::Bucket')),
    holds('a bucket of the account', { Copy: { Type: 'AWS::S3::Bucket' }, ...replicating({ Bucket: { 'Fn::GetAtt': ['Copy', 'Arn'] } }) }),
    holds('a permitted account', replicating({ Bucket: 'arn:aws:s3:::audit', Account: '333333333333' })),
    broken('another account', replicating({ Bucket: 'arn:aws:s3:::copy', Account: '222222222222' })),
    unresolvable('a bucket by name, whose account nobody knows', replicating({ Bucket: 'arn:aws:s3:::copy' })),
  ],
};
