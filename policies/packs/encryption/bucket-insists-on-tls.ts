import { allowing, single, tlsOnly } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';
import { deniesPlainText } from '../denies-plain-text';

const bucketWith = (PolicyDocument: unknown) => ({ ...single('AWS::S3::Bucket'), Policy: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'It' }, PolicyDocument } } });

export const bucketInsistsOnTls: Rule = {
  id: 'bucket-insists-on-tls',
  claim: 'The policy of a bucket denies every request without TLS.',
  reason: 'The service answers plain HTTP as well. Only a denial makes sure that no client ever sends or reads in the clear.',
  fix: 'Add a statement that denies everyone when aws:SecureTransport is false (enforceSSL in CDK).',
  severity: 'error',
  serves: ['POL-01', 'DAT-11'],
  source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html',
  resourceTypes: ['AWS::S3::Bucket'],
  check: (bucket) => deniesPlainText(bucket, bucket.pointedAtBy('AWS::S3::BucketPolicy', 'Bucket')),
  cases: [
    holds('a denial', bucketWith(tlsOnly)),
    broken('no policy', single('AWS::S3::Bucket')),
    broken('a policy about something else', bucketWith(allowing({ AWS: '111111111111' }))),
    broken('a denial of one principal', bucketWith({ Statement: [{ ...tlsOnly.Statement[0], Principal: { AWS: '111111111111' } }] })),
    unresolvable('a policy given at deployment', bucketWith(given)),
  ],
};
