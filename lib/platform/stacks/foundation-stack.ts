import { Duration, Stage, aws_sns as sns } from 'aws-cdk-lib';
import { AlertTopic } from '../../../constructs/alerts/alert-topic';
import { AccessLogBucket } from '../../../constructs/audit/access-log-bucket';
import { DataDomain } from '../../../constructs/keys/data-domain';
import { KeyRing } from '../../../constructs/keys/key-ring';
import { ConfigurationTree } from '../../../constructs/secrets/configuration-tree';
import { Environment } from '../../environment/environment';
import { PlatformStack } from '../platform-stack';
import { Surroundings } from '../surroundings';

/** What everything else in an environment stands on: its keys, its alerts, its configuration and its access logs. */
export class FoundationStack extends PlatformStack {
  public readonly keys: KeyRing;
  public readonly alerts: sns.ITopic;
  public readonly accessLogs: AccessLogBucket;

  public constructor(stage: Stage, environment: Environment, { prefix }: Surroundings) {
    super(stage, 'Foundation', { description: 'Keys, alerts, configuration and access logs of the environment' });
    this.keys = this.makeKeys(environment, prefix);
    this.alerts = new AlertTopic(this, 'Alerts', {
      displayName: `${environment.name} alerts`, key: this.keys.keyFor(DataDomain.MESSAGES), recipients: [environment.owner.contact],
    }).topic;
    this.accessLogs = new AccessLogBucket(this, 'AccessLogs', { retention: Duration.days(environment.retention.logsDays), loadBalancers: true });
    new ConfigurationTree(this, 'Configuration', { prefix, label: environment.name.toUpperCase(), values: { ...environment.parameters } });
  }

  private makeKeys(environment: Environment, prefix: string): KeyRing {
    return new KeyRing(this, 'Keys', { prefix, pendingWindow: Duration.days(environment.retention.deletedKeysDays) });
  }
}
