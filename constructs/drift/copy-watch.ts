import {
  Duration, aws_cloudwatch as cloudwatch, aws_events as events, aws_events_targets as targets,
  aws_iam as iam, aws_kms as kms, aws_logs as logs, aws_sns as sns,
} from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { Problems } from '../../lib/values/problems';
import { RestoreLanding } from '../backup/restore-landing';
import { EvidenceStore } from '../evidence/evidence-store';
import { HandlerFunction } from '../runtime/handler-function';
import { declaredStacks } from './declared-stacks';
import { findingAlarm } from './finding-alarm';

/** Properties of a `CopyWatch`. */
export interface CopyWatchProps {
  /** What stacks below this construct make is declared. Usually the stage of the environment. */
  readonly declaredBy: IConstruct;

  /** Where what was found is kept. */
  readonly evidence: EvidenceStore;

  /** Key of the handler's settings and dead letters. */
  readonly key: kms.IKey;

  /** Key of the handler's log. */
  readonly logKey: kms.IKey;

  /** How long the handler's log is kept. */
  readonly logRetention: logs.RetentionDays;

  /** Who hears of a copy that nobody declared. */
  readonly alerts: sns.ITopic;

  /**
   * Names of further stacks whose resources are declared.
   * @default - `CDKToolkit`
   */
  readonly otherStacks?: string[];

  /**
   * Names of snapshots, buckets and exports that no template makes and that may be there, each in full. A pattern is refused: it
   * would declare what somebody makes tomorrow.
   * @default - none
   */
  readonly declaredCopies?: string[];

  /**
   * How names begin of what restore tests and rehearsals make.
   * @default - what AWS Backup's restore tests make
   */
  readonly temporaryPrefixes?: string[];

  /**
   * How long such things may live, whole hours.
   * @default Duration.hours(48)
   */
  readonly temporaryFor?: Duration;

  /**
   * When it looks.
   * @default - every day at 06:00 UTC
   */
  readonly schedule?: events.Schedule;
}

const defaults = {
  otherStacks: ['CDKToolkit'], temporaryPrefixes: [RestoreLanding.TEST_PREFIX], temporaryFor: Duration.hours(48), schedule: events.Schedule.cron({ minute: '0', hour: '6' }),
};

/**
 * Finds, every day, copies of data that nobody declared (DAT-13): databases, snapshots that people made, machine images, buckets, and
 * exports of databases and tables that no declared stack made, and anything that is shared with another account, declared or not.
 * What is found raises an alarm and is kept as evidence. A copy counts as declared by the tag that only CloudFormation can set, or by
 * its whole name here.
 *
 * It refuses patterns of names, and a life of temporary things that is not whole hours above nothing.
 *
 * @example
 * declare const evidence: EvidenceStore;
 * declare const key: kms.IKey;
 * declare const alerts: sns.ITopic;
 * new CopyWatch(this, 'Copies', { declaredBy: this.node.root, evidence, key, logKey: key, logRetention: logs.RetentionDays.ONE_MONTH, alerts });
 */
export class CopyWatch extends Construct {
  /** In alarm while there is a copy that nobody declared, or one that is shared. */
  public readonly alarms: cloudwatch.IAlarm[];

  public constructor(scope: Construct, id: string, props: CopyWatchProps) {
    super(scope, id);
    refuse(this.node.path, props);
    const handler = this.makeHandler(props);
    this.allowLooking(handler);
    props.evidence.allowWriting(handler, 'copy-detection');
    new events.Rule(this, 'Schedule', {
      description: 'Look for copies that nobody declared', schedule: props.schedule ?? defaults.schedule, targets: [new targets.LambdaFunction(handler.function)],
    });
    this.alarms = [
      findingAlarm(this, 'UndeclaredCopies', 'There are copies of data that nobody declared', props.alerts),
      findingAlarm(this, 'SharedCopies', 'Data is shared with another account', props.alerts),
    ];
  }

  private makeHandler(props: CopyWatchProps): HandlerFunction {
    return new HandlerFunction(this, 'Handler', {
      handler: 'copy-detection', description: 'Looks for copies of data that nobody declared', key: props.key, logKey: props.logKey, logRetention: props.logRetention,
      timeout: Duration.minutes(15), alerts: props.alerts,
      settings: {
        STACKS: declaredStacks(props.declaredBy),
        OTHER_STACKS: (props.otherStacks ?? defaults.otherStacks).join(','),
        DECLARED_COPIES: (props.declaredCopies ?? []).join(','),
        TEMPORARY_PREFIXES: (props.temporaryPrefixes ?? defaults.temporaryPrefixes).join(','),
        TEMPORARY_HOURS: String((props.temporaryFor ?? defaults.temporaryFor).toHours()),
        EVIDENCE_BUCKET: props.evidence.bucket.bucketName,
      },
    });
  }

  private allowLooking(handler: HandlerFunction): void {
    handler.allow(new iam.PolicyStatement({
      // Lists of what is there; they take no resource, or must see what nobody could have named.
      actions: [
        'dynamodb:ListBackups', 'dynamodb:ListExports', 'ec2:DescribeImageAttribute', 'ec2:DescribeImages', 'ec2:DescribeSnapshotAttribute', 'ec2:DescribeSnapshots',
        'rds:DescribeDBClusterSnapshotAttributes', 'rds:DescribeDBClusterSnapshots', 'rds:DescribeDBClusters', 'rds:DescribeDBInstances',
        'rds:DescribeDBSnapshotAttributes', 'rds:DescribeDBSnapshots', 'rds:DescribeExportTasks', 's3:GetBucketPolicyStatus', 's3:GetBucketTagging',
        's3:ListAllMyBuckets',
      ],
      resources: ['*'],
    }));
    handler.allow(new iam.PolicyStatement({
      actions: ['cloudwatch:PutMetricData'], resources: ['*'], conditions: { StringEquals: { 'cloudwatch:namespace': 'Understudy' } },
    }));
  }
}

function refuse(path: string, { declaredCopies, temporaryFor }: CopyWatchProps): void {
  const problems = new Problems();
  for (const name of declaredCopies ?? []) {
    problems.when(/[*?,\s]/.test(name) || name === '', { at: 'declaredCopies', must: 'must name each copy in full', got: name, fix: 'list the names one by one' });
  }
  const hours = (temporaryFor ?? defaults.temporaryFor).toHours({ integral: false });
  problems.when(!Number.isInteger(hours) || hours < 1, { at: 'temporaryFor', must: 'must be whole hours, at least 1', got: hours, fix: 'for example Duration.hours(48)' });
  problems.refuse(`copy watch "${path}"`);
}
