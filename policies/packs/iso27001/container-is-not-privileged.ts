import { isOff, judge } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const containerIsNotPrivileged: Rule = {
  id: 'container-is-not-privileged',
  claim: 'A container is not privileged.',
  reason: 'A privileged container is the host.',
  fix: 'Leave Privileged out or set it to false.',
  severity: 'error',
  serves: ['OPS-06'],
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html',
  resourceTypes: ['AWS::ECS::TaskDefinition'],
  check: (task) => task.at('ContainerDefinitions').flatMap((containers) => containers.elements()).flatMap((container) => judge(container.at('Privileged'), isOff)),
  cases: [
    holds('as wanted', single('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Privileged: false }] })),
    holds('left out', single('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Name: 'api' }] })),
    broken('privileged', single('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Privileged: true }] })),
    unresolvable('given at deployment', single('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Privileged: given }] })),
  ],
};
