import { CfnNetworkAcl, CfnNetworkAclEntry, CfnSubnetNetworkAclAssociation, type ISubnet } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';

/** What the lists of the four tiers are made from. */
export interface TierAclsProps {
  readonly vpcId: string;
  readonly cidr: string;
  readonly zones: ReadonlyArray<{ publicSubnet: ISubnet; firewallSubnet: ISubnet; privateSubnet: ISubnet; isolatedSubnet: ISubnet }>;
  readonly privateCidrs: readonly string[];
  readonly isolatedCidrs: readonly string[];
}

interface Entry {
  readonly cidr: string;
  readonly allow: boolean;
  /** 6 is TCP, 1 is ICMP, -1 is everything. */
  readonly protocol: number;
  readonly ports?: readonly [from: number, to: number];
}

const internet = '0.0.0.0/0';
const ephemeral = [1024, 65_535] as const;
const everyPort = [1, 65_535] as const;

const allowTcp = (cidr: string, ports: readonly [number, number]): Entry => ({ cidr, allow: true, protocol: 6, ports });
const denyTcp = (cidr: string, port: number): Entry => ({ cidr, allow: false, protocol: 6, ports: [port, port] });
/** "Fragmentation needed": without it, path MTU discovery fails and large answers hang. */
const allowMtuDiscovery: Entry = { cidr: internet, allow: true, protocol: 1 };

/**
 * One network ACL for each tier: what holds even when a security group is wrong.
 *
 * - public: HTTP and HTTPS in, answers in, what the private tier sends through the NAT gateways out; TCP only.
 * - firewall: open, because what an ACL drops here would be missing in the log of the firewall, which is the filter.
 * - private: from the network, and answers from the internet; out by TCP only, never to port 53 or 853. No UDP at all, so
 *   neither DNS nor QUIC can leave. The resolver and the clock of the VPC are not subject to network ACLs and stay reachable.
 * - isolated: nothing but the private tier, and its own kind, for replication between nodes. No internet address, no DNS.
 */
export class TierAcls extends Construct {
  public constructor(scope: Construct, id: string, props: TierAclsProps) {
    super(scope, id);
    const { zones, privateCidrs, isolatedCidrs, cidr } = props;
    this.tier('Public', props.vpcId, zones.map((zone) => zone.publicSubnet),
      [allowTcp(internet, [443, 443]), allowTcp(internet, [80, 80]), allowTcp(internet, ephemeral), ...privateCidrs.map((block) => allowTcp(block, everyPort)), allowMtuDiscovery],
      [denyTcp(internet, 53), denyTcp(internet, 853), allowTcp(internet, everyPort), allowMtuDiscovery]);
    this.tier('Firewall', props.vpcId, zones.map((zone) => zone.firewallSubnet),
      [{ cidr: internet, allow: true, protocol: -1 }], [{ cidr: internet, allow: true, protocol: -1 }]);
    this.tier('Private', props.vpcId, zones.map((zone) => zone.privateSubnet),
      [allowTcp(cidr, everyPort), allowTcp(internet, ephemeral), allowMtuDiscovery],
      [denyTcp(internet, 53), denyTcp(internet, 853), allowTcp(internet, everyPort), allowMtuDiscovery]);
    const peers = [...privateCidrs, ...isolatedCidrs];
    this.tier('Isolated', props.vpcId, zones.map((zone) => zone.isolatedSubnet),
      peers.map((block) => allowTcp(block, everyPort)),
      [...privateCidrs.map((block) => allowTcp(block, [443, 443])), ...privateCidrs.map((block) => allowTcp(block, ephemeral)), ...isolatedCidrs.map((block) => allowTcp(block, everyPort))]);
  }

  private tier(name: string, vpcId: string, subnets: readonly ISubnet[], ingress: readonly Entry[], egress: readonly Entry[]): void {
    const acl = new CfnNetworkAcl(this, name, { vpcId, tags: [{ key: 'Name', value: `${this.node.path}/${name}` }] });
    ingress.forEach((entry, index) => this.entry(acl, `${name}In${(index + 1) * 100}`, (index + 1) * 100, false, entry));
    egress.forEach((entry, index) => this.entry(acl, `${name}Out${(index + 1) * 100}`, (index + 1) * 100, true, entry));
    subnets.forEach((subnet, index) => new CfnSubnetNetworkAclAssociation(this, `${name}Subnet${index + 1}`, { networkAclId: acl.ref, subnetId: subnet.subnetId }));
  }

  private entry(acl: CfnNetworkAcl, id: string, ruleNumber: number, egress: boolean, { cidr, allow, protocol, ports }: Entry): void {
    new CfnNetworkAclEntry(this, id, {
      networkAclId: acl.ref,
      ruleNumber,
      egress,
      cidrBlock: cidr,
      protocol,
      ruleAction: allow ? 'allow' : 'deny',
      ...(ports === undefined ? {} : { portRange: { from: ports[0], to: ports[1] } }),
      ...(protocol === 1 ? { icmp: { type: 3, code: 4 } } : {}),
    });
  }
}
