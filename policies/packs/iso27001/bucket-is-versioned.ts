import { expectEach, is } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const bucketIsVersioned: Rule = {
  id: 'bucket-is-versioned',
  claim: 'A bucket keeps earlier versions of its objects.',
  reason: 'An overwritten or deleted object comes back; without versions it does not, whoever did it.',
  fix: 'Set VersioningConfiguration.Status to Enabled.',
  severity: 'error',
  serves: ['DAT-11', 'OPS-03'],
  source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html',
  resourceTypes: ['AWS::S3::Bucket'],
  check: (resource) => expectEach(resource, 'VersioningConfiguration.Status', is('Enabled')),
  cases: [
    holds('as wanted', single('AWS::S3::Bucket', { VersioningConfiguration: { Status: 'Enabled' } })),
    broken('left out', single('AWS::S3::Bucket')),
    broken('switched off', single('AWS::S3::Bucket', { VersioningConfiguration: { Status: 'Suspended' } })),
    unresolvable('given at deployment', single('AWS::S3::Bucket', { VersioningConfiguration: { Status: given } })),
  ],
};
