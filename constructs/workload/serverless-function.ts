import {
  Duration, RemovalPolicy, Stack, aws_cloudwatch as cloudwatch, aws_ec2 as ec2, aws_iam as iam, aws_kms as kms, aws_lambda as lambda, aws_logs as logs,
  aws_secretsmanager as secretsmanager, aws_sns as sns, aws_sqs as sqs, aws_ssm as ssm,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';
import { IConsumer, IServiceDependency } from './consumer';
import { FailureQueue } from './failure-queue';
import { settingName } from './setting-name';
import { WorkQueue } from './work-queue';

/** How large a function is. */
export interface FunctionSize {
  /** Memory in MiB, 128 to 10,240; the processor grows with it. */
  readonly memoryMiB: number;
  /** How many run at once, at most and reserved for this function: 1 to 1,000. */
  readonly concurrency: number;
}

/** Properties of a `ServerlessFunction`. */
export interface ServerlessFunctionProps {
  /** The network; the function runs in its private tier. */
  readonly vpc: ec2.IVpc;
  /** The code, for example `lambda.Code.fromAsset('functions/thumbnails')`. */
  readonly code: lambda.Code;
  /** How large it is. */
  readonly size: FunctionSize;
  /** Key of the environment variables and of calls that failed. */
  readonly key: kms.IKey;
  /** Key of the log group. */
  readonly logKey: kms.IKey;
  /** How long logs are kept. */
  readonly logRetention: logs.RetentionDays;
  /** Who hears of calls that failed. The key of an encrypted topic must admit CloudWatch alarms. */
  readonly alerts: sns.ITopic;
  /**
   * Path in Parameter Store below which the configuration lies, for example `/projects/thumbnails`. The function finds it in the
   * environment variable `CONFIGURATION_PATH` and reads its settings from there when it starts (DEL-05).
   */
  readonly configurationPath: string;
  /**
   * What is called in the code.
   * @default index.handler
   */
  readonly handler?: string;
  /**
   * What the code runs on.
   * @default lambda.Runtime.NODEJS_24_X
   */
  readonly runtime?: lambda.Runtime;
  /**
   * How long one call may take, at most 15 minutes.
   * @default 30 seconds
   */
  readonly timeout?: Duration;
  /**
   * The queue whose messages it works off. Messages that fail stay in the queue until it gives them up. The queue must hold a message
   * for six times the timeout, as AWS advises.
   * @default it is called by services that use it
   */
  readonly queue?: WorkQueue;
  /**
   * What it uses. Each gives it an address, a network path and permissions; there are no others.
   * @default it uses nothing
   */
  readonly uses?: IServiceDependency[];
  /**
   * Customer managed policy that bounds the role.
   * @default no boundary is set here; an environment puts its own on every role
   */
  readonly permissionsBoundary?: iam.IManagedPolicy;
}

const defaults = { handler: 'index.handler', timeout: Duration.seconds(30), batch: 10 };

/**
 * A function for those who prefer one to a service: inside the network, a role of its own, settings from Parameter Store like every
 * service, environment variables, logs and failed calls under your key, traced, a reserved share of the account's concurrency. It has
 * no public address and no policy that lets anybody in: what uses it may call it.
 *
 * It refuses sizes Lambda does not offer, and a queue that gives a message to the next one before the function is done.
 *
 * @example
 * declare const vpc: ec2.IVpc;
 * declare const key: kms.IKey;
 * declare const alerts: sns.ITopic;
 * new ServerlessFunction(this, 'Thumbnails', {
 *   vpc, key, alerts, logKey: key, logRetention: logs.RetentionDays.ONE_MONTH,
 *   code: lambda.Code.fromInline('exports.handler = async () => ({});'),
 *   size: { memoryMiB: 512, concurrency: 5 },
 *   configurationPath: '/projects/thumbnails',
 * });
 */
export class ServerlessFunction extends Construct implements IConsumer, IServiceDependency {
  /** The function. */
  public readonly function: lambda.Function;
  /** The network reach of the function: nothing but what was declared. */
  public readonly connections: ec2.Connections;
  /** The role the code runs with. */
  public readonly role: iam.Role;
  /** Where calls lie that failed. */
  public readonly failures: sqs.IQueue;
  /** In alarm while something lies in `failures`. */
  public readonly failureAlarm: cloudwatch.Alarm;

  private readonly configurationPath: string;
  private readonly policy: iam.ManagedPolicy;

  public constructor(scope: Construct, id: string, props: ServerlessFunctionProps) {
    super(scope, id);
    refuseWrong(this.node.path, props);

    this.configurationPath = props.configurationPath;
    const failed = new FailureQueue(this, 'Failures', { key: props.key, alerts: props.alerts, what: `A call of ${id} failed` });
    this.failures = failed.queue;
    this.failureAlarm = failed.alarm;
    const logGroup = this.makeLogGroup(props);
    this.role = this.makeRole(props);
    this.policy = this.makePolicy(props, logGroup);
    const securityGroup = this.makeSecurityGroup(props);
    this.connections = new ec2.Connections({ securityGroups: [securityGroup] });
    this.function = this.makeFunction(props, securityGroup, logGroup);
    if (props.queue !== undefined) this.workOff(props.queue);
    for (const dependency of props.uses ?? []) dependency.attachTo(this);
  }

  /** Lets a service, job or other function call this one, by the name in its setting. */
  public attachTo(consumer: IConsumer): void {
    consumer.allow(new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.function.functionArn] }));
    consumer.addSetting(settingName(this, 'FUNCTION'), this.function.functionName);
  }

  /**
   * Lets the code do what `statement` says.
   *
   * @param statement an allow statement that names its resources
   */
  public allow(statement: iam.PolicyStatement): void {
    this.policy.addStatements(statement);
  }

  /**
   * Lets the code do what `policy` says.
   *
   * @param policy a policy that stands beside the resource it opens
   */
  public allowPolicy(policy: iam.IManagedPolicy): void {
    this.role.addManagedPolicy(policy);
  }

  /**
   * Gives the function a setting below its configuration path.
   *
   * @param name  upper case, as an environment variable would be named
   * @param value the value; never a secret
   */
  public addSetting(name: string, value: string): void {
    new ssm.StringParameter(this, `Setting${name}`, {
      parameterName: `${this.configurationPath}/${name}`, stringValue: value, description: `${name} of ${this.node.id}`,
    });
  }

  /**
   * Gives the function a secret: its ARN as the setting `<name>_ARN`, and the permission to read it.
   *
   * @param name   upper case, as an environment variable would be named
   * @param secret the secret, of this environment's own store
   * @param key    the key that encrypts it
   */
  public addSecret(name: string, secret: secretsmanager.ISecret, key: kms.IKey): void {
    this.addSetting(`${name}_ARN`, secret.secretArn);
    this.allow(new iam.PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] }));
    this.allow(new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [key.keyArn] }));
  }

  /**
   * Opens the way from this function to `peer`.
   *
   * @param peer what is connected to
   * @param port the port
   * @param why  shown on the rules
   */
  public connectTo(peer: ec2.IConnectable, port: ec2.Port, why: string): void {
    this.connections.allowTo(peer, port, why);
  }

  private makeLogGroup({ logKey, logRetention }: ServerlessFunctionProps): logs.LogGroup {
    return new logs.LogGroup(this, 'Logs', { encryptionKey: logKey, retention: logRetention, removalPolicy: RemovalPolicy.DESTROY });
  }

  private makeRole({ permissionsBoundary }: ServerlessFunctionProps): iam.Role {
    return new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), permissionsBoundary, description: `Code of ${this.node.id}` });
  }

  private makePolicy({ key, configurationPath }: ServerlessFunctionProps, logGroup: logs.LogGroup): iam.ManagedPolicy {
    const { partition, region, account } = Stack.of(this);
    const path = `arn:${partition}:ssm:${region}:${account}:parameter${configurationPath}`;
    return new iam.ManagedPolicy(this, 'Policy', {
      roles: [this.role],
      description: 'What the code of this function may do',
      statements: [
        new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
        new iam.PolicyStatement({ actions: ['ssm:GetParametersByPath', 'ssm:GetParameters'], resources: [path, `${path}/*`] }),
        new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.failures.queueArn] }),
        new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [key.keyArn] }),
        new iam.PolicyStatement({ actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], resources: ['*'] }),
        // Lambda makes the network interfaces with the role of the function; none of these calls can name one beforehand.
        new iam.PolicyStatement({
          actions: [
            'ec2:AssignPrivateIpAddresses', 'ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:DescribeNetworkInterfaces',
            'ec2:DescribeSubnets', 'ec2:UnassignPrivateIpAddresses',
          ],
          resources: ['*'],
        }),
      ],
    });
  }

  private makeSecurityGroup({ vpc }: ServerlessFunctionProps): ec2.SecurityGroup {
    const group = new ec2.SecurityGroup(this, 'SecurityGroup', { vpc, allowAllOutbound: false, description: `Reach of ${this.node.id}` });
    group.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'TLS; the egress firewall and the endpoints decide where to');
    return group;
  }

  private makeFunction(props: ServerlessFunctionProps, securityGroup: ec2.SecurityGroup, logGroup: logs.LogGroup): lambda.Function {
    const made = new lambda.Function(this, 'Function', {
      description: this.node.id,
      code: props.code,
      handler: props.handler ?? defaults.handler,
      runtime: props.runtime ?? lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      memorySize: props.size.memoryMiB,
      reservedConcurrentExecutions: props.size.concurrency,
      timeout: props.timeout ?? defaults.timeout,
      environment: { CONFIGURATION_PATH: props.configurationPath },
      environmentEncryption: props.key,
      // Without policy updates: every permission stands in the one managed policy, none in a hidden inline policy.
      role: this.role.withoutPolicyUpdates(),
      vpc: props.vpc,
      vpcSubnets: { subnetGroupName: 'private' },
      securityGroups: [securityGroup],
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      tracing: lambda.Tracing.ACTIVE,
      deadLetterQueue: this.failures,
      recursiveLoop: lambda.RecursiveLoop.TERMINATE,
    });
    made.node.addDependency(this.policy);
    return made;
  }

  private workOff(queue: WorkQueue): void {
    queue.letRead(this);
    const mapping = new lambda.CfnEventSourceMapping(this, 'Messages', {
      eventSourceArn: queue.queue.queueArn,
      functionName: this.function.functionName,
      batchSize: defaults.batch,
      functionResponseTypes: ['ReportBatchItemFailures'],
    });
    mapping.node.addDependency(this.policy);
  }
}

function refuseWrong(path: string, { size, timeout = defaults.timeout, configurationPath, queue }: ServerlessFunctionProps): void {
  const problems = new Problems();
  const whole = (at: string, value: number, least: number, most: number) => problems.when(!(Number.isInteger(value) && value >= least && value <= most), {
    at, must: `must be a whole number from ${least} to ${most}`, got: value,
  });
  whole('size.memoryMiB', size.memoryMiB, 128, 10_240);
  whole('size.concurrency', size.concurrency, 1, 1000);
  const seconds = timeout.toSeconds({ integral: false });
  problems.when(!(Number.isInteger(seconds) && seconds >= 1 && seconds <= 900), { at: 'timeout', must: 'must be 1 to 900 whole seconds', got: seconds });
  problems.when(!configurationPath.startsWith('/'), {
    at: 'configurationPath', must: 'must start with /', got: configurationPath, fix: 'for example /projects/thumbnails',
  });
  const held = queue?.visibilityTimeout.toSeconds();
  problems.when(held !== undefined && held < seconds * 6, {
    at: 'queue', must: `must hold a message for at least ${seconds * 6} seconds, six times the timeout`, got: held, fix: 'give the queue a longer visibilityTimeout',
  });
  problems.refuse(`function "${path}"`);
}
