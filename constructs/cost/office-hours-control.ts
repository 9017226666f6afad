import {
  ArnFormat, Duration, Stack, Token, aws_cloudwatch as cloudwatch, aws_cloudwatch_actions as alarmActions, aws_ecs as ecs, aws_iam as iam, aws_kms as kms,
  aws_logs as logs, aws_scheduler as scheduler, aws_sns as sns, aws_sqs as sqs,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';
import { HandlerFunction } from '../runtime/handler-function';
import { CapacityRecord } from './capacity-record';
import { PlannedWindow, WorkingHours } from './planned-times';

/** Properties of an `OfficeHoursControl`. */
export interface OfficeHoursControlProps {
  /** What the environment says of its capacity. The parts below the same path are opened and closed. */
  readonly record: CapacityRecord;

  /** Key of the schedules, of the function's settings and of what it could not work off. */
  readonly key: kms.IKey;

  /** Key of the log. Its policy must admit CloudWatch Logs. */
  readonly logKey: kms.IKey;

  /** How long the log, which is the evidence, is kept. */
  readonly logRetention: logs.RetentionDays;

  /** Who hears when something fails, or is not where it should be for an hour. */
  readonly alerts: sns.ITopic;

  /**
   * Clusters whose services open and close.
   * @default - none
   */
  readonly clusters?: ecs.ICluster[];

  /**
   * Identifiers of the Aurora clusters that open and close.
   * @default - none
   */
  readonly databases?: string[];

  /**
   * Identifiers of the instances that change their class in windows.
   * @default - none: all databases are serverless
   */
  readonly instances?: string[];

  /**
   * Queues whose workers are stopped while nothing happens.
   * @default - none
   */
  readonly queues?: sqs.IQueue[];

  /**
   * How the names of the alarms begin that are silent while the environment is closed, for example `projects-sleeps-`. No other alarm can be
   * silenced.
   * @default - none is
   */
  readonly alarmsNamed?: string;

  /**
   * Names of the synthetic checks that rest while the environment is closed.
   * @default - none
   */
  readonly checks?: string[];

  /**
   * How often everything is brought to where it should be, beside the beginnings and ends: whole minutes, 5 to 60.
   * @default 5 minutes
   */
  readonly every?: Duration;
}

const defaults = { every: Duration.minutes(5), unsettledMinutes: 60, eventAge: Duration.hours(1), retries: 10 };

/**
 * Opens and closes an environment by its hours, and gives it another scale in its windows (OPS-07, PAR-06): data before services, services
 * before workers, workers before who watches them, and back in the opposite order.
 *
 * Every beginning and every end has a schedule of its own in its own time zone, made in the same deployment; and every few minutes everything
 * is compared with what the hours and windows say it should be at that time. A schedule never says what to do, it only wakes: whatever starts
 * a window and fails, its end comes; a call that is lost is made up for; a database that AWS starts after seven days is stopped again. Nothing
 * here is needed to end a window but the clock. An alarm tells when something is not there for an hour, or when the control itself is silent.
 *
 * It refuses a record without hours and windows when there are no queues either, since there is nothing to do, and intervals outside 5 to 60 minutes.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 * @example
 * declare const record: CapacityRecord;
 * declare const cluster: ecs.ICluster;
 * declare const key: kms.IKey;
 * declare const alerts: sns.ITopic;
 * new OfficeHoursControl(this, 'OfficeHours', {
 *   record, clusters: [cluster], databases: ['projects-ledger'], key, logKey: key, logRetention: logs.RetentionDays.ONE_MONTH, alerts,
 * });
 */
export class OfficeHoursControl extends Construct {
  /** What opens and closes. Called without an event, it says which kinds of test count at this moment. */
  public readonly handler: HandlerFunction;

  private readonly group: scheduler.CfnScheduleGroup;
  private readonly role: iam.Role;
  private readonly key: kms.IKey;

  public constructor(scope: Construct, id: string, props: OfficeHoursControlProps) {
    super(scope, id);
    refuse(this.node.path, props);
    const { record } = props;
    this.key = props.key;
    this.handler = this.makeHandler(props);
    for (const statement of this.permissions(props)) this.handler.allow(statement);
    this.group = new scheduler.CfnScheduleGroup(this, 'Schedules', {});
    this.role = this.makeRole();
    this.wake('Always', `rate(${(props.every ?? defaults.every).toMinutes()} minutes)`, 'UTC', 'looks whether all is where it should be');
    if (record.hours !== undefined) this.keepHours(record.hours);
    for (const window of record.windows) this.plan(window);
    this.alarmWhenUnsettled(props);
  }

  private makeHandler({ record, key, logKey, logRetention, alerts }: OfficeHoursControlProps): HandlerFunction {
    return new HandlerFunction(this, 'Handler', {
      handler: 'office-hours', description: 'Opens and closes the environment by its hours and windows', key, logKey, logRetention, alerts,
      settings: { CAPACITY_PATH: record.path },
    });
  }

  private keepHours({ days, start, end, timeZone }: WorkingHours): void {
    const at = (time: string): string => `cron(${Number(time.slice(3))} ${Number(time.slice(0, 2))} ? * ${days.join(',')} *)`;
    this.wake('Opens', at(start), timeZone, 'office hours begin');
    this.wake('Closes', at(end), timeZone, 'office hours end');
  }

  /** Both ends at once: the second needs neither the first nor anybody who remembers. */
  private plan({ name, start, end, timeZone }: PlannedWindow): void {
    this.wake(`${name}-Begins`, `at(${start}:00)`, timeZone, `window ${name} begins`);
    this.wake(`${name}-Ends`, `at(${end}:00)`, timeZone, `window ${name} ends`);
  }

  private wake(id: string, scheduleExpression: string, scheduleExpressionTimezone: string, why: string): void {
    new scheduler.CfnSchedule(this, id, {
      groupName: this.group.ref,
      description: why,
      scheduleExpression,
      scheduleExpressionTimezone,
      flexibleTimeWindow: { mode: 'OFF' },
      kmsKeyArn: this.key.keyArn,
      target: {
        arn: this.handler.function.functionArn,
        roleArn: this.role.roleArn,
        input: JSON.stringify({ why }),
        deadLetterConfig: { arn: this.handler.deadLetters.queueArn },
        retryPolicy: { maximumEventAgeInSeconds: defaults.eventAge.toSeconds(), maximumRetryAttempts: defaults.retries },
      },
    });
  }

  private makeRole(): iam.Role {
    const { partition, region, account } = Stack.of(this);
    const role = new iam.Role(this, 'WakeRole', {
      description: 'Schedules that wake the control',
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnEquals: { 'aws:SourceArn': `arn:${partition}:scheduler:${region}:${account}:schedule-group/${this.group.ref}` },
        },
      }),
    });
    new iam.ManagedPolicy(this, 'WakePolicy', {
      roles: [role],
      description: 'Wake the one function, and keep what could not be delivered',
      statements: [
        new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.handler.function.functionArn] }),
        new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.handler.deadLetters.queueArn] }),
        new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [this.key.keyArn] }),
      ],
    });
    return role;
  }

  private permissions(props: OfficeHoursControlProps): iam.PolicyStatement[] {
    return [
      this.may(['ssm:GetParametersByPath'], ['', '/*'].map((below) => this.arn('ssm', `parameter${props.record.path}${below}`))),
      ...this.mayScaleServices(props.clusters ?? []),
      ...this.mayRunDatabases(props),
      ...this.mayAskQueues(props.queues ?? []),
      ...(props.alarmsNamed === undefined ? [] : this.maySilence(props.alarmsNamed)),
      ...this.mayRunChecks(props.checks ?? []),
    ];
  }

  private mayScaleServices(clusters: readonly ecs.ICluster[]): iam.PolicyStatement[] {
    if (clusters.length === 0) return [];
    return [
      this.may(['ecs:DescribeServices', 'ecs:UpdateService'], [this.arn('ecs', 'service/*')], { ArnEquals: { 'ecs:cluster': clusters.map(({ clusterArn }) => clusterArn) } }),
      this.may(['application-autoscaling:DescribeScalableTargets'], ['*']), // the call names no resource
      this.may(['application-autoscaling:RegisterScalableTarget'], [this.arn('application-autoscaling', 'scalable-target/*')], {
        StringEquals: { 'application-autoscaling:service-namespace': 'ecs' },
      }),
    ];
  }

  private mayRunDatabases({ databases = [], instances = [], record }: OfficeHoursControlProps): iam.PolicyStatement[] {
    if (databases.length === 0) return [];
    const clusters = databases.map((name) => this.arn('rds', `cluster:${name}`));
    const actions = ['rds:DescribeDBClusters', 'rds:StartDBCluster', 'rds:StopDBCluster'];
    if (record.windows.length === 0) return [this.may(actions, clusters)];
    return [
      this.may([...actions, 'rds:ModifyDBCluster'], clusters),
      ...(instances.length === 0 ? [] : [
        this.may(['rds:DescribeDBInstances'], [this.arn('rds', 'db:*')]), // of a cluster, by a filter: the call names no instance
        this.may(['rds:ModifyDBInstance'], instances.map((name) => this.arn('rds', `db:${name}`))),
      ]),
    ];
  }

  private mayAskQueues(queues: readonly sqs.IQueue[]): iam.PolicyStatement[] {
    if (queues.length === 0) return [];
    return [
      this.may(['sqs:GetQueueAttributes'], queues.map(({ queueArn }) => queueArn)),
      this.may(['cloudwatch:GetMetricStatistics'], ['*']), // the call names no resource
    ];
  }

  private maySilence(begin: string): iam.PolicyStatement[] {
    return [
      this.may(['cloudwatch:DescribeAlarms'], [this.arn('cloudwatch', 'alarm:*')]), // several at once: the call names no single alarm
      this.may(['cloudwatch:DisableAlarmActions', 'cloudwatch:EnableAlarmActions'], [this.arn('cloudwatch', `alarm:${begin}*`)]),
    ];
  }

  private mayRunChecks(checks: readonly string[]): iam.PolicyStatement[] {
    if (checks.length === 0) return [];
    return [this.may(['synthetics:GetCanary', 'synthetics:StartCanary', 'synthetics:StopCanary'], checks.map((name) => this.arn('synthetics', `canary:${name}`)))];
  }

  private may(actions: string[], resources: string[], conditions?: { [operator: string]: unknown }): iam.PolicyStatement {
    return new iam.PolicyStatement({ actions, resources, conditions });
  }

  private arn(service: string, resource: string): string {
    return Stack.of(this).formatArn({ service, resource, arnFormat: ArnFormat.NO_RESOURCE_NAME });
  }

  /** Silence is a finding too: a control that does not run brings nothing back. */
  private alarmWhenUnsettled({ record, alerts, every = defaults.every }: OfficeHoursControlProps): void {
    const periods = Math.max(1, Math.floor(defaults.unsettledMinutes / every.toMinutes()));
    new cloudwatch.Alarm(this, 'Unsettled', {
      alarmDescription: 'Parts of the environment are not where its hours and windows say, for an hour; or nobody looks',
      metric: new cloudwatch.Metric({
        namespace: 'Understudy/Capacity', metricName: 'UnsettledParts', dimensionsMap: { Path: record.path }, statistic: cloudwatch.Stats.MINIMUM, period: every,
      }),
      threshold: 1,
      evaluationPeriods: periods,
      datapointsToAlarm: periods,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    }).addAlarmAction(new alarmActions.SnsAction(alerts));
  }
}

function refuse(path: string, { record, queues = [], every, databases = [], alarmsNamed }: OfficeHoursControlProps): void {
  const problems = new Problems();
  problems.when(record.hours === undefined && record.windows.length === 0 && queues.length === 0, {
    at: 'record', must: 'must have hours or windows, or there must be queues', fix: 'what is always open needs no control',
  });
  const minutes = (every ?? defaults.every).toMinutes({ integral: false });
  problems.when(!(Number.isInteger(minutes) && minutes >= 5 && minutes <= 60), { at: 'every', must: 'must be whole minutes from 5 to 60', got: minutes });
  problems.when(alarmsNamed !== undefined && !Token.isUnresolved(alarmsNamed) && !/^[\w-]{8,200}$/.test(alarmsNamed), {
    at: 'alarmsNamed', must: 'must be 8 to 200 letters, digits, "-" or "_"', got: alarmsNamed, fix: 'for example projects-sleeps-; a shorter beginning would reach alarms that must never be silent',
  });
  for (const name of databases) {
    problems.when(!Token.isUnresolved(name) && !/^[a-z](?:-?[a-z0-9]){0,62}$/.test(name), { at: 'databases', must: 'must be identifiers of Aurora clusters', got: name });
  }
  problems.refuse(`office hours control "${path}"`);
}
