import { Duration, Stack, aws_cloudwatch as cloudwatch, aws_kms as kms } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { DynamicConfiguration, DynamicConfigurationProps } from '../../constructs/configuration/dynamic-configuration';
import { templateOf } from '../synthesize';
import { only, resources } from './resources';

const pilot = { enabled: true, tenants: ['acme'], until: '2027-03-31T22:00:00+02:00' };

function configuration(stack: Stack, props: Partial<DynamicConfigurationProps> = {}): DynamicConfiguration {
  return new DynamicConfiguration(stack, 'Features', {
    applicationName: 'projects', key: new kms.Key(stack, 'Key'), flags: { forecast: { enabled: true }, instantPayroll: pilot }, ...props,
  });
}

function alarm(stack: Stack): cloudwatch.Alarm {
  const metric = new cloudwatch.Metric({ namespace: 'Test', metricName: 'Errors', period: Duration.minutes(1) });
  return new cloudwatch.Alarm(stack, 'Errors', { metric, threshold: 1, evaluationPeriods: 1 });
}

describe('dynamic configuration', () => {
  const template = templateOf((stack) => {
    configuration(stack, { alarms: [alarm(stack)], rollout: { minutes: 30, stepPercent: 10 } })
      .addDocument('Rounding', { content: '{"minutes":15}', schema: '{"type":"object"}' });
  });
  const flagsOf = (content: unknown) => (JSON.parse(String(content)) as { values: unknown }).values;
  const versions = () => resources(template, 'AWS::AppConfig::HostedConfigurationVersion').map(({ Properties }) => Properties.Content);

  test('is encrypted with the key it was given', () => {
    template.allResourcesProperties('AWS::AppConfig::ConfigurationProfile', { KmsKeyIdentifier: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] } });
  });
  test('says which features are on, for whom, and until when', () => {
    expect(flagsOf(versions()[0])).toEqual({ forecast: { enabled: true }, instantPayroll: pilot });
  });
  test('goes out step by step, watched afterwards', () => {
    template.hasResourceProperties('AWS::AppConfig::DeploymentStrategy', {
      DeploymentDurationInMinutes: 30, GrowthFactor: 10, GrowthType: 'LINEAR', FinalBakeTimeInMinutes: 10, ReplicateTo: 'NONE',
    });
  });
  test('is undone by its alarms, which a role of its own looks at', () => {
    template.hasResourceProperties('AWS::AppConfig::Environment', {
      Monitors: [{ AlarmArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Errors'), 'Arn'] }, AlarmRoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('MonitorRole'), 'Arn'] } }],
    });
  });
  test('holds a document against its schema before it goes out', () => {
    template.hasResourceProperties('AWS::AppConfig::ConfigurationProfile', { Name: 'Rounding', Type: 'AWS.Freeform', Validators: [{ Type: 'JSON_SCHEMA', Content: '{"type":"object"}' }] });
  });
  test('brings out one thing at a time', () => {
    const [waiting] = resources(template, 'AWS::AppConfig::Deployment').filter(({ DependsOn }) => DependsOn !== undefined);
    expect(waiting?.DependsOn).toEqual([expect.stringMatching(/^FeaturesFlagsDeployment/)]);
  });
  test('switches off what ends, at its end, by a version in which it is off', () => {
    expect(versions().map(flagsOf)).toContainEqual({ forecast: { enabled: true }, instantPayroll: { ...pilot, enabled: false } });
    const { Properties } = only(template, 'AWS::Scheduler::Schedule');
    expect(Properties).toMatchObject({
      ScheduleExpression: 'at(2027-03-31T20:00:00)', ScheduleExpressionTimezone: 'UTC', Target: { Arn: 'arn:aws:scheduler:::aws-sdk:appconfig:startDeployment' },
    });
    expect(JSON.stringify(Properties.Target)).toMatch(/FeaturesFlagsUntil1806523200/);
  });
  test('has what ends switched off by a role that may do nothing else', () => {
    const Statement = resources(template, 'AWS::IAM::ManagedPolicy').filter(({ Properties }) => Properties.Description === 'Bring out one profile of one environment')
      .flatMap(({ Properties }) => (Properties.PolicyDocument as { Statement: { Action: unknown; Resource: unknown }[] }).Statement);
    expect(Statement.map(({ Action }) => Action)).toEqual(['appconfig:StartDeployment', ['kms:Decrypt', 'kms:GenerateDataKey']]);
    expect(JSON.stringify(Statement)).not.toContain('*');
  });
  test('makes no role and no schedule that nobody asked for', () => {
    const plain = templateOf((stack) => { configuration(stack, { flags: { forecast: { enabled: false } } }); });
    plain.resourceCountIs('AWS::IAM::Role', 0);
    plain.resourceCountIs('AWS::Scheduler::Schedule', 0);
  });
  test('ends two pilots of the same moment once', () => {
    const two = templateOf((stack) => { configuration(stack, { flags: { first: pilot, second: pilot } }); });
    two.resourceCountIs('AWS::Scheduler::Schedule', 1);
  });
});

test.each<[string, (stack: Stack) => unknown, string]>([
  ['names, ends and rollouts', (stack) => configuration(stack, {
    applicationName: 'my projects', flags: { Forecast: { enabled: true, until: 'next summer' } }, rollout: { minutes: -1, stepPercent: 0, bakeMinutes: 2000 },
    alarms: Array.from({ length: 6 }, () => alarm(new Stack())),
  }),
    'configuration "Test/Features" has 7 problems\n- applicationName: must be 1 to 64 letters, digits, "_", "-" and ".", got "my projects"\n'
    + '- flags: must have names of a lower case letter and up to 63 letters, digits, "_" and "-", got "Forecast"\n'
    + '- flags.Forecast.until: must be an ISO 8601 instant with a zone, got "next summer"; write for example "2027-03-31T22:00:00Z"\n'
    + '- alarms: must be at most 5, got 6\n- rollout.minutes: must be a whole number from 0 to 1440, got -1\n'
    + '- rollout.stepPercent: must be a whole number from 1 to 100, got 0\n- rollout.bakeMinutes: must be a whole number from 0 to 1440, got 2000'],
  ['documents that are no JSON', (stack) => configuration(stack).addDocument('Rounding', { content: 'minutes: 15', schema: '{' }),
    'configuration document "Test/Features/Rounding" has 2 problems\n- content: must be JSON, got "minutes: 15"; write JSON.stringify(...)\n'
    + '- schema: must be JSON, got "{"; write JSON.stringify(...)'],
  ['documents that are too large', (stack) => configuration(stack).addDocument('Rounding', { content: JSON.stringify('x'.repeat(1_048_576)) }),
    'configuration document "Test/Features/Rounding" has 1 problem\n- content: must be at most 1 MiB, got "1048578 bytes"'],
])('%s are refused', (_name, build, message) => {
  let thrown: unknown;
  try { templateOf((stack) => { build(stack); }); } catch (error) { thrown = error; }
  expect((thrown as Error).message).toBe(message);
});
