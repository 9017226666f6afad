import { expectEach, isOff } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const places: Readonly<Record<string, string>> = {
  'AWS::ECS::Service': 'EnableExecuteCommand',
  'AWS::Events::Rule': 'Targets.*.EcsParameters.EnableExecuteCommand',
  'AWS::Scheduler::Schedule': 'Target.EcsParameters.EnableExecuteCommand',
};

export const serviceHasNoShell: Rule = {
  id: 'service-has-no-shell',
  claim: 'No service and no schedule allows commands to be run in its tasks.',
  reason: 'A shell in production is a change without a release. The break-glass role turns it on, for a while and with an alarm.',
  fix: 'Leave EnableExecuteCommand out or set it to false.',
  severity: 'error',
  serves: ['DEL-10', 'ACC-03'],
  source: 'ISO 27001:2022 control 8.31 (no development tools on production systems)',
  resourceTypes: Object.keys(places),
  check: (resource) => expectEach(resource, places[resource.type] ?? '', isOff),
  cases: [
    holds('as wanted', single('AWS::ECS::Service', { EnableExecuteCommand: false })),
    holds('left out', single('AWS::ECS::Service')),
    holds('a schedule that starts no task', single('AWS::Scheduler::Schedule', { Target: { Arn: 'arn:aws:scheduler:::aws-sdk:ecs:updateService' } })),
    holds('a rule that starts no task', single('AWS::Events::Rule', { Targets: [{ Arn: 'arn:aws:sns:eu-west-1:111111111111:alerts' }] })),
    broken('allowed in a scheduled task', single('AWS::Scheduler::Schedule', { Target: { EcsParameters: { EnableExecuteCommand: true } } })),
    broken('allowed in a task that an event starts', single('AWS::Events::Rule', { Targets: [{ EcsParameters: { EnableExecuteCommand: true } }] })),
    broken('allowed', single('AWS::ECS::Service', { EnableExecuteCommand: true })),
    unresolvable('given at deployment', single('AWS::ECS::Service', { EnableExecuteCommand: given })),
  ],
};
