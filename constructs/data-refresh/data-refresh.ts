import {
  Duration, RemovalPolicy, Stack, aws_cloudwatch as cloudwatch, aws_cloudwatch_actions as actions, aws_ec2 as ec2, aws_ecs as ecs, aws_events as events,
  aws_events_targets as targets, aws_iam as iam, aws_kms as kms, aws_logs as logs, aws_rds as rds, aws_s3 as s3, aws_sns as sns,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { accountIdProblems } from '../../lib/values/account-id';
import { Problems } from '../../lib/values/problems';
import { HandlerFunction } from '../runtime/handler-function';
import { RecordedWorkflow } from '../runtime/recorded-workflow';
import { TaskSize } from '../workload/task-parts';
import { MaskingKeys } from './masking-keys';
import { MaskingTask } from './masking-task';
import { copyStatements, destroyStatements, objectsThere, restoreStatements, RefreshGround } from './refresh-permissions';
import { RefreshSteps } from './refresh-steps';
import { SealedNetwork } from './sealed-network';

/** A database of production that may be asked for. */
export interface RefreshDataset {
  /** Its name, for example `ledger`: at most 20 lower-case letters, digits and single hyphens. */
  readonly name: string;
  /** Name of the database inside the cluster, for example `app`. */
  readonly database: string;
  /** Version of its masking policy, the SHA-256 of its canonical JSON, 64 hexadecimal digits: `understudy mask plan` prints it. Another one is refused. */
  readonly policyVersion: string;
  /**
   * Where the database lists documents, as `schema.table:key:type:bytes`, for example `app.document:object_key:mime_type:size_bytes`. For each a
   * synthetic one is made.
   * @default - it lists none
   */
  readonly documents?: string;
}

/** An environment that masked copies are for. */
export interface RefreshDestination {
  /** Its name. */
  readonly environment: string;
  /** Its account, 12 digits. */
  readonly account: string;
  /** Name of the bucket where copies arrive: see `MaskedDataDrop`. */
  readonly bucketName: string;
  /** Alias of its key, without `alias/`. */
  readonly keyAlias: string;
}

/** Where production's snapshots come from. */
export interface RefreshSource {
  /** Production's account, 12 digits. */
  readonly account: string;
  /** How the names of its shared snapshots begin. */
  readonly snapshotPrefix: string;
  /** Alias of the key they lie under, without `alias/`. */
  readonly keyAlias: string;
}

/** Where evidence goes. */
export interface RefreshRecords {
  /** Name of the bucket, in whatever account. */
  readonly bucketName: string;
  /** Folder of this account's records. */
  readonly folder: string;
  /** What the refreshing role needs to write there: see `EvidenceArchive.writingTo`. */
  readonly statements: iam.PolicyStatement[];
}

/** How pseudonyms of two refreshes relate. */
export enum Determinism {
  /** The same person is called the same in every refresh: bug reports and test data stay valid. */
  STABLE = 'stable',
  /** Everybody is called otherwise in every refresh: two copies cannot be laid beside each other. */
  PER_RUN = 'run',
}

/** Properties of a `DataRefresh`. */
export interface DataRefreshProps {
  /** The network without a way out. */
  readonly network: SealedNetwork;
  /** The masking and the signing key. */
  readonly keys: MaskingKeys;
  /** Where snapshots come from. */
  readonly source: RefreshSource;
  /** What may be asked for, at least one. */
  readonly datasets: RefreshDataset[];
  /** Where copies may go, at least one. */
  readonly destinations: RefreshDestination[];
  /** Where evidence goes: a locked archive of another account. */
  readonly records: RefreshRecords;
  /** The masking image by digest. */
  readonly image: string;
  /** Name of the role that copies, restores, destroys, reads receipts and writes evidence, so that other accounts can admit it by name. */
  readonly roleName: string;
  /** Name of the role of the masking program, so that environments can admit it by name. */
  readonly maskingRoleName: string;
  /** Name of the role that starts the masking program, so that the image's repository can admit it by name. */
  readonly executionRoleName: string;
  /** Key of restored databases, of their passwords, and of what runs keep between their steps. */
  readonly storageKey: kms.IKey;
  /** Bucket of the same account that receives the access log. */
  readonly accessLogBucket: s3.IBucket;
  /** Key of handlers' settings and of what failed. */
  readonly key: kms.IKey;
  /** Key of logs and of the state machine. */
  readonly logKey: kms.IKey;
  /** How long logs are kept. */
  readonly logRetention: logs.RetentionDays;
  /** Takes the record of every step; must admit log delivery, as an `EncryptedLogGroup` does. */
  readonly workflowLog: logs.ILogGroup;
  /** Who hears of runs that wait for approval or failed, and of remains that were found. */
  readonly alerts: sns.ITopic;
  /**
   * How pseudonyms of two refreshes relate.
   * @default Determinism.STABLE
   */
  readonly determinism?: Determinism;
  /**
   * How long a run waits for a second person, at least an hour and no longer than `longestRun`.
   * @default Duration.hours(24)
   */
  readonly approvalWindow?: Duration;
  /**
   * The longest that a run may take, approval included, whole hours up to 120: a request that expires later is refused.
   * @default Duration.hours(72)
   */
  readonly longestRun?: Duration;
  /**
   * Port of the restored databases: that of production's.
   * @default 5433
   */
  readonly databasePort?: number;
  /**
   * Most capacity of a restored database, in Aurora capacity units, 2 to 256.
   * @default 32
   */
  readonly maxAcu?: number;
  /**
   * Size of a masking task.
   * @default 4096 CPU units and 8192 MiB
   */
  readonly taskSize?: TaskSize;
}

const defaults = {
  determinism: Determinism.STABLE, approvalWindow: Duration.hours(24), longestRun: Duration.hours(72), databasePort: 5433, maxAcu: 32, sweep: Duration.hours(1),
  // Destroying and recording come after the deadline of the request, and the sweeper after those.
  afterwards: Duration.hours(6), workers: 4, chunksPerPart: 2048, kept: Duration.days(30),
};

/**
 * The only way from production's data to another environment (DAT-01): a state machine in an account of its own. A request names who, why,
 * what, for whom and until when; another person approves it in time; the shared snapshot is copied, restored in a network without a way out,
 * masked beside, verified byte for byte, handed over with a signed manifest, and everything here is destroyed: on every path, also when a
 * step fails, nobody approves or the time is over. A sweeper destroys what is left when the machine itself is stopped or dies. What happened is
 * written into an archive that this account cannot change.
 *
 * It refuses no datasets or destinations, accounts that are none, policies without a version, and windows that do not fit.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 * @example
 * declare const network: SealedNetwork;
 * declare const keys: MaskingKeys;
 * declare const key: kms.IKey;
 * declare const accessLogBucket: s3.IBucket;
 * declare const workflowLog: logs.ILogGroup;
 * declare const alerts: sns.ITopic;
 * const image = '555555555555.dkr.ecr.eu-west-1.amazonaws.com/projects/masking@sha256:af2dd29e2af1769ac933e2570afc0a4c3f2578de2439bc6ac5a9059808d28593';
 * new DataRefresh(this, 'Refresh', {
 *   network, keys, image, storageKey: key, accessLogBucket, key, logKey: key, logRetention: logs.RetentionDays.ONE_YEAR, workflowLog, alerts,
 *   source: { account: '222222222222', snapshotPrefix: 'projects-refresh-', keyAlias: 'projects/refresh-share' },
 *   datasets: [{ name: 'ledger', database: 'app', policyVersion: 'af2dd29e2af1769ac933e2570afc0a4c3f2578de2439bc6ac5a9059808d28593' }],
 *   destinations: [{ environment: 'staging', account: '333333333333', bucketName: 'projects-masked-data', keyAlias: 'projects/masked-data' }],
 *   records: { bucketName: 'projects-evidence', folder: 'data-refresh/777777777777', statements: [] },
 *   roleName: 'projects-data-refresh', maskingRoleName: 'projects-masking', executionRoleName: 'projects-masking-execution',
 * });
 */
export class DataRefresh extends Construct {
  /** The state machine. A run's name is its id; its input is `{ "request": { ... } }`. */
  public readonly workflow: RecordedWorkflow;
  /** What runs keep between their steps; a run's folder goes with it. */
  public readonly runs: s3.IBucket;
  /** Steps that call AWS. */
  public readonly handler: HandlerFunction;
  /** Steps that touch data. */
  public readonly task: MaskingTask;
  /** Destroys what ended runs have left. */
  public readonly sweeper: HandlerFunction;
  /** In alarm when a sweep found something. */
  public readonly leftovers: cloudwatch.Alarm;
  /** Names of the datasets. */
  public readonly datasets: string[];
  /** Names of the environments. */
  public readonly environments: string[];
  /** The longest that a run may take, in hours. */
  public readonly mostHours: number;

  private readonly ground: RefreshGround;

  public constructor(scope: Construct, id: string, props: DataRefreshProps) {
    super(scope, id);
    refuse(this.node.path, props);
    this.datasets = props.datasets.map(({ name }) => name);
    this.environments = props.destinations.map(({ environment }) => environment);
    this.mostHours = (props.longestRun ?? defaults.longestRun).toHours();
    this.runs = this.makeRuns(props);
    this.ground = { stack: Stack.of(this), storageKey: props.storageKey, runs: this.runs };
    this.task = this.makeTask(props);
    this.allowMasking(props);
    this.handler = this.makeHandler(props, this.makeLanding(props));
    this.workflow = this.makeWorkflow(props);
    this.sweeper = this.makeSweeper(props);
    this.leftovers = this.makeAlarm(props);
  }

  private makeRuns({ storageKey, accessLogBucket }: DataRefreshProps): s3.Bucket {
    return new s3.Bucket(this, 'Runs', {
      encryption: s3.BucketEncryption.KMS, encryptionKey: storageKey, bucketKeyEnabled: true, enforceSSL: true, minimumTLSVersion: 1.2, versioned: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL, objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED, serverAccessLogsBucket: accessLogBucket,
      serverAccessLogsPrefix: 'refresh-runs/', removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [{ id: 'ended', expiration: defaults.kept, noncurrentVersionExpiration: Duration.days(1), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
  }

  private makeTask(props: DataRefreshProps): MaskingTask {
    const cluster = new ecs.Cluster(this, 'Cluster', {
      vpc: props.network.vpc, containerInsightsV2: ecs.ContainerInsights.ENHANCED, enableFargateCapacityProviders: true,
      managedStorageConfiguration: { fargateEphemeralStorageKmsKey: props.storageKey },
    });
    return new MaskingTask(this, 'Masking', {
      cluster, subnets: { subnetGroupName: 'isolated' }, image: props.image, roleName: props.maskingRoleName, executionRoleName: props.executionRoleName,
      size: props.taskSize, logKey: props.logKey, logRetention: props.logRetention,
      settings: {
        RUNS_BUCKET: this.runs.bucketName, MASKING_KEY: props.keys.masking.keyArn, SIGNING_KEY: props.keys.signingKeyArn, DETERMINISM: props.determinism ?? defaults.determinism,
        POLICIES: '/policies', TLS_ROOTS: '/policies/rds-roots.pem', WORKERS: String(defaults.workers), CHUNKS_PER_PART: String(defaults.chunksPerPart),
        POLICY_VERSIONS: JSON.stringify(Object.fromEntries(props.datasets.map(({ name, policyVersion }) => [name, policyVersion]))),
      },
    });
  }

  private allowMasking({ keys, storageKey, destinations }: DataRefreshProps): void {
    const { partition, region, account } = Stack.of(this);
    const ofRuns = { StringLike: { 'aws:ResourceTag/aws:rds:primaryDBClusterArn': `arn:${partition}:rds:${region}:${account}:cluster:refresh-*` } };
    const statements = [
      new iam.PolicyStatement({ actions: ['kms:GenerateMac'], resources: [keys.masking.keyArn], conditions: { StringEquals: { 'kms:MacAlgorithm': 'HMAC_SHA_256' } } }),
      new iam.PolicyStatement({ actions: ['kms:Sign'], resources: [keys.signing.keyArn], conditions: { StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256' } } }),
      new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [storageKey.keyArn] }),
      new iam.PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [`arn:${partition}:secretsmanager:${region}:${account}:secret:rds!cluster-*`], conditions: ofRuns }),
      new iam.PolicyStatement({ actions: ['s3:GetObject', 's3:PutObject'], resources: [this.runs.arnForObjects('runs/*')] }),
      // Without leave to list, S3 would not say that something is not there.
      new iam.PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.runs.bucketArn] }),
      new iam.PolicyStatement({ actions: ['s3:PutObject'], resources: [this.runs.arnForObjects('statements/*')] }),
      ...destinations.flatMap(({ bucketName, account: there, keyAlias }) =>
        objectsThere(this.ground, bucketName, there, keyAlias, 'incoming', ['s3:AbortMultipartUpload', 's3:PutObject'], ['kms:Decrypt', 'kms:GenerateDataKey'])),
    ];
    for (const statement of statements) this.task.allow(statement);
  }

  /** Where the snapshot is restored: nobody reaches it but the masking task, and it reaches nothing. */
  private makeLanding({ network, databasePort = defaults.databasePort }: DataRefreshProps): { subnetGroup: string; securityGroup: string } {
    const group = new ec2.SecurityGroup(this, 'Database', { vpc: network.vpc, allowAllOutbound: false, description: 'Restored databases: the masking program in, nothing out' });
    this.task.connections.allowTo(group, ec2.Port.tcp(databasePort), 'the masking program to the restored database');
    const subnets = new rds.SubnetGroup(this, 'Subnets', { vpc: network.vpc, vpcSubnets: { subnetGroupName: 'isolated' }, description: 'Where snapshots are restored' });
    return { subnetGroup: subnets.subnetGroupName, securityGroup: group.securityGroupId };
  }

  private makeHandler(props: DataRefreshProps, { subnetGroup, securityGroup }: { subnetGroup: string; securityGroup: string }): HandlerFunction {
    const { source, storageKey, records, approvalWindow = defaults.approvalWindow } = props;
    const { partition, region } = Stack.of(this);
    const handler = new HandlerFunction(this, 'Handler', {
      handler: 'data-refresh', description: 'Steps of a data refresh', key: props.key, logKey: props.logKey, logRetention: props.logRetention, concurrency: 10, timeout: Duration.minutes(5),
      settings: {
        RUNS_BUCKET: this.runs.bucketName, STORAGE_KEY: storageKey.keyArn, SUBNET_GROUP: subnetGroup, SECURITY_GROUP: securityGroup, MAX_ACU: String(props.maxAcu ?? defaults.maxAcu),
        SOURCE_ACCOUNT: source.account, SNAPSHOT_PREFIX: source.snapshotPrefix, EVIDENCE_BUCKET: records.bucketName, EVIDENCE_FOLDER: records.folder,
        APPROVAL_MINUTES: String(approvalWindow.toMinutes()), MOST_HOURS: String(this.mostHours),
        DATASETS: JSON.stringify(Object.fromEntries(props.datasets.map(({ name, database, documents = '' }) => [name, { database, documents }]))),
        DESTINATIONS: JSON.stringify(Object.fromEntries(props.destinations.map(({ environment, account, bucketName, keyAlias }) => [
          environment, { bucket: bucketName, key: `arn:${partition}:kms:${region}:${account}:alias/${keyAlias}` },
        ]))),
      },
    });
    const role = handler.role.node.defaultChild;
    if (role instanceof iam.CfnRole) role.roleName = props.roleName;
    const statements = [
      ...destroyStatements(this.ground),
      ...copyStatements(this.ground, source.account, source.snapshotPrefix, source.keyAlias),
      ...restoreStatements(this.ground, subnetGroup),
      new iam.PolicyStatement({ actions: ['s3:GetObject', 's3:PutObject'], resources: [this.runs.arnForObjects('runs/*')] }),
      new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [this.runs.arnForObjects('statements/*')] }),
      ...props.destinations.flatMap(({ bucketName, account, keyAlias }) => objectsThere(this.ground, bucketName, account, keyAlias, 'receipts', ['s3:GetObject'], ['kms:Decrypt'])),
      ...records.statements,
    ];
    for (const statement of statements) handler.allow(statement);
    return handler;
  }

  private makeWorkflow(props: DataRefreshProps): RecordedWorkflow {
    const longestRun = props.longestRun ?? defaults.longestRun;
    const steps = new RefreshSteps(this, {
      handler: this.handler, task: this.task, approvers: props.alerts, approvalWindow: props.approvalWindow ?? defaults.approvalWindow, longest: longestRun,
    });
    const workflow = new RecordedWorkflow(this, 'Workflow', {
      definition: steps.definition(), handlers: [this.handler], timeout: longestRun.plus(defaults.afterwards), comment: 'A data refresh', key: props.logKey,
      logGroup: props.workflowLog, alerts: props.alerts,
    });
    this.task.allowRunning(workflow);
    // CDK's own would be an inline policy; ours stands beside it.
    workflow.stateMachine.node.tryRemoveChild('DistributedMapPolicy');
    this.allowParts(workflow);
    workflow.allow(new iam.PolicyStatement({ actions: ['sns:Publish'], resources: [props.alerts.topicArn] }));
    workflow.allow(new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [props.key.keyArn] }));
    return workflow;
  }

  /** Parts are runs of the machine itself. A policy apart, since the machine waits for its own one. */
  private allowParts({ role, stateMachine }: RecordedWorkflow): void {
    const { partition, region, account } = Stack.of(this);
    new iam.ManagedPolicy(this, 'PartsPolicy', {
      roles: [role], description: 'Run the parts of a large refresh',
      statements: [
        new iam.PolicyStatement({ actions: ['states:StartExecution'], resources: [stateMachine.stateMachineArn] }),
        new iam.PolicyStatement({
          actions: ['states:DescribeExecution', 'states:StopExecution'], resources: [`arn:${partition}:states:${region}:${account}:execution:${stateMachine.stateMachineName}/*`],
        }),
      ],
    });
  }

  /** On a schedule, and as soon as a run ends otherwise than by its own word. */
  private makeSweeper(props: DataRefreshProps): HandlerFunction {
    const { partition, region, account } = Stack.of(this);
    const { stateMachine } = this.workflow;
    const handler = new HandlerFunction(this, 'Sweeper', {
      handler: 'refresh-sweep', description: 'Destroys what ended runs have left', key: props.key, logKey: props.logKey, logRetention: props.logRetention, alerts: props.alerts,
      settings: { RUNS_BUCKET: this.runs.bucketName, STATE_MACHINE: stateMachine.stateMachineArn, MOST_HOURS: String(this.mostHours + defaults.afterwards.toHours()) },
    });
    const executions = [`arn:${partition}:states:${region}:${account}:execution:${stateMachine.stateMachineName}:*`];
    for (const statement of [
      ...destroyStatements(this.ground),
      new iam.PolicyStatement({ actions: ['states:DescribeExecution', 'states:StopExecution'], resources: executions }),
      new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [props.storageKey.keyArn, props.logKey.keyArn] }),
      new iam.PolicyStatement({ actions: ['cloudwatch:PutMetricData'], resources: ['*'], conditions: { StringEquals: { 'cloudwatch:namespace': 'Understudy' } } }),
    ]) handler.allow(statement);
    const target = new targets.LambdaFunction(handler.function);
    new events.Rule(this, 'Sweep', { description: 'Destroy what ended runs have left', schedule: events.Schedule.rate(defaults.sweep), targets: [target] });
    new events.Rule(this, 'SweepAfterRun', {
      description: 'Destroy what a run has left that was stopped, timed out or failed', targets: [target],
      eventPattern: {
        source: ['aws.states'], detailType: ['Step Functions Execution Status Change'],
        detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: [stateMachine.stateMachineArn] },
      },
    });
    return handler;
  }

  private makeAlarm({ alerts }: DataRefreshProps): cloudwatch.Alarm {
    const alarm = new cloudwatch.Alarm(this, 'Leftovers', {
      metric: new cloudwatch.Metric({ namespace: 'Understudy', metricName: 'RefreshLeftovers', statistic: cloudwatch.Stats.MAXIMUM, period: defaults.sweep }),
      threshold: 1, evaluationPeriods: 1, comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // Said every hour: silence means that nobody looks.
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
      alarmDescription: 'A run of the data refresh ended and left something, or nobody looks',
    });
    alarm.addAlarmAction(new actions.SnsAction(alerts));
    return alarm;
  }
}

function refuse(path: string, props: DataRefreshProps): void {
  const { source, approvalWindow = defaults.approvalWindow, longestRun = defaults.longestRun, maxAcu = defaults.maxAcu } = props;
  const problems = new Problems();
  problems.addAll(accountIdProblems(source.account, 'source.account'));
  problems.when(props.datasets.length === 0, { at: 'datasets', must: 'must name at least one dataset', got: [] });
  problems.when(props.destinations.length === 0, { at: 'destinations', must: 'must name at least one environment', got: [] });
  props.datasets.forEach((dataset, index) => refuseDataset(problems, `datasets[${index}]`, dataset));
  props.destinations.forEach(({ account, environment }, index) => {
    problems.addAll(accountIdProblems(account, `destinations[${index}].account`));
    problems.when(account === source.account, { at: `destinations[${index}].account`, must: 'must not be production\'s', got: account, fix: 'masked data is for the other environments' });
    problems.when(props.destinations.findIndex((other) => other.environment === environment) !== index, { at: `destinations[${index}].environment`, must: 'must be named once', got: environment });
  });
  const hours = longestRun.toHours({ integral: false });
  problems.when(!Number.isInteger(hours) || hours < 2 || hours > 120, { at: 'longestRun', must: 'must be whole hours from 2 to 120', got: hours, fix: 'for example Duration.hours(72)' });
  const minutes = approvalWindow.toMinutes({ integral: false });
  problems.when(!Number.isInteger(minutes) || minutes < 60 || minutes > hours * 60, {
    at: 'approvalWindow', must: 'must be whole minutes, at least an hour and no longer than a run', got: minutes, fix: 'for example Duration.hours(24)',
  });
  problems.when(!(maxAcu >= 2 && maxAcu <= 256 && Number.isInteger(maxAcu * 2)), { at: 'maxAcu', must: 'must be a multiple of 0.5 from 2 to 256', got: maxAcu });
  problems.refuse(`data refresh "${path}"`);
}

function refuseDataset(problems: Problems, at: string, { name, policyVersion, documents }: RefreshDataset): void {
  problems.when(!/^[a-z](?:-?[a-z0-9])*$/.test(name) || name.length > 20, { at: `${at}.name`, must: 'must be at most 20 lower-case letters, digits and single hyphens', got: name });
  problems.when(!/^[0-9a-f]{64}$/.test(policyVersion), { at: `${at}.policyVersion`, must: 'must be 64 lower case hexadecimal digits', got: policyVersion, fix: 'take what "understudy mask plan" prints' });
  problems.when(documents !== undefined && !/^[\w]+\.[\w]+(?::\w+){3}$/.test(documents), {
    at: `${at}.documents`, must: 'must be schema.table:key:type:bytes', got: documents, fix: 'for example "app.document:object_key:mime_type:size_bytes"',
  });
}
