import { expectEach, is, isOwnKey } from '../expect';
import { ownKey, single, withKey } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const rule = 'BucketEncryption.ServerSideEncryptionConfiguration.*.ServerSideEncryptionByDefault';
const encryption = (ServerSideEncryptionByDefault: unknown) => ({ BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault }] } });

export const bucketIsEncryptedWithOwnKey: Rule = {
  id: 'bucket-is-encrypted-with-own-key',
  claim: 'A bucket encrypts its objects with a key that its own account makes.',
  reason: 'With the key of S3, whoever may read the object reads it. With an own key a leaked bucket policy alone opens nothing.',
  fix: 'Set a BucketEncryption rule with aws:kms and a key of the same account. Buckets that a service fills which cannot use such a key are acknowledged with that reason.',
  severity: 'error',
  serves: ['ISL-08', 'DAT-11', 'POL-01'],
  source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html',
  resourceTypes: ['AWS::S3::Bucket'],
  check: (bucket) => [
    ...expectEach(bucket, `${rule}.SSEAlgorithm`, is('aws:kms', 'aws:kms:dsse')),
    ...expectEach(bucket, `${rule}.KMSMasterKeyID`, isOwnKey(bucket)),
  ],
  cases: [
    holds('a key of the account', withKey('AWS::S3::Bucket', encryption({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: ownKey }))),
    broken('the key of S3', single('AWS::S3::Bucket', encryption({ SSEAlgorithm: 'AES256' }))),
    broken('nothing said', single('AWS::S3::Bucket')),
    unresolvable('a key given at deployment', single('AWS::S3::Bucket', encryption({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: given }))),
  ],
};
