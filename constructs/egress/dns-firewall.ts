import { Names, Stack } from 'aws-cdk-lib';
import { CfnFirewallConfig, CfnFirewallDomainList, CfnFirewallRuleGroup, CfnFirewallRuleGroupAssociation } from 'aws-cdk-lib/aws-route53resolver';
import { Construct } from 'constructs';
import { DomainName } from '../../lib/values/domain-name';
import type { EgressPolicy } from '../../lib/values/egress-policy';
import { Problems } from '../../lib/values/problems';
import { ResolverQueryLog } from '../names/resolver-query-log';
import type { IResolvingNetwork } from '../network/resolving-network';

/** What a `DnsFirewall` is made from. */
export interface DnsFirewallProps {
  /** The network whose resolver is filtered. */
  readonly network: IResolvingNetwork;
  /** What may leave: its names resolve. Give the same policy to the `EgressFirewall`. */
  readonly policy: EgressPolicy;
  /** ARN of the bucket, log group or delivery stream that takes the query log; best the archive of the audit account. */
  readonly queryLogDestinationArn: string;
  /**
   * The environment's own zones, for example `staging.projects.example.com`: the zone and all names below it resolve.
   *
   * @default - none
   */
  readonly zoneNames?: string[];
  /**
   * Further names or patterns that resolve although nothing outside the network is called by them: databases, caches and the like
   * whose names AWS makes, for example `*.eu-west-1.rds.amazonaws.com`.
   *
   * @default - RDS names of the region, and those of ElastiCache
   */
  readonly serviceNames?: string[];
  /**
   * Whether AWS refuses to change or remove the association of the rules with the network. Turn it off, deploy, then delete.
   *
   * @default true
   */
  readonly mutationProtection?: boolean;
}

const defaults = { mutationProtection: true };

/** Priority of the association: AWS takes 101 to 8999, lower first. */
const associationPriority = 101;

/**
 * The names that resolve in a network: the destinations of the `EgressPolicy`, the environment's own zones, and the AWS services
 * that have an endpoint in the network, by their exact regional names. Any other query is answered NXDOMAIN and logged. When the
 * firewall itself fails, nothing resolves (fail closed).
 *
 * AWS names are not allowed by the domain: below `amazonaws.com` anybody can own a bucket or an API. `*.s3.REGION.amazonaws.com` must
 * resolve, since buckets are addressed so; what keeps foreign buckets out is the policy of the S3 endpoint. The first name of a
 * redirection (CNAME) is what is judged: who owns an allowed name decides where it points, and the `EgressFirewall` checks the name again.
 *
 * Refuses malformed zone and service names, and wildcards over domains in which anybody can register.
 *
 * @example
 * const dns = new DnsFirewall(this, 'Dns', {
 *   network,
 *   policy: EgressPolicy.allow({ domain: 'erp.example.net', reason: 'invoices are booked in the ERP' }),
 *   zoneNames: ['staging.projects.example.com'],
 *   queryLogDestinationArn: 'arn:aws:s3:::example-log-archive',
 * });
 */
export class DnsFirewall extends Construct {
  /**
   * Names that databases and caches of a region have. None but RDS and ElastiCache makes names there, and they lead to addresses inside networks.
   *
   * @param region the region
   */
  public static dataNames(region: string): string[] {
    return [`*.${region}.rds.amazonaws.com`, '*.cache.amazonaws.com'];
  }

  /** Id of the rule group. */
  public readonly ruleGroupId: string;
  /** Every name and pattern that resolves, sorted. */
  public readonly allowedNames: string[];

  public constructor(scope: Construct, id: string, props: DnsFirewallProps) {
    super(scope, id);
    const serviceNames = props.serviceNames ?? [...DnsFirewall.dataNames(Stack.of(this).region)];
    refuse(this, props);
    const own = [...(props.zoneNames ?? []).flatMap((zone) => [zone.toLowerCase(), `*.${zone.toLowerCase()}`]), `*.${internalDomain(this)}`];
    const services = [...awsNames(this, props.network), ...serviceNames];
    this.allowedNames = [...new Set([...own, ...services, ...props.policy.domains])].sort();
    const group = this.makeRules(own, services, props.policy.domains);
    this.ruleGroupId = group.attrId;
    this.attach(group, props);
    new ResolverQueryLog(this, 'QueryLog', { vpc: props.network.vpc, destinationArn: props.queryLogDestinationArn });
  }

  private makeRules(own: string[], services: string[], egress: string[]): CfnFirewallRuleGroup {
    const allowed = Object.entries({ OwnZones: own, AwsServices: services, Egress: egress }).filter(([, domains]) => domains.length > 0);
    const allow = allowed.map(([name, domains], index) => ({
      action: 'ALLOW', priority: (index + 1) * 100, firewallDomainListId: this.domains(name, domains), firewallDomainRedirectionAction: 'TRUST_REDIRECTION_DOMAIN',
    }));
    const block = { action: 'BLOCK', blockResponse: 'NXDOMAIN', priority: 1_000, firewallDomainListId: this.domains('Everything', ['*']) };
    return new CfnFirewallRuleGroup(this, 'Rules', { name: Names.uniqueResourceName(this, { maxLength: 60, separator: '-' }), firewallRules: [...allow, block] });
  }

  private domains(name: string, domains: string[]): string {
    const list = `${Names.uniqueResourceName(this, { maxLength: 50, separator: '-' })}-${name}`;
    return new CfnFirewallDomainList(this, name, { name: list, domains: [...new Set(domains)].sort() }).attrId;
  }

  private attach(group: CfnFirewallRuleGroup, props: DnsFirewallProps): void {
    const { vpcId } = props.network.vpc;
    new CfnFirewallRuleGroupAssociation(this, 'Association', {
      firewallRuleGroupId: group.attrId, vpcId, priority: associationPriority,
      mutationProtection: (props.mutationProtection ?? defaults.mutationProtection) ? 'ENABLED' : 'DISABLED',
    });
    const failClosed = new CfnFirewallConfig(this, 'FailClosed', { resourceId: vpcId, firewallFailOpen: 'DISABLED' });
    // cfn-lint 1.58 does not know this type yet.
    failClosed.addMetadata('cfn-lint', { config: { ignore_checks: ['E3006'] } });
  }
}

/** The private names of instances and tasks: `ip-10-20-0-1.eu-west-1.compute.internal`. */
function internalDomain(scope: Construct): string {
  const { region } = Stack.of(scope);
  return region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`;
}

/** What the endpoints of the network are called by. */
function awsNames(scope: Construct, network: IResolvingNetwork): string[] {
  const { region, account } = Stack.of(scope);
  const regional = (name: string): string => `${name}.${region}.amazonaws.com`;
  // The SDKs use DynamoDB by a name of the account as well.
  const gateways = [regional('s3'), `*.${regional('s3')}`, regional('dynamodb'), regional(`${account}.ddb`)];
  const interfaces = network.interfaceEndpoints.map((service) => (service === 'ecr.dkr' ? `*.${regional('dkr.ecr')}` : regional(service.split('.').reverse().join('.'))));
  return [...gateways, ...interfaces];
}

function refuse(scope: Construct, { zoneNames = [], serviceNames = [] }: DnsFirewallProps): void {
  const problems = new Problems();
  zoneNames.forEach((zone, index) => problems.addAll(DomainName.problems(zone, `zoneNames[${index}]`)));
  serviceNames.forEach((name, index) => problems.addAll(DomainName.patternProblems(name, `serviceNames[${index}]`)));
  problems.refuse(`DNS firewall "${scope.node.path}"`);
}
