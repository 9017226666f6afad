import * as accessanalyzer from 'aws-cdk-lib/aws-accessanalyzer';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';

/** What traffic the account's internet gateways carry, whatever the route tables say. */
export enum InternetGatewayBlock {
  /** Nothing comes in from the internet; answers through NAT gateways still do. For accounts without public load balancers. */
  INGRESS = 'block-ingress',
  /** Nothing passes in either direction. For accounts that reach the internet only through another account, or not at all. */
  BIDIRECTIONAL = 'block-bidirectional',
}

/** Settings of a whole account in one region. */
export interface AccountGuardsProps {
  /**
   * Days after which access that nobody used is reported: 1 to 365. AWS charges for each role and user it watches.
   * @default 90
   */
  readonly unusedAccessDays?: number;
  /**
   * What internet gateways are blocked from carrying in this region.
   * @default - gateways carry what route tables and security groups allow
   */
  readonly internetGateways?: InternetGatewayBlock;
}

const defaults = { unusedAccessDays: 90 };

/**
 * Guards that belong to the account and not to one system: an analyzer that reports every resource somebody outside the account can
 * reach, an analyzer that reports access nobody uses, no public snapshots, and optionally blocked internet gateways.
 *
 * CloudFormation has no type for the account's block of public S3 access, encryption of new volumes by default, the block of
 * public images or the password policy. `ServiceControls` denies lifting the first three; set them once with the account.
 *
 * One per account and region. Refuses a period outside 1 to 365 days.
 *
 * Serves ACC-05, ISL-13 and DAT-13. Source: AWS IAM Access Analyzer and Amazon EBS User Guides; ISO 27001:2022 control 5.18.
 *
 * @example
 * new AccountGuards(this, 'Guards', { unusedAccessDays: 60 });
 */
export class AccountGuards extends Construct {
  /** Name of the analyzer of access from outside the account. */
  public readonly externalAccessAnalyzer: string;
  /** Name of the analyzer of unused access. */
  public readonly unusedAccessAnalyzer: string;

  public constructor(scope: Construct, id: string, props: AccountGuardsProps = {}) {
    super(scope, id);
    const unusedAccessAge = props.unusedAccessDays ?? defaults.unusedAccessDays;
    refuse(this.node.path, unusedAccessAge);
    this.externalAccessAnalyzer = this.makeExternalAnalyzer();
    this.unusedAccessAnalyzer = this.makeUnusedAnalyzer(unusedAccessAge);
    this.blockPublicSnapshots();
    if (props.internetGateways !== undefined) this.blockGateways(props.internetGateways);
  }

  private makeExternalAnalyzer(): string {
    const analyzerName = 'access-from-outside';
    new accessanalyzer.CfnAnalyzer(this, 'ExternalAccess', { analyzerName, type: 'ACCOUNT' });
    return analyzerName;
  }

  private makeUnusedAnalyzer(unusedAccessAge: number): string {
    const analyzerName = 'unused-access';
    new accessanalyzer.CfnAnalyzer(this, 'UnusedAccess', {
      analyzerName, type: 'ACCOUNT_UNUSED_ACCESS', analyzerConfiguration: { unusedAccessConfiguration: { unusedAccessAge } },
    });
    return analyzerName;
  }

  private blockPublicSnapshots(): void {
    new ec2.CfnSnapshotBlockPublicAccess(this, 'NoPublicSnapshots', { state: 'block-all-sharing' });
  }

  private blockGateways(internetGatewayBlockMode: InternetGatewayBlock): void {
    new ec2.CfnVPCBlockPublicAccessOptions(this, 'GatewayBlock', { internetGatewayBlockMode });
  }
}

function refuse(path: string, days: number): void {
  const problems = new Problems();
  problems.when(!Number.isInteger(days) || days < 1 || days > 365, {
    at: 'unusedAccessDays', must: 'must be a whole number of days from 1 to 365', got: days, fix: 'leave it out for 90',
  });
  problems.refuse(`account guards "${path}"`);
}
