import { Duration, RemovalPolicy, Stack, Stage, aws_s3 as s3, aws_sns as sns, aws_sns_subscriptions as subscriptions } from 'aws-cdk-lib';
import { DataDomain } from '../../../constructs/keys/data-domain';
import { KeyRing } from '../../../constructs/keys/key-ring';
import { ConfigurationTree } from '../../../constructs/secrets/configuration-tree';
import { Environment } from '../../environment/environment';
import { Surroundings } from '../surroundings';

/** What everything else in an environment stands on: its keys, its alerts, its configuration and its access logs. */
export class FoundationStack extends Stack {
  public readonly keys: KeyRing;
  public readonly alerts: sns.Topic;
  public readonly accessLogBucket: s3.Bucket;

  public constructor(stage: Stage, environment: Environment, { prefix }: Surroundings) {
    super(stage, 'Foundation', { description: 'Keys, alerts, configuration and access logs of the environment' });
    this.keys = this.makeKeys(environment, prefix);
    this.alerts = this.makeAlerts(environment);
    this.accessLogBucket = this.makeAccessLogBucket(environment);
    new ConfigurationTree(this, 'Configuration', { prefix, label: environment.name.toUpperCase(), values: { ...environment.parameters } });
  }

  private makeKeys(environment: Environment, prefix: string): KeyRing {
    return new KeyRing(this, 'Keys', { prefix, pendingWindow: Duration.days(environment.retention.deletedKeysDays) });
  }

  /** Alarms, reminders and emergencies reach the owner of the environment. */
  private makeAlerts(environment: Environment): sns.Topic {
    const alerts = new sns.Topic(this, 'Alerts', {
      displayName: `${environment.name} alerts`, masterKey: this.keys.keyFor(DataDomain.MESSAGES), enforceSSL: true,
    });
    alerts.addSubscription(new subscriptions.EmailSubscription(environment.owner.contact));
    return alerts;
  }

  /** Load balancers and S3 write here under AWS's own key: they cannot use a key of the customer. */
  private makeAccessLogBucket(environment: Environment): s3.Bucket {
    return new s3.Bucket(this, 'AccessLogs', {
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [{
        id: 'retention', expiration: Duration.days(environment.retention.logsDays), noncurrentVersionExpiration: Duration.days(30),
        abortIncompleteMultipartUploadAfter: Duration.days(7),
      }],
    });
  }
}
