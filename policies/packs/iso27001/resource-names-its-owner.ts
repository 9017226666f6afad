import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';
import { tagFindings, taggedTypes } from '../tags';

export const resourceNamesItsOwner: Rule = {
  id: 'resource-names-its-owner',
  claim: 'A resource that is billed or owned names its owner in a tag.',
  reason: 'A resource without an owner is nobody\'s: nobody patches it, reviews it or removes it.',
  fix: 'Tag the app or the stage: Tags.of(app).add("owner", ...).',
  severity: 'error',
  serves: ['GOV-01', 'ACC-06'],
  source: 'https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html',
  resourceTypes: taggedTypes,
  check: (resource) => tagFindings(resource, /owner|team/i, 'owner'),
  cases: [
    holds('a tag', single('AWS::S3::Bucket', { Tags: [{ Key: 'owner', Value: 'projects' }] })),
    broken('no tag', single('AWS::S3::Bucket')),
    broken('an empty tag', single('AWS::S3::Bucket', { Tags: [{ Key: 'owner', Value: '' }] })),
    unresolvable('a value given at deployment', single('AWS::S3::Bucket', { Tags: [{ Key: 'owner', Value: given }] })),
  ],
};
