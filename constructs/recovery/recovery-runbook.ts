import {
  ArnFormat, Duration, Stack, aws_events as events, aws_events_targets as targets, aws_iam as iam, aws_kms as kms, aws_logs as logs, aws_sns as sns,
  aws_stepfunctions as sfn, aws_stepfunctions_tasks as tasks,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';
import { LockedVault } from '../backup/locked-vault';
import { RestoreLanding } from '../backup/restore-landing';
import { RestoreValidation } from '../backup/restore-validation';
import { EvidenceStore } from '../evidence/evidence-store';
import { HandlerFunction } from '../runtime/handler-function';
import { RecordedWorkflow } from '../runtime/recorded-workflow';

/** Properties of a `RecoveryRunbook`. */
export interface RecoveryRunbookProps {
  /** Where recovery points lie. */
  readonly vault: LockedVault;

  /** Where restored databases land. */
  readonly landing: RestoreLanding;

  /** What looks at each restored database. */
  readonly validation: RestoreValidation;

  /** Where results are kept. */
  readonly evidence: EvidenceStore;

  /** How much data may be lost: the greatest age of the newest recovery point, whole minutes. */
  readonly pointObjective: Duration;

  /** How long recovery may take, from the start until the restored data was validated, whole minutes. */
  readonly timeObjective: Duration;

  /** Key of the handler's settings and dead letters. */
  readonly key: kms.IKey;

  /** Key of logs and of the state machine. */
  readonly logKey: kms.IKey;

  /** How long the handler's log is kept. */
  readonly logRetention: logs.RetentionDays;

  /** Takes the record of every step; must admit log delivery, as an `EncryptedLogGroup` does. */
  readonly workflowLog: logs.ILogGroup;

  /** Who hears of a rehearsal that failed or missed its objectives. */
  readonly alerts: sns.ITopic;

  /**
   * When it is rehearsed.
   * @default - on the first day of each quarter at 07:00 UTC
   */
  readonly rehearsals?: events.Schedule;
}

const defaults = {
  rehearsals: events.Schedule.cron({ minute: '0', hour: '7', day: '1', month: '1,4,7,10' }), ask: Duration.minutes(1), timeout: Duration.hours(24), atOnce: 4,
};

/**
 * The disaster recovery runbook as a state machine, rehearsed on a schedule by the very steps that a disaster would take (OPS-04): the
 * newest whole recovery point of each Aurora cluster is restored beside what is there, validated, measured against the promised
 * recovery point and recovery time, and the result is recorded where nobody can change it.
 *
 * A rehearsal (`{ "rehearsal": true }`) then removes what it restored. A recovery (`{ "rehearsal": false }`) leaves it, validated, for the
 * people who switch over: changing where services connect is a decision of theirs, and not made here. Buckets are versioned
 * and tested by restore testing; the runbook does not copy them.
 *
 * It refuses objectives that are not whole minutes above nothing.
 *
 * @see https://docs.aws.amazon.com/whitepapers/latest/disaster-recovery-workloads-on-aws/testing-disaster-recovery.html
 * @example
 * declare const vault: LockedVault;
 * declare const landing: RestoreLanding;
 * declare const validation: RestoreValidation;
 * declare const evidence: EvidenceStore;
 * declare const key: kms.IKey;
 * declare const workflowLog: logs.ILogGroup;
 * declare const alerts: sns.ITopic;
 * new RecoveryRunbook(this, 'Recovery', {
 *   vault, landing, validation, evidence, key, logKey: key, logRetention: logs.RetentionDays.ONE_MONTH, workflowLog, alerts,
 *   pointObjective: Duration.hours(24), timeObjective: Duration.hours(4),
 * });
 */
export class RecoveryRunbook extends Construct {
  /** The workflow; its input is `{ "rehearsal": true }` or `{ "rehearsal": false }`. */
  public readonly workflow: RecordedWorkflow;

  private readonly handler: HandlerFunction;

  public constructor(scope: Construct, id: string, props: RecoveryRunbookProps) {
    super(scope, id);
    refuse(this.node.path, props);
    this.handler = this.makeHandler(props);
    this.allowRecovering(props);
    this.workflow = this.makeWorkflow(props);
    this.allowValidating(props.validation);
    this.rehearse(props.rehearsals ?? defaults.rehearsals);
  }

  private makeHandler(props: RecoveryRunbookProps): HandlerFunction {
    const { landing, evidence, vault } = props;
    const handler = new HandlerFunction(this, 'Handler', {
      handler: 'recovery-runbook', description: 'Steps of the disaster recovery runbook', key: props.key, logKey: props.logKey, logRetention: props.logRetention,
      concurrency: 5, alerts: props.alerts,
      settings: {
        VAULT: vault.vaultName, RESTORE_ROLE: landing.role.roleArn, SUBNET_GROUP: landing.subnetGroupName, SECURITY_GROUP: landing.securityGroup.securityGroupId,
        RESTORED_PREFIX: landing.restoredPrefix, EVIDENCE_BUCKET: evidence.bucket.bucketName,
        POINT_OBJECTIVE_MINUTES: String(props.pointObjective.toMinutes()), TIME_OBJECTIVE_MINUTES: String(props.timeObjective.toMinutes()),
      },
    });
    evidence.allowWriting(handler, 'recovery-runbook');
    return handler;
  }

  private allowRecovering({ vault, landing }: RecoveryRunbookProps): void {
    const { partition, region, account } = Stack.of(this);
    const allow = (actions: string[], resources: string[], conditions?: Record<string, Record<string, string>>) =>
      this.handler.allow(new iam.PolicyStatement({ actions, resources, conditions }));
    const points = [`arn:${partition}:rds:${region}:${account}:cluster-snapshot:awsbackup*`, `arn:${partition}:backup:${region}:${account}:recovery-point:*`];
    allow(['backup:ListProtectedResourcesByBackupVault', 'backup:ListRecoveryPointsByBackupVault'], [vault.vault.backupVaultArn]);
    allow(['backup:GetRecoveryPointRestoreMetadata', 'backup:StartRestoreJob'], points);
    allow(['backup:DescribeRestoreJob'], ['*']);
    allow(['iam:PassRole'], [landing.role.roleArn], { StringEquals: { 'iam:PassedToService': 'backup.amazonaws.com' } });
    allow(['rds:DeleteDBCluster'], [`arn:${partition}:rds:${region}:${account}:cluster:${landing.restoredPrefix}*`]);
    allow(['cloudwatch:PutMetricData'], ['*'], { StringEquals: { 'cloudwatch:namespace': 'Understudy' } });
  }

  private makeWorkflow(props: RecoveryRunbookProps): RecordedWorkflow {
    return new RecordedWorkflow(this, 'Workflow', {
      definition: this.steps(props.validation), handlers: [this.handler], timeout: defaults.timeout, comment: 'Disaster recovery runbook', key: props.logKey,
      logGroup: props.workflowLog, alerts: props.alerts,
    });
  }

  private steps(validation: RestoreValidation): sfn.IChainable {
    const recoverEach = new sfn.Map(this, 'RecoverEach', {
      itemsPath: '$.points.chosen', maxConcurrency: defaults.atOnce, resultPath: '$.recoveries',
      itemSelector: { point: sfn.JsonPath.objectAt('$$.Map.Item.Value'), run: sfn.JsonPath.stringAt('$$.Execution.Name'), rehearsal: sfn.JsonPath.objectAt('$.rehearsal') },
    });
    recoverEach.itemProcessor(this.recoverOne(validation));
    const [run, started] = [sfn.JsonPath.stringAt('$$.Execution.Name'), sfn.JsonPath.stringAt('$$.Execution.StartTime')];
    return this.step('Choose', '$.points', { started })
      .next(recoverEach)
      .next(this.step('Record', '$.result', {
        run, started, rehearsal: sfn.JsonPath.objectAt('$.rehearsal'), without: sfn.JsonPath.objectAt('$.points.without'), recoveries: sfn.JsonPath.objectAt('$.recoveries'),
      }))
      .next(new sfn.Choice(this, 'AsPromised?')
        .when(sfn.Condition.booleanEquals('$.result.passed', true), new sfn.Succeed(this, 'Recovered'))
        .otherwise(new sfn.Fail(this, 'NotAsPromised', { error: 'RecoveryNotAsPromised', causePath: sfn.JsonPath.jsonToString(sfn.JsonPath.objectAt('$.result.shortfalls')) })));
  }

  /** Restore, wait, validate, and in a rehearsal remove: one database. Whatever goes wrong becomes a result, so that all are recorded. */
  private recoverOne(validation: RestoreValidation): sfn.IChainable {
    const result = new sfn.Pass(this, 'Result', {
      parameters: {
        resource: sfn.JsonPath.stringAt('$.point.resource'), recoveryPoint: sfn.JsonPath.stringAt('$.point.recoveryPoint'), made: sfn.JsonPath.stringAt('$.point.made'),
        passed: sfn.JsonPath.objectAt('$.outcome.passed'), message: sfn.JsonPath.stringAt('$.outcome.message'), ended: sfn.JsonPath.stringAt('$.outcome.at'),
      },
    });
    const broken = this.outcome('Broken', false, '$.caught.Cause');
    broken.next(result);
    const judge = this.judged(validation, result);
    const wait = new sfn.Wait(this, 'WhileRestoring', { time: sfn.WaitTime.duration(defaults.ask) });
    const failed = this.outcome('RestoreFailed', false, '$.progress.why');
    failed.next(result);
    wait.next(this.step('Progress', '$.progress', { restoreJobId: sfn.JsonPath.stringAt('$.job.restoreJobId') }).addCatch(broken, { resultPath: '$.caught' }))
      .next(new sfn.Choice(this, 'Restored?')
        .when(sfn.Condition.stringEquals('$.progress.state', 'done'), judge)
        .when(sfn.Condition.stringEquals('$.progress.state', 'failed'), failed)
        .otherwise(wait));
    return this.step('Restore', '$.job', { run: sfn.JsonPath.stringAt('$.run'), point: sfn.JsonPath.objectAt('$.point') }).addCatch(broken, { resultPath: '$.caught' }).next(wait);
  }

  private judged(validation: RestoreValidation, result: sfn.IChainable): sfn.IChainable {
    const rehearsal = new sfn.Choice(this, 'Rehearsal?');
    const unsound = this.outcome('Unsound', false, '$.caught.Cause');
    const sound = this.outcome('Sound', true, '$.progress.arn');
    const validate = new tasks.StepFunctionsStartExecution(this, 'Validate', {
      stateMachine: validation.workflow.stateMachine, integrationPattern: sfn.IntegrationPattern.RUN_JOB,
      input: sfn.TaskInput.fromObject({ detail: { restoreJobId: sfn.JsonPath.stringAt('$.job.restoreJobId') } }), resultPath: sfn.JsonPath.DISCARD,
    }).addCatch(unsound, { resultPath: '$.caught' });
    const pause = new sfn.Wait(this, 'WhileRemoving', { time: sfn.WaitTime.duration(defaults.ask) });
    const remove = this.step('Remove', '$.removal', { arn: sfn.JsonPath.stringAt('$.progress.arn') }).addCatch(result, { resultPath: '$.caught' });
    pause.next(remove).next(new sfn.Choice(this, 'Removed?').when(sfn.Condition.booleanEquals('$.removal.removed', true), result).otherwise(pause));
    rehearsal.when(sfn.Condition.booleanEquals('$.rehearsal', true), pause).otherwise(result);
    unsound.next(rehearsal);
    return validate.next(sound).next(rehearsal);
  }

  private outcome(id: string, passed: boolean, message: string): sfn.Pass {
    return new sfn.Pass(this, id, { parameters: { passed, message: sfn.JsonPath.stringAt(message), at: sfn.JsonPath.stringAt('$$.State.EnteredTime') }, resultPath: '$.outcome' });
  }

  private step(id: string, resultPath: string, input: Readonly<Record<string, unknown>>): sfn.TaskStateBase {
    const task = new tasks.LambdaInvoke(this, id, {
      lambdaFunction: this.handler.function, payload: sfn.TaskInput.fromObject({ step: id.toLowerCase(), ...input }),
      payloadResponseOnly: true, resultPath, retryOnServiceExceptions: false,
    });
    return task.addRetry({ errors: ['States.TaskFailed'], interval: Duration.seconds(30), maxAttempts: 3, backoffRate: 2 });
  }

  /** Waiting for the validation goes through a rule that Step Functions makes (Step Functions guide, "nested workflows"). */
  private allowValidating({ workflow: { stateMachine } }: RestoreValidation): void {
    const { partition, region, account } = Stack.of(this);
    const allow = (actions: string[], resources: string[]) => this.workflow.allow(new iam.PolicyStatement({ actions, resources }));
    allow(['states:StartExecution'], [stateMachine.stateMachineArn]);
    allow(['states:DescribeExecution', 'states:StopExecution'], [Stack.of(this).formatArn({
      service: 'states', resource: 'execution', resourceName: `${stateMachine.stateMachineName}:*`, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    })]);
    allow(['events:DescribeRule', 'events:PutRule', 'events:PutTargets'], [
      `arn:${partition}:events:${region}:${account}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule`,
    ]);
  }

  private rehearse(schedule: events.Schedule): void {
    new events.Rule(this, 'Rehearsals', {
      description: 'Rehearse the recovery', schedule,
      targets: [new targets.SfnStateMachine(this.workflow.stateMachine, {
        role: this.workflow.starter(), input: events.RuleTargetInput.fromObject({ rehearsal: true }),
      })],
    });
  }
}

function refuse(path: string, props: RecoveryRunbookProps): void {
  const problems = new Problems();
  for (const at of ['pointObjective', 'timeObjective'] as const) {
    const minutes = props[at].toMinutes({ integral: false });
    problems.when(!Number.isInteger(minutes) || minutes < 1, { at, must: 'must be whole minutes, at least 1', got: minutes, fix: 'for example Duration.hours(4)' });
  }
  problems.refuse(`recovery runbook "${path}"`);
}
