import { expectEach, is } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const imageRepositoryKeepsItsTags: Rule = {
  id: 'image-repository-keeps-its-tags',
  claim: 'A tag of an image repository never moves to another image.',
  reason: 'What passed staging under a tag is what production gets under the tag only if the tag cannot move.',
  fix: 'Set ImageTagMutability to IMMUTABLE.',
  severity: 'error',
  serves: ['DEL-01'],
  source: 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html',
  resourceTypes: ['AWS::ECR::Repository'],
  check: (resource) => expectEach(resource, 'ImageTagMutability', is('IMMUTABLE')),
  cases: [
    holds('as wanted', single('AWS::ECR::Repository', { ImageTagMutability: 'IMMUTABLE' })),
    broken('left out', single('AWS::ECR::Repository')),
    broken('switched off', single('AWS::ECR::Repository', { ImageTagMutability: 'MUTABLE' })),
    unresolvable('given at deployment', single('AWS::ECR::Repository', { ImageTagMutability: given })),
  ],
};
