import { Duration, Stack, aws_events as events, aws_events_targets as targets, aws_iam as iam, aws_kms as kms, aws_logs as logs, aws_sns as sns, aws_stepfunctions as sfn, aws_stepfunctions_tasks as tasks, RemovalPolicy } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { accountIdProblems } from '../../lib/values/account-id';
import { Problems } from '../../lib/values/problems';
import { keyPolicy } from '../keys/key-policy';
import { HandlerFunction } from '../runtime/handler-function';
import { RecordedWorkflow } from '../runtime/recorded-workflow';

/** Properties of a `SnapshotShare`. */
export interface SnapshotShareProps {
  /** Dataset, for example `ledger`, to the name of the Aurora cluster that holds it: the scope of what is ever shared. */
  readonly clusters: { readonly [dataset: string]: string };

  /** The keys under which these clusters lie. */
  readonly clusterKeys: kms.IKey[];

  /** The one account that snapshots are shared with: quarantine, 12 digits. */
  readonly quarantineAccount: string;

  /** Name of the one role there that may use the key, to copy. */
  readonly copyingRoleName: string;

  /** Name of the role that shares here. Boundaries and organisation policies, which deny sharing to everyone, make their one exception for it. */
  readonly roleName: string;

  /** Alias of the key made for sharing, without `alias/`. */
  readonly keyAlias: string;

  /** How the names of shared snapshots begin, for example `projects-refresh-`: the dataset and the time follow. */
  readonly snapshotPrefix: string;

  /** When a snapshot is taken and shared. */
  readonly schedule: events.Schedule;

  /**
   * How long it stays shared, whole hours from 1 to 168. Afterwards it is deleted, and with it the share.
   * @default Duration.hours(48)
   */
  readonly sharedFor?: Duration;

  /** Key of the handler's settings and of what failed. */
  readonly key: kms.IKey;

  /** Key of logs and of the state machine. */
  readonly logKey: kms.IKey;

  /** How long the handler's log is kept. */
  readonly logRetention: logs.RetentionDays;

  /** Takes the record of every step; must admit log delivery, as an `EncryptedLogGroup` does. */
  readonly workflowLog: logs.ILogGroup;

  /** Who hears when sharing or withdrawing fails. */
  readonly alerts: sns.ITopic;
}

const defaults = { sharedFor: Duration.hours(48), takenPrefix: 'to-share-', ask: Duration.minutes(5), timeout: Duration.hours(8) };

/**
 * The one thing that production grants to anybody (DAT-01): on a schedule, a snapshot of each dataset, copied under a key made for that and
 * shared with the quarantine account. The key admits one role of that account, for copying; a snapshot that were shared with anyone else
 * would be noise to them, and one under another key is never shared. After a while the snapshot is deleted, and with it the share.
 *
 * Nobody calls into production for it: whether a copy is wanted, quarantine decides by copying it or not.
 *
 * It refuses no clusters, an account that is none, names that RDS does not take, and a share that lasts longer than a week.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-share-snapshot.html
 * @example
 * declare const key: kms.IKey;
 * declare const workflowLog: logs.ILogGroup;
 * declare const alerts: sns.ITopic;
 * new SnapshotShare(this, 'Share', {
 *   clusters: { ledger: 'projects-ledger' }, clusterKeys: [key], quarantineAccount: '777777777777', copyingRoleName: 'projects-data-refresh', roleName: 'projects-snapshot-share',
 *   keyAlias: 'projects/refresh-share', snapshotPrefix: 'projects-refresh-', schedule: events.Schedule.cron({ minute: '0', hour: '2', weekDay: 'MON' }),
 *   key, logKey: key, logRetention: logs.RetentionDays.ONE_YEAR, workflowLog, alerts,
 * });
 */
export class SnapshotShare extends Construct {
  /** The key made for sharing. */
  public readonly shareKey: kms.IKey;
  /** The workflow; its input is empty. */
  public readonly workflow: RecordedWorkflow;
  /** Takes, copies, shares and withdraws. */
  public readonly handler: HandlerFunction;

  public constructor(scope: Construct, id: string, props: SnapshotShareProps) {
    super(scope, id);
    refuse(this.node.path, props);
    this.shareKey = this.makeKey(props);
    this.handler = this.makeHandler(props);
    this.allowSharing(props);
    this.workflow = this.makeWorkflow(props);
    this.makeRules(props);
  }

  private makeKey({ keyAlias, quarantineAccount, copyingRoleName }: SnapshotShareProps): kms.Key {
    const stack = Stack.of(this);
    const copier = `arn:${stack.partition}:iam::${quarantineAccount}:role/${copyingRoleName}`;
    const policy = keyPolicy(stack, { through: [], services: [], sourceAccounts: [stack.account], writerArns: [copier] });
    const admit = (sid: string, actions: string[], conditions: Record<string, Record<string, string>>): void => policy.addStatements(new iam.PolicyStatement({
      sid, principals: [new iam.AccountPrincipal(quarantineAccount)], actions, resources: ['*'], conditions: { ...conditions, ArnEquals: { 'aws:PrincipalArn': copier } },
    }));
    const throughRds = { StringEquals: { 'kms:ViaService': `rds.${stack.region}.amazonaws.com` } };
    admit('CopyByQuarantine', ['kms:Decrypt', 'kms:DescribeKey'], throughRds);
    admit('GrantToRdsByQuarantine', ['kms:CreateGrant'], { ...throughRds, Bool: { 'kms:GrantIsForAWSResource': 'true' } });
    return new kms.Key(this, 'Key', { alias: `alias/${keyAlias}`, description: 'Snapshots on their way to quarantine', enableKeyRotation: true, removalPolicy: RemovalPolicy.RETAIN, policy });
  }

  private makeHandler(props: SnapshotShareProps): HandlerFunction {
    const handler = new HandlerFunction(this, 'Handler', {
      handler: 'snapshot-share', description: 'Shares a snapshot with quarantine, and takes it back', key: props.key, logKey: props.logKey, logRetention: props.logRetention, alerts: props.alerts,
      settings: {
        CLUSTERS: JSON.stringify(props.clusters), SNAPSHOT_PREFIX: props.snapshotPrefix, TAKEN_PREFIX: defaults.takenPrefix, SHARE_KEY: this.shareKey.keyArn,
        QUARANTINE_ACCOUNT: props.quarantineAccount, SHARED_HOURS: String((props.sharedFor ?? defaults.sharedFor).toHours()),
      },
    });
    const role = handler.role.node.defaultChild;
    if (role instanceof iam.CfnRole) role.roleName = props.roleName;
    return handler;
  }

  private allowSharing({ clusters, clusterKeys, snapshotPrefix }: SnapshotShareProps): void {
    const { partition, region, account } = Stack.of(this);
    const snapshot = (prefix: string) => `arn:${partition}:rds:${region}:${account}:cluster-snapshot:${prefix}*`;
    const own = [snapshot(defaults.takenPrefix), snapshot(snapshotPrefix)];
    const allow = (actions: string[], resources: string[], conditions?: Record<string, Record<string, string>>) => this.handler.allow(new iam.PolicyStatement({ actions, resources, conditions }));
    allow(['rds:CreateDBClusterSnapshot'], [...Object.values(clusters).map((name) => `arn:${partition}:rds:${region}:${account}:cluster:${name}`), snapshot(defaults.takenPrefix)]);
    allow(['rds:CopyDBClusterSnapshot', 'rds:DeleteDBClusterSnapshot'], own);
    allow(['rds:DescribeDBClusterSnapshots'], ['*']);
    allow(['rds:ModifyDBClusterSnapshotAttribute'], [snapshot(snapshotPrefix)]);
    const keys = [...clusterKeys.map(({ keyArn }) => keyArn), this.shareKey.keyArn];
    allow(['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext'], keys, { StringEquals: { 'kms:ViaService': `rds.${region}.amazonaws.com` } });
    allow(['kms:CreateGrant'], keys, { StringEquals: { 'kms:ViaService': `rds.${region}.amazonaws.com` }, Bool: { 'kms:GrantIsForAWSResource': 'true' } });
  }

  private makeWorkflow(props: SnapshotShareProps): RecordedWorkflow {
    const share = new tasks.LambdaInvoke(this, 'Share', {
      lambdaFunction: this.handler.function, payload: sfn.TaskInput.fromObject({ step: 'share', started: sfn.JsonPath.stringAt('$$.Execution.StartTime') }),
      payloadResponseOnly: true, retryOnServiceExceptions: false,
    }).addRetry({ errors: ['States.TaskFailed'], interval: Duration.seconds(30), maxAttempts: 3, backoffRate: 2 });
    const wait = new sfn.Wait(this, 'WhileMaking', { time: sfn.WaitTime.duration(defaults.ask) });
    const shared = new sfn.Choice(this, 'Shared?').when(sfn.Condition.booleanEquals('$.done', true), new sfn.Succeed(this, 'Done')).otherwise(wait);
    wait.next(share);
    return new RecordedWorkflow(this, 'Workflow', {
      definition: share.next(shared), handlers: [this.handler], timeout: defaults.timeout, comment: 'Shares a snapshot with quarantine', key: props.logKey,
      logGroup: props.workflowLog, alerts: props.alerts,
    });
  }

  private makeRules({ schedule }: SnapshotShareProps): void {
    new events.Rule(this, 'Cadence', {
      description: 'Share a snapshot with quarantine', schedule, targets: [new targets.SfnStateMachine(this.workflow.stateMachine, { role: this.workflow.starter() })],
    });
    new events.Rule(this, 'Withdrawal', {
      description: 'Take back what was shared for long enough', schedule: events.Schedule.rate(Duration.hours(1)),
      targets: [new targets.LambdaFunction(this.handler.function, { event: events.RuleTargetInput.fromObject({ step: 'withdraw' }) })],
    });
  }
}

function refuse(path: string, props: SnapshotShareProps): void {
  const problems = new Problems();
  const names = Object.entries(props.clusters);
  problems.when(names.length === 0, { at: 'clusters', must: 'must name at least one cluster', got: {} });
  for (const [dataset, cluster] of names) {
    problems.when(!/^[a-z](?:-?[a-z0-9])*$/.test(dataset) || dataset.length > 20, { at: `clusters.${dataset}`, must: 'must be a dataset of at most 20 lower-case letters, digits and single hyphens', got: dataset });
    problems.when(!/^[a-z](?:-?[a-z0-9]){0,62}$/.test(cluster), { at: `clusters.${dataset}`, must: 'must be the name of a cluster', got: cluster });
  }
  problems.addAll(accountIdProblems(props.quarantineAccount, 'quarantineAccount'));
  problems.when(!/^[a-z](?:-?[a-z0-9]){0,28}-$/.test(props.snapshotPrefix), {
    at: 'snapshotPrefix', must: 'must be at most 30 lower-case letters, digits and single hyphens, ending in a hyphen', got: props.snapshotPrefix, fix: 'for example "projects-refresh-"',
  });
  const hours = (props.sharedFor ?? defaults.sharedFor).toHours({ integral: false });
  problems.when(!Number.isInteger(hours) || hours < 1 || hours > 168, { at: 'sharedFor', must: 'must be whole hours from 1 to 168', got: hours, fix: 'for example Duration.hours(48)' });
  problems.refuse(`snapshot share "${path}"`);
}
