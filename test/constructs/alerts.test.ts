import { Stack, aws_events as events, aws_events_targets as targets, aws_kms as kms } from 'aws-cdk-lib';
import { AlertTopic } from '../../constructs/alerts/alert-topic';
import { templateOf } from '../synthesize';

function alerts(stack: Stack, recipients = ['platform@example.com']): AlertTopic {
  return new AlertTopic(stack, 'Alerts', { displayName: 'staging alerts', key: new kms.Key(stack, 'Key'), recipients });
}

describe('an alert topic', () => {
  const template = templateOf((stack) => {
    new events.Rule(stack, 'Rule', { eventPattern: { source: ['aws.ec2'] }, targets: [new targets.SnsTopic(alerts(stack).topic)] });
  });
  const allowed = Object.values(template.findResources('AWS::SNS::TopicPolicy'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as { Effect: string; Principal: unknown; Condition?: unknown }[])
    .filter(({ Effect }) => Effect === 'Allow');

  test('admits alarms, rules and cost alerts of its own account only, also when a rule is given it', () => {
    expect(allowed.map(({ Principal, Condition }) => JSON.stringify([Principal, Condition]))).toEqual([
      expect.stringMatching(/cloudwatch.*:cloudwatch:eu-west-1:111111111111:alarm:\*/),
      expect.stringMatching(/events.*:events:eu-west-1:111111111111:rule\/\*/),
      expect.stringMatching(/budgets.*"aws:SourceAccount":"111111111111"/),
      expect.stringMatching(/costalerts.*"aws:SourceAccount":"111111111111"/),
    ]);
  });
  test('leaves the policy of its key alone when a rule is given it', () => {
    const [key] = Object.values(template.findResources('AWS::KMS::Key'));
    expect(JSON.stringify(key?.Properties.KeyPolicy)).not.toContain('events.amazonaws.com');
  });
  test('tells every recipient', () => {
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'platform@example.com' });
  });
  test.each([
    ['nobody to tell', [], '- recipients: must name at least one mail address, got []'],
    ['a malformed address', ['platform'], '- recipients: must be mail addresses, got "platform"'],
  ])('refuses %s', (_name, recipients, line) => {
    expect(() => templateOf((stack) => { alerts(stack, recipients); })).toThrow(`alert topic "Test/Alerts" has 1 problem\n${line}`);
  });
});
