import { aws_cloudwatch as cloudwatch, aws_kms as kms, aws_logs as logs } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';

/** What a `LogWatch` is made of. */
export interface LogWatchProps {
  /** The log group, of JSON entries with a `level`. One that is encrypted needs a `key`. */
  readonly logGroup: logs.ILogGroup;
  /** Whose log it is, for example `Billing`: names the measures; letters, digits, `-` and `_`. */
  readonly title: string;
  /** Key of the detector and of what it learns. Its policy must admit CloudWatch Logs, as keys for `DataDomain.LOGS` do. */
  readonly key: kms.IKey;
  /**
   * For how many days something new stays an anomaly before it counts as normal, 7 to 90.
   * @default 21
   */
  readonly anomalyDays?: number;
}

const defaults = { anomalyDays: 21, namespace: 'Understudy/Logs' };

/**
 * Counts the errors in a log, and learns what usually stands in it so that what never stood there before is told (log-based anomaly
 * detection, OPS-01). The detector keeps parts of the log, therefore under your key.
 *
 * It refuses titles that CloudWatch does not take, and days outside 7 to 90.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/LogsAnomalyDetection.html
 * @example
 * declare const logGroup: logs.ILogGroup;
 * declare const key: kms.IKey;
 * new LogWatch(this, 'Billing', { logGroup, key, title: 'Billing' });
 */
export class LogWatch extends Construct {
  /** Whose log it is. */
  public readonly title: string;
  /** ARN of the detector. */
  public readonly detectorArn: string;

  public constructor(scope: Construct, id: string, props: LogWatchProps) {
    super(scope, id);
    refuse(this.node.path, props);
    this.title = props.title;
    this.countErrors(props.logGroup);
    this.detectorArn = this.makeDetector(props).attrAnomalyDetectorArn;
  }

  /** Errors within a period. */
  public metricErrors(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({ namespace: defaults.namespace, metricName: `${this.title}Errors`, statistic: cloudwatch.Stats.SUM, ...options });
  }

  /** Anomalies of high priority within a period. */
  public metricAnomalies(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: 'AWS/Logs', metricName: 'AnomalyCount', statistic: cloudwatch.Stats.SUM,
      dimensionsMap: { LogAnomalyDetector: this.detectorName, LogAnomalyPriority: 'HIGH' }, ...options,
    });
  }

  private get detectorName(): string {
    return `${this.title}-log`;
  }

  private countErrors(logGroup: logs.ILogGroup): void {
    new logs.MetricFilter(this, 'Errors', {
      logGroup,
      filterPattern: logs.FilterPattern.literal('{ ($.level = "error") || ($.level = "ERROR") || ($.level = "fatal") || ($.level = "FATAL") }'),
      metricNamespace: defaults.namespace,
      metricName: `${this.title}Errors`,
      metricValue: '1',
      defaultValue: 0,
    });
  }

  private makeDetector({ logGroup, key, anomalyDays }: LogWatchProps): logs.CfnLogAnomalyDetector {
    return new logs.CfnLogAnomalyDetector(this, 'Detector', {
      detectorName: this.detectorName,
      // A detector takes the ARN without the `:*` that log groups of CloudFormation have.
      logGroupArnList: [this.groupArn(logGroup)],
      kmsKeyId: key.keyArn,
      evaluationFrequency: 'FIVE_MIN',
      anomalyVisibilityTime: anomalyDays ?? defaults.anomalyDays,
    });
  }

  private groupArn({ logGroupName, stack }: logs.ILogGroup): string {
    return `arn:${stack.partition}:logs:${stack.region}:${stack.account}:log-group:${logGroupName}`;
  }
}

function refuse(path: string, { title, anomalyDays = defaults.anomalyDays }: LogWatchProps): void {
  const problems = new Problems();
  problems.when(!/^[A-Za-z][\w-]{0,59}$/.test(title), { at: 'title', must: 'must be 1 to 60 letters, digits, "-" or "_" and begin with a letter', got: title });
  problems.when(!Number.isInteger(anomalyDays) || anomalyDays < 7 || anomalyDays > 90, { at: 'anomalyDays', must: 'must be a whole number from 7 to 90', got: anomalyDays });
  problems.refuse(`log watch "${path}"`);
}
