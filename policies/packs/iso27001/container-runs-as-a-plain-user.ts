import { judge, matches } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const containerRunsAsAPlainUser: Rule = {
  id: 'container-runs-as-a-plain-user',
  claim: 'A container does not run as root.',
  reason: 'Root in the container is one fault of the runtime away from root outside.',
  fix: 'Set User to a name or number that is not root.',
  severity: 'error',
  serves: ['OPS-06', 'DEL-10'],
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html',
  resourceTypes: ['AWS::ECS::TaskDefinition'],
  check: (task) => task.at('ContainerDefinitions').flatMap((containers) => containers.elements()).flatMap((container) => judge(container.at('User'), matches(/^(?!(?:root|0)(?::|$))./))),
  cases: [
    holds('as wanted', single('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ User: '1000:1000' }] })),
    broken('left out', single('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Name: 'api' }] })),
    broken('root', single('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ User: 'root' }] })),
    unresolvable('given at deployment', single('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ User: given }] })),
  ],
};
