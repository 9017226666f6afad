import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';
import { tagFindings, taggedTypes } from '../tags';

export const resourceNamesItsEnvironment: Rule = {
  id: 'resource-names-its-environment',
  claim: 'A resource that is billed or owned names its environment in a tag.',
  reason: 'Who looks at a resource must see which environment it belongs to before touching it.',
  fix: 'Tag the app or the stage: Tags.of(stage).add("environment", ...).',
  severity: 'error',
  serves: ['ACC-06', 'OPS-07'],
  source: 'https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html',
  resourceTypes: taggedTypes,
  check: (resource) => tagFindings(resource, /environment|stage$/i, 'environment'),
  cases: [
    holds('a tag', single('AWS::S3::Bucket', { Tags: [{ Key: 'environment', Value: 'projects' }] })),
    broken('no tag', single('AWS::S3::Bucket')),
    broken('an empty tag', single('AWS::S3::Bucket', { Tags: [{ Key: 'environment', Value: '' }] })),
    unresolvable('a value given at deployment', single('AWS::S3::Bucket', { Tags: [{ Key: 'environment', Value: given }] })),
  ],
};
