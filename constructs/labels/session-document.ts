import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';
import { EnvironmentBanner } from './environment-banner';

/** What a `SessionDocument` is made of. */
export interface SessionDocumentProps {
  /**
   * Name of the document. The default is the one Session Manager uses when nobody names another; where somebody saved preferences
   * in the console before, it exists already and another name is needed.
   * @default SSM-SessionManagerRunShell
   */
  readonly documentName?: string;
  /** What a session says when it starts, and in its prompt. */
  readonly banner: EnvironmentBanner;
  /** Key of sessions and their recordings; it must admit CloudWatch Logs, as keys for `DataDomain.LOGS` do. */
  readonly encryptionKey: kms.IKey;
  /** Bucket of the account for access logs, see `AccessLogBucket`. */
  readonly accessLogBucket: s3.IBucket;
  /**
   * How long recordings are kept.
   * @default RetentionDays.ONE_YEAR
   */
  readonly retention?: logs.RetentionDays;
  /**
   * When an idle session ends, 1 to 60 minutes.
   * @default Duration.minutes(15)
   */
  readonly idleTimeout?: Duration;
  /**
   * When any session ends, 1 minute to 24 hours.
   * @default Duration.hours(1)
   */
  readonly maxDuration?: Duration;
  /**
   * What becomes of the recordings when they leave the template.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

const defaults = {
  documentName: 'SSM-SessionManagerRunShell',
  retention: logs.RetentionDays.ONE_YEAR,
  idleTimeout: Duration.minutes(15),
  maxDuration: Duration.hours(1),
  removalPolicy: RemovalPolicy.RETAIN,
};

/** Where in the bucket recordings are. */
const prefix = 'sessions';

/**
 * How people work on machines of an environment (ACC-04, ACC-06): by Session Manager, encrypted with the environment's own
 * key, recorded to a log group and a bucket, ended when idle or too long, greeted by the environment's banner. Session Manager
 * starts no session whose recordings would not be encrypted.
 *
 * Machines need `recordingPolicy`. Refuses durations that Session Manager does not know.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html
 * @example
 * declare const stack: Stack;
 * declare const encryptionKey: kms.IKey;
 * declare const accessLogBucket: s3.IBucket;
 * const banner = new EnvironmentBanner({ label: 'STAGING', message: 'Masked data only. Sessions are recorded.' });
 * new SessionDocument(stack, 'Sessions', { banner, encryptionKey, accessLogBucket });
 */
export class SessionDocument extends Construct {
  /** Name of the document, for `ssm:StartSession`. */
  public readonly documentName: string;
  /** ARN of the document. */
  public readonly documentArn: string;
  /** Recordings, as they are made. */
  public readonly logGroup: logs.ILogGroup;
  /** Recordings, whole, after a session. */
  public readonly bucket: s3.IBucket;
  /** What the role of a machine needs so that its sessions can be encrypted and recorded. */
  public readonly recordingPolicy: iam.IManagedPolicy;

  public constructor(scope: Construct, id: string, props: SessionDocumentProps) {
    super(scope, id);
    refuse(props, this.node.path);
    this.documentName = props.documentName ?? defaults.documentName;
    this.documentArn = Stack.of(this).formatArn({
      service: 'ssm', resource: 'document', resourceName: this.documentName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    this.logGroup = this.makeLogGroup(props);
    this.bucket = this.makeBucket(props);
    this.recordingPolicy = this.makeRecordingPolicy(props.encryptionKey);
    this.makeDocument(props);
  }

  private makeLogGroup(props: SessionDocumentProps): logs.LogGroup {
    return new logs.LogGroup(this, 'Log', {
      encryptionKey: props.encryptionKey,
      retention: props.retention ?? defaults.retention,
      removalPolicy: props.removalPolicy ?? defaults.removalPolicy,
    });
  }

  private makeBucket(props: SessionDocumentProps): s3.Bucket {
    const bucket = new s3.Bucket(this, 'Recordings', {
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: props.encryptionKey,
      bucketKeyEnabled: true,
      enforceSSL: true,
      versioned: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      serverAccessLogsBucket: props.accessLogBucket,
      serverAccessLogsPrefix: 'session-recordings/',
      lifecycleRules: [{ id: 'retention', expiration: Duration.days(props.retention ?? defaults.retention), noncurrentVersionExpiration: Duration.days(7) }],
      removalPolicy: props.removalPolicy ?? defaults.removalPolicy,
    });
    bucket.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'DenyOtherAccounts', effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions: ['s3:*'],
      resources: [bucket.bucketArn, bucket.arnForObjects('*')],
      conditions: { StringNotEquals: { 'aws:PrincipalAccount': Stack.of(this).account }, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } },
    }));
    return bucket;
  }

  private makeRecordingPolicy(encryptionKey: kms.IKey): iam.ManagedPolicy {
    return new iam.ManagedPolicy(this, 'RecordingPolicy', {
      description: 'Encrypts and records sessions on a machine',
      statements: [
        new iam.PolicyStatement({ actions: ['s3:PutObject'], resources: [this.bucket.arnForObjects(`${prefix}/*`)] }),
        new iam.PolicyStatement({ actions: ['s3:GetEncryptionConfiguration'], resources: [this.bucket.bucketArn] }),
        new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'], resources: [this.logGroup.logGroupArn] }),
        new iam.PolicyStatement({ actions: ['logs:DescribeLogGroups'], resources: ['*'] }),
        new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [encryptionKey.keyArn] }),
      ],
    });
  }

  private makeDocument(props: SessionDocumentProps): ssm.CfnDocument {
    return new ssm.CfnDocument(this, 'Document', {
      name: this.documentName,
      documentType: 'Session',
      documentFormat: 'JSON',
      updateMethod: 'NewVersion',
      content: {
        schemaVersion: '1.0',
        description: `Sessions in ${props.banner.label}`,
        sessionType: 'Standard_Stream',
        inputs: {
          kmsKeyId: props.encryptionKey.keyArn,
          s3BucketName: this.bucket.bucketName,
          s3KeyPrefix: prefix,
          s3EncryptionEnabled: true,
          cloudWatchLogGroupName: this.logGroup.logGroupName,
          cloudWatchEncryptionEnabled: true,
          cloudWatchStreamingEnabled: true,
          idleSessionTimeout: String((props.idleTimeout ?? defaults.idleTimeout).toMinutes()),
          maxSessionDuration: String((props.maxDuration ?? defaults.maxDuration).toMinutes()),
          runAsEnabled: false,
          shellProfile: { linux: props.banner.linuxProfile, windows: props.banner.windowsProfile },
        },
      },
    });
  }
}

function refuse(props: SessionDocumentProps, path: string): void {
  const problems = new Problems();
  problems.when(!/^[\w.-]{3,128}$/.test(props.documentName ?? defaults.documentName) || /^(?:aws|amazon|amzn)/i.test(props.documentName ?? ''), {
    at: 'documentName', must: 'must be 3 to 128 letters, digits, ".", "_" or "-" and not begin with "aws", "amazon" or "amzn"', got: props.documentName, fix: 'leave it out',
  });
  const minutes = (at: string, value: Duration, most: number) => {
    const given = value.toMinutes({ integral: false });
    problems.when(!Number.isInteger(given) || given < 1 || given > most, { at, must: `must be 1 to ${most} whole minutes`, got: given });
  };
  minutes('idleTimeout', props.idleTimeout ?? defaults.idleTimeout, 60);
  minutes('maxDuration', props.maxDuration ?? defaults.maxDuration, 1440);
  problems.when(props.retention === logs.RetentionDays.INFINITE, { at: 'retention', must: 'must end', got: 'INFINITE', fix: 'leave it out for a year' });
  problems.refuse(`session document "${path}"`);
}
