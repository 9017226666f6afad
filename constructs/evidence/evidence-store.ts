import { Duration, Lazy, RemovalPolicy, aws_iam as iam, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';
import { HandlerFunction } from '../runtime/handler-function';

/** What an `EvidenceStore` is made of. */
export interface EvidenceStoreProps {
  /** Key of the records. */
  readonly key: kms.IKey;

  /** Bucket of the same account that receives the access log. */
  readonly accessLogBucket: s3.IBucket;

  /**
   * How long nobody, not even the root of the account, can delete or change a record (Object Lock, compliance mode); 1 day to 100
   * years, whole days. Thirty days later it is deleted.
   * @default Duration.days(400)
   */
  readonly lockedFor?: Duration;
}

const defaults = { lockedFor: Duration.days(400), graceDays: 30 };

/**
 * Where an environment keeps what its checks have found: restore tests, recovery rehearsals, drift, copies nobody declared. A record is
 * locked as soon as it is written, encrypted with the environment's key, versioned, and closed to every other account. Each handler
 * writes below its own folder only, and overwrites nothing. The bucket outlives its stack.
 *
 * It refuses a lock that is not whole days from 1 to 36,500.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
 * @example
 * declare const key: kms.IKey;
 * declare const accessLogBucket: s3.IBucket;
 * new EvidenceStore(this, 'Evidence', { key, accessLogBucket, lockedFor: Duration.days(400) });
 */
export class EvidenceStore extends Construct {
  /** The bucket. */
  public readonly bucket: s3.IBucket;

  private readonly key: kms.IKey;
  private readonly written = new Set<string>();

  public constructor(scope: Construct, id: string, props: EvidenceStoreProps) {
    super(scope, id);
    const lockedFor = props.lockedFor ?? defaults.lockedFor;
    refuse(this.node.path, lockedFor);
    this.key = props.key;
    this.bucket = this.makeBucket(props, lockedFor);
    this.denyOtherAccounts();
  }

  /**
   * Lets a handler write records below one folder.
   *
   * @param handler the handler
   * @param folder  the folder, which is the kind of its records
   */
  public allowWriting(handler: HandlerFunction, folder: string): void {
    this.written.add(folder);
    handler.allow(new iam.PolicyStatement({ actions: ['s3:PutObject'], resources: [this.bucket.arnForObjects(`${folder}/*`)] }));
    handler.allow(new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [this.key.keyArn] }));
  }

  /** Folders that handlers write below, in alphabetical order. */
  public get folders(): string[] {
    return [...this.written].toSorted();
  }

  /**
   * Lets a handler read every record, and have EventBridge tell of each that is written. Nothing else in the bucket can be read.
   *
   * @param handler the handler
   */
  public allowForwarding(handler: HandlerFunction): void {
    const records = Lazy.list({ produce: () => this.folders.map((folder) => this.bucket.arnForObjects(`${folder}/*`)) });
    handler.allow(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: records }));
    handler.allow(new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [this.key.keyArn] }));
    const bucket = this.bucket.node.defaultChild;
    // Not by the property of the bucket: that would add a function that may change every bucket.
    if (bucket instanceof s3.CfnBucket) bucket.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
  }

  /**
   * Lets a handler read one object.
   *
   * @param handler the handler
   * @param key     the key of the object
   */
  public allowReading(handler: HandlerFunction, key: string): void {
    handler.allow(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [this.bucket.arnForObjects(key)] }));
    handler.allow(new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [this.key.keyArn] }));
  }

  private makeBucket({ key, accessLogBucket }: EvidenceStoreProps, lockedFor: Duration): s3.Bucket {
    const ends = Duration.days(lockedFor.toDays() + defaults.graceDays);
    return new s3.Bucket(this, 'Bucket', {
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      objectLockEnabled: true,
      objectLockDefaultRetention: s3.ObjectLockRetention.compliance(lockedFor),
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      serverAccessLogsBucket: accessLogBucket,
      serverAccessLogsPrefix: 'evidence/',
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [{ id: 'after-the-lock', expiration: ends, noncurrentVersionExpiration: ends, abortIncompleteMultipartUploadAfter: Duration.days(7) }],
    });
  }

  private denyOtherAccounts(): void {
    this.bucket.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'DenyOtherAccounts',
      effect: iam.Effect.DENY,
      principals: [new iam.AnyPrincipal()],
      actions: ['s3:*'],
      resources: [this.bucket.bucketArn, this.bucket.arnForObjects('*')],
      conditions: { StringNotEquals: { 'aws:PrincipalAccount': this.bucket.env.account }, Bool: { 'aws:PrincipalIsAWSService': 'false' } },
    }));
  }
}

function refuse(path: string, lockedFor: Duration): void {
  const problems = new Problems();
  const days = lockedFor.toDays({ integral: false });
  problems.when(!Number.isInteger(days) || days < 1 || days > 36_500, {
    at: 'lockedFor', must: 'must be whole days from 1 to 36500', got: days, fix: 'choose for example Duration.days(400)',
  });
  problems.refuse(`evidence store "${path}"`);
}
