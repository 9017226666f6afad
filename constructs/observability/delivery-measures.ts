import {
  Duration, Stack, aws_cloudwatch as cloudwatch, aws_cloudwatch_actions as actions, aws_ecs as ecs, aws_events as events, aws_events_targets as targets,
  aws_iam as iam, aws_kms as kms, aws_logs as logs, aws_sns as sns,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';
import { EnvironmentBanner } from '../labels/environment-banner';
import { HandlerFunction } from '../runtime/handler-function';

/** What `DeliveryMeasures` are made of. */
export interface DeliveryMeasuresProps {
  /** The cluster whose deployments are measured. */
  readonly cluster: ecs.ICluster;
  /** Name of the dashboard, unique in the account: letters, digits, `-` and `_`. */
  readonly dashboardName: string;
  /** The banner over the dashboard. */
  readonly banner: EnvironmentBanner;
  /** Who hears when a roll back fails. */
  readonly alerts: sns.ITopic;
  /** Key of the settings and failed events of the function that measures. */
  readonly key: kms.IKey;
  /** Key of its log. */
  readonly logKey: kms.IKey;
  /** How long its log is kept. */
  readonly logRetention: logs.RetentionDays;
}

const NAMESPACE = 'Understudy/Delivery';

/**
 * Measures every deployment of a cluster and shows the result on a dashboard (DEL-09): the share that succeeded, the mean time until a failed
 * one was seen, and the share of failed ones that were rolled back. It asks ECS how a deployment ended whenever ECS says that one did,
 * whatever started it.
 *
 * It refuses names of dashboards that CloudWatch does not take.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html
 * @example
 * declare const cluster: ecs.ICluster;
 * declare const alerts: sns.ITopic;
 * declare const key: kms.IKey;
 * new DeliveryMeasures(this, 'Delivery', {
 *   cluster, alerts, key, logKey: key, logRetention: logs.RetentionDays.ONE_MONTH,
 *   dashboardName: 'staging-delivery', banner: new EnvironmentBanner({ label: 'STAGING', message: 'Masked data only.' }),
 * });
 */
export class DeliveryMeasures extends Construct {
  /** The dashboard. */
  public readonly dashboard: cloudwatch.Dashboard;
  /** In alarm when a roll back fails: what runs then is neither the new release nor the old one. */
  public readonly rollbackAlarm: cloudwatch.Alarm;

  public constructor(scope: Construct, id: string, props: DeliveryMeasuresProps) {
    super(scope, id);
    refuse(this.node.path, props);
    const measuring = this.makeFunction(props);
    this.listen(props.cluster, measuring);
    this.rollbackAlarm = this.makeAlarm(props.alerts);
    this.dashboard = this.makeDashboard(props);
  }

  /** Deployments that succeeded among those that ended, in percent. */
  public metricSuccessRate(period: Duration = Duration.days(1)): cloudwatch.MathExpression {
    return rate('deployments that succeed, %', '100 * FILL(succeeded, 0) / (FILL(succeeded, 0) + FILL(failed, 0))', ['Succeeded', 'Failed'], period);
  }

  /** Failed deployments that were rolled back among those whose roll back ended, in percent. */
  public metricRollbackEffectiveness(period: Duration = Duration.days(1)): cloudwatch.MathExpression {
    return rate('roll backs that work, %', '100 * FILL(rolledBack, 0) / (FILL(rolledBack, 0) + FILL(rollbackFailed, 0))', ['RolledBack', 'RollbackFailed'], period);
  }

  /** Mean time from the start of a deployment until its failure was seen, in seconds. */
  public metricTimeToDetect(period: Duration = Duration.days(1)): cloudwatch.Metric {
    return new cloudwatch.Metric({ namespace: NAMESPACE, metricName: 'DetectionSeconds', statistic: cloudwatch.Stats.AVERAGE, period, label: 'mean time to detect, s' });
  }

  private makeFunction({ key, logKey, logRetention, alerts }: DeliveryMeasuresProps): HandlerFunction {
    const { partition, region, account } = Stack.of(this);
    const every = (resource: string) => `arn:${partition}:ecs:${region}:${account}:${resource}/*`;
    const measuring = new HandlerFunction(this, 'Measuring', {
      handler: 'delivery-measures', description: 'Measures how deployments end', key, logKey, logRetention, alerts, timeout: Duration.minutes(1),
    });
    measuring.allow(new iam.PolicyStatement({ actions: ['ecs:ListServiceDeployments'], resources: [every('service')] }));
    measuring.allow(new iam.PolicyStatement({ actions: ['ecs:DescribeServiceDeployments'], resources: [every('service-deployment')] }));
    measuring.allow(new iam.PolicyStatement({
      actions: ['cloudwatch:PutMetricData'], resources: ['*'], conditions: { StringEquals: { 'cloudwatch:namespace': NAMESPACE } },
    }));
    return measuring;
  }

  private listen(cluster: ecs.ICluster, measuring: HandlerFunction): void {
    const { partition, region, account } = Stack.of(this);
    new events.Rule(this, 'Ended', {
      description: 'A deployment of a service failed or is complete',
      eventPattern: {
        source: ['aws.ecs'],
        detailType: ['ECS Deployment State Change'],
        resources: events.Match.prefix(`arn:${partition}:ecs:${region}:${account}:service/${cluster.clusterName}/`),
        detail: { eventName: ['SERVICE_DEPLOYMENT_FAILED', 'SERVICE_DEPLOYMENT_COMPLETED'] },
      },
      targets: [new targets.LambdaFunction(measuring.function, { retryAttempts: 8, maxEventAge: Duration.hours(6) })],
    });
  }

  private makeAlarm(alerts: sns.ITopic): cloudwatch.Alarm {
    const alarm = new cloudwatch.Alarm(this, 'RollbackAlarm', {
      metric: count('RollbackFailed', Duration.minutes(5)),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      alarmDescription: 'A failed deployment could not be rolled back',
    });
    alarm.addAlarmAction(new actions.SnsAction(alerts));
    return alarm;
  }

  private makeDashboard({ dashboardName, banner }: DeliveryMeasuresProps): cloudwatch.Dashboard {
    const dashboard = new cloudwatch.Dashboard(this, 'Dashboard', { dashboardName, defaultInterval: Duration.days(30) });
    const number = (title: string, metric: cloudwatch.IMetric) => new cloudwatch.SingleValueWidget({ title, metrics: [metric], setPeriodToTimeRange: true, width: 8, height: 4 });
    dashboard.addWidgets(banner.makeWidget());
    dashboard.addWidgets(
      number('Deployments that succeed', this.metricSuccessRate()),
      number('Mean time to detect', this.metricTimeToDetect()),
      number('Roll backs that work', this.metricRollbackEffectiveness()),
    );
    dashboard.addWidgets(
      new cloudwatch.GraphWidget({ title: 'Deployments', left: ['Succeeded', 'Failed', 'Stopped'].map((name) => count(name, Duration.days(1))), stacked: true, width: 12 }),
      new cloudwatch.GraphWidget({ title: 'Roll backs', left: ['RolledBack', 'RollbackFailed'].map((name) => count(name, Duration.days(1))), stacked: true, width: 12 }),
    );
    return dashboard;
  }
}

function count(metricName: string, period: Duration): cloudwatch.Metric {
  return new cloudwatch.Metric({ namespace: NAMESPACE, metricName, statistic: cloudwatch.Stats.SUM, period });
}

function rate(label: string, expression: string, names: readonly string[], period: Duration): cloudwatch.MathExpression {
  const usingMetrics = Object.fromEntries(names.map((name) => [name.charAt(0).toLowerCase() + name.slice(1), count(name, period)]));
  return new cloudwatch.MathExpression({ label, expression, usingMetrics, period });
}

function refuse(path: string, { dashboardName }: DeliveryMeasuresProps): void {
  const problems = new Problems();
  problems.when(!/^[\w-]{1,255}$/.test(dashboardName), { at: 'dashboardName', must: 'must be 1 to 255 letters, digits, "-" or "_"', got: dashboardName });
  problems.refuse(`delivery measures "${path}"`);
}
