import { Duration, Stack, aws_ec2 as ec2, aws_iam as iam, aws_kms as kms, aws_logs as logs, aws_sns as sns, aws_sqs as sqs } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { HandlerFunction, HandlerFunctionProps } from '../../constructs/runtime/handler-function';
import { templateOf } from '../synthesize';

function drift(stack: Stack, props: Partial<HandlerFunctionProps> = {}): HandlerFunction {
  const key = new kms.Key(stack, 'Key');
  return new HandlerFunction(stack, 'Drift', { handler: 'drift-detection', description: 'Finds drift', key, logKey: key, logRetention: logs.RetentionDays.ONE_MONTH, ...props });
}

describe('a handler function', () => {
  const template = templateOf((stack) => {
    const handler = drift(stack, { settings: { EVIDENCE_BUCKET: 'evidence' }, alerts: new sns.Topic(stack, 'Alerts') });
    handler.allow(new iam.PolicyStatement({ actions: ['cloudformation:DescribeStacks'], resources: ['arn:aws:cloudformation:eu-west-1:111111111111:stack/*'] }));
  });

  test('runs the bundled code on Graviton, traced, one at a time, with what it could not work off in a queue', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Architectures: ['arm64'], Handler: 'index.handler', Runtime: Match.stringLikeRegexp('^nodejs'), TracingConfig: { Mode: 'Active' }, ReservedConcurrentExecutions: 1,
      DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('DriftDeadLetters'), 'Arn'] } }, Timeout: 300, MemorySize: 512,
    });
  });
  test('keeps its settings under the key and its log in a group that ends', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      KmsKeyArn: Match.anyValue(), Environment: { Variables: { EVIDENCE_BUCKET: 'evidence' } }, LoggingConfig: { LogGroup: { Ref: Match.stringLikeRegexp('DriftLogs') } },
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 30, KmsKeyId: Match.anyValue() });
  });
  test('has one managed policy with what it was allowed, and no inline one', () => {
    template.resourceCountIs('AWS::IAM::Policy', 0);
    const [policy] = Object.values(template.findResources('AWS::IAM::ManagedPolicy'));
    const statements = (policy?.Properties.PolicyDocument.Statement ?? []) as { Action: string | string[] }[];
    expect(statements.flatMap(({ Action }) => Action)).toEqual([
      'logs:CreateLogStream', 'logs:PutLogEvents', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments', 'sqs:SendMessage', 'kms:Decrypt', 'kms:GenerateDataKey',
      'cloudformation:DescribeStacks',
    ]);
  });
  test.each([['Errors', 'Sum'], ['ApproximateNumberOfMessagesVisible', 'Maximum']])('tells somebody when it fails: %s', (MetricName, Statistic) => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName, Statistic, Threshold: 1, AlarmActions: [{ Ref: Match.stringLikeRegexp('Alerts') }] });
  });
  test('shares a queue that it is given, and watches only its own', () => {
    const shared = templateOf((stack) => {
      drift(stack, { deadLetters: new sqs.Queue(stack, 'Shared'), alerts: new sns.Topic(stack, 'Alerts') });
    });
    shared.resourceCountIs('AWS::SQS::Queue', 1);
    shared.resourceCountIs('AWS::CloudWatch::Alarm', 1);
  });
  test('stands in a network only when asked to', () => {
    templateOf((stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc');
      drift(stack, { network: { vpc, subnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }, securityGroup: new ec2.SecurityGroup(stack, 'Group', { vpc }) } });
    }).hasResourceProperties('AWS::Lambda::Function', { VpcConfig: { SecurityGroupIds: [Match.anyValue()] } });
    template.allResourcesProperties('AWS::Lambda::Function', { VpcConfig: Match.absent() });
  });

  test('refuses what cannot run, all at once', () => {
    expect(() => templateOf((stack) => {
      const key = new kms.Key(stack, 'Key');
      new HandlerFunction(stack, 'Handler', {
        handler: 'nowhere', description: 'Does nothing', key, logKey: key, logRetention: logs.RetentionDays.ONE_MONTH,
        timeout: Duration.minutes(20), memoryMiB: 64, concurrency: 0, settings: { AWS_REGION: 'eu-west-1' },
      });
    })).toThrow([
      'handler function "Test/Handler" has 5 problems',
      '- handler: must be a bundled folder of runtime/, got "nowhere"; run "npm run compile" after adding runtime/<name>/handler.ts',
      '- timeout: must be at most 15 minutes, got "1200 seconds"; split the work, for example with Step Functions',
      '- memoryMiB: must be 128 to 10240, got 64; for example 512',
      '- concurrency: must be at least 1, got 0; for example 1, so that no two runs overlap',
      '- settings: must have names of upper-case letters, digits and "_", not beginning with AWS_ or LAMBDA_, got "AWS_REGION"; for example "STACK_PREFIX"',
    ].join('\n'));
  });
});
