import { aws_events as events, aws_events_targets as targets, aws_guardduty as guardduty, aws_sns as sns } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';

/** What GuardDuty looks at beside the trail, flow logs and names asked for, which it always reads. */
export enum ThreatFeature {
  /** Reads and writes of objects in S3. */
  S3_DATA_EVENTS = 'S3_DATA_EVENTS',
  /** Sign-ins to Aurora databases. */
  RDS_LOGIN_EVENTS = 'RDS_LOGIN_EVENTS',
  /** Network traffic of functions. */
  LAMBDA_NETWORK_LOGS = 'LAMBDA_NETWORK_LOGS',
  /** Malware on volumes of hosts that behave suspiciously. */
  EBS_MALWARE_PROTECTION = 'EBS_MALWARE_PROTECTION',
  /** Audit logs of Kubernetes clusters. */
  EKS_AUDIT_LOGS = 'EKS_AUDIT_LOGS',
  /**
   * What runs inside tasks and hosts, by an agent. Its image comes from an account of AWS, so the endpoints of the network must let it through.
   */
  RUNTIME_MONITORING = 'RUNTIME_MONITORING',
}

/** What `ThreatDetection` is made of. */
export interface ThreatDetectionProps {
  /** Who hears of findings. The key of an encrypted topic must admit EventBridge, as keys for `DataDomain.MESSAGES` do. */
  readonly alerts: sns.ITopic;
  /**
   * What it looks at; the rest is switched off.
   * @default - everything but `RUNTIME_MONITORING`, whose agent a closed network does not let in
   */
  readonly features?: ThreatFeature[];
  /**
   * Severity from which on somebody is told, 1 to 10: GuardDuty calls 4 medium, 7 high and 9 critical.
   * @default 4
   */
  readonly minimumSeverity?: number;
}

const defaults = { minimumSeverity: 4, off: [ThreatFeature.RUNTIME_MONITORING] };

/**
 * Detects threats in an account with GuardDuty and tells somebody what it finds (OPS-06). One in each account and region: AWS refuses a second.
 *
 * It refuses a severity outside 1 to 10 and a feature named twice.
 *
 * @see https://docs.aws.amazon.com/guardduty/latest/ug/guardduty-features-activation-model.html
 * @example
 * declare const alerts: sns.ITopic;
 * new ThreatDetection(this, 'Threats', { alerts });
 */
export class ThreatDetection extends Construct {
  /** Id of the detector. */
  public readonly detectorId: string;

  public constructor(scope: Construct, id: string, props: ThreatDetectionProps) {
    super(scope, id);
    refuse(this.node.path, props);
    this.detectorId = this.makeDetector(props.features ?? Object.values(ThreatFeature).filter((feature) => !defaults.off.includes(feature))).ref;
    this.tell(props);
  }

  /** Each feature is said to be on or off: what is left out keeps whatever somebody chose by hand. */
  private makeDetector(features: readonly ThreatFeature[]): guardduty.CfnDetector {
    return new guardduty.CfnDetector(this, 'Detector', {
      enable: true,
      findingPublishingFrequency: 'FIFTEEN_MINUTES',
      features: Object.values(ThreatFeature).map((name) => ({ name, status: features.includes(name) ? 'ENABLED' : 'DISABLED' })),
    });
  }

  private tell({ alerts, minimumSeverity }: ThreatDetectionProps): void {
    new events.Rule(this, 'Findings', {
      description: 'GuardDuty found a threat',
      eventPattern: {
        source: ['aws.guardduty'],
        detailType: ['GuardDuty Finding'],
        detail: { severity: events.Match.greaterThanOrEqual(minimumSeverity ?? defaults.minimumSeverity) },
      },
      targets: [new targets.SnsTopic(alerts)],
    });
  }
}

function refuse(path: string, { minimumSeverity = defaults.minimumSeverity, features = [] }: ThreatDetectionProps): void {
  const problems = new Problems();
  problems.when(minimumSeverity < 1 || minimumSeverity > 10, { at: 'minimumSeverity', must: 'must be 1 to 10', got: minimumSeverity });
  const twice = features.find((feature, index) => features.indexOf(feature) !== index);
  problems.when(twice !== undefined, { at: 'features', must: 'must not name a feature twice', got: twice });
  problems.refuse(`threat detection "${path}"`);
}
