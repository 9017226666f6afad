import {
  Duration, Stack, aws_iam as iam, aws_kms as kms, aws_logs as logs, aws_sns as sns, aws_stepfunctions as sfn, aws_stepfunctions_tasks as tasks,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { EvidenceStore } from '../evidence/evidence-store';
import { HandlerFunction } from '../runtime/handler-function';
import { RecordedWorkflow } from '../runtime/recorded-workflow';
import { RestoreLanding } from './restore-landing';

/** Properties of a `RestoreValidation`. */
export interface RestoreValidationProps {
  /** Where restores land. */
  readonly landing: RestoreLanding;

  /** Where verdicts are kept, and where the manifest of the data lies. */
  readonly evidence: EvidenceStore;

  /**
   * Whether the data is masked. Then a manifest that names no masked column fails the validation: silence is no proof.
   */
  readonly expectsMaskedData: boolean;

  /** Keys of what is restored. */
  readonly keys: kms.IKey[];

  /** Key of the password that RDS makes up for a restored database while it is looked at. */
  readonly passwordKey: kms.IKey;

  /** Key of the handler's settings and dead letters. */
  readonly key: kms.IKey;

  /** Key of logs and of the state machine. */
  readonly logKey: kms.IKey;

  /** How long the handler's log is kept. */
  readonly logRetention: logs.RetentionDays;

  /** Takes the record of every step; must admit log delivery, as an `EncryptedLogGroup` does. */
  readonly workflowLog: logs.ILogGroup;

  /** Who hears of a validation that failed. */
  readonly alerts: sns.ITopic;

  /**
   * Key of the manifest in the evidence bucket: what the data must look like, written by whatever brought the data in (see the
   * decision page "restored data is checked through the data api").
   * @default 'data-manifest/current.json'
   */
  readonly manifestKey?: string;
}

const defaults = { manifestKey: 'data-manifest/current.json', timeout: Duration.hours(4), ask: Duration.seconds(60) };

/**
 * Looks at what was restored and says whether it is whole and whether masked data is still masked (OPS-03, DAT-10). A restored Aurora
 * cluster gets a small instance that no network reaches and is asked through the Data API, in counts only; a restored bucket is counted,
 * and the objects whose digests the manifest knows are read. The verdict goes to AWS Backup and, locked, to the evidence. A type
 * nobody can check, and a manifest that is missing or was changed by hand, fail.
 *
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing-validation.html
 * @example
 * declare const landing: RestoreLanding;
 * declare const evidence: EvidenceStore;
 * declare const key: kms.IKey;
 * declare const workflowLog: logs.ILogGroup;
 * declare const alerts: sns.ITopic;
 * new RestoreValidation(this, 'Validation', {
 *   landing, evidence, expectsMaskedData: true, keys: [key], passwordKey: key, key, logKey: key, logRetention: logs.RetentionDays.ONE_MONTH, workflowLog, alerts,
 * });
 */
export class RestoreValidation extends Construct {
  /** The workflow; its input is `{ "detail": { "restoreJobId": "..." } }`, as events of AWS Backup have it. */
  public readonly workflow: RecordedWorkflow;

  private readonly handler: HandlerFunction;

  public constructor(scope: Construct, id: string, props: RestoreValidationProps) {
    super(scope, id);
    this.handler = this.makeHandler(props);
    this.allowLooking(props);
    this.workflow = this.makeWorkflow(props);
  }

  private makeHandler(props: RestoreValidationProps): HandlerFunction {
    const manifestKey = props.manifestKey ?? defaults.manifestKey;
    const handler = new HandlerFunction(this, 'Handler', {
      handler: 'restore-validation', description: 'Checks what was restored', key: props.key, logKey: props.logKey, logRetention: props.logRetention,
      timeout: Duration.minutes(15), concurrency: 5, alerts: props.alerts,
      settings: {
        EVIDENCE_BUCKET: props.evidence.bucket.bucketName, MANIFEST_KEY: manifestKey, EXPECTS_MASKED_DATA: String(props.expectsMaskedData),
        SECRET_KEY: props.passwordKey.keyArn,
      },
    });
    props.evidence.allowWriting(handler, 'restore-validation');
    // Beside it lie the manifests of single clusters.
    props.evidence.allowReading(handler, manifestKey.includes('/') ? `${manifestKey.slice(0, manifestKey.lastIndexOf('/'))}/*` : manifestKey);
    return handler;
  }

  private allowLooking({ landing, keys, passwordKey }: RestoreValidationProps): void {
    const { partition, region, account } = Stack.of(this);
    const prefixes = [RestoreLanding.TEST_PREFIX, landing.restoredPrefix];
    const rds = (kind: string) => prefixes.map((prefix) => `arn:${partition}:rds:${region}:${account}:${kind}:${prefix}*`);
    const ofRestored = { 'aws:ResourceTag/aws:rds:primaryDBClusterArn': rds('cluster') };
    const allow = (actions: string[], resources: string[], conditions?: Record<string, unknown>) =>
      this.handler.allow(new iam.PolicyStatement({ actions, resources, conditions: conditions as Record<string, Record<string, unknown>> }));
    allow(['backup:DescribeRestoreJob', 'backup:PutRestoreValidationResult'], ['*']);
    allow(['rds:DescribeDBClusters', 'rds:EnableHttpEndpoint', 'rds:ModifyDBCluster', 'rds-data:ExecuteStatement'], rds('cluster'));
    allow(['rds:CreateDBInstance', 'rds:DeleteDBInstance', 'rds:DescribeDBInstances'], [...rds('db'), ...rds('cluster')]);
    // RDS makes and tags the secret with the caller's permissions; only secrets of restored clusters can be read.
    const secrets = `arn:${partition}:secretsmanager:${region}:${account}:secret:rds!cluster-*`;
    allow(['secretsmanager:CreateSecret', 'secretsmanager:TagResource'], [secrets]);
    allow(['secretsmanager:GetSecretValue'], [secrets], { StringLike: ofRestored });
    allow(['s3:GetObject', 's3:ListBucket'], prefixes.flatMap((prefix) => [`arn:${partition}:s3:::${prefix}*`, `arn:${partition}:s3:::${prefix}*/*`]), {
      StringEquals: { 'aws:ResourceAccount': account },
    });
    const keyArns = [...new Set([...keys, passwordKey].map(({ keyArn }) => keyArn))];
    allow(['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'], keyArns);
    allow(['kms:CreateGrant'], keyArns, { Bool: { 'kms:GrantIsForAWSResource': 'true' } });
    allow(['cloudwatch:PutMetricData'], ['*'], { StringEquals: { 'cloudwatch:namespace': 'Understudy' } });
  }

  private makeWorkflow(props: RestoreValidationProps): RecordedWorkflow {
    return new RecordedWorkflow(this, 'Workflow', {
      definition: this.steps(), handlers: [this.handler], timeout: defaults.timeout, comment: 'Checks what was restored', key: props.logKey,
      logGroup: props.workflowLog, alerts: props.alerts,
    });
  }

  private steps(): sfn.IChainable {
    const conclude = this.step('Conclude', '$.verdict', {
      restoreJobId: '$.detail.restoreJobId', at: '$$.Execution.StartTime', resource: '$.resource', checks: '$.found.checks', error: '$.found.error',
    });
    conclude.next(new sfn.Choice(this, 'Passed?')
      .when(sfn.Condition.booleanEquals('$.verdict.passed', true), new sfn.Succeed(this, 'Sound'))
      .otherwise(new sfn.Fail(this, 'Unsound', { error: 'RestoreIsUnsound', causePath: '$.verdict.message' })));
    const ofResource = (id: string, resultPath: string) => this.step(id, resultPath, { resource: '$.resource' }).addCatch(conclude, { resultPath: '$.found.error' });
    const check = ofResource('Check', '$.found.checks');
    check.next(conclude);
    const wait = new sfn.Wait(this, 'Wait', { time: sfn.WaitTime.duration(defaults.ask) });
    const prepare = ofResource('Prepare', sfn.JsonPath.DISCARD);
    prepare.next(wait).next(ofResource('Ready', '$.state')).next(new sfn.Choice(this, 'Ready?')
      .when(sfn.Condition.booleanEquals('$.state.ready', true), check)
      .otherwise(wait));
    return new sfn.Pass(this, 'Begin', { result: sfn.Result.fromObject({ checks: [], error: false }), resultPath: '$.found' })
      .next(this.step('Identify', '$.resource', { restoreJobId: '$.detail.restoreJobId' }))
      .next(new sfn.Choice(this, 'Database?').when(sfn.Condition.stringEquals('$.resource.kind', 'database'), prepare).otherwise(check));
  }

  private step(id: string, resultPath: string, input: Readonly<Record<string, string>>): sfn.TaskStateBase {
    const task = new tasks.LambdaInvoke(this, id, {
      lambdaFunction: this.handler.function,
      payload: sfn.TaskInput.fromObject({ step: id.toLowerCase(), ...Object.fromEntries(Object.entries(input).map(([name, path]) => [name, sfn.JsonPath.objectAt(path)])) }),
      payloadResponseOnly: true, resultPath, retryOnServiceExceptions: false,
    });
    return task.addRetry({ errors: ['States.TaskFailed'], interval: Duration.seconds(30), maxAttempts: 3, backoffRate: 2 });
  }
}
