import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';

/** What an `AccessLogBucket` is made of. */
export interface AccessLogBucketProps {
  /**
   * Physical name.
   * @default - CloudFormation makes one up
   */
  readonly bucketName?: string;
  /**
   * How long logs are kept, at least one day.
   * @default Duration.days(400)
   */
  readonly retention?: Duration;
  /**
   * Whether load balancers of the account may write their access logs, below `AWSLogs/<account>/`.
   * @default false
   */
  readonly loadBalancers?: boolean;
  /**
   * What becomes of the bucket when it leaves the template.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

const defaults = { retention: Duration.days(400), removalPolicy: RemovalPolicy.RETAIN };

/**
 * The bucket of an account for access logs of its other buckets and of its load balancers (DAT-11). It stands in the account
 * itself, because S3 writes access logs within an account only, and is encrypted with S3's own keys, because neither S3
 * nor load balancers write access logs with any other.
 *
 * CDK lets S3 write for buckets of every account as soon as the logged bucket is in another stack. This bucket says once that
 * S3 may write for buckets of its own account, and takes no such statement from CDK.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 * @example
 * declare const stack: Stack;
 * new AccessLogBucket(stack, 'AccessLogs', { retention: Duration.days(90), loadBalancers: true });
 */
export class AccessLogBucket extends Construct {
  /** The bucket, as `serverAccessLogsBucket` takes it. */
  public readonly bucket: s3.IBucket;

  public constructor(scope: Construct, id: string, props: AccessLogBucketProps = {}) {
    super(scope, id);
    refuse(props, this.node.path);
    const bucket = this.makeBucket(props);
    this.bucket = bucket;
    this.admitBuckets(bucket);
    if (props.loadBalancers === true) this.admitLoadBalancers(bucket);
    this.denyOtherAccounts(bucket);
  }

  private makeBucket(props: AccessLogBucketProps): LogTarget {
    return new LogTarget(this, 'Bucket', {
      bucketName: props.bucketName,
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      versioned: true,
      removalPolicy: props.removalPolicy ?? defaults.removalPolicy,
      lifecycleRules: [{
        id: 'retention',
        expiration: props.retention ?? defaults.retention,
        noncurrentVersionExpiration: Duration.days(7),
        abortIncompleteMultipartUploadAfter: Duration.days(7),
      }],
    });
  }

  private admitBuckets(bucket: LogTarget): void {
    const { account, partition } = Stack.of(this);
    bucket.say(new iam.PolicyStatement({
      sid: 'AllowAccessLogsOfOwnBuckets',
      principals: [new iam.ServicePrincipal('logging.s3.amazonaws.com')],
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects('*')],
      conditions: { StringEquals: { 'aws:SourceAccount': account }, ArnLike: { 'aws:SourceArn': `arn:${partition}:s3:::*` } },
    }));
  }

  private admitLoadBalancers(bucket: LogTarget): void {
    const { account, partition, region } = Stack.of(this);
    bucket.say(new iam.PolicyStatement({
      sid: 'AllowLogsOfOwnLoadBalancers',
      principals: [new iam.ServicePrincipal('logdelivery.elasticloadbalancing.amazonaws.com')],
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects(`*AWSLogs/${account}/*`)],
      conditions: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnLike: { 'aws:SourceArn': `arn:${partition}:elasticloadbalancing:${region}:${account}:loadbalancer/*` },
      },
    }));
  }

  private denyOtherAccounts(bucket: LogTarget): void {
    const { account } = Stack.of(this);
    const deny = (sid: string, conditions: Record<string, Record<string, string>>) => bucket.say(new iam.PolicyStatement({
      sid, effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions: ['s3:*'],
      resources: [bucket.bucketArn, bucket.arnForObjects('*')], conditions,
    }));
    deny('DenyOtherAccounts', { StringNotEquals: { 'aws:PrincipalAccount': account }, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } });
    deny('DenyServicesActingForOtherAccounts', {
      StringNotEquals: { 'aws:SourceAccount': account }, Null: { 'aws:SourceAccount': 'false' }, Bool: { 'aws:PrincipalIsAWSService': 'true' },
    });
  }
}

/** A bucket that takes from CDK no permission for S3's log service: its owner has said whose logs it takes. */
class LogTarget extends s3.Bucket {
  public override addToResourcePolicy(statement: iam.PolicyStatement): iam.AddToResourcePolicyResult {
    const forLogs = statement.principals.some((principal) => principal instanceof iam.ServicePrincipal && principal.service === 'logging.s3.amazonaws.com');
    return forLogs ? { statementAdded: true, policyDependable: this.policy } : super.addToResourcePolicy(statement);
  }

  public say(statement: iam.PolicyStatement): void {
    super.addToResourcePolicy(statement);
  }
}

function refuse({ retention = defaults.retention }: AccessLogBucketProps, path: string): void {
  const problems = new Problems();
  const days = retention.toDays({ integral: false });
  problems.when(!Number.isInteger(days) || days < 1, { at: 'retention', must: 'must be a whole number of days, at least 1', got: days, fix: 'choose for example Duration.days(90)' });
  problems.refuse(`access log bucket "${path}"`);
}
