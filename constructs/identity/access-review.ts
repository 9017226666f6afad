import {
  Duration, Stack, aws_accessanalyzer as accessanalyzer, aws_cloudwatch as cloudwatch, aws_cloudwatch_actions as actions, aws_iam as iam, aws_kms as kms,
  aws_logs as logs, aws_scheduler as scheduler, aws_sns as sns,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';
import { HandlerFunction } from '../runtime/handler-function';

/** Where the records of reviews go. */
export interface ReviewRecords {
  /** Name of the bucket, in whatever account. */
  readonly bucketName: string;
  /** Folder of this account's records. */
  readonly folder: string;
  /** What the reviewing role needs to write there: see `EvidenceArchive.writingTo`. */
  readonly statements: iam.PolicyStatement[];
}

/** Properties of an `AccessReview`. */
export interface AccessReviewProps {
  /** Name of the role that reviews, so that an archive of another account can admit it by name. */
  readonly roleName: string;
  /** Days between two reviews: 1 to 366. */
  readonly everyDays: number;
  /** Who answers the questions, as the record names them: a team. */
  readonly reviewer: string;
  /** Where records go. */
  readonly records: ReviewRecords;
  /** Accounts that roles may be trusted to: the other ends of the declared pathways. */
  readonly permittedAccounts: string[];
  /** Key of settings and of what failed. */
  readonly key: kms.IKey;
  /** Key of the log group. */
  readonly logKey: kms.IKey;
  /** How long the log is kept. */
  readonly logRetention: logs.RetentionDays;
  /** Who hears of open questions and of reviews that failed. */
  readonly alerts: sns.ITopic;
  /**
   * Days without use after which a role or permission is asked about: 1 to 365, as IAM Access Analyzer offers.
   * @default 90
   */
  readonly unusedDays?: number;
}

const defaults = { unusedDays: 90, namespace: 'Understudy', measure: 'AccessQuestions' };

/**
 * A review of who may do what in the account, on a schedule (ACC-05, TEN-05): every role with its trust, boundary, policies and last use;
 * users, of which there should be none; access that was granted and is not used, as IAM Access Analyzer finds it. What is unclear becomes a
 * question to the reviewer. The record goes where the account cannot change it, and open questions raise an alarm.
 *
 * It refuses intervals and ages out of range.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-findings-view-unused.html
 * @example
 * declare const key: kms.IKey;
 * declare const alerts: sns.ITopic;
 * new AccessReview(this, 'Review', {
 *   roleName: 'projects-access-review', everyDays: 90, reviewer: 'platform', permittedAccounts: ['555555555555'],
 *   records: {
 *     bucketName: 'projects-evidence', folder: 'access-review/222222222222',
 *     statements: EvidenceArchive.writingTo('projects-evidence', 'projects/evidence', '666666666666', 'eu-west-1', 'access-review/222222222222').statements,
 *   },
 *   key, logKey: key, logRetention: logs.RetentionDays.ONE_YEAR, alerts,
 * });
 */
export class AccessReview extends Construct {
  /** What reviews. */
  public readonly handler: HandlerFunction;
  /** Finds access that is not used. */
  public readonly analyzer: accessanalyzer.CfnAnalyzer;
  /** In alarm while a review has open questions. */
  public readonly alarm: cloudwatch.Alarm;

  public constructor(scope: Construct, id: string, props: AccessReviewProps) {
    super(scope, id);
    refuse(this.node.path, props);

    this.analyzer = this.makeAnalyzer(props);
    this.handler = this.makeHandler(props);
    this.allowReading(props);
    this.makeSchedule(props);
    this.alarm = this.makeAlarm(props);
  }

  private makeAnalyzer({ unusedDays = defaults.unusedDays, roleName }: AccessReviewProps): accessanalyzer.CfnAnalyzer {
    return new accessanalyzer.CfnAnalyzer(this, 'UnusedAccess', {
      analyzerName: roleName,
      type: 'ACCOUNT_UNUSED_ACCESS',
      analyzerConfiguration: { unusedAccessConfiguration: { unusedAccessAge: unusedDays } },
    });
  }

  private makeHandler(props: AccessReviewProps): HandlerFunction {
    const { key, logKey, logRetention, alerts, roleName } = props;
    const handler = new HandlerFunction(this, 'Handler', {
      handler: 'access-review',
      description: 'Reviews who may do what in this account',
      key, logKey, logRetention, alerts,
      timeout: Duration.minutes(15),
      settings: {
        ACCOUNT: Stack.of(this).account,
        ANALYZER_ARN: this.analyzer.attrArn,
        PERMITTED_ACCOUNTS: props.permittedAccounts.join(','),
        UNUSED_DAYS: String(props.unusedDays ?? defaults.unusedDays),
        REVIEWER: props.reviewer,
        EVIDENCE_BUCKET: props.records.bucketName,
        EVIDENCE_FOLDER: props.records.folder,
      },
    });
    const role = handler.role.node.defaultChild;
    if (role instanceof iam.CfnRole) role.roleName = roleName;
    return handler;
  }

  private allowReading({ records }: AccessReviewProps): void {
    const { partition, account } = Stack.of(this);
    const roles = `arn:${partition}:iam::${account}:role/*`;
    const statements = [
      new iam.PolicyStatement({ actions: ['iam:ListRoles', 'iam:ListUsers'], resources: ['*'] }),
      new iam.PolicyStatement({ actions: ['iam:GetRole', 'iam:ListAttachedRolePolicies', 'iam:ListRolePolicies'], resources: [roles] }),
      new iam.PolicyStatement({ actions: ['access-analyzer:ListFindings'], resources: [this.analyzer.attrArn] }),
      new iam.PolicyStatement({
        actions: ['cloudwatch:PutMetricData'], resources: ['*'], conditions: { StringEquals: { 'cloudwatch:namespace': defaults.namespace } },
      }),
      ...records.statements,
    ];
    for (const statement of statements) this.handler.allow(statement);
  }

  private makeSchedule({ everyDays, key }: AccessReviewProps): void {
    const { account } = Stack.of(this);
    const role = new iam.Role(this, 'ScheduleRole', {
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': account } } }),
      description: 'Starts access reviews',
    });
    const policy = new iam.ManagedPolicy(this, 'SchedulePolicy', {
      roles: [role],
      description: 'Start access reviews',
      statements: [
        new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.handler.function.functionArn] }),
        new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.handler.deadLetters.queueArn] }),
        new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [key.keyArn] }),
      ],
    });
    const schedule = new scheduler.CfnSchedule(this, 'Schedule', {
      description: 'Access review',
      scheduleExpression: everyDays === 1 ? 'rate(1 day)' : `rate(${everyDays} days)`,
      flexibleTimeWindow: { mode: 'FLEXIBLE', maximumWindowInMinutes: 60 },
      kmsKeyArn: key.keyArn,
      target: {
        arn: this.handler.function.functionArn,
        roleArn: role.roleArn,
        input: '{"id":"<aws.scheduler.execution-id>","time":"<aws.scheduler.scheduled-time>"}',
        deadLetterConfig: { arn: this.handler.deadLetters.queueArn },
      },
    });
    schedule.node.addDependency(policy);
  }

  private makeAlarm({ alerts }: AccessReviewProps): cloudwatch.Alarm {
    const alarm = new cloudwatch.Alarm(this, 'Questions', {
      metric: new cloudwatch.Metric({ namespace: defaults.namespace, metricName: defaults.measure, statistic: cloudwatch.Stats.MAXIMUM, period: Duration.days(1) }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      alarmDescription: 'An access review has open questions; they stand in its record in the audit account',
    });
    alarm.addAlarmAction(new actions.SnsAction(alerts));
    return alarm;
  }
}

function refuse(path: string, { everyDays, unusedDays, permittedAccounts }: AccessReviewProps): void {
  const problems = new Problems();
  const whole = (at: string, value: number | undefined, most: number): boolean => problems.when(
    value !== undefined && !(Number.isInteger(value) && value >= 1 && value <= most), { at, must: `must be a whole number from 1 to ${most}`, got: value },
  );
  whole('everyDays', everyDays, 366);
  whole('unusedDays', unusedDays, 365);
  permittedAccounts.forEach((account, index) => problems.when(!/^\d{12}$/.test(account), {
    at: `permittedAccounts[${index}]`, must: 'must be an account id of 12 digits', got: account,
  }));
  problems.refuse(`access review "${path}"`);
}
