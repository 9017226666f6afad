import { Fn, Names, RemovalPolicy, Tags } from 'aws-cdk-lib';
import { CfnRoute } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { RetentionDays, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnFirewall, CfnFirewallPolicy, CfnLoggingConfiguration, CfnRuleGroup } from 'aws-cdk-lib/aws-networkfirewall';
import { Construct } from 'constructs';
import type { EgressPolicy } from '../../lib/values/egress-policy';
import { Problems } from '../../lib/values/problems';
import { EncryptedLogGroup } from '../logging/encrypted-log-group';
import type { Network, NetworkZone } from '../network/network';
import { FirewallMode, modeWeakens } from './firewall-mode';
import { suricataRules } from './suricata-rules';

/** What an `EgressFirewall` is made from. */
export interface EgressFirewallProps {
  /** The network whose private tier is filtered. */
  readonly network: Network;
  /** What may leave; give the same policy to the `DnsFirewall`. */
  readonly policy: EgressPolicy;
  /** Key that encrypts the alert log; refused when missing in a mode that has a firewall. Its policy must let CloudWatch Logs use it. */
  readonly logEncryptionKey?: IKey;
  /**
   * How much of the firewall is built.
   *
   * @default FirewallMode.FULL
   */
  readonly mode?: FirewallMode;
  /**
   * TCP ports on which services of the private tier accept the load balancer, 1 to 65535, but not 53 and 853.
   *
   * @default - none: no call from the public tier reaches the private tier
   */
  readonly servicePorts?: number[];
  /**
   * How long alerts are kept in CloudWatch Logs.
   *
   * @default RetentionDays.ONE_YEAR
   */
  readonly logRetention?: RetentionDays;
  /**
   * What becomes of the log groups when they leave the template.
   *
   * @default RemovalPolicy.RETAIN - logs are evidence
   */
  readonly logRemovalPolicy?: RemovalPolicy;
  /**
   * Name of the bucket of the log archive for the firewall's flow log. Its policy must let `delivery.logs.amazonaws.com` write, as
   * for the flow log of the network.
   *
   * @default - the flow log goes to CloudWatch Logs, next to the alerts
   */
  readonly flowLogBucketName?: string;
  /**
   * Folder in that bucket, without slashes around it.
   *
   * @default - the root of the bucket
   */
  readonly flowLogPrefix?: string;
  /**
   * Whether AWS refuses to delete the firewall. Turn it off, deploy, then delete.
   *
   * @default true
   */
  readonly deleteProtection?: boolean;
  /**
   * Whether AWS refuses to move the firewall to other subnets or to put another policy in the place of this one. Rules can be
   * changed all the same. Turn it off for the deployment that adds an availability zone.
   *
   * @default true
   */
  readonly changeProtection?: boolean;
}

const defaults = {
  mode: FirewallMode.FULL,
  servicePorts: [],
  logRetention: RetentionDays.ONE_YEAR,
  logRemovalPolicy: RemovalPolicy.RETAIN,
  deleteProtection: true,
  changeProtection: true,
};

/** AWS: the stateful rule groups of a firewall policy have room for this many rules together. */
const capacityLimit = 30_000;
const smallestCapacity = 128;

/**
 * The way from the private tier to the internet, through AWS Network Firewall: only the destinations of one `EgressPolicy` are
 * passed, by TLS server name or HTTP host, protocol and port; everything else is dropped and logged. Rules are evaluated in
 * strict order; there is no way around: each zone's private subnet reaches the internet and the public tier through one firewall
 * endpoint, and answers come back through the same, so that the firewall sees private addresses and whole connections.
 *
 * What it cannot do: the server name is what the client claims. A program that names an allowed host but connects to another
 * address is not noticed by name; the `DnsFirewall` only keeps it from looking addresses up. A kept-alive HTTP connection is judged
 * by its first request. The capacity of the rule group is fixed when it is made; it is reserved in powers of two, and outgrowing
 * it replaces the rule group, without interruption.
 *
 * Refuses ports out of range, DNS ports, alerts without a key and a policy that needs more rules than AWS allows.
 *
 * @example
 * const egress = new EgressFirewall(this, 'Egress', {
 *   network,
 *   policy: EgressPolicy.allow({ domain: 'erp.example.net', reason: 'invoices are booked in the ERP' }),
 *   servicePorts: [8080],
 *   logEncryptionKey: key,
 * });
 */
export class EgressFirewall extends Construct {
  /** How much of the firewall is built. */
  public readonly mode: FirewallMode;
  /** What this mode gives up against a full firewall, in sentences for the evidence; empty for `FirewallMode.FULL`. */
  public readonly weakens: string[];
  /** ARN of the firewall; undefined without one. */
  public readonly firewallArn?: string;
  /** Where dropped connections are logged; undefined without a firewall. */
  public readonly alertLogGroup?: ILogGroup;
  /** The rules in the order of evaluation, as Suricata reads them; empty without a firewall. */
  public readonly rules: string[];
  /** Capacity reserved for the rules; 0 without a firewall. */
  public readonly capacity: number;

  public constructor(scope: Construct, id: string, props: EgressFirewallProps) {
    super(scope, id);
    this.mode = props.mode ?? defaults.mode;
    this.weakens = [...modeWeakens[this.mode]];
    this.rules = this.mode === FirewallMode.DNS_ONLY ? [] : this.makeRules(props);
    this.capacity = this.rules.length === 0 ? 0 : capacityOf(this.rules.length);
    this.refuse(props);
    if (this.mode === FirewallMode.DNS_ONLY) {
      this.routeToNat(props.network);
      return;
    }
    const zones = this.mode === FirewallMode.FULL ? props.network.zones : props.network.zones.slice(0, 1);
    const firewall = this.makeFirewall(props, zones);
    this.firewallArn = firewall.attrFirewallArn;
    this.routeThrough(firewall, props.network, zones);
    if (props.logEncryptionKey !== undefined) this.alertLogGroup = this.makeLogs(firewall, props, props.logEncryptionKey);
  }

  private refuse({ servicePorts = defaults.servicePorts, logEncryptionKey, flowLogPrefix }: EgressFirewallProps): void {
    const problems = new Problems();
    servicePorts.forEach((port, index) => {
      const at = `servicePorts[${index}]`;
      problems.when(!Number.isInteger(port) || port < 1 || port > 65_535, { at, must: 'must be a whole number from 1 to 65535', got: port });
      problems.when(port === 53 || port === 853, { at, must: 'must not be a DNS port', got: port, fix: 'choose another port; the firewall drops DNS before anything else' });
    });
    problems.when(this.rules.length > capacityLimit, { at: 'policy', must: `must not need more than ${capacityLimit} rules`, got: this.rules.length, fix: 'use wildcards' });
    problems.when(this.mode !== FirewallMode.DNS_ONLY && logEncryptionKey === undefined, { at: 'logEncryptionKey', must: 'must be given', fix: 'alerts are kept encrypted; pass the key of the environment' });
    problems.when(flowLogPrefix !== undefined && /^$|^\/|\/$/.test(flowLogPrefix), { at: 'flowLogPrefix', must: 'must be a folder without slashes around it', got: flowLogPrefix });
    problems.refuse(`egress firewall "${this.node.path}"`);
  }

  private makeRules({ network, policy, servicePorts = defaults.servicePorts }: EgressFirewallProps): string[] {
    return suricataRules({
      rules: policy.rules,
      servicePorts: [...new Set(servicePorts)].sort((a, b) => a - b),
      publicCidrs: network.zones.map((zone) => zone.publicSubnet.ipv4CidrBlock),
      privateCidrs: network.zones.map((zone) => zone.privateSubnet.ipv4CidrBlock),
    });
  }

  private makeFirewall(props: EgressFirewallProps, zones: readonly NetworkZone[]): CfnFirewall {
    const { network, changeProtection = defaults.changeProtection } = props;
    const name = Names.uniqueResourceName(this, { maxLength: 100, separator: '-' });
    // The capacity is part of the name: a named group can only be replaced by one of another name.
    const group = new CfnRuleGroup(this, 'Rules', {
      ruleGroupName: `${name}-${this.capacity}`, type: 'STATEFUL', capacity: this.capacity,
      ruleGroup: {
        ruleVariables: { ipSets: { HOME_NET: { definition: [network.cidr] } } },
        rulesSource: { rulesString: this.rules.join('\n') },
        statefulRuleOptions: { ruleOrder: 'STRICT_ORDER' },
      },
    });
    const policy = new CfnFirewallPolicy(this, 'Policy', {
      firewallPolicyName: name,
      firewallPolicy: {
        statelessDefaultActions: ['aws:forward_to_sfe'],
        statelessFragmentDefaultActions: ['aws:forward_to_sfe'],
        // Per application layer, because a client hello of today, with its post-quantum key, comes in two packets.
        statefulDefaultActions: ['aws:drop_established_app_layer', 'aws:alert_established_app_layer'],
        statefulEngineOptions: { ruleOrder: 'STRICT_ORDER', streamExceptionPolicy: 'REJECT' },
        statefulRuleGroupReferences: [{ resourceArn: group.attrRuleGroupArn, priority: 100 }],
      },
    });
    const firewall = new CfnFirewall(this, 'Firewall', {
      firewallName: name, firewallPolicyArn: policy.attrFirewallPolicyArn, vpcId: network.vpc.vpcId,
      subnetMappings: zones.map(({ firewallSubnet }) => ({ subnetId: firewallSubnet.subnetId, ipAddressType: 'IPV4' })),
      deleteProtection: props.deleteProtection ?? defaults.deleteProtection,
      subnetChangeProtection: changeProtection, firewallPolicyChangeProtection: changeProtection,
    });
    Tags.of(firewall).add('Name', this.node.path);
    return firewall;
  }

  /**
   * Every flow between a private subnet and anything outside the private tiers passes the endpoint of that private subnet, in
   * both directions and from whatever zone. So NAT gateways can be shared, and a load balancer node of one zone may call a
   * service of another, and still no firewall ever sees half a connection.
   */
  private routeThrough(firewall: CfnFirewall, network: Network, zones: readonly NetworkZone[]): void {
    const endpoints = new Map(zones.map(({ availabilityZone }) => [availabilityZone, endpointIn(firewall, availabilityZone)]));
    const [first = ''] = endpoints.values();
    for (const zone of network.zones) {
      const vpcEndpointId = endpoints.get(zone.availabilityZone) ?? first;
      const name = letter(zone);
      new CfnRoute(this, `Private${name}Internet`, { routeTableId: zone.privateSubnet.routeTable.routeTableId, destinationCidrBlock: '0.0.0.0/0', vpcEndpointId });
      for (const front of network.zones) {
        new CfnRoute(this, `Private${name}ToPublic${letter(front)}`, {
          routeTableId: zone.privateSubnet.routeTable.routeTableId, destinationCidrBlock: front.publicSubnet.ipv4CidrBlock, vpcEndpointId,
        });
        new CfnRoute(this, `Public${letter(front)}ToPrivate${name}`, {
          routeTableId: front.publicSubnet.routeTable.routeTableId, destinationCidrBlock: zone.privateSubnet.ipv4CidrBlock, vpcEndpointId,
        });
      }
    }
  }

  private routeToNat(network: Network): void {
    for (const zone of network.zones) {
      new CfnRoute(this, `Private${letter(zone)}Internet`, {
        routeTableId: zone.privateSubnet.routeTable.routeTableId, destinationCidrBlock: '0.0.0.0/0', natGatewayId: zone.natGatewayId,
      });
    }
  }

  /** AWS takes one destination for each kind of log. */
  private makeLogs(firewall: CfnFirewall, props: EgressFirewallProps, encryptionKey: IKey): ILogGroup {
    const settings = { encryptionKey, retention: props.logRetention ?? defaults.logRetention, removalPolicy: props.logRemovalPolicy ?? defaults.logRemovalPolicy };
    const { logGroup } = new EncryptedLogGroup(this, 'Alerts', settings);
    const flows: { logDestinationType: string; logDestination: Record<string, string> } = props.flowLogBucketName === undefined
      ? { logDestinationType: 'CloudWatchLogs', logDestination: { logGroup: new EncryptedLogGroup(this, 'Flows', settings).logGroup.logGroupName } }
      : { logDestinationType: 'S3', logDestination: { bucketName: props.flowLogBucketName, ...(props.flowLogPrefix === undefined ? {} : { prefix: props.flowLogPrefix }) } };
    const logging = new CfnLoggingConfiguration(this, 'Logging', {
      firewallArn: firewall.attrFirewallArn,
      firewallName: firewall.firewallName,
      loggingConfiguration: {
        logDestinationConfigs: [
          { logType: 'ALERT', logDestinationType: 'CloudWatchLogs', logDestination: { logGroup: logGroup.logGroupName } },
          { logType: 'FLOW', ...flows },
        ],
      },
    });
    for (const child of this.node.children.filter((candidate) => candidate instanceof EncryptedLogGroup)) logging.node.addDependency(child);
    return logGroup;
  }
}

/** Room for twice the rules of today, as a power of two; AWS reserves it and never lets it grow. */
function capacityOf(rules: number): number {
  let capacity = smallestCapacity;
  while (capacity < rules * 2) capacity *= 2;
  return Math.min(capacity, capacityLimit);
}

/**
 * The endpoint of one zone. `EndpointIds` comes as `zone:endpoint` in no particular order, so the zone is searched by name: what
 * follows `eu-west-1a:` in the joined list, up to the next comma.
 */
function endpointIn(firewall: CfnFirewall, zone: string): string {
  const after = Fn.select(1, Fn.split(`${zone}:`, Fn.join(',', firewall.attrEndpointIds)));
  return Fn.select(0, Fn.split(',', after));
}

function letter({ availabilityZone }: NetworkZone): string {
  return availabilityZone.slice(-1).toUpperCase();
}
