import { expectEach, isAbsentOr, isTrue } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const alarmIsSwitchedOn: Rule = {
  id: 'alarm-is-switched-on',
  claim: 'An alarm acts when it goes off.',
  reason: 'An alarm that was silenced for one night stays silent.',
  fix: 'Leave ActionsEnabled out or set it to true.',
  severity: 'error',
  serves: ['OPS-01'],
  source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html',
  resourceTypes: ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'],
  check: (resource) => expectEach(resource, 'ActionsEnabled', isAbsentOr(isTrue)),
  cases: [
    holds('as wanted', single('AWS::CloudWatch::Alarm', { ActionsEnabled: true })),
    holds('left out', single('AWS::CloudWatch::Alarm')),
    broken('switched off', single('AWS::CloudWatch::Alarm', { ActionsEnabled: false })),
    unresolvable('given at deployment', single('AWS::CloudWatch::Alarm', { ActionsEnabled: given })),
  ],
};
