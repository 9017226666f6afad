import { Duration, Stage, aws_s3 as s3, aws_sns as sns } from 'aws-cdk-lib';
import { AccessLogBucket } from '../../../constructs/audit/access-log-bucket';
import { DataDomain } from '../../../constructs/keys/data-domain';
import { DataKey } from '../../../constructs/keys/data-key';
import { KeyService } from '../../../constructs/keys/key-service';
import { ConfigurationHistory } from '../../../constructs/protection/configuration-history';
import { SecurityPosture } from '../../../constructs/protection/security-posture';
import { ThreatDetection } from '../../../constructs/protection/threat-detection';
import { PlatformStack } from '../platform-stack';
import { Surroundings } from '../surroundings';

/** What a `ProtectionStack` needs. */
export interface ProtectionStackProps {
  /** Who hears of threats, failed controls and broken rules. */
  readonly alerts: sns.ITopic;
  /** Bucket of the account for access logs. @default - one of its own */
  readonly accessLogBucket?: s3.IBucket;
  /** How long the history of configuration is kept, in days. @default - 400 days */
  readonly retentionDays?: number;
}

const RETENTION_DAYS = 400;
const LEAST_RETENTION_DAYS = 30;

/** What watches every account, whatever it is for: threats, the history of its configuration, and the standards it is held against (OPS-06). */
export class ProtectionStack extends PlatformStack {
  public constructor(stage: Stage, { prefix }: Surroundings, props: ProtectionStackProps) {
    super(stage, 'Protection', { description: 'Threat detection, history of configuration and security standards of the account' });
    const { alerts } = props;
    const retention = Duration.days(Math.max(props.retentionDays ?? RETENTION_DAYS, LEAST_RETENTION_DAYS));
    const { key } = new DataKey(this, 'HistoryKey', { prefix, domain: DataDomain.of('configuration', [KeyService.of('config')]) });
    const accessLogBucket = props.accessLogBucket ?? new AccessLogBucket(this, 'AccessLogs', { retention }).bucket;
    new ThreatDetection(this, 'Threats', { alerts });
    const history = new ConfigurationHistory(this, 'History', { key, accessLogBucket, alerts, retention });
    new SecurityPosture(this, 'Posture', { alerts }).node.addDependency(history);
  }
}
