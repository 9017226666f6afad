import { RemovalPolicy, Token } from 'aws-cdk-lib';
import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';

/** Which data events a trail records. */
export enum TrailDataEvents {
  /** None. */
  NONE = 'none',
  /** Those that change something. */
  WRITES = 'writes',
  /** All. */
  ALL = 'all',
}

/** What an `AccountTrail` is made of. */
export interface AccountTrailProps {
  /** Name of the trail; 3 to 128 letters, digits, `.`, `_` and `-`. The archive admits the trail by it. */
  readonly trailName: string;
  /** Name of the archive's bucket, see `LogArchive.bucketNameOf`. */
  readonly archiveBucketName: string;
  /** ARN of the archive's key or of its alias, see `LogArchive.keyArnOf`. */
  readonly archiveKeyArn: string;
  /**
   * Which reads and writes of objects are recorded.
   * @default TrailDataEvents.WRITES
   */
  readonly objectEvents?: TrailDataEvents;
  /**
   * Whether invocations of functions are recorded.
   * @default false
   */
  readonly functionEvents?: boolean;
  /**
   * Whether CloudTrail looks for unusual rates of calls and errors (OPS-02).
   * @default true
   */
  readonly insights?: boolean;
  /**
   * Key for a copy of the trail in CloudWatch Logs, where alarms can look at it. It must admit CloudWatch Logs, as keys for
   * `DataDomain.LOGS` do.
   * @default - no copy
   */
  readonly logKey?: kms.IKey;
  /**
   * How long the copy is kept.
   * @default RetentionDays.ONE_YEAR
   */
  readonly logRetention?: logs.RetentionDays;
}

const defaults = { objectEvents: TrailDataEvents.WRITES, functionEvents: false, insights: true, logRetention: logs.RetentionDays.ONE_YEAR };

/**
 * The trail of one account: every region, global services, management events and chosen data events, with files that
 * validate, encrypted and written to the archive of another account, where this account cannot touch them (OPS-02).
 *
 * @example
 * declare const stack: Stack;
 * declare const logKey: kms.IKey;
 * new AccountTrail(stack, 'Trail', {
 *   trailName: 'staging',
 *   archiveBucketName: LogArchive.bucketNameOf('projects', '999999999999', 'eu-west-1'),
 *   archiveKeyArn: LogArchive.keyArnOf('projects/log-archive', '999999999999', 'eu-west-1'),
 *   logKey,
 * });
 */
export class AccountTrail extends Construct {
  /** ARN of the trail of that name, as the archive takes it. */
  public static arnOf(account: string, region: string, trailName: string, partition: string = 'aws'): string {
    return `arn:${partition}:cloudtrail:${region}:${account}:trail/${trailName}`;
  }

  /** ARN of the trail. */
  public readonly trailArn: string;
  /** The copy in CloudWatch Logs, where there is one. */
  public readonly logGroup?: logs.ILogGroup;

  public constructor(scope: Construct, id: string, props: AccountTrailProps) {
    super(scope, id);
    refuse(props, this.node.path);
    const copy = this.makeCopy(props);
    this.logGroup = copy?.logGroup;
    this.trailArn = this.makeTrail(props, copy).attrArn;
  }

  private makeTrail(props: AccountTrailProps, copy?: Copy): cloudtrail.CfnTrail {
    const trail = new cloudtrail.CfnTrail(this, 'Trail', {
      trailName: props.trailName,
      s3BucketName: props.archiveBucketName,
      kmsKeyId: props.archiveKeyArn,
      isLogging: true,
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
      advancedEventSelectors: selectors(props),
      insightSelectors: props.insights ?? defaults.insights ? [{ insightType: 'ApiCallRateInsight' }, { insightType: 'ApiErrorRateInsight' }] : undefined,
      cloudWatchLogsLogGroupArn: copy?.logGroup.logGroupArn,
      cloudWatchLogsRoleArn: copy?.role.roleArn,
    });
    if (copy !== undefined) trail.node.addDependency(copy.policy);
    return trail;
  }

  private makeCopy({ logKey, logRetention }: AccountTrailProps): Copy | undefined {
    if (logKey === undefined) return undefined;
    const logGroup = new logs.LogGroup(this, 'Copy', {
      encryptionKey: logKey, retention: logRetention ?? defaults.logRetention, removalPolicy: RemovalPolicy.RETAIN,
    });
    const role = new iam.Role(this, 'CopyRole', { assumedBy: new iam.ServicePrincipal('cloudtrail.amazonaws.com'), description: 'Copies the trail to CloudWatch Logs' });
    const policy = new iam.ManagedPolicy(this, 'CopyPolicy', {
      roles: [role],
      statements: [new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] })],
    });
    return { logGroup, role, policy };
  }
}

interface Copy {
  readonly logGroup: logs.ILogGroup;
  readonly role: iam.IRole;
  readonly policy: iam.IManagedPolicy;
}

function selectors(props: AccountTrailProps): cloudtrail.CfnTrail.AdvancedEventSelectorProperty[] {
  const { objectEvents = defaults.objectEvents, functionEvents = defaults.functionEvents } = props;
  const category = (value: string) => ({ field: 'eventCategory', equalTo: [value] });
  const data = (type: string) => [category('Data'), { field: 'resources.type', equalTo: [type] }];
  const writesOnly = objectEvents === TrailDataEvents.WRITES ? [{ field: 'readOnly', equalTo: ['false'] }] : [];
  return [
    { name: 'management', fieldSelectors: [category('Management')] },
    ...(objectEvents === TrailDataEvents.NONE ? [] : [{ name: 'objects', fieldSelectors: [...data('AWS::S3::Object'), ...writesOnly] }]),
    ...(functionEvents ? [{ name: 'functions', fieldSelectors: data('AWS::Lambda::Function') }] : []),
  ];
}

function refuse(props: AccountTrailProps, path: string): void {
  const problems = new Problems();
  problems.when(!/^[A-Za-z0-9][\w.-]{1,126}[A-Za-z0-9]$/.test(props.trailName), {
    at: 'trailName', must: 'must be 3 to 128 letters, digits, ".", "_" or "-", with a letter or digit at either end', got: props.trailName,
  });
  problems.when(!Token.isUnresolved(props.archiveKeyArn) && !/^arn:[\w-]+:kms:[a-z0-9-]+:\d{12}:(?:key|alias)\/.+/.test(props.archiveKeyArn), {
    at: 'archiveKeyArn', must: 'must be the ARN of a key or of an alias', got: props.archiveKeyArn, fix: 'write LogArchive.keyArnOf(keyAlias, account, region)',
  });
  problems.refuse(`trail "${path}"`);
}
