import { expectEach, isPresent } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const alarmTellsSomebody: Rule = {
  id: 'alarm-tells-somebody',
  claim: 'An alarm tells somebody.',
  reason: 'An alarm without an action is red on a page that nobody has open.',
  fix: 'Set AlarmActions to a topic.',
  severity: 'error',
  serves: ['OPS-01', 'DEL-09'],
  source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html',
  resourceTypes: ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'],
  check: (resource) => expectEach(resource, 'AlarmActions.*', isPresent),
  cases: [
    holds('as wanted', single('AWS::CloudWatch::Alarm', { AlarmActions: ['arn:aws:sns:eu-west-1:111111111111:alarms'] })),
    broken('left out', single('AWS::CloudWatch::Alarm')),
    broken('an empty action', single('AWS::CloudWatch::Alarm', { AlarmActions: [''] })),
    unresolvable('given at deployment', single('AWS::CloudWatch::Alarm', { AlarmActions: [given] })),
  ],
};
