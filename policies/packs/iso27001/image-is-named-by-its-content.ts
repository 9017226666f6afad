import { judge } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';
import { namesContent } from '../names-content';

export const imageIsNamedByItsContent: Rule = {
  id: 'image-is-named-by-its-content',
  claim: 'A container image is named by its digest.',
  reason: 'A tag can move between the test and the release: production would then run what staging never saw.',
  fix: 'Name the image as repository@sha256:..., or by a tag that is the hash of its content.',
  severity: 'error',
  serves: ['DEL-01', 'DEL-02'],
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html',
  resourceTypes: ['AWS::ECS::TaskDefinition'],
  check: (task) => task.at('ContainerDefinitions').flatMap((containers) => containers.elements()).flatMap((container) => judge(container.at('Image'), namesContent)),
  cases: [
    holds('as wanted', single('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/api@sha256:0000000000000000000000000000000000000000000000000000000000000000' }] })),
    broken('left out', single('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Name: 'api' }] })),
    broken('a tag', single('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Image: 'registry.example.com/api:latest' }] })),
    unresolvable('given at deployment', single('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Image: given }] })),
  ],
};
