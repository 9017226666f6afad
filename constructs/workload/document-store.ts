import { Duration, RemovalPolicy, aws_iam as iam, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { IConsumer, IServiceDependency } from './consumer';
import { settingName } from './setting-name';

/** Properties of a `DocumentStore`. */
export interface DocumentStoreProps {
  /** Key of the documents. */
  readonly key: kms.IKey;

  /** Bucket of the same account that receives the access log (DAT-11). */
  readonly accessLogBucket: s3.IBucket;

  /**
   * How long a superseded or deleted version is kept.
   * @default 90 days
   */
  readonly keepVersions?: Duration;

  /**
   * What happens to the bucket when its stack is deleted.
   * @default it is kept
   */
  readonly removalPolicy?: RemovalPolicy;
}

const defaults = { keepVersions: Duration.days(90), removalPolicy: RemovalPolicy.RETAIN, abortUploadsAfter: Duration.days(7) };

/**
 * A bucket for documents: own key, TLS only, versioned, access logged, no public access, no access lists, life cycle
 * rules, and a policy that denies every principal of another account whatever else is granted (DAT-01, DAT-11).
 *
 * @example
 * declare const key: kms.IKey;
 * declare const accessLogBucket: s3.IBucket;
 * new DocumentStore(this, 'Documents', { key, accessLogBucket, keepVersions: Duration.days(30) });
 */
export class DocumentStore extends Construct implements IServiceDependency {
  /** The bucket. */
  public readonly bucket: s3.Bucket;
  /** What a service that uses the store may do with it. It stands beside the bucket, not in the service's stack. */
  public readonly access: iam.ManagedPolicy;

  private readonly key: kms.IKey;

  public constructor(scope: Construct, id: string, props: DocumentStoreProps) {
    super(scope, id);
    this.key = props.key;
    this.bucket = this.makeBucket(props);
    this.access = this.makeAccess();
    this.denyOtherAccounts();
  }

  public attachTo(consumer: IConsumer): void {
    consumer.allowPolicy(this.access);
    consumer.addSetting(settingName(this, 'BUCKET'), this.bucket.bucketName);
  }

  private makeAccess(): iam.ManagedPolicy {
    return new iam.ManagedPolicy(this, 'Access', {
      description: `Read and write the documents of ${this.node.id}`,
      statements: [
        new iam.PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.bucket.bucketArn] }),
        new iam.PolicyStatement({ actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], resources: [this.bucket.arnForObjects('*')] }),
        new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [this.key.keyArn] }),
      ],
    });
  }

  private makeBucket(props: DocumentStoreProps): s3.Bucket {
    return new s3.Bucket(this, 'Bucket', {
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: props.key,
      bucketKeyEnabled: true,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      serverAccessLogsBucket: props.accessLogBucket,
      serverAccessLogsPrefix: `${this.node.id.toLowerCase()}/`,
      removalPolicy: props.removalPolicy ?? defaults.removalPolicy,
      lifecycleRules: [
        { id: 'superseded-versions', noncurrentVersionExpiration: props.keepVersions ?? defaults.keepVersions },
        { id: 'unfinished-uploads', abortIncompleteMultipartUploadAfter: defaults.abortUploadsAfter },
        { id: 'rarely-read', transitions: [{ storageClass: s3.StorageClass.INTELLIGENT_TIERING, transitionAfter: Duration.days(30) }] },
      ],
    });
  }

  /** Whatever an identity policy elsewhere grants: no other account reads or writes here. */
  private denyOtherAccounts(): void {
    this.bucket.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'DenyOtherAccounts',
      effect: iam.Effect.DENY,
      principals: [new iam.AnyPrincipal()],
      actions: ['s3:*'],
      resources: [this.bucket.bucketArn, this.bucket.arnForObjects('*')],
      conditions: {
        StringNotEquals: { 'aws:PrincipalAccount': this.bucket.env.account },
        Bool: { 'aws:PrincipalIsAWSService': 'false' },
      },
    }));
  }
}
