import { Duration, RemovalPolicy, aws_cloudwatch as cloudwatch, aws_iam as iam, aws_cloudwatch_actions as actions, aws_kms as kms, aws_sns as sns, aws_sqs as sqs } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { settingName } from './setting-name';
import { IConsumer, IServiceDependency } from './consumer';

/** Properties of a `WorkQueue`. */
export interface WorkQueueProps {
  /** Key of the messages. */
  readonly key: kms.IKey;

  /** Who hears of messages that were given up. The key of an encrypted topic must admit CloudWatch alarms. */
  readonly alerts: sns.ITopic;

  /**
   * How long a worker may hold a message before another one gets it. Up to 12 hours.
   * @default 5 minutes
   */
  readonly visibilityTimeout?: Duration;

  /**
   * How often a message is tried before it goes to the dead-letter queue. At least 1.
   * @default 5 times
   */
  readonly maxReceives?: number;
}

const defaults = { visibilityTimeout: Duration.minutes(5), maxReceives: 5, retention: Duration.days(4), deadRetention: Duration.days(14) };

const reading = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'];

/**
 * A queue of work with a dead-letter queue, both under your key and over TLS only, and an alarm as soon as one message
 * was given up. The queue has no resource policy that admits anyone: only roles of its own account with an own
 * permission reach it.
 *
 * @example
 * declare const key: kms.IKey;
 * declare const alerts: sns.ITopic;
 * new WorkQueue(this, 'Invoices', { key, alerts, visibilityTimeout: Duration.minutes(10) });
 */
export class WorkQueue extends Construct implements IServiceDependency {
  /** The queue that workers read. */
  public readonly queue: sqs.Queue;
  /** Where messages go that could not be worked off. */
  public readonly deadLetters: sqs.Queue;
  /** In alarm while a message lies in the dead-letter queue. */
  public readonly deadLetterAlarm: cloudwatch.Alarm;

  /** How long a worker may hold a message before another one gets it. */
  public readonly visibilityTimeout: Duration;

  private readonly key: kms.IKey;

  public constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    this.key = props.key;
    this.visibilityTimeout = props.visibilityTimeout ?? defaults.visibilityTimeout;
    this.deadLetters = this.makeQueue('DeadLetters', { retentionPeriod: defaults.deadRetention });
    this.queue = this.makeQueue('Queue', {
      retentionPeriod: defaults.retention,
      visibilityTimeout: this.visibilityTimeout,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: props.maxReceives ?? defaults.maxReceives },
    });
    this.deadLetterAlarm = this.makeAlarm(props.alerts);
  }

  /** Messages that wait to be worked off, for scaling. */
  public metricBacklog(): cloudwatch.IMetric {
    return this.queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: cloudwatch.Stats.MAXIMUM });
  }

  public attachTo(consumer: IConsumer): void {
    consumer.allow(new iam.PolicyStatement({ actions: ['sqs:SendMessage', ...reading], resources: [this.queue.queueArn] }));
    consumer.allow(new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [this.key.keyArn] }));
    consumer.addSetting(settingName(this, 'QUEUE_URL'), this.queue.queueUrl);
  }

  /**
   * Lets `consumer` take messages from the queue and nothing else.
   *
   * @param consumer what works them off
   */
  public letRead(consumer: IConsumer): void {
    consumer.allow(new iam.PolicyStatement({ actions: [...reading], resources: [this.queue.queueArn] }));
    consumer.allow(new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [this.key.keyArn] }));
  }

  private makeQueue(id: string, props: sqs.QueueProps): sqs.Queue {
    return new sqs.Queue(this, id, {
      ...props, encryption: sqs.QueueEncryption.KMS, encryptionMasterKey: this.key, enforceSSL: true, removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  private makeAlarm(alerts: sns.ITopic): cloudwatch.Alarm {
    const alarm = new cloudwatch.Alarm(this, 'DeadLetterAlarm', {
      metric: this.deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: cloudwatch.Stats.MAXIMUM }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      alarmDescription: 'A message could not be worked off and lies in the dead-letter queue',
    });
    alarm.addAlarmAction(new actions.SnsAction(alerts));
    return alarm;
  }
}
