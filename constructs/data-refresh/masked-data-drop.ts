import { Duration, RemovalPolicy, Stack, aws_iam as iam, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { accountIdProblems } from '../../lib/values/account-id';
import { Problems } from '../../lib/values/problems';
import { keyPolicy } from '../keys/key-policy';

/** Properties of a `MaskedDataDrop`. */
export interface MaskedDataDropProps {
  /** Physical name of the bucket, so that quarantine can name it without a reference: see `bucketNameOf`. */
  readonly bucketName: string;

  /** Alias of the key, without `alias/`, so that quarantine can name it. */
  readonly keyAlias: string;

  /** The account of quarantine, 12 digits. */
  readonly quarantineAccount: string;

  /** Name of the one role there that writes masked copies. */
  readonly publishingRoleName: string;

  /** Name of the one role there that reads receipts. */
  readonly receivingRoleName: string;

  /** Bucket of the same account that receives the access log. */
  readonly accessLogBucket: s3.IBucket;

  /**
   * How long copies and receipts are kept, whole days from 1 to 365.
   * @default Duration.days(14)
   */
  readonly keptFor?: Duration;
}

const defaults = { keptFor: Duration.days(14) };

/**
 * Where masked copies arrive in an environment: a bucket under the environment's own key. One role of quarantine may write below
 * `incoming/`, another may read below `receipts/`, and nobody else of another account may do anything. The environment needs no permission
 * in quarantine for it. The arrival of a signed manifest is told to EventBridge.
 *
 * It refuses names that S3 or KMS would refuse, an account that is none, and a time outside of 1 to 365 days.
 *
 * @example
 * declare const accessLogBucket: s3.IBucket;
 * new MaskedDataDrop(this, 'Drop', {
 *   bucketName: MaskedDataDrop.bucketNameOf('projects', '222222222222', 'eu-west-1'), keyAlias: 'projects/masked-data', quarantineAccount: '777777777777',
 *   publishingRoleName: 'projects-masking', receivingRoleName: 'projects-data-refresh', accessLogBucket,
 * });
 */
export class MaskedDataDrop extends Construct {
  /** A name for the bucket that every account can work out. */
  public static bucketNameOf(prefix: string, account: string, region: string): string {
    return `${prefix}-masked-data-${account}-${region}`;
  }

  /** The bucket. */
  public readonly bucket: s3.IBucket;
  /** Its key. */
  public readonly key: kms.IKey;

  public constructor(scope: Construct, id: string, props: MaskedDataDropProps) {
    super(scope, id);
    refuse(this.node.path, props);
    const { partition } = Stack.of(this);
    const role = (name: string): string => `arn:${partition}:iam::${props.quarantineAccount}:role/${name}`;
    const [publisher, receiver] = [role(props.publishingRoleName), role(props.receivingRoleName)];
    this.key = this.makeKey(props, publisher, receiver);
    this.bucket = this.makeBucket(props);
    this.admit(props, publisher, receiver);
  }

  private makeKey({ keyAlias, quarantineAccount }: MaskedDataDropProps, publisher: string, receiver: string): kms.Key {
    const stack = Stack.of(this);
    const policy = keyPolicy(stack, { through: [], services: [], sourceAccounts: [stack.account], writerArns: [publisher, receiver] });
    const admit = (sid: string, roleArn: string, actions: string[]): void => policy.addStatements(new iam.PolicyStatement({
      sid, principals: [new iam.AccountPrincipal(quarantineAccount)], actions, resources: ['*'],
      conditions: { ArnEquals: { 'aws:PrincipalArn': roleArn }, StringEquals: { 'kms:ViaService': `s3.${stack.region}.amazonaws.com` } },
    }));
    // S3 decrypts the parts of an upload when it puts them together (S3 guide, "multipart upload and permissions").
    admit('WriteByQuarantine', publisher, ['kms:Decrypt', 'kms:GenerateDataKey']);
    admit('ReadReceiptsByQuarantine', receiver, ['kms:Decrypt']);
    return new kms.Key(this, 'Key', { alias: `alias/${keyAlias}`, description: 'Masked copies that arrive', enableKeyRotation: true, removalPolicy: RemovalPolicy.RETAIN, policy });
  }

  private makeBucket({ bucketName, accessLogBucket, keptFor = defaults.keptFor }: MaskedDataDropProps): s3.Bucket {
    const bucket = new s3.Bucket(this, 'Bucket', {
      bucketName, encryption: s3.BucketEncryption.KMS, encryptionKey: this.key, bucketKeyEnabled: true, enforceSSL: true, minimumTLSVersion: 1.2, versioned: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL, objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      serverAccessLogsBucket: accessLogBucket, serverAccessLogsPrefix: 'masked-data/', removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [{ id: 'arrived', expiration: keptFor, noncurrentVersionExpiration: Duration.days(1), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
    // Without the custom resource that CDK would add for it.
    const resource = bucket.node.defaultChild;
    if (resource instanceof s3.CfnBucket) resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
    return bucket;
  }

  /** The roles are named in conditions and not as principals: S3 takes no principal that does not exist yet. */
  private admit({ quarantineAccount }: MaskedDataDropProps, publisher: string, receiver: string): void {
    const allow = (sid: string, actions: string[], folder: string, roleArn: string): void => void this.bucket.addToResourcePolicy(new iam.PolicyStatement({
      sid, principals: [new iam.AccountPrincipal(quarantineAccount)], actions, resources: [this.bucket.arnForObjects(`${folder}/*`)], conditions: { ArnEquals: { 'aws:PrincipalArn': roleArn } },
    }));
    allow('WriteByQuarantine', ['s3:AbortMultipartUpload', 's3:PutObject'], 'incoming', publisher);
    allow('ReadReceiptsByQuarantine', ['s3:GetObject'], 'receipts', receiver);
    this.bucket.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'DenyOtherAccounts', effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions: ['s3:*'], resources: [this.bucket.bucketArn, this.bucket.arnForObjects('*')],
      conditions: {
        StringNotEquals: { 'aws:PrincipalAccount': Stack.of(this).account }, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
        ArnNotEquals: { 'aws:PrincipalArn': [publisher, receiver] },
      },
    }));
  }
}

function refuse(path: string, props: MaskedDataDropProps): void {
  const { bucketName, keyAlias, quarantineAccount, publishingRoleName, receivingRoleName, keptFor = defaults.keptFor } = props;
  const problems = new Problems();
  problems.when(!/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(bucketName), {
    at: 'bucketName', must: 'must be 3 to 63 lower-case letters, digits and hyphens', got: bucketName, fix: 'write MaskedDataDrop.bucketNameOf(prefix, account, region)',
  });
  problems.when(!/^[A-Za-z0-9/_-]+$/.test(keyAlias) || /^(?:alias|aws)\//.test(keyAlias), {
    at: 'keyAlias', must: 'must be letters, digits, "/", "_" or "-", without "alias/" or "aws/" in front', got: keyAlias, fix: 'for example "projects/masked-data"',
  });
  problems.addAll(accountIdProblems(quarantineAccount, 'quarantineAccount'));
  for (const [at, name] of Object.entries({ publishingRoleName, receivingRoleName })) {
    problems.when(!/^[\w+=,.@-]{1,64}$/.test(name), { at, must: 'must be the name of a role', got: name });
  }
  const days = keptFor.toDays({ integral: false });
  problems.when(!Number.isInteger(days) || days < 1 || days > 365, { at: 'keptFor', must: 'must be whole days from 1 to 365', got: days });
  problems.refuse(`masked data drop "${path}"`);
}
