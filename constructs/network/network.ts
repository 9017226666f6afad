import { Stack, Tags, Token } from 'aws-cdk-lib';
import {
  CfnEIP, CfnFlowLog, CfnInternetGateway, CfnNatGateway, CfnRoute, CfnVPC, CfnVPCEncryptionControl, CfnVPCEndpoint, CfnVPCGatewayAttachment, Peer, Port, SecurityGroup, Subnet, Vpc, type ISecurityGroup, type ISubnet, type IVpc,
} from 'aws-cdk-lib/aws-ec2';
import type { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { Problems, type Problem } from '../../lib/values/problems';
import { EmptySecurityGroup } from './empty-security-group';
import { endpointPolicy, type EndpointException } from './endpoint-policy';
import { NetworkEncryption } from './network-encryption';
import type { IResolvingNetwork } from './resolving-network';
import { planSubnets, subnetPlanProblems, type ZonePlan } from './subnet-plan';
import { TierAcls } from './tier-acls';

/** Where flow logs are kept: a bucket of the log archive, in another account. */
export interface FlowLogArchive {
  /**
   * ARN of the bucket. Its policy must let `delivery.logs.amazonaws.com` do `s3:PutObject` on
   * `PREFIX/AWSLogs/ACCOUNT/*` and `s3:GetBucketAcl` on the bucket, with `aws:SourceAccount` being this account and
   * `aws:SourceArn` like `arn:aws:logs:REGION:ACCOUNT:*`; where it is encrypted with a KMS key, the key policy must let the same
   * service use `kms:GenerateDataKey*` and `kms:Decrypt` under the same conditions.
   */
  readonly bucketArn: string;
  /**
   * Folder in the bucket, without slashes around it.
   *
   * @default - the root of the bucket
   */
  readonly prefix?: string;
}

/** What a `Network` is made from. */
export interface NetworkProps {
  /** IPv4 block of the network, /16 to /22 of private address space, written by its first address. */
  readonly cidr: string;
  /**
   * Names of two to four availability zones, for example `eu-west-1a`, in the order of the address plan: append a zone to add
   * it, and no subnet is renumbered. Given, not looked up, so that synthesis needs no credentials.
   */
  readonly availabilityZones: string[];
  /** Where the flow logs of the whole network go: all traffic, in Parquet, at most 60 seconds apart. */
  readonly flowLogArchive: FlowLogArchive;
  /**
   * Number of NAT gateways, 1 to the number of zones. Zones without one share the last.
   *
   * @default - one in each zone
   */
  readonly natGateways?: number;
  /**
   * Id of the AWS organisation, for example `o-a1b2c3d4e5`. Endpoints then also refuse this account once it has left it.
   *
   * @default - endpoints are limited to the account only
   */
  readonly organizationId?: string;
  /**
   * AWS services reached by interface endpoints in the private tier, by the short names of their endpoints, for example
   * `secretsmanager`. A list given replaces the default; an empty list makes none.
   *
   * @default - what containers need: ecr.api, ecr.dkr, logs, monitoring, xray, ssm, ssmmessages, secretsmanager, kms, sts, sqs, events
   */
  readonly interfaceEndpoints?: string[];
  /**
   * Crossings that endpoints let through to other accounts, for example pulling images from the delivery account.
   *
   * @default - none
   */
  readonly endpointExceptions?: EndpointException[];
  /**
   * Whether hosts are managed by Systems Manager and may read AWS's own buckets for that (agent, patch baselines, packages).
   *
   * @default false - only the bucket of container image layers can be read
   */
  readonly hostManagement?: boolean;
  /**
   * Whether AWS refuses what cannot encrypt between the parts of the network, or only reports it.
   *
   * @default NetworkEncryption.ENFORCED
   */
  readonly encryption?: NetworkEncryption;
  /**
   * Whether to empty the default security group, by a function that runs once.
   *
   * @default true
   */
  readonly emptyDefaultSecurityGroup?: boolean;
  /**
   * Key that encrypts the log of that function. Its policy must let CloudWatch Logs use it.
   *
   * @default - CloudWatch's own encryption
   */
  readonly logEncryptionKey?: IKey;
}

/** The subnets of one availability zone. */
export interface NetworkZone {
  /** Name of the zone, for example `eu-west-1a`. */
  readonly availabilityZone: string;
  /** Load balancers and NAT gateways. */
  readonly publicSubnet: ISubnet;
  /** Firewall endpoints only. */
  readonly firewallSubnet: ISubnet;
  /** Workloads; no way to the internet until a firewall gives one. */
  readonly privateSubnet: ISubnet;
  /** Databases; never a way to the internet. */
  readonly isolatedSubnet: ISubnet;
  /** The NAT gateway this zone uses. */
  readonly natGatewayId: string;
}

/** Services reached by gateway endpoints, free of charge; they always have one. */
const gatewayServices = ['s3', 'dynamodb'];

const defaults = {
  interfaceEndpoints: ['ecr.api', 'ecr.dkr', 'logs', 'monitoring', 'xray', 'ssm', 'ssmmessages', 'secretsmanager', 'kms', 'sts', 'sqs', 'events', 'lambda', 'appconfigdata'],
  emptyDefaultSecurityGroup: true,
  encryption: NetworkEncryption.ENFORCED,
  hostManagement: false,
  flowLogFields: ['version', 'account-id', 'vpc-id', 'subnet-id', 'interface-id', 'srcaddr', 'dstaddr', 'srcport', 'dstport', 'protocol', 'packets', 'bytes', 'start', 'end',
    'action', 'log-status', 'tcp-flags', 'type', 'pkt-srcaddr', 'pkt-dstaddr', 'az-id', 'pkt-src-aws-service', 'pkt-dst-aws-service', 'flow-direction', 'traffic-path', 'reject-reason', 'encryption-status'],
};

/**
 * The network of one environment: a VPC with four tiers of subnets in each availability zone (public, firewall, private,
 * isolated), an address plan that never renumbers, NAT gateways, VPC endpoints that serve this account only, a network ACL for
 * each tier, flow logs to the archive, and a default security group without rules. What passes between its parts is encrypted by AWS, and what
 * cannot be is refused; flow logs tell of each flow whether it was. IPv4 only, on purpose.
 *
 * The private tier has no route to the internet until an `EgressFirewall` adds it; the isolated tier never has one. `vpc` is what
 * the constructs of aws-cdk-lib take: its subnet groups are `public`, `private` and `isolated`.
 *
 * Refuses blocks that are no private /16 to /22, fewer than two or more than four zones, zones of another region, a number of NAT
 * gateways that does not fit, unknown forms of endpoint names and endpoint exceptions that are too wide or give no reason.
 *
 * @example
 * const network = new Network(this, 'Network', {
 *   cidr: '10.20.0.0/16',
 *   availabilityZones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'],
 *   flowLogArchive: { bucketArn: 'arn:aws:s3:::example-log-archive', prefix: 'flow-logs' },
 * });
 */
export class Network extends Construct implements IResolvingNetwork {
  /** The VPC, with the subnet groups `public`, `private` and `isolated`. */
  public readonly vpc: IVpc;
  /** The IPv4 block of the network. */
  public readonly cidr: string;
  /** The zones in the order they were given. */
  public readonly zones: NetworkZone[];
  /** Security group of the interface endpoints; it accepts HTTPS from the private and isolated tiers. */
  public readonly endpointSecurityGroup: ISecurityGroup;
  /** Public addresses of the NAT gateways: what calls from the private tier come from. */
  public readonly natAddresses: string[] = [];
  /** Short names of the services that have an interface endpoint. */
  public readonly interfaceEndpoints: string[];

  private readonly cfnVpc: CfnVPC;
  private readonly plan: readonly ZonePlan[];

  public constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    refuse(this, props);
    this.cidr = props.cidr;
    this.interfaceEndpoints = [...(props.interfaceEndpoints ?? defaults.interfaceEndpoints)];
    this.plan = planSubnets(props.cidr, props.availabilityZones);
    this.cfnVpc = new CfnVPC(this, 'Vpc', { cidrBlock: props.cidr, enableDnsHostnames: true, enableDnsSupport: true });
    Tags.of(this.cfnVpc).add('Name', this.node.path);
    this.encrypt(props.encryption ?? defaults.encryption);
    this.zones = this.makeZones(props.natGateways ?? props.availabilityZones.length);
    this.vpc = this.importable();
    this.endpointSecurityGroup = this.makeEndpointSecurityGroup();
    this.makeEndpoints(props);
    this.makeFlowLog(props.flowLogArchive);
    new TierAcls(this, 'Acls', {
      vpcId: this.cfnVpc.ref, cidr: this.cidr, zones: this.zones,
      privateCidrs: this.plan.map((zone) => zone.private), isolatedCidrs: this.plan.map((zone) => zone.isolated),
    });
    if (props.emptyDefaultSecurityGroup ?? defaults.emptyDefaultSecurityGroup) {
      new EmptySecurityGroup(this, 'DefaultSecurityGroup', { groupId: this.cfnVpc.attrDefaultSecurityGroup, logEncryptionKey: props.logEncryptionKey });
    }
  }

  /** With the gateways of every network of ours excepted, so that enforcing does not wait for them. */
  private encrypt(encryption: NetworkEncryption): void {
    const enforced = encryption === NetworkEncryption.ENFORCED;
    const excepted = enforced ? { internetGatewayExclusionInput: 'enable', natGatewayExclusionInput: 'enable', lambdaExclusionInput: 'enable' } : {};
    new CfnVPCEncryptionControl(this, 'Encryption', { vpcId: this.cfnVpc.ref, mode: enforced ? 'enforce' : 'monitor', ...excepted });
  }

  private makeZones(natGateways: number): NetworkZone[] {
    const gateway = new CfnInternetGateway(this, 'InternetGateway');
    const attachment = new CfnVPCGatewayAttachment(this, 'InternetGatewayAttachment', { vpcId: this.cfnVpc.ref, internetGatewayId: gateway.ref });
    const subnets = this.plan.map((plan) => ({
      availabilityZone: plan.zone,
      publicSubnet: this.makeSubnet('Public', plan.zone, plan.public),
      firewallSubnet: this.makeSubnet('Firewall', plan.zone, plan.firewall),
      privateSubnet: this.makeSubnet('Private', plan.zone, plan.private),
      isolatedSubnet: this.makeSubnet('Isolated', plan.zone, plan.isolated),
    }));
    const gateways = subnets.slice(0, natGateways).map(({ availabilityZone, publicSubnet }) => {
      const address = new CfnEIP(this, `NatAddress${letter(availabilityZone)}`, { domain: 'vpc' });
      this.natAddresses.push(address.attrPublicIp);
      const nat = new CfnNatGateway(this, `NatGateway${letter(availabilityZone)}`, { subnetId: publicSubnet.subnetId, allocationId: address.attrAllocationId });
      Tags.of(nat).add('Name', `${this.node.path}/${letter(availabilityZone)}`);
      nat.addResourceDependency(attachment);
      return nat.ref;
    });
    return subnets.map((zone, index) => {
      const natGatewayId = gateways[Math.min(index, gateways.length - 1)] ?? '';
      const route = new CfnRoute(this, `Public${letter(zone.availabilityZone)}Internet`, {
        routeTableId: zone.publicSubnet.routeTable.routeTableId, destinationCidrBlock: '0.0.0.0/0', gatewayId: gateway.ref,
      });
      route.addResourceDependency(attachment);
      new CfnRoute(this, `Firewall${letter(zone.availabilityZone)}Internet`, {
        routeTableId: zone.firewallSubnet.routeTable.routeTableId, destinationCidrBlock: '0.0.0.0/0', natGatewayId,
      });
      return { ...zone, natGatewayId };
    });
  }

  private makeSubnet(tier: string, availabilityZone: string, cidrBlock: string): Subnet {
    const subnet = new Subnet(this, `${tier}${letter(availabilityZone)}`, { vpcId: this.cfnVpc.ref, availabilityZone, cidrBlock, mapPublicIpOnLaunch: false });
    Tags.of(subnet).add('Tier', tier.toLowerCase());
    return subnet;
  }

  /**
   * `ec2.Vpc` would ask AWS for the zones of the account, even when they are given. The firewall tier is left out: nothing but
   * firewall endpoints belongs there.
   */
  private importable(): IVpc {
    const group = (of: (zone: NetworkZone) => ISubnet): { ids: string[]; tables: string[]; blocks: string[] } => ({
      ids: this.zones.map((zone) => of(zone).subnetId),
      tables: this.zones.map((zone) => of(zone).routeTable.routeTableId),
      blocks: this.zones.map((zone) => of(zone).ipv4CidrBlock),
    });
    const open = group((zone) => zone.publicSubnet);
    const inner = group((zone) => zone.privateSubnet);
    const isolated = group((zone) => zone.isolatedSubnet);
    return Vpc.fromVpcAttributes(this, 'Imported', {
      vpcId: this.cfnVpc.ref, vpcCidrBlock: this.cidr, availabilityZones: this.zones.map((zone) => zone.availabilityZone),
      publicSubnetNames: ['public'], publicSubnetIds: open.ids, publicSubnetRouteTableIds: open.tables, publicSubnetIpv4CidrBlocks: open.blocks,
      privateSubnetNames: ['private'], privateSubnetIds: inner.ids, privateSubnetRouteTableIds: inner.tables, privateSubnetIpv4CidrBlocks: inner.blocks,
      isolatedSubnetNames: ['isolated'], isolatedSubnetIds: isolated.ids, isolatedSubnetRouteTableIds: isolated.tables, isolatedSubnetIpv4CidrBlocks: isolated.blocks,
    });
  }

  private makeEndpointSecurityGroup(): SecurityGroup {
    const group = new SecurityGroup(this, 'EndpointSecurityGroup', { vpc: this.vpc, allowAllOutbound: false, description: 'HTTPS to the interface endpoints from the private and isolated tiers' });
    for (const { zone, private: inner, isolated } of this.plan) {
      group.addIngressRule(Peer.ipv4(inner), Port.HTTPS, `private tier ${zone}`);
      group.addIngressRule(Peer.ipv4(isolated), Port.HTTPS, `isolated tier ${zone}`);
    }
    return group;
  }

  /** Gateways serve the private tier only: the isolated tier reaches no address outside the network. */
  private makeEndpoints(props: NetworkProps): void {
    const { region } = Stack.of(this);
    const { endpointExceptions = [], organizationId, hostManagement = defaults.hostManagement } = props;
    const common = (name: string): { vpcId: string; serviceName: string; policyDocument: PolicyDocument } => ({
      vpcId: this.cfnVpc.ref,
      serviceName: `com.amazonaws.${region}.${name}`,
      policyDocument: endpointPolicy(this, name, endpointExceptions, organizationId, hostManagement),
    });
    const inner = this.zones.map((zone) => zone.privateSubnet);
    for (const name of gatewayServices) {
      new CfnVPCEndpoint(this, `${pascal(name)}Endpoint`, { ...common(name), vpcEndpointType: 'Gateway', routeTableIds: inner.map((subnet) => subnet.routeTable.routeTableId) });
    }
    for (const name of this.interfaceEndpoints) {
      new CfnVPCEndpoint(this, `${pascal(name)}Endpoint`, {
        ...common(name), vpcEndpointType: 'Interface', privateDnsEnabled: true, subnetIds: inner.map((subnet) => subnet.subnetId), securityGroupIds: [this.endpointSecurityGroup.securityGroupId],
      });
    }
  }

  private makeFlowLog({ bucketArn, prefix }: FlowLogArchive): void {
    new CfnFlowLog(this, 'FlowLog', {
      resourceId: this.cfnVpc.ref,
      resourceType: 'VPC',
      trafficType: 'ALL',
      maxAggregationInterval: 60,
      logDestinationType: 's3',
      logDestination: prefix === undefined ? bucketArn : `${bucketArn}/${prefix}/`,
      destinationOptions: { FileFormat: 'parquet', HiveCompatiblePartitions: false, PerHourPartition: true },
      logFormat: defaults.flowLogFields.map((field) => '${' + field + '}').join(' '),
    });
  }
}

function refuse(scope: Construct, props: NetworkProps): void {
  const { region } = Stack.of(scope);
  const problems = new Problems();
  problems.addAll(subnetPlanProblems(props.cidr, props.availabilityZones, Token.isUnresolved(region) ? undefined : region));
  const { natGateways } = props;
  problems.when(natGateways !== undefined && (!Number.isInteger(natGateways) || natGateways < 1 || natGateways > props.availabilityZones.length), {
    at: 'natGateways', must: `must be a whole number from 1 to ${props.availabilityZones.length}, the number of zones`, got: natGateways,
  });
  const { prefix } = props.flowLogArchive;
  problems.when(prefix !== undefined && (prefix === '' || prefix.startsWith('/') || prefix.endsWith('/')), {
    at: 'flowLogArchive.prefix', must: 'must be a folder without slashes around it', got: prefix,
  });
  problems.when(props.organizationId !== undefined && !Token.isUnresolved(props.organizationId) && !/^o-[a-z0-9]{10,32}$/.test(props.organizationId), {
    at: 'organizationId', must: 'must be the id of an organisation such as o-a1b2c3d4e5', got: props.organizationId,
  });
  (props.interfaceEndpoints ?? []).forEach((name, index, all) => {
    const at = `interfaceEndpoints[${index}]`;
    problems.when(!/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(name), { at, must: 'must be the short name of a service such as secretsmanager', got: name });
    problems.when(gatewayServices.includes(name), { at, must: 'must not be a service that has a gateway endpoint already', got: name, fix: 'leave it out' });
    problems.when(all.indexOf(name) !== index, { at, must: 'must be named once', got: name });
  });
  (props.endpointExceptions ?? []).forEach((exception, index) => problems.addAll(exceptionProblems(exception), `endpointExceptions[${index}]`));
  problems.refuse(`network "${scope.node.path}"`);
}

function exceptionProblems({ account, actions, reason }: EndpointException): readonly Problem[] {
  const problems = new Problems();
  problems.when(!Token.isUnresolved(account) && !/^\d{12}$/.test(account), { at: 'account', must: 'must be an account id of 12 digits', got: account });
  problems.when(actions.length === 0, { at: 'actions', must: 'must not be empty', fix: 'name the actions that cross' });
  const wide = actions.find((action) => !/^[a-z0-9-]+:[A-Za-z]+\*?$/.test(action));
  problems.when(wide !== undefined, { at: 'actions', must: 'must be actions such as ecr:BatchGetImage', got: wide, fix: 'name them; a service as a whole is too wide' });
  problems.when(reason.trim() === '', { at: 'reason', must: 'must not be empty', got: reason, fix: 'say what needs this crossing' });
  return problems.list;
}

/** `eu-west-1a` -> `A`: names the resources of a zone, so that their logical ids do not depend on the order of the list. */
function letter(zone: string): string {
  return zone.slice(-1).toUpperCase();
}

/** `ecr.api` -> `EcrApi`. */
function pascal(name: string): string {
  return name.split(/[.-]/).map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('');
}
