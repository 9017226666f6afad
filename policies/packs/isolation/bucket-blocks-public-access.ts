import { expectEach, isTrue } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const bucketBlocksPublicAccess: Rule = {
  id: 'bucket-blocks-public-access',
  claim: 'A bucket blocks every kind of public access.',
  reason: 'The block holds whatever a policy or an access list says later, by whoever.',
  fix: 'Set all four switches of PublicAccessBlockConfiguration (BlockPublicAccess.BLOCK_ALL in CDK).',
  severity: 'fatal',
  serves: ['DAT-11', 'ISL-04'],
  source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
  resourceTypes: ['AWS::S3::Bucket', 'AWS::S3::AccessPoint', 'AWS::S3::MultiRegionAccessPoint'],
  check: (bucket) => ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets']
    .flatMap((name) => expectEach(bucket, `PublicAccessBlockConfiguration.${name}`, isTrue)),
  cases: [
    holds('all four', single('AWS::S3::Bucket', { PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true } })),
    broken('none', single('AWS::S3::Bucket')),
    broken('three', single('AWS::S3::Bucket', { PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: false, IgnorePublicAcls: true, RestrictPublicBuckets: true } })),
    unresolvable('given at deployment', single('AWS::S3::Bucket', { PublicAccessBlockConfiguration: given })),
  ],
};
