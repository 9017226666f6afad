import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { Problem, Problems } from '../../lib/values/problems';
import { keyPolicy } from '../keys/key-policy';
import { KeyService } from '../keys/key-service';
import { AccessLogBucket } from './access-log-bucket';
import { deliveredOf, refusals, trailsOf, writers } from './log-archive-policy';
import { LogKind } from './log-kind';
import { LogSource } from './log-source';
import { logSourceProblems } from './log-source-problems';

/** What a `LogArchive` is made of. */
export interface LogArchiveProps {
  /** Physical name of the bucket, so that other accounts can name it without a reference: see `bucketNameOf`. */
  readonly bucketName: string;
  /** Alias of the key, without `alias/`, so that trails of other accounts can name it: see `keyArnOf`. */
  readonly keyAlias: string;
  /** The accounts that may send logs, and which. */
  readonly sources: LogSource[];
  /** How long nobody, not even the root of the account, can delete a log (Object Lock, compliance mode); 1 day to 100 years. */
  readonly retention: Duration;
  /**
   * When logs are deleted; not before `retention`.
   * @default - 30 days after `retention`
   */
  readonly expireAfter?: Duration;
  /**
   * When logs move to a cheaper class that is still read at once; not more than `expireAfter`.
   * @default - after 90 days, or never where logs do not live that long
   */
  readonly archiveAfter?: Duration;
  /**
   * Roles that may change the lock of the bucket for future logs, usually the one CloudFormation deploys with.
   * @default - nobody: a changed `retention` fails to deploy until one is named
   */
  readonly custodianArns?: string[];
}

const defaults = { graceAfterRetention: 30, archiveAfter: 90 };

/**
 * The immutable archive for the logs of all environments, in an account of its own (OPS-02). Logs are locked in compliance mode,
 * versioned, encrypted with a key of the archive. CloudTrail and AWS's log delivery may write, only for the accounts
 * named, each below its own prefix; nobody of another account may read, write or delete anything.
 *
 * Refuses a trail that is not named by its ARN, WAF logs in a bucket they cannot be written to, and a life shorter than the lock.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
 * @example
 * declare const stack: Stack;
 * new LogArchive(stack, 'Archive', {
 *   bucketName: LogArchive.bucketNameOf('projects', '999999999999', 'eu-west-1'),
 *   keyAlias: 'projects/log-archive',
 *   retention: Duration.days(400),
 *   sources: [{
 *     account: '222222222222',
 *     kinds: [LogKind.CLOUDTRAIL, LogKind.VPC_FLOW, LogKind.RESOLVER_QUERY],
 *     trailArn: AccountTrail.arnOf('222222222222', 'eu-west-1', 'staging'),
 *   }],
 * });
 */
export class LogArchive extends Construct {
  /** A name for the bucket that every account can work out. */
  public static bucketNameOf(prefix: string, account: string, region: string): string {
    return `${prefix}-log-archive-${account}-${region}`;
  }

  /** The same, for an archive that also takes WAF logs: AWS WAF asks for this beginning. */
  public static wafBucketNameOf(prefix: string, account: string, region: string): string {
    return `aws-waf-logs-${prefix}-${account}-${region}`;
  }

  /** ARN of the bucket of that name. */
  public static bucketArnOf(bucketName: string, partition: string = 'aws'): string {
    return `arn:${partition}:s3:::${bucketName}`;
  }

  /** ARN of the key, by its alias, as a trail of another account takes it. */
  public static keyArnOf(keyAlias: string, account: string, region: string, partition: string = 'aws'): string {
    return `arn:${partition}:kms:${region}:${account}:alias/${keyAlias}`;
  }

  /** The bucket. */
  public readonly bucket: s3.IBucket;
  /** Its key. */
  public readonly key: kms.IKey;
  /** The bucket that takes the archive's own access log. */
  public readonly accessLogs: AccessLogBucket;

  public constructor(scope: Construct, id: string, props: LogArchiveProps) {
    super(scope, id);
    refuse(props, this.node.path);
    this.accessLogs = new AccessLogBucket(this, 'AccessLogs', { retention: props.retention });
    this.key = this.makeKey(props);
    this.bucket = this.makeBucket(props);
    this.say([...writers(Stack.of(this), this.bucket, props.sources), ...refusals(Stack.of(this), this.bucket, props.custodianArns ?? [])]);
  }

  private makeKey({ keyAlias, sources }: LogArchiveProps): kms.Key {
    const stack = Stack.of(this);
    const policy = keyPolicy(stack, {
      through: [],
      services: deliveredOf(sources).length === 0 ? [] : [KeyService.LOG_DELIVERY],
      sourceAccounts: deliveredOf(sources).map(({ account }) => account),
      deniedUnlessFor: [...new Set([stack.account, ...sources.map(({ account }) => account)])],
    });
    policy.addStatements(...this.trailsUseKey(sources));
    return new kms.Key(this, 'Key', {
      alias: `alias/${keyAlias}`, description: 'Log archive', enableKeyRotation: true, removalPolicy: RemovalPolicy.RETAIN, policy,
    });
  }

  private trailsUseKey(sources: readonly LogSource[]): iam.PolicyStatement[] {
    const trails = trailsOf(sources);
    if (trails.length === 0) return [];
    const arns = trails.map(({ trailArn }) => trailArn);
    const statement = (sid: string, action: string, conditions: Record<string, Record<string, string[]>>) => new iam.PolicyStatement({
      sid, principals: [new iam.ServicePrincipal('cloudtrail.amazonaws.com')], actions: [action], resources: ['*'], conditions,
    });
    return [
      statement('TrailsEncrypt', 'kms:GenerateDataKey*', { StringEquals: { 'aws:SourceArn': arns, 'kms:EncryptionContext:aws:cloudtrail:arn': arns } }),
      statement('TrailsDescribe', 'kms:DescribeKey', { StringEquals: { 'aws:SourceArn': arns } }),
    ];
  }

  private makeBucket(props: LogArchiveProps): s3.Bucket {
    return new s3.Bucket(this, 'Bucket', {
      bucketName: props.bucketName,
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: this.key,
      bucketKeyEnabled: true,
      enforceSSL: true,
      versioned: true,
      objectLockEnabled: true,
      objectLockDefaultRetention: s3.ObjectLockRetention.compliance(props.retention),
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      serverAccessLogsBucket: this.accessLogs.bucket,
      serverAccessLogsPrefix: `${props.bucketName}/`,
      lifecycleRules: lifecycle(props),
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  private say(statements: iam.PolicyStatement[]): void {
    for (const statement of statements) this.bucket.addToResourcePolicy(statement);
  }
}

function life(props: LogArchiveProps): { retention: number; expire: number; archive: number | undefined } {
  const retention = props.retention.toDays();
  const expire = props.expireAfter?.toDays() ?? retention + defaults.graceAfterRetention;
  const archive = props.archiveAfter?.toDays() ?? (expire > defaults.archiveAfter ? defaults.archiveAfter : undefined);
  return { retention, expire, archive };
}

function lifecycle(props: LogArchiveProps): s3.LifecycleRule[] {
  const { expire, archive } = life(props);
  const transitionAfter = archive === undefined ? undefined : Duration.days(archive);
  return [{
    id: 'retention',
    expiration: Duration.days(expire),
    noncurrentVersionExpiration: Duration.days(1),
    abortIncompleteMultipartUploadAfter: Duration.days(7),
    transitions: transitionAfter && [{ storageClass: s3.StorageClass.GLACIER_INSTANT_RETRIEVAL, transitionAfter }],
  }];
}

function refuse(props: LogArchiveProps, path: string): void {
  const problems = new Problems();
  problems.addAll(nameProblems(props));
  problems.addAll(logSourceProblems(props.sources));
  const { retention, expire, archive } = life(props);
  problems.when(retention < 1 || retention > 36500, { at: 'retention', must: 'must be 1 to 36500 days', got: retention });
  problems.when(expire < retention, { at: 'expireAfter', must: `must not be before retention, ${retention} days`, got: expire, fix: 'leave it out' });
  problems.when(archive !== undefined && archive >= expire, { at: 'archiveAfter', must: `must be before logs expire, ${expire} days`, got: archive, fix: 'leave it out' });
  problems.refuse(`log archive "${path}"`);
}

function nameProblems({ bucketName, keyAlias, sources }: LogArchiveProps): readonly Problem[] {
  const problems = new Problems();
  problems.when(!/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(bucketName), {
    at: 'bucketName', must: 'must be 3 to 63 lower-case letters, digits and hyphens', got: bucketName, fix: 'write LogArchive.bucketNameOf(prefix, account, region)',
  });
  const waf = sources.some(({ kinds }) => kinds.includes(LogKind.WAF));
  problems.when(waf && !bucketName.startsWith('aws-waf-logs-'), {
    at: 'bucketName', must: 'must begin with "aws-waf-logs-" to take WAF logs', got: bucketName, fix: 'write LogArchive.wafBucketNameOf(prefix, account, region)',
  });
  problems.when(!/^[A-Za-z0-9/_-]+$/.test(keyAlias) || keyAlias.startsWith('alias/') || keyAlias.startsWith('aws/'), {
    at: 'keyAlias', must: 'must be letters, digits, "/", "_" or "-", without "alias/" or "aws/" in front', got: keyAlias, fix: 'for example "projects/log-archive"',
  });
  return problems.list;
}
