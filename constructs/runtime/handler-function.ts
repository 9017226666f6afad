import {
  Duration, RemovalPolicy, Token, aws_cloudwatch as cloudwatch, aws_cloudwatch_actions as actions, aws_ec2 as ec2, aws_iam as iam,
  aws_kms as kms, aws_lambda as lambda, aws_logs as logs, aws_sns as sns, aws_sqs as sqs,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Problems } from '../../lib/values/problems';

/** Where a handler runs when it must reach something inside a network. */
export interface HandlerNetwork {
  /** The network. */
  readonly vpc: ec2.IVpc;
  /** Its subnets. */
  readonly subnets: ec2.SubnetSelection;
  /** What it may reach, and from where. */
  readonly securityGroup: ec2.ISecurityGroup;
}

/** Properties of a `HandlerFunction`. */
export interface HandlerFunctionProps {
  /** Folder below `runtime/` whose `handler.ts` is the code. A folder without a bundle is refused. */
  readonly handler: string;

  /** What it does, in one sentence. */
  readonly description: string;

  /** Key of its settings and of the events it could not work off. */
  readonly key: kms.IKey;

  /** Key of its log group. Its policy must admit CloudWatch Logs. */
  readonly logKey: kms.IKey;

  /** How long its log is kept. */
  readonly logRetention: logs.RetentionDays;

  /**
   * Who hears when it fails. The key of an encrypted topic must admit CloudWatch alarms.
   * @default - no alarm: whoever calls it watches it
   */
  readonly alerts?: sns.ITopic;

  /**
   * Environment variables. Never a secret; upper-case names.
   * @default - none
   */
  readonly settings?: { readonly [name: string]: string };

  /**
   * How long one run may take, up to 15 minutes.
   * @default 5 minutes
   */
  readonly timeout?: Duration;

  /**
   * Memory in MiB, 128 to 10,240.
   * @default 512
   */
  readonly memoryMiB?: number;

  /**
   * How many may run at the same time, at least 1; so many are set aside of what the account may run. Of 1, no two runs overlap.
   * @default 1
   */
  readonly concurrency?: number;

  /**
   * Where it runs.
   * @default - outside of every network: it calls AWS only, over TLS and with its own role
   */
  readonly network?: HandlerNetwork;

  /**
   * Where events go that it could not work off after two more tries.
   * @default - a queue of its own
   */
  readonly deadLetters?: sqs.IQueue;
}

const defaults = { timeout: Duration.minutes(5), memoryMiB: 512, concurrency: 1, deadLettersKept: Duration.days(14) };

/**
 * One handler of `runtime/` as a function: bundled code on Graviton, a role of its own with one customer managed policy, an
 * encrypted log that ends, tracing, a fixed number of simultaneous runs, a queue for events it could not work off, and an alarm
 * on either. It has no permission beyond its log and its traces until `allow` gives one.
 *
 * It refuses a handler that has no bundle, a timeout above 15 minutes, memory that Lambda does not offer, and names of settings
 * that Lambda would refuse.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html
 * @example
 * declare const key: kms.IKey;
 * declare const logKey: kms.IKey;
 * new HandlerFunction(this, 'Drift', {
 *   handler: 'drift-detection', description: 'Finds what differs from the templates', key, logKey, logRetention: logs.RetentionDays.ONE_MONTH,
 *   settings: { STACK_PREFIX: 'staging-' },
 * });
 */
export class HandlerFunction extends Construct {
  /** The function. */
  public readonly function: lambda.Function;
  /** Its role. Permissions stand in one customer managed policy; see `allow`. */
  public readonly role: iam.Role;
  /** Where events lie that it could not work off. */
  public readonly deadLetters: sqs.IQueue;

  private readonly policy: iam.ManagedPolicy;

  public constructor(scope: Construct, id: string, props: HandlerFunctionProps) {
    super(scope, id);
    refuse(this.node.path, props);
    const logGroup = this.makeLogGroup(props);
    this.deadLetters = props.deadLetters ?? this.makeDeadLetters(props.key);
    this.role = this.makeRole(props);
    this.policy = this.makePolicy(props, logGroup);
    this.function = this.makeFunction(props, logGroup);
    if (props.alerts !== undefined) this.alarmOnFailure(props.alerts, props.deadLetters === undefined);
  }

  /**
   * Lets the handler do what `statement` says.
   *
   * @param statement an allow statement that names its resources
   */
  public allow(statement: iam.PolicyStatement): void {
    this.policy.addStatements(statement);
  }

  private makeLogGroup(props: HandlerFunctionProps): logs.LogGroup {
    return new logs.LogGroup(this, 'Logs', { encryptionKey: props.logKey, retention: props.logRetention, removalPolicy: RemovalPolicy.DESTROY });
  }

  private makeDeadLetters(key: kms.IKey): sqs.Queue {
    return new sqs.Queue(this, 'DeadLetters', {
      encryption: sqs.QueueEncryption.KMS, encryptionMasterKey: key, enforceSSL: true, retentionPeriod: defaults.deadLettersKept,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  private makeRole({ description }: HandlerFunctionProps): iam.Role {
    return new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      description,
    });
  }

  private makePolicy(props: HandlerFunctionProps, logGroup: logs.ILogGroup): iam.ManagedPolicy {
    const policy = new iam.ManagedPolicy(this, 'Policy', { roles: [this.role], description: `What ${props.handler} may do` });
    policy.addStatements(
      new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
      new iam.PolicyStatement({ actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], resources: ['*'] }),
      new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.deadLetters.queueArn] }),
      new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [props.key.keyArn] }),
    );
    if (props.network !== undefined) policy.addStatements(networkInterfaces());
    return policy;
  }

  private makeFunction(props: HandlerFunctionProps, logGroup: logs.ILogGroup): lambda.Function {
    const { network } = props;
    const made = new lambda.Function(this, 'Function', {
      code: lambda.Code.fromAsset(bundleOf(props.handler) ?? ''),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      description: props.description,
      // Without policy updates: every permission stands in the one managed policy, none in a hidden inline policy.
      role: this.role.withoutPolicyUpdates(),
      environment: { ...props.settings },
      environmentEncryption: props.settings === undefined ? undefined : props.key,
      timeout: props.timeout ?? defaults.timeout,
      memorySize: props.memoryMiB ?? defaults.memoryMiB,
      reservedConcurrentExecutions: props.concurrency ?? defaults.concurrency,
      tracing: lambda.Tracing.ACTIVE,
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      deadLetterQueue: this.deadLetters,
      vpc: network?.vpc, vpcSubnets: network?.subnets, securityGroups: network === undefined ? undefined : [network.securityGroup],
    });
    made.node.addDependency(this.policy);
    return made;
  }

  private alarmOnFailure(alerts: sns.ITopic, ownQueue: boolean): void {
    this.alarm('FailureAlarm', alerts, this.function.metricErrors({ period: Duration.minutes(5) }), `${this.function.node.path} failed`);
    if (!ownQueue) return;
    const waiting = this.deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5), statistic: cloudwatch.Stats.MAXIMUM });
    this.alarm('DeadLetterAlarm', alerts, waiting, `${this.function.node.path} gave an event up`);
  }

  private alarm(id: string, alerts: sns.ITopic, metric: cloudwatch.IMetric, alarmDescription: string): void {
    new cloudwatch.Alarm(this, id, {
      metric, alarmDescription, threshold: 1, evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new actions.SnsAction(alerts));
  }
}

/** What Lambda needs to stand in a network; these calls take no resource (Lambda guide, "execution role permissions"). */
function networkInterfaces(): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: ['ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'], resources: ['*'],
  });
}

/** Where the bundle of a handler lies: beside the compiled constructs, or in .build/ when they run from their sources. */
function bundleOf(handler: string): string | undefined {
  const root = join(__dirname, '..', '..');
  return [join(root, 'runtime', handler), join(root, '.build', 'runtime', handler)].find((folder) => existsSync(join(folder, 'index.js')));
}

function refuse(path: string, props: HandlerFunctionProps): void {
  const problems = new Problems();
  problems.when(!/^[a-z][a-z0-9-]*$/.test(props.handler) || bundleOf(props.handler) === undefined, {
    at: 'handler', must: 'must be a bundled folder of runtime/', got: props.handler, fix: 'run "npm run compile" after adding runtime/<name>/handler.ts',
  });
  const timeout = (props.timeout ?? defaults.timeout).toSeconds();
  problems.when(timeout > 900, { at: 'timeout', must: 'must be at most 15 minutes', got: `${timeout} seconds`, fix: 'split the work, for example with Step Functions' });
  const memory = props.memoryMiB ?? defaults.memoryMiB;
  problems.when(!Token.isUnresolved(memory) && (!Number.isInteger(memory) || memory < 128 || memory > 10240), {
    at: 'memoryMiB', must: 'must be 128 to 10240', got: memory, fix: 'for example 512',
  });
  const concurrency = props.concurrency ?? defaults.concurrency;
  problems.when(!Token.isUnresolved(concurrency) && (!Number.isInteger(concurrency) || concurrency < 1), {
    at: 'concurrency', must: 'must be at least 1', got: concurrency, fix: 'for example 1, so that no two runs overlap',
  });
  for (const name of Object.keys(props.settings ?? {})) {
    problems.when(!/^[A-Z][A-Z0-9_]*$/.test(name) || /^(AWS|LAMBDA)_/.test(name), {
      at: 'settings', must: 'must have names of upper-case letters, digits and "_", not beginning with AWS_ or LAMBDA_', got: name, fix: 'for example "STACK_PREFIX"',
    });
  }
  problems.refuse(`handler function "${path}"`);
}
