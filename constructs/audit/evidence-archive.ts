import { Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { accountIdProblems } from '../../lib/values/account-id';
import { Problems } from '../../lib/values/problems';
import { keyPolicy } from '../keys/key-policy';
import { AccessLogBucket } from './access-log-bucket';

/** A role of some account that writes records below one folder. */
export interface EvidenceSource {
  /** The account, 12 digits. */
  readonly account: string;
  /** Name of the one role that writes. */
  readonly roleName: string;
  /** Folder below which it writes, for example `access-review/222222222222`; nobody else writes there. */
  readonly folder: string;
}

/** What an `EvidenceArchive` is made of. */
export interface EvidenceArchiveProps {
  /** Physical name of the bucket, so that other accounts can name it without a reference: see `bucketNameOf`. */
  readonly bucketName: string;
  /** Alias of the key, without `alias/`, so that other accounts can name it. */
  readonly keyAlias: string;
  /** Who writes, and where. */
  readonly sources: EvidenceSource[];
  /**
   * How long nobody, not even the root of the account, can delete or change a record (Object Lock, compliance mode); 1 day to 100 years.
   * Thirty days later it is deleted.
   * @default Duration.days(400)
   */
  readonly retention?: Duration;
}

/** What a role of another account needs to write records, and what its permission boundary must let through. */
export interface EvidenceWriting {
  /** The bucket's objects below the folder, and the keys of the archive's account. */
  readonly resourceArns: string[];
  /** Permissions for the role. */
  readonly statements: iam.PolicyStatement[];
}

const defaults = { retention: Duration.days(400), graceDays: 30 };

/**
 * The archive for records of checks in all accounts (access reviews, for example), in an account of its own: locked in compliance mode,
 * versioned, under its own key. Each named role writes below its own folder; nobody of another account reads, overwrites or deletes
 * anything (ACC-05, OPS-02).
 *
 * It refuses accounts that are none, two roles in one folder, and a retention that S3 does not lock for.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
 * @example
 * new EvidenceArchive(this, 'Evidence', {
 *   bucketName: EvidenceArchive.bucketNameOf('projects', '666666666666', 'eu-west-1'),
 *   keyAlias: 'projects/evidence',
 *   sources: [{ account: '222222222222', roleName: 'projects-access-review', folder: 'access-review/222222222222' }],
 * });
 */
export class EvidenceArchive extends Construct {
  /** A name for the bucket that every account can work out. */
  public static bucketNameOf(prefix: string, account: string, region: string): string {
    return `${prefix}-evidence-${account}-${region}`;
  }

  /**
   * What a role needs to write below `folder` of an archive in another account. The key is known by its alias, because AWS makes its id up.
   *
   * @param bucketName name of the archive's bucket
   * @param keyAlias   alias of its key, without `alias/`
   * @param account    account of the archive
   * @param region     region of the archive
   * @param folder     where the role writes
   */
  public static writingTo(bucketName: string, keyAlias: string, account: string, region: string, folder: string): EvidenceWriting {
    const objects = `arn:aws:s3:::${bucketName}/${folder}/*`;
    const keys = `arn:aws:kms:${region}:${account}:key/*`;
    return {
      resourceArns: [objects, keys],
      statements: [
        new iam.PolicyStatement({ actions: ['s3:PutObject'], resources: [objects] }),
        new iam.PolicyStatement({
          actions: ['kms:GenerateDataKey'],
          resources: [keys],
          conditions: {
            'ForAnyValue:StringEquals': { 'kms:ResourceAliases': `alias/${keyAlias}` },
            StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` },
          },
        }),
      ],
    };
  }

  /** The bucket. */
  public readonly bucket: s3.IBucket;
  /** Its key. */
  public readonly key: kms.IKey;
  /** The bucket that takes the archive's own access log. */
  public readonly accessLogs: AccessLogBucket;

  public constructor(scope: Construct, id: string, props: EvidenceArchiveProps) {
    super(scope, id);
    refuse(this.node.path, props);
    const retention = props.retention ?? defaults.retention;
    const writers = props.sources.map(({ account, roleName }) => `arn:${Stack.of(this).partition}:iam::${account}:role/${roleName}`);
    this.accessLogs = new AccessLogBucket(this, 'AccessLogs', { retention });
    this.key = this.makeKey(props, writers);
    this.bucket = this.makeBucket(props, retention);
    this.admit(props, writers);
    this.refuseOthers(writers);
  }

  private makeKey({ keyAlias, sources }: EvidenceArchiveProps, writers: string[]): kms.Key {
    const stack = Stack.of(this);
    const policy = keyPolicy(stack, { through: [], services: [], sourceAccounts: [stack.account], writerArns: writers });
    policy.addStatements(...sources.map((source, index) => new iam.PolicyStatement({
      sid: `Encrypt${index + 1}`,
      principals: [new iam.AccountPrincipal(source.account)],
      actions: ['kms:GenerateDataKey'],
      resources: ['*'],
      conditions: { ArnEquals: { 'aws:PrincipalArn': writers[index] }, StringEquals: { 'kms:ViaService': `s3.${stack.region}.amazonaws.com` } },
    })));
    return new kms.Key(this, 'Key', {
      alias: `alias/${keyAlias}`, description: 'Records of checks', enableKeyRotation: true, removalPolicy: RemovalPolicy.RETAIN, policy,
    });
  }

  private makeBucket({ bucketName }: EvidenceArchiveProps, retention: Duration): s3.Bucket {
    const ends = Duration.days(retention.toDays() + defaults.graceDays);
    return new s3.Bucket(this, 'Bucket', {
      bucketName,
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: this.key,
      bucketKeyEnabled: true,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      objectLockEnabled: true,
      objectLockDefaultRetention: s3.ObjectLockRetention.compliance(retention),
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      serverAccessLogsBucket: this.accessLogs.bucket,
      serverAccessLogsPrefix: 'evidence/',
      lifecycleRules: [{ id: 'after-the-lock', expiration: ends, noncurrentVersionExpiration: Duration.days(1), abortIncompleteMultipartUploadAfter: Duration.days(7) }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  /** The role is named in a condition and not as the principal: S3 takes no principal that does not exist yet. */
  private admit({ sources }: EvidenceArchiveProps, writers: string[]): void {
    sources.forEach(({ account, folder }, index) => this.bucket.addToResourcePolicy(new iam.PolicyStatement({
      sid: `Write${index + 1}`,
      principals: [new iam.AccountPrincipal(account)],
      actions: ['s3:PutObject'],
      resources: [this.bucket.arnForObjects(`${folder}/*`)],
      conditions: { ArnEquals: { 'aws:PrincipalArn': writers[index] } },
    })));
  }

  private refuseOthers(writers: string[]): void {
    const everything = [this.bucket.bucketArn, this.bucket.arnForObjects('*')];
    const deny = (sid: string, actions: string[], conditions: Record<string, Record<string, unknown>>): void => {
      this.bucket.addToResourcePolicy(new iam.PolicyStatement({
        sid, effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions, resources: everything, conditions,
      }));
    };
    const others = { StringNotEquals: { 'aws:PrincipalAccount': Stack.of(this).account }, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } };
    deny('DenyOtherAccounts', ['s3:*'], { ...others, ArnNotEquals: { 'aws:PrincipalArn': writers } });
    deny('DenyDeletion', ['s3:BypassGovernanceRetention', 's3:DeleteBucket', 's3:DeleteObject', 's3:DeleteObjectVersion'], {});
  }
}

function refuse(path: string, { bucketName, keyAlias, sources, retention = defaults.retention }: EvidenceArchiveProps): void {
  const problems = new Problems();
  problems.when(!/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(bucketName), {
    at: 'bucketName', must: 'must be 3 to 63 lower-case letters, digits and hyphens', got: bucketName, fix: 'write EvidenceArchive.bucketNameOf(prefix, account, region)',
  });
  problems.when(!/^[A-Za-z0-9/_-]+$/.test(keyAlias) || /^(?:alias|aws)\//.test(keyAlias), {
    at: 'keyAlias', must: 'must be letters, digits, "/", "_" or "-", without "alias/" or "aws/" in front', got: keyAlias, fix: 'for example "projects/evidence"',
  });
  problems.when(sources.length === 0, { at: 'sources', must: 'must name at least one role', got: [] });
  sources.forEach(({ account, folder, roleName }, index) => {
    if (!Token.isUnresolved(account)) problems.addAll(accountIdProblems(account, `sources[${index}].account`));
    problems.when(!/^[\w+=,.@-]{1,64}$/.test(roleName), { at: `sources[${index}].roleName`, must: 'must be the name of a role', got: roleName });
    problems.when(!/^[\w-]+(?:\/[\w-]+)*$/.test(folder), { at: `sources[${index}].folder`, must: 'must be a folder without slashes around it', got: folder });
    problems.when(sources.findIndex((other) => other.folder === folder) !== index, {
      at: `sources[${index}].folder`, must: 'must be of one role only', got: folder, fix: 'name the account in it, for example access-review/222222222222',
    });
  });
  const days = retention.toDays({ integral: false });
  problems.when(!(Number.isInteger(days) && days >= 1 && days <= 36_500), { at: 'retention', must: 'must be 1 to 36500 whole days', got: days });
  problems.refuse(`evidence archive "${path}"`);
}
