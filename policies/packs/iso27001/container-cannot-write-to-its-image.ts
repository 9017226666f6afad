import { isTrue, judge } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const containerCannotWriteToItsImage: Rule = {
  id: 'container-cannot-write-to-its-image',
  claim: 'A container has a read-only root file system.',
  reason: 'What an intruder cannot write, he cannot run.',
  fix: 'Set ReadonlyRootFilesystem to true, and mount a volume where the program must write.',
  severity: 'error',
  serves: ['DEL-10', 'OPS-06'],
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html',
  resourceTypes: ['AWS::ECS::TaskDefinition'],
  check: (task) => task.at('ContainerDefinitions').flatMap((containers) => containers.elements()).flatMap((container) => judge(container.at('ReadonlyRootFilesystem'), isTrue)),
  cases: [
    holds('as wanted', single('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ ReadonlyRootFilesystem: true }] })),
    broken('left out', single('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Name: 'api' }] })),
    broken('writable', single('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ ReadonlyRootFilesystem: false }] })),
    unresolvable('given at deployment', single('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ ReadonlyRootFilesystem: given }] })),
  ],
};
