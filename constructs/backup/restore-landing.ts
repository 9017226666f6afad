import { Stack, aws_ec2 as ec2, aws_iam as iam, aws_kms as kms, aws_rds as rds } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';
import { asBackup, restoreStatements } from './backup-permissions';

/** Properties of a `RestoreLanding`. */
export interface RestoreLandingProps {
  /** The network. */
  readonly vpc: ec2.IVpc;

  /** Where restored databases lie: subnets without any way out. */
  readonly subnets: ec2.SubnetSelection;

  /** Keys of what is restored, and of the vault. */
  readonly keys: kms.IKey[];

  /**
   * How names begin of what the environment itself restores, beside what AWS Backup restores for tests: at most 30 lower-case letters,
   * digits and single hyphens, ending in a hyphen. No permission reaches a name that begins otherwise.
   * @default 'restored-'
   */
  readonly restoredPrefix?: string;
}

const defaults = { restoredPrefix: 'restored-' };

/**
 * Where restores land: isolated subnets, a security group that admits nobody and lets nothing out, and a role that restores under
 * certain names only, never over what is there. What was restored is looked at through the Data API; no network leads to it.
 *
 * It refuses a prefix that RDS would refuse as the beginning of a name.
 *
 * @example
 * declare const vpc: ec2.IVpc;
 * declare const key: kms.IKey;
 * new RestoreLanding(this, 'Landing', { vpc, subnets: { subnetGroupName: 'isolated' }, keys: [key] });
 */
export class RestoreLanding extends Construct {
  /** How names begin of what restore tests of AWS Backup make; the service sets it. */
  public static readonly TEST_PREFIX = 'awsbackup-restore-test-';

  /** Name of the subnet group. */
  public readonly subnetGroupName: string;
  /** The security group without a rule. */
  public readonly securityGroup: ec2.ISecurityGroup;
  /** The role that restores. */
  public readonly role: iam.IRole;
  /** How names begin of what the environment itself restores. */
  public readonly restoredPrefix: string;

  public constructor(scope: Construct, id: string, props: RestoreLandingProps) {
    super(scope, id);
    this.restoredPrefix = props.restoredPrefix ?? defaults.restoredPrefix;
    refuse(this.node.path, this.restoredPrefix);
    this.subnetGroupName = this.makeSubnetGroup(props);
    this.securityGroup = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc: props.vpc, allowAllOutbound: false, description: 'Restored databases: nobody in, nothing out',
    });
    this.role = this.makeRole(props);
  }

  private makeSubnetGroup({ vpc, subnets }: RestoreLandingProps): string {
    return new rds.SubnetGroup(this, 'Subnets', { vpc, vpcSubnets: subnets, description: 'Where restored databases land' }).subnetGroupName;
  }

  private makeRole({ keys }: RestoreLandingProps): iam.IRole {
    const role = new iam.Role(this, 'Role', { assumedBy: asBackup(Stack.of(this)), description: 'AWS Backup restores beside what is there' });
    new iam.ManagedPolicy(this, 'Policy', {
      roles: [role], description: 'What AWS Backup may do to restore',
      statements: restoreStatements(Stack.of(this), [RestoreLanding.TEST_PREFIX, this.restoredPrefix], keys.map(({ keyArn }) => keyArn)),
    });
    return role;
  }
}

function refuse(path: string, restoredPrefix: string): void {
  const problems = new Problems();
  problems.when(!/^[a-z](?:-?[a-z0-9]){0,28}-$/.test(restoredPrefix) || restoredPrefix.length > 30, {
    at: 'restoredPrefix', must: 'must be at most 30 lower-case letters, digits and single hyphens, ending in a hyphen', got: restoredPrefix, fix: 'for example "restored-"',
  });
  problems.refuse(`restore landing "${path}"`);
}
