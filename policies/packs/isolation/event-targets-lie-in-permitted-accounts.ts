import { judge } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';
import { isPermittedTarget } from '../permitted-account';

const targets: Readonly<Record<string, string>> = { 'AWS::Events::Rule': 'Targets.*.Arn', 'AWS::Scheduler::Schedule': 'Target.Arn', 'AWS::Pipes::Pipe': 'Target' };

export const eventTargetsLieInPermittedAccounts: Rule = {
  id: 'event-targets-lie-in-permitted-accounts',
  claim: 'Rules, schedules and pipes send to targets of their own account or of a permitted one.',
  reason: 'An event that crosses starts work on the other side, and carries what it tells.',
  fix: 'Send to a target of the same account, or declare the crossing.',
  severity: 'fatal',
  serves: ['ISL-13', 'INT-02'],
  source: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html',
  resourceTypes: ['AWS::Events::Rule', 'AWS::Scheduler::Schedule', 'AWS::Pipes::Pipe'],
  check: (source, crossings) => judge(source.at(targets[source.type] ?? '').filter(({ kind }) => kind !== 'absent'), isPermittedTarget(source, crossings)),
  cases: [
    holds('a queue of the account', { Jobs: { Type: 'AWS::SQS::Queue' }, ...single('AWS::Events::Rule', { Targets: [{ Id: 'Jobs', Arn: { 'Fn::GetAtt': ['Jobs', 'Arn'] } }] }) }),
    holds('a call that a schedule makes', single('AWS::Scheduler::Schedule', { Target: { Arn: 'arn:aws:scheduler:::aws-sdk:rds:stopDBCluster' } })),
    broken('a bus of another account', single('AWS::Events::Rule', { Targets: [{ Id: 'Bus', Arn: 'arn:aws:events:eu-west-1:222222222222:event-bus/default' }] })),
    unresolvable('given at deployment', single('AWS::Events::Rule', { Targets: [{ Id: 'Bus', Arn: given }] })),
  ],
};
