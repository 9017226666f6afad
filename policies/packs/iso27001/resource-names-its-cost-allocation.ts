import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';
import { tagFindings, taggedTypes } from '../tags';

export const resourceNamesItsCostAllocation: Rule = {
  id: 'resource-names-its-cost-allocation',
  claim: 'A resource that is billed or owned names its cost allocation in a tag.',
  reason: 'What staging costs can be told only if what belongs to it says so.',
  fix: 'Tag the app or the stage: Tags.of(app).add("cost-center", ...).',
  severity: 'error',
  serves: ['OPS-07'],
  source: 'https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html',
  resourceTypes: taggedTypes,
  check: (resource) => tagFindings(resource, /cost|billing|budget/i, 'cost allocation'),
  cases: [
    holds('a tag', single('AWS::S3::Bucket', { Tags: [{ Key: 'cost-center', Value: 'projects' }] })),
    broken('no tag', single('AWS::S3::Bucket')),
    broken('an empty tag', single('AWS::S3::Bucket', { Tags: [{ Key: 'cost-center', Value: '' }] })),
    unresolvable('a value given at deployment', single('AWS::S3::Bucket', { Tags: [{ Key: 'cost-center', Value: given }] })),
  ],
};
