import {
  Duration, Stack, aws_cloudwatch as cloudwatch, aws_events as events, aws_events_targets as targets,
  aws_iam as iam, aws_kms as kms, aws_logs as logs, aws_sns as sns,
} from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { EvidenceStore } from '../evidence/evidence-store';
import { HandlerFunction } from '../runtime/handler-function';
import { declaredStacks } from './declared-stacks';
import { findingAlarm } from './finding-alarm';

/** Properties of a `DriftWatch`. */
export interface DriftWatchProps {
  /** Every stack below this construct is compared with its template, and no other stack is declared. Usually the stage of the environment. */
  readonly declaredBy: IConstruct;

  /** Where what was found is kept. */
  readonly evidence: EvidenceStore;

  /** Key of the handler's settings and dead letters. */
  readonly key: kms.IKey;

  /** Key of the handler's log. */
  readonly logKey: kms.IKey;

  /** How long the handler's log is kept. */
  readonly logRetention: logs.RetentionDays;

  /** Who hears of drift. */
  readonly alerts: sns.ITopic;

  /**
   * Names of further stacks that may be in the account, for example the one that prepares it for deployments. They are not compared.
   * @default - `CDKToolkit`
   */
  readonly otherStacks?: string[];

  /**
   * Properties that the environment itself moves, as type and path. Differences in these alone are recorded and raise no alarm.
   * @default - what scaling, office hours and deployments move: desired counts, scaling bounds, weights of listener rules
   */
  readonly movingProperties?: string[];

  /**
   * When it looks.
   * @default - every day at 05:30 UTC
   */
  readonly schedule?: events.Schedule;
}

const defaults = {
  otherStacks: ['CDKToolkit'],
  movingProperties: [
    'AWS::ECS::Service/DesiredCount', 'AWS::ApplicationAutoScaling::ScalableTarget/MinCapacity', 'AWS::ApplicationAutoScaling::ScalableTarget/MaxCapacity',
    'AWS::ApplicationAutoScaling::ScalableTarget/SuspendedState', 'AWS::RDS::DBCluster/ServerlessV2ScalingConfiguration',
    'AWS::ElasticLoadBalancingV2::ListenerRule/Actions',
  ],
  schedule: events.Schedule.cron({ minute: '30', hour: '5' }),
};

/**
 * Compares, every day, each stack of an environment with its template, and finds stacks that nobody declared (PAR-04). Differences
 * raise an alarm and are kept as evidence by resource and property, without values. A stack that could not be checked raises the
 * alarm too: not knowing is not the same as no difference. CloudFormation does not compare nested stacks, nor types it has no drift
 * detection for.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html
 * @example
 * declare const evidence: EvidenceStore;
 * declare const key: kms.IKey;
 * declare const alerts: sns.ITopic;
 * new DriftWatch(this, 'Drift', { declaredBy: this.node.root, evidence, key, logKey: key, logRetention: logs.RetentionDays.ONE_MONTH, alerts });
 */
export class DriftWatch extends Construct {
  /** In alarm while something differs, is undeclared, or could not be checked. */
  public readonly alarms: cloudwatch.IAlarm[];

  public constructor(scope: Construct, id: string, props: DriftWatchProps) {
    super(scope, id);
    const handler = this.makeHandler(props);
    this.allowLooking(handler);
    props.evidence.allowWriting(handler, 'drift-detection');
    new events.Rule(this, 'Schedule', {
      description: 'Compare the stacks with their templates', schedule: props.schedule ?? defaults.schedule, targets: [new targets.LambdaFunction(handler.function)],
    });
    this.alarms = [
      findingAlarm(this, 'DriftedResources', 'Resources differ from their templates', props.alerts),
      findingAlarm(this, 'UncheckedStacks', 'Stacks could not be compared with their templates', props.alerts),
      findingAlarm(this, 'UndeclaredStacks', 'There are stacks that nobody declared', props.alerts),
    ];
  }

  private makeHandler(props: DriftWatchProps): HandlerFunction {
    return new HandlerFunction(this, 'Handler', {
      handler: 'drift-detection', description: 'Compares stacks with their templates', key: props.key, logKey: props.logKey, logRetention: props.logRetention,
      timeout: Duration.minutes(15), alerts: props.alerts,
      settings: {
        STACKS: declaredStacks(props.declaredBy), OTHER_STACKS: (props.otherStacks ?? defaults.otherStacks).join(','),
        MOVING_PROPERTIES: (props.movingProperties ?? defaults.movingProperties).join(','),
        EVIDENCE_BUCKET: props.evidence.bucket.bucketName,
      },
    });
  }

  /** CloudFormation reads each resource with the caller's permissions; AWS keeps the list of what reads settings, and no data, in step. */
  private allowLooking(handler: HandlerFunction): void {
    const { partition, region, account } = Stack.of(this);
    handler.role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('SecurityAudit'));
    handler.allow(new iam.PolicyStatement({
      actions: [
        'cloudformation:DescribeStackResourceDrifts', 'cloudformation:DescribeStacks', 'cloudformation:DetectStackDrift', 'cloudformation:DetectStackResourceDrift',
      ],
      resources: [`arn:${partition}:cloudformation:${region}:${account}:stack/*`],
    }));
    handler.allow(new iam.PolicyStatement({ actions: ['cloudformation:DescribeStackDriftDetectionStatus'], resources: ['*'] }));
    handler.allow(new iam.PolicyStatement({
      actions: ['cloudwatch:PutMetricData'], resources: ['*'], conditions: { StringEquals: { 'cloudwatch:namespace': 'Understudy' } },
    }));
  }
}
