/**
 * An AWS service that uses a key under its own principal, not on behalf of a caller: log delivery, alarms, events.
 * Services that act for a caller (RDS, S3, Secrets Manager) need no entry: the caller's own permission counts.
 *
 * Every service is admitted for the key's own account only: by the encryption context where the service sends one, else
 * by `aws:SourceAccount` (confused deputy, AWS IAM User Guide).
 *
 * @example
 * declare const stack: Stack;
 * new DataKey(stack, 'Logs', { prefix: 'staging', domain: DataDomain.of('logs'), services: [KeyService.CLOUDWATCH_LOGS] });
 */
export class KeyService {
  /** CloudWatch Logs, for log groups of the key's account and region. */
  public static readonly CLOUDWATCH_LOGS = new KeyService('logs', 'CloudWatchLogs');
  /** CloudWatch alarms that publish to encrypted topics. */
  public static readonly CLOUDWATCH_ALARMS = new KeyService('cloudwatch', 'CloudWatchAlarms');
  /** EventBridge rules that write to encrypted topics and queues. */
  public static readonly EVENTBRIDGE = new KeyService('events', 'EventBridge');
  /** SNS topics that deliver to encrypted queues. */
  public static readonly SNS = new KeyService('sns', 'Sns');
  /** S3 event notifications to encrypted topics and queues. */
  public static readonly S3_NOTIFICATIONS = new KeyService('s3', 'S3Notifications');
  /** AWS Budgets and cost anomaly alerts to encrypted topics. */
  public static readonly BUDGETS = new KeyService('budgets', 'Budgets');
  /** Cost anomaly detection alerts to encrypted topics. */
  public static readonly COST_ALERTS = new KeyService('costalerts', 'CostAlerts');
  /** Log delivery (VPC flow logs, resolver query logs, WAF, Network Firewall) to encrypted buckets. */
  public static readonly LOG_DELIVERY = new KeyService('delivery.logs', 'LogDelivery');

  /** Any other service, by the first part of its principal: `ses` for `ses.amazonaws.com`. */
  public static of(name: string): KeyService {
    return new KeyService(name, name.replaceAll(/[^A-Za-z0-9]/g, ''));
  }

  private constructor(
    /** The first part of the service's principal. */
    public readonly name: string,
    /** The name of the service inside a statement id. */
    public readonly title: string,
  ) {}
}
