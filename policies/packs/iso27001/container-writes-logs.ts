import { is, judge } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const containerWritesLogs: Rule = {
  id: 'container-writes-logs',
  claim: 'A container writes its logs somewhere.',
  reason: 'A container without a log driver fails silently.',
  fix: 'Set LogConfiguration.LogDriver.',
  severity: 'error',
  serves: ['OPS-01', 'OPS-02'],
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html',
  resourceTypes: ['AWS::ECS::TaskDefinition'],
  check: (task) => task.at('ContainerDefinitions').flatMap((containers) => containers.elements()).flatMap((container) => judge(container.at('LogConfiguration.LogDriver'), is('awslogs', 'awsfirelens', 'splunk'))),
  cases: [
    holds('as wanted', single('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ LogConfiguration: { LogDriver: 'awslogs' } }] })),
    broken('left out', single('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Name: 'api' }] })),
    broken('another driver', single('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ LogConfiguration: { LogDriver: 'none' } }] })),
    unresolvable('given at deployment', single('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ LogConfiguration: { LogDriver: given } }] })),
  ],
};
