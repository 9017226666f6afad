import { Stack, aws_events as events, aws_events_targets as targets, aws_securityhub as securityhub, aws_sns as sns } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';

/** A set of controls that Security Hub holds an account against. */
export enum SecurityStandard {
  /** AWS Foundational Security Best Practices. */
  AWS_FOUNDATIONAL = 'aws-foundational-security-best-practices/v/1.0.0',
  /** NIST SP 800-53, revision 5. */
  NIST_800_53 = 'nist-800-53/v/5.0.0',
  /** CIS AWS Foundations Benchmark 3.0. */
  CIS_3 = 'cis-aws-foundations-benchmark/v/3.0.0',
}

/** What a `SecurityPosture` is made of. */
export interface SecurityPostureProps {
  /** Who hears of failed controls. The key of an encrypted topic must admit EventBridge, as keys for `DataDomain.MESSAGES` do. */
  readonly alerts: sns.ITopic;
  /**
   * What the account is held against, at least one.
   * @default - `AWS_FOUNDATIONAL` and `NIST_800_53`
   */
  readonly standards?: SecurityStandard[];
}

const defaults = { standards: [SecurityStandard.AWS_FOUNDATIONAL, SecurityStandard.NIST_800_53] };

/**
 * Holds an account against security standards with Security Hub and tells somebody of failed controls that are critical or high (OPS-06). Its
 * controls read AWS Config, therefore have a `ConfigurationHistory` in the account. One in each account and region: AWS refuses a second.
 *
 * It refuses to hold the account against nothing, and a standard named twice.
 *
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/standards-reference.html
 * @example
 * declare const alerts: sns.ITopic;
 * new SecurityPosture(this, 'Posture', { alerts, standards: [SecurityStandard.AWS_FOUNDATIONAL] });
 */
export class SecurityPosture extends Construct {
  /** ARN of the hub. */
  public readonly hubArn: string;

  public constructor(scope: Construct, id: string, props: SecurityPostureProps) {
    super(scope, id);
    const standards = props.standards ?? defaults.standards;
    refuse(this.node.path, standards);
    const hub = this.makeHub();
    this.hubArn = hub.attrArn;
    for (const standard of standards) this.addStandard(standard, hub);
    this.tell(props.alerts);
  }

  /** One finding for each control, however many standards ask for it. */
  private makeHub(): securityhub.CfnHub {
    return new securityhub.CfnHub(this, 'Hub', { autoEnableControls: true, controlFindingGenerator: 'SECURITY_CONTROL', enableDefaultStandards: false });
  }

  private addStandard(standard: SecurityStandard, hub: securityhub.CfnHub): void {
    const { partition, region } = Stack.of(this);
    const [name = ''] = standard.split('/');
    new securityhub.CfnStandard(this, name, { standardsArn: `arn:${partition}:securityhub:${region}::standards/${standard}` }).addResourceDependency(hub);
  }

  private tell(alerts: sns.ITopic): void {
    new events.Rule(this, 'FailedControls', {
      description: 'A control of Security Hub failed',
      eventPattern: {
        source: ['aws.securityhub'],
        detailType: ['Security Hub Findings - Imported'],
        detail: {
          findings: {
            Compliance: { Status: ['FAILED'] }, RecordState: ['ACTIVE'], Severity: { Label: ['CRITICAL', 'HIGH'] }, Workflow: { Status: ['NEW'] },
          },
        },
      },
      targets: [new targets.SnsTopic(alerts)],
    });
  }
}

function refuse(path: string, standards: readonly SecurityStandard[]): void {
  const problems = new Problems();
  problems.when(standards.length === 0, { at: 'standards', must: 'must name at least one standard', got: [], fix: 'leave it out for the defaults' });
  const twice = standards.find((standard, index) => standards.indexOf(standard) !== index);
  problems.when(twice !== undefined, { at: 'standards', must: 'must not name a standard twice', got: twice });
  problems.refuse(`security posture "${path}"`);
}
