import { Stack, Tags, aws_ec2 as ec2, aws_kms as kms } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';
import { EmptySecurityGroup } from '../network/empty-security-group';
import { EndpointException, endpointPolicy } from '../network/endpoint-policy';
import { FlowLogArchive } from '../network/network';
import { IResolvingNetwork } from '../network/resolving-network';
import { planSubnets, subnetPlanProblems } from '../network/subnet-plan';

/** Properties of a `SealedNetwork`. */
export interface SealedNetworkProps {
  /** IPv4 block of the network, /16 to /22 of private address space, written by its first address. */
  readonly cidr: string;

  /** Names of two to four availability zones, for example `eu-west-1a`. Given, not looked up, so that synthesis needs no credentials. */
  readonly availabilityZones: string[];

  /** Where the flow logs go. */
  readonly flowLogArchive: FlowLogArchive;

  /** Key of the log of the function that empties the default security group. Its policy must admit CloudWatch Logs. */
  readonly logEncryptionKey: kms.IKey;

  /**
   * Id of the AWS organisation. Endpoints then also refuse this account once it has left it.
   * @default - endpoints are limited to the account only
   */
  readonly organizationId?: string;

  /**
   * Crossings that endpoints let through to other accounts, each with its reason.
   * @default - none: nothing leaves the account
   */
  readonly endpointExceptions?: EndpointException[];
}

/** What a task needs that masks: its image, its log, its keys and its secret. S3 goes by the gateway. */
const services = ['ecr.api', 'ecr.dkr', 'kms', 'logs', 'secretsmanager'];

/**
 * A network without a way out: isolated subnets only, no internet gateway, no NAT, no peering. AWS is reached by endpoints whose policies
 * admit this account's principals on this account's resources, and the named crossings. Put a `DnsFirewall` over
 * it with `EgressPolicy.denyAll()`: names are the last way out of a network without one.
 *
 * It refuses blocks that are no private /16 to /22, zones of another region and fewer than two zones.
 *
 * @example
 * declare const key: kms.IKey;
 * new SealedNetwork(this, 'Network', {
 *   cidr: '10.62.0.0/22', availabilityZones: ['eu-west-1a', 'eu-west-1b'], logEncryptionKey: key, flowLogArchive: { bucketArn: 'arn:aws:s3:::example-log-archive' },
 * });
 */
export class SealedNetwork extends Construct implements IResolvingNetwork {
  /** The VPC, with the subnet group `isolated`. */
  public readonly vpc: ec2.IVpc;
  /** Security group of the endpoints; it accepts HTTPS from the network. */
  public readonly endpointSecurityGroup: ec2.ISecurityGroup;
  /** Short names of the services that have an interface endpoint. */
  public readonly interfaceEndpoints: string[] = [...services];
  /** Its IPv4 block. */
  public readonly cidr: string;

  private readonly cfnVpc: ec2.CfnVPC;
  private readonly subnets: readonly ec2.Subnet[];

  public constructor(scope: Construct, id: string, props: SealedNetworkProps) {
    super(scope, id);
    refuse(this, props);
    this.cidr = props.cidr;
    this.cfnVpc = new ec2.CfnVPC(this, 'Vpc', { cidrBlock: props.cidr, enableDnsHostnames: true, enableDnsSupport: true });
    Tags.of(this.cfnVpc).add('Name', this.node.path);
    new ec2.CfnVPCEncryptionControl(this, 'Encryption', { vpcId: this.cfnVpc.ref, mode: 'enforce' }); // nothing leaves, so nothing is excepted
    this.subnets = this.makeSubnets(props);
    this.vpc = this.importable(props);
    this.endpointSecurityGroup = this.makeEndpointSecurityGroup();
    this.makeEndpoints(props);
    this.makeFlowLog(props.flowLogArchive);
    new EmptySecurityGroup(this, 'DefaultSecurityGroup', { groupId: this.cfnVpc.attrDefaultSecurityGroup, logEncryptionKey: props.logEncryptionKey });
  }

  private makeSubnets({ cidr, availabilityZones }: SealedNetworkProps): ec2.Subnet[] {
    return planSubnets(cidr, availabilityZones).map(({ zone, isolated }) => {
      const subnet = new ec2.Subnet(this, `Isolated${zone.slice(-1).toUpperCase()}`, { vpcId: this.cfnVpc.ref, availabilityZone: zone, cidrBlock: isolated, mapPublicIpOnLaunch: false });
      Tags.of(subnet).add('Tier', 'isolated');
      return subnet;
    });
  }

  private importable({ cidr, availabilityZones }: SealedNetworkProps): ec2.IVpc {
    return ec2.Vpc.fromVpcAttributes(this, 'Imported', {
      vpcId: this.cfnVpc.ref, vpcCidrBlock: cidr, availabilityZones,
      isolatedSubnetNames: ['isolated'], isolatedSubnetIds: this.subnets.map(({ subnetId }) => subnetId),
      isolatedSubnetRouteTableIds: this.subnets.map(({ routeTable }) => routeTable.routeTableId), isolatedSubnetIpv4CidrBlocks: this.subnets.map(({ ipv4CidrBlock }) => ipv4CidrBlock),
    });
  }

  private makeEndpointSecurityGroup(): ec2.SecurityGroup {
    const group = new ec2.SecurityGroup(this, 'EndpointSecurityGroup', { vpc: this.vpc, allowAllOutbound: false, description: 'HTTPS to the endpoints from the isolated tier' });
    for (const subnet of this.subnets) group.addIngressRule(ec2.Peer.ipv4(subnet.ipv4CidrBlock), ec2.Port.HTTPS, `isolated tier ${subnet.availabilityZone}`);
    return group;
  }

  private makeEndpoints({ endpointExceptions = [], organizationId }: SealedNetworkProps): void {
    const { region } = Stack.of(this);
    const common = (name: string) => ({
      vpcId: this.cfnVpc.ref, serviceName: `com.amazonaws.${region}.${name}`, policyDocument: endpointPolicy(this, name, endpointExceptions, organizationId),
    });
    new ec2.CfnVPCEndpoint(this, 'S3Endpoint', { ...common('s3'), vpcEndpointType: 'Gateway', routeTableIds: this.subnets.map(({ routeTable }) => routeTable.routeTableId) });
    for (const name of services) {
      new ec2.CfnVPCEndpoint(this, `${name.split('.').map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('')}Endpoint`, {
        ...common(name), vpcEndpointType: 'Interface', privateDnsEnabled: true, subnetIds: this.subnets.map(({ subnetId }) => subnetId),
        securityGroupIds: [this.endpointSecurityGroup.securityGroupId],
      });
    }
  }

  private makeFlowLog({ bucketArn, prefix }: FlowLogArchive): void {
    new ec2.CfnFlowLog(this, 'FlowLog', {
      resourceId: this.cfnVpc.ref, resourceType: 'VPC', trafficType: 'ALL', maxAggregationInterval: 60, logDestinationType: 's3',
      logDestination: prefix === undefined ? bucketArn : `${bucketArn}/${prefix}/`, destinationOptions: { FileFormat: 'parquet', HiveCompatiblePartitions: false, PerHourPartition: true },
    });
  }
}

function refuse(scope: Construct, { cidr, availabilityZones }: SealedNetworkProps): void {
  const problems = new Problems();
  problems.addAll(subnetPlanProblems(cidr, availabilityZones, Stack.of(scope).region));
  problems.refuse(`sealed network "${scope.node.path}"`);
}
