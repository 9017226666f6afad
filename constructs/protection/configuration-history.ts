import {
  Duration, RemovalPolicy, Stack, aws_config as config, aws_events as events, aws_events_targets as targets, aws_iam as iam, aws_kms as kms, aws_s3 as s3,
  aws_sns as sns,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';
import { managedRules } from './managed-rules';

/** What a `ConfigurationHistory` is made of. */
export interface ConfigurationHistoryProps {
  /** Key of the history. Its policy must admit AWS Config: `DataDomain.of('configuration', [KeyService.of('config')])`. */
  readonly key: kms.IKey;
  /** Bucket of this account that takes the access log of the history's bucket. */
  readonly accessLogBucket: s3.IBucket;
  /** Who hears of resources that break a rule. The key of an encrypted topic must admit EventBridge. */
  readonly alerts: sns.ITopic;
  /** How long the history is kept, in whole days, at least 30. */
  readonly retention: Duration;
  /**
   * Identifiers of AWS managed rules that the account is held against, for example `RDS_STORAGE_ENCRYPTED`.
   * @default - those of the library: encryption, public access, logging, backup and identity
   */
  readonly rules?: string[];
  /**
   * Whether to make the service-linked role of AWS Config. An account has one; say false where something else has made it already.
   * @default true
   */
  readonly makeServiceLinkedRole?: boolean;
}

/**
 * Records how every resource of the account was configured and when that changed, and holds it against rules (AWS Config; OPS-06, PAR-04). The
 * history lies in a bucket of the account itself, under its own key: AWS Config writes to no bucket with a default object lock, which the log
 * archive has. What is changed is in the trail there anyway.
 *
 * It refuses less than 30 days, identifiers that are none, and a rule named twice.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html
 * @example
 * declare const key: kms.IKey;
 * declare const accessLogBucket: s3.IBucket;
 * declare const alerts: sns.ITopic;
 * new ConfigurationHistory(this, 'History', { key, accessLogBucket, alerts, retention: Duration.days(400) });
 */
export class ConfigurationHistory extends Construct {
  /** Where the history lies. */
  public readonly bucket: s3.IBucket;

  public constructor(scope: Construct, id: string, props: ConfigurationHistoryProps) {
    super(scope, id);
    const rules = props.rules ?? [...managedRules];
    refuse(this.node.path, props, rules);
    const bucket = this.makeBucket(props);
    this.bucket = bucket;
    const recorder = this.makeRecorder(props.makeServiceLinkedRole ?? true);
    this.deliver(bucket, props.key);
    for (const rule of rules) this.addRule(rule, recorder);
    this.tell(props.alerts);
  }

  private makeBucket(props: ConfigurationHistoryProps): s3.Bucket {
    const bucket = new s3.Bucket(this, 'Bucket', {
      encryption: s3.BucketEncryption.KMS, encryptionKey: props.key, bucketKeyEnabled: true, enforceSSL: true, minimumTLSVersion: 1.2, versioned: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL, objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      serverAccessLogsBucket: props.accessLogBucket, serverAccessLogsPrefix: 'configuration-history/',
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [{
        id: 'history', expiration: props.retention, noncurrentVersionExpiration: Duration.days(30), abortIncompleteMultipartUploadAfter: Duration.days(7),
      }],
    });
    const { account } = Stack.of(this);
    const admitted = (actions: string[], resource: string) => new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal('config.amazonaws.com')], actions, resources: [resource], conditions: { StringEquals: { 'aws:SourceAccount': account } },
    });
    bucket.addToResourcePolicy(admitted(['s3:GetBucketAcl', 's3:ListBucket'], bucket.bucketArn));
    bucket.addToResourcePolicy(admitted(['s3:PutObject'], bucket.arnForObjects(`AWSLogs/${account}/Config/*`)));
    bucket.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'DenyOtherAccounts', effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions: ['s3:*'],
      resources: [bucket.bucketArn, bucket.arnForObjects('*')],
      conditions: { StringNotEquals: { 'aws:PrincipalAccount': account }, Bool: { 'aws:PrincipalIsAWSService': 'false' } },
    }));
    return bucket;
  }

  private makeRecorder(makeRole: boolean): config.CfnConfigurationRecorder {
    const { partition, account } = Stack.of(this);
    const recorder = new config.CfnConfigurationRecorder(this, 'Recorder', {
      name: 'default',
      roleArn: `arn:${partition}:iam::${account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`,
      recordingGroup: { allSupported: true, includeGlobalResourceTypes: true },
    });
    if (makeRole) recorder.addResourceDependency(new iam.CfnServiceLinkedRole(this, 'Role', { awsServiceName: 'config.amazonaws.com' }));
    return recorder;
  }

  /**
   * CloudFormation makes recorder and channel side by side: the recorder starts only with a channel, and the channel is refused without a
   * recorder. Neither may wait for the other.
   */
  private deliver(bucket: s3.Bucket, key: kms.IKey): void {
    const channel = new config.CfnDeliveryChannel(this, 'Channel', {
      name: 'default', s3BucketName: bucket.bucketName, s3KmsKeyArn: key.keyArn, configSnapshotDeliveryProperties: { deliveryFrequency: 'TwentyFour_Hours' },
    });
    if (bucket.policy !== undefined) channel.node.addDependency(bucket.policy);
  }

  private addRule(identifier: string, recorder: config.CfnConfigurationRecorder): void {
    const rule = new config.CfnConfigRule(this, identifier, {
      configRuleName: identifier.toLowerCase().replaceAll('_', '-'), source: { owner: 'AWS', sourceIdentifier: identifier },
    });
    rule.addResourceDependency(recorder);
  }

  private tell(alerts: sns.ITopic): void {
    new events.Rule(this, 'Broken', {
      description: 'A resource breaks a rule of AWS Config',
      eventPattern: {
        source: ['aws.config'],
        detailType: ['Config Rules Compliance Change'],
        detail: { messageType: ['ComplianceChangeNotification'], newEvaluationResult: { complianceType: ['NON_COMPLIANT'] } },
      },
      targets: [new targets.SnsTopic(alerts)],
    });
  }
}

function refuse(path: string, { retention }: ConfigurationHistoryProps, rules: readonly string[]): void {
  const problems = new Problems();
  const days = retention.toDays({ integral: false });
  problems.when(!Number.isInteger(days) || days < 30, { at: 'retention', must: 'must be whole days, at least 30', got: days });
  for (const rule of rules) problems.when(!/^[A-Z][A-Z0-9_]{2,127}$/.test(rule), { at: 'rules', must: 'must be identifiers of AWS managed rules', got: rule, fix: 'for example RDS_STORAGE_ENCRYPTED' });
  const twice = rules.find((rule, index) => rules.indexOf(rule) !== index);
  problems.when(twice !== undefined, { at: 'rules', must: 'must not name a rule twice', got: twice });
  problems.refuse(`configuration history "${path}"`);
}
