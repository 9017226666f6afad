import { Duration, aws_cloudwatch as cloudwatch, aws_cloudwatch_actions as actions, aws_sns as sns } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';
import { Ingress } from '../ingress/ingress';
import { EnvironmentBanner } from '../labels/environment-banner';
import { ContainerService } from '../workload/container-service';
import { RelationalDatabase } from '../workload/relational-database';
import { WorkQueue } from '../workload/work-queue';
import { AlarmThresholds, EveryThreshold, everyThreshold } from './alarm-thresholds';
import { LogWatch } from './log-watch';
import { SyntheticCheck } from './synthetic-check';

/** What an `EnvironmentMonitor` is made of. */
export interface EnvironmentMonitorProps {
  /** Name of the dashboard, unique in the account: letters, digits, `-` and `_`. */
  readonly dashboardName: string;
  /** The banner over the dashboard, so that nobody reads the numbers of the wrong environment. */
  readonly banner: EnvironmentBanner;
  /** Who hears the alarms. The key of an encrypted topic must admit CloudWatch alarms. */
  readonly alerts: sns.ITopic;
  /**
   * From when on the alarms sound.
   * @default - the defaults of `AlarmThresholds`
   */
  readonly thresholds?: AlarmThresholds;
}

const PERIOD = Duration.minutes(5);
const { GREATER_THAN_THRESHOLD, GREATER_THAN_OR_EQUAL_TO_THRESHOLD, LESS_THAN_THRESHOLD } = cloudwatch.ComparisonOperator;

/**
 * The dashboard of an environment under its banner, and an alarm for each sign of trouble of what it watches: load balancer, services,
 * databases, queues, logs and synthetic checks (OPS-01). Each kind of part gets the same graphs and the same alarms wherever it stands; only
 * the thresholds differ from one environment to another.
 *
 * An environment outside its hours is not down: what has no task on purpose raises no alarm.
 *
 * It refuses thresholds that no measure can cross and names CloudWatch does not take.
 *
 * @example
 * declare const alerts: sns.ITopic;
 * declare const service: ContainerService;
 * const monitor = new EnvironmentMonitor(this, 'Monitor', {
 *   dashboardName: 'staging', alerts, banner: new EnvironmentBanner({ label: 'STAGING', message: 'Masked data only.' }), thresholds: { errorPercent: 5 },
 * });
 * monitor.watchService(service);
 */
export class EnvironmentMonitor extends Construct {
  /** The dashboard. */
  public readonly dashboard: cloudwatch.Dashboard;

  /** How the names of the alarms begin that a sleeping environment would set off. Security, backups and costs have no such alarm. */
  public readonly sleepingNames: string;

  private readonly thresholds: EveryThreshold;
  private readonly alerts: sns.ITopic;
  private readonly every: cloudwatch.Alarm[] = [];
  private readonly sleeping: cloudwatch.Alarm[] = [];

  public constructor(scope: Construct, id: string, props: EnvironmentMonitorProps) {
    super(scope, id);
    refuse(this.node.path, props);
    this.thresholds = everyThreshold(props.thresholds ?? {}, `monitor "${this.node.path}"`);
    this.alerts = props.alerts;
    this.sleepingNames = `${props.dashboardName}-sleeps-`;
    this.dashboard = new cloudwatch.Dashboard(this, 'Dashboard', { dashboardName: props.dashboardName, defaultInterval: Duration.hours(12) });
    this.dashboard.addWidgets(props.banner.makeWidget());
  }

  /** The alarms made so far. */
  public get alarms(): cloudwatch.Alarm[] {
    return [...this.every];
  }

  /** Those of them that go off because an environment is closed: nobody answers, nobody works off. They are named with `sleepingNames`. */
  public get sleepingAlarms(): cloudwatch.Alarm[] {
    return [...this.sleeping];
  }

  /** Watches the way in: share of errors, time to answer. */
  public watchIngress(ingress: Ingress): void {
    const { metrics } = ingress.loadBalancer;
    const sum = { period: PERIOD, statistic: cloudwatch.Stats.SUM };
    const errors = new cloudwatch.MathExpression({
      label: 'errors %', period: PERIOD,
      expression: '100 * (FILL(behind, 0) + FILL(own, 0)) / requests',
      usingMetrics: {
        behind: metrics.custom('HTTPCode_Target_5XX_Count', sum), own: metrics.custom('HTTPCode_ELB_5XX_Count', sum), requests: metrics.requestCount(sum),
      },
    });
    const latency = metrics.targetResponseTime({ period: PERIOD, statistic: cloudwatch.Stats.p(99), label: 'p99' });
    this.alarm('IngressErrors', errors, this.thresholds.errorPercent, GREATER_THAN_THRESHOLD, 'The load balancer answers with errors', true);
    this.alarm('IngressLatency', latency, this.thresholds.latencyMillis / 1000, GREATER_THAN_THRESHOLD, 'Answers take too long');
    this.row('Way in', [
      ['Requests', [metrics.requestCount(sum)]], ['Errors', [errors]], ['Time to answer', [latency, metrics.targetResponseTime({ period: PERIOD, statistic: cloudwatch.Stats.p(50), label: 'p50' })]],
    ]);
  }

  /** Watches a service: CPU, memory, and tasks that should run and do not. */
  public watchService(service: ContainerService): void {
    const name = `Service${service.node.id}`;
    const cpu = service.service.metricCpuUtilization({ period: PERIOD, label: 'CPU %' });
    const memory = service.service.metricMemoryUtilization({ period: PERIOD, label: 'memory %' });
    const tasks = { desired: taskCount(service, 'DesiredTaskCount'), running: taskCount(service, 'RunningTaskCount') };
    const missing = new cloudwatch.MathExpression({
      label: 'missing tasks', period: PERIOD, expression: 'FILL(desired, 0) - FILL(running, 0)', usingMetrics: tasks,
    });
    this.alarm(`${name}Cpu`, cpu, this.thresholds.cpuPercent, GREATER_THAN_THRESHOLD, `${service.node.id} is short of CPU`);
    this.alarm(`${name}Memory`, memory, this.thresholds.memoryPercent, GREATER_THAN_THRESHOLD, `${service.node.id} is short of memory`);
    this.alarm(`${name}Tasks`, missing, 0, GREATER_THAN_THRESHOLD, `Tasks of ${service.node.id} do not come up`, true);
    this.row(`Service ${service.node.id}`, [['Load', [cpu, memory]], ['Tasks', [tasks.desired, tasks.running]]]);
  }

  /** Watches a database: CPU, deadlocks, and readers that lag behind. */
  public watchDatabase(database: RelationalDatabase): void {
    const name = `Database${database.node.id}`;
    const { cluster } = database;
    const cpu = cluster.metricCPUUtilization({ period: PERIOD, label: 'CPU %' });
    const deadlocks = cluster.metricDeadlocks({ period: PERIOD, statistic: cloudwatch.Stats.SUM, label: 'deadlocks a second' });
    const lag = cluster.metric('AuroraReplicaLagMaximum', { period: PERIOD, statistic: cloudwatch.Stats.MAXIMUM, label: 'lag of readers, ms' });
    this.alarm(`${name}Cpu`, cpu, this.thresholds.cpuPercent, GREATER_THAN_THRESHOLD, `${database.node.id} is short of CPU`);
    this.alarm(`${name}Deadlocks`, deadlocks, 0, GREATER_THAN_THRESHOLD, `Transactions of ${database.node.id} block each other`);
    this.alarm(`${name}Lag`, lag, 1000, GREATER_THAN_THRESHOLD, `Readers of ${database.node.id} lag behind its writer`);
    this.row(`Database ${database.node.id}`, [
      ['CPU', [cpu]], ['Connections', [cluster.metricDatabaseConnections({ period: PERIOD })]], ['Deadlocks and lag', [deadlocks, lag]],
    ]);
  }

  /** Watches a queue: how long its oldest message waits. Messages that were given up have an alarm of the queue itself. */
  public watchQueue(queue: WorkQueue): void {
    const name = `Queue${queue.node.id}`;
    const age = queue.queue.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: cloudwatch.Stats.MAXIMUM, label: 'oldest message, s' });
    this.alarm(`${name}Age`, age, this.thresholds.queueAgeMinutes * 60, GREATER_THAN_THRESHOLD, `Messages of ${queue.node.id} wait too long`, true);
    this.row(`Queue ${queue.node.id}`, [
      ['Waiting', [queue.metricBacklog()]], ['Oldest', [age]], ['Given up', [queue.deadLetters.metricApproximateNumberOfMessagesVisible({ period: PERIOD })]],
    ]);
  }

  /** Watches a log: errors in it, and entries unlike those of the last weeks. */
  public watchLog(log: LogWatch): void {
    const errors = log.metricErrors({ period: PERIOD });
    const anomalies = log.metricAnomalies({ period: PERIOD });
    this.alarm(`Log${log.title}Errors`, errors, this.thresholds.loggedErrors, GREATER_THAN_THRESHOLD, `${log.title} logs errors`);
    this.alarm(`Log${log.title}Anomalies`, anomalies, 1, GREATER_THAN_OR_EQUAL_TO_THRESHOLD, `${log.title} logs what it never logged before`);
    this.row(`Log ${log.title}`, [['Errors', [errors]], ['Anomalies', [anomalies]]]);
  }

  /** Watches a synthetic check. What it checks may be down on purpose: see `SyntheticCheckProps.awakeWith`. */
  public watchCheck(check: SyntheticCheck): void {
    const success = check.metricSuccess({ period: PERIOD });
    this.alarm(`Check${check.checkName}`, success, this.thresholds.checkSuccessPercent, LESS_THAN_THRESHOLD, `Check ${check.checkName} fails`, true);
    this.row(`Check ${check.checkName}`, [['Success', [success]], ['Duration', [check.canary.metricDuration({ period: PERIOD })]]]);
  }

  private alarm(
    id: string, metric: cloudwatch.IMetric, threshold: number, comparisonOperator: cloudwatch.ComparisonOperator, alarmDescription: string, sleeps = false,
  ): void {
    const alarm = new cloudwatch.Alarm(this, id, {
      alarmName: sleeps ? `${this.sleepingNames}${id}` : undefined,
      metric, threshold, comparisonOperator, alarmDescription,
      evaluationPeriods: Math.ceil(this.thresholds.alarmAfterMinutes / PERIOD.toMinutes()),
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new actions.SnsAction(this.alerts));
    alarm.addOkAction(new actions.SnsAction(this.alerts));
    this.every.push(alarm);
    if (sleeps) this.sleeping.push(alarm);
  }

  private row(heading: string, graphs: ReadonlyArray<readonly [title: string, left: cloudwatch.IMetric[]]>): void {
    this.dashboard.addWidgets(
      new cloudwatch.TextWidget({ markdown: `## ${heading}`, width: 24, height: 1 }),
      ...graphs.map(([title, left]) => new cloudwatch.GraphWidget({ title, left, width: Math.floor(24 / graphs.length), height: 6 })),
    );
  }
}

function taskCount({ service }: ContainerService, metricName: string): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'ECS/ContainerInsights', metricName, period: PERIOD, statistic: cloudwatch.Stats.MAXIMUM,
    dimensionsMap: { ClusterName: service.cluster.clusterName, ServiceName: service.serviceName },
  });
}

function refuse(path: string, { dashboardName }: EnvironmentMonitorProps): void {
  const problems = new Problems();
  problems.when(!/^[\w-]{1,255}$/.test(dashboardName), { at: 'dashboardName', must: 'must be 1 to 255 letters, digits, "-" or "_"', got: dashboardName });
  problems.refuse(`monitor "${path}"`);
}
