import { is, judgeAny, missing } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const bucketLetsDataEnd: Rule = {
  id: 'bucket-lets-data-end',
  claim: 'A bucket has a lifecycle: old versions and unfinished uploads end.',
  reason: 'With versions on and no lifecycle nothing is ever deleted, also what had to be.',
  fix: 'Add a LifecycleConfiguration rule that is enabled.',
  severity: 'error',
  serves: ['DAT-11', 'PAR-05'],
  source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html',
  resourceTypes: ['AWS::S3::Bucket'],
  check: (bucket) => judgeAny(bucket.at('LifecycleConfiguration.Rules.*').flatMap((rule) => rule.kind === 'absent' ? [rule] : rule.at('Status')), is('Enabled'), missing('LifecycleConfiguration', 'no lifecycle rule is enabled')),
  cases: [
    holds('a rule', single('AWS::S3::Bucket', { LifecycleConfiguration: { Rules: [{ Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 90 } }] } })),
    broken('none', single('AWS::S3::Bucket')),
    broken('a rule that is off', single('AWS::S3::Bucket', { LifecycleConfiguration: { Rules: [{ Status: 'Disabled' }] } })),
    unresolvable('given at deployment', single('AWS::S3::Bucket', { LifecycleConfiguration: { Rules: [{ Status: given }] } })),
  ],
};
