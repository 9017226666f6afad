import {
  Duration, aws_cloudwatch as cloudwatch, aws_cloudwatch_actions as actions, aws_elasticloadbalancingv2 as elbv2, aws_sns as sns,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problem, Problems } from '../../lib/values/problems';

/** When callers of a service are served so badly that a release is undone. */
export interface RollbackThresholds {
  /**
   * Percentage of requests answered with an error of the service (5xx) above which it is undone, above 0 and up to 100.
   * @default 5
   */
  readonly errorPercent?: number;
  /**
   * Time within which 99 of 100 requests must be answered, at least 10 milliseconds.
   * @default 2 seconds
   */
  readonly latency?: Duration;
}

/** What `RollbackAlarms` are made from. */
export interface RollbackAlarmsProps {
  /** Load balancer that sends the requests. */
  readonly loadBalancer: elbv2.ApplicationLoadBalancer;
  /** Target groups of the service, one for each version that may run at the same time. */
  readonly targetGroups: elbv2.ApplicationTargetGroup[];
  /** Who hears of them, whether or not a release is under way. The key of an encrypted topic must admit CloudWatch alarms. */
  readonly alerts: sns.ITopic;
  /**
   * When they go off.
   * @default - more than 5 percent errors, or 99 of 100 requests not answered within 2 seconds
   */
  readonly thresholds?: RollbackThresholds;
}

const defaults = { errorPercent: 5, latency: Duration.seconds(2) };

/** Below so many requests a minute one bad answer is no percentage. */
const fewRequests = 10;

/**
 * Three alarms on how a service serves its callers: the share of errors, the time to answer, tasks that fail their health check. They look
 * at each version apart, so that a new one with a tenth of the callers is not hidden behind the old one. Handed to ECS they undo a release
 * (DEL-06, DEL-09).
 *
 * It refuses shares outside 0 to 100 and times below 10 milliseconds.
 *
 * @example
 * declare const loadBalancer: elbv2.ApplicationLoadBalancer;
 * declare const targetGroups: elbv2.ApplicationTargetGroup[];
 * declare const alerts: sns.ITopic;
 * const { alarms } = new RollbackAlarms(this, 'Rollback', { loadBalancer, targetGroups, alerts, thresholds: { errorPercent: 2 } });
 */
export class RollbackAlarms extends Construct {
  /** The alarms. */
  public readonly alarms: cloudwatch.Alarm[];

  public constructor(scope: Construct, id: string, props: RollbackAlarmsProps) {
    super(scope, id);
    const { errorPercent = defaults.errorPercent, latency = defaults.latency } = props.thresholds ?? {};
    refuse(this.node.path, props);

    this.alarms = [
      this.alarm('Errors', worst(props, errorShare), errorPercent, `More than ${errorPercent} percent of requests end in an error`),
      this.alarm('Latency', worst(props, slowest), latency.toMilliseconds(), `99 of 100 requests are not answered within ${latency.toHumanString()}`),
      this.alarm('Unhealthy', worst(props, unhealthy), 0, 'Tasks fail their health check'),
    ];
    for (const alarm of this.alarms) alarm.addAlarmAction(new actions.SnsAction(props.alerts));
  }

  /** Two bad minutes of three: one may be the restart of a neighbour. */
  private alarm(id: string, metric: cloudwatch.IMetric, threshold: number, alarmDescription: string): cloudwatch.Alarm {
    return new cloudwatch.Alarm(this, id, {
      metric,
      threshold,
      alarmDescription,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
}

const period = Duration.minutes(1);

/** One number for each minute: that of the version that serves worst. */
function worst({ targetGroups, loadBalancer }: RollbackAlarmsProps, numberOf: (metric: MetricOf, letter: string) => Numbered): cloudwatch.MathExpression {
  const each = targetGroups.map((group, index) => numberOf(metricsOf(group, loadBalancer), String.fromCharCode(97 + index)));
  const [first] = each;
  const expression = each.length === 1 && first !== undefined ? first.expression : `MAX([${each.map((part) => part.expression).join(', ')}])`;
  return new cloudwatch.MathExpression({ expression, usingMetrics: Object.assign({}, ...each.map(({ metrics }) => metrics)) as Numbered['metrics'], period });
}

interface Numbered {
  readonly expression: string;
  readonly metrics: Record<string, cloudwatch.IMetric>;
}

type MetricOf = (metricName: string, statistic: string) => cloudwatch.IMetric;

/**
 * Metrics of one target group. `ApplicationTargetGroup.metrics` cuts the load balancer's name out of the listener's ARN, and where the
 * listener belongs to another stack that becomes a `Fn::Split` of an output of that stack, which CloudFormation does not document.
 */
function metricsOf({ targetGroupFullName }: elbv2.ApplicationTargetGroup, { loadBalancerFullName }: elbv2.ApplicationLoadBalancer): MetricOf {
  const dimensionsMap = { TargetGroup: targetGroupFullName, LoadBalancer: loadBalancerFullName };
  return (metricName, statistic) => new cloudwatch.Metric({ namespace: 'AWS/ApplicationELB', metricName, statistic, period, dimensionsMap });
}

function errorShare(metric: MetricOf, letter: string): Numbered {
  return {
    expression: `IF(FILL(${letter}all, 0) > ${fewRequests}, 100 * FILL(${letter}bad, 0) / ${letter}all, 0)`,
    metrics: {
      [`${letter}bad`]: metric('HTTPCode_Target_5XX_Count', cloudwatch.Stats.SUM),
      [`${letter}all`]: metric('RequestCount', cloudwatch.Stats.SUM),
    },
  };
}

function slowest(metric: MetricOf, letter: string): Numbered {
  return {
    expression: `IF(FILL(${letter}all, 0) > ${fewRequests}, 1000 * FILL(${letter}time, 0), 0)`,
    metrics: {
      [`${letter}time`]: metric('TargetResponseTime', cloudwatch.Stats.percentile(99)),
      [`${letter}all`]: metric('RequestCount', cloudwatch.Stats.SUM),
    },
  };
}

function unhealthy(metric: MetricOf, letter: string): Numbered {
  return { expression: `FILL(${letter}sick, 0)`, metrics: { [`${letter}sick`]: metric('UnHealthyHostCount', cloudwatch.Stats.MAXIMUM) } };
}

/** What is wrong with thresholds. */
function thresholdProblems({ errorPercent, latency }: RollbackThresholds): readonly Problem[] {
  const problems = new Problems();
  problems.when(errorPercent !== undefined && !(errorPercent > 0 && errorPercent <= 100), {
    at: 'errorPercent', must: 'must be above 0 and at most 100', got: errorPercent, fix: 'for example 5',
  });
  const milliseconds = latency?.toMilliseconds();
  problems.when(milliseconds !== undefined && milliseconds < 10, { at: 'latency', must: 'must be at least 10 milliseconds', got: milliseconds });
  return problems.list;
}

function refuse(path: string, { targetGroups, thresholds = {} }: RollbackAlarmsProps): void {
  const problems = new Problems();
  problems.when(targetGroups.length === 0 || targetGroups.length > 2, { at: 'targetGroups', must: 'must be one or two', got: targetGroups.length });
  problems.addAll(thresholdProblems(thresholds), 'thresholds');
  problems.refuse(`rollback alarms "${path}"`);
}
