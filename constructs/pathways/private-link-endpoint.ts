import { Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as route53targets from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';

/** What a `PrivateLinkEndpoint` is made of. */
export interface PrivateLinkEndpointProps {
  /** The network from which the service is reached. */
  readonly vpc: ec2.IVpc;
  /** Name of the endpoint service, `com.amazonaws.vpce.<region>.vpce-svc-<id>`, of this region. */
  readonly serviceName: string;
  /** TCP ports that are open; no other is. */
  readonly ports: number[];
  /** Who may connect: security groups or address ranges of this environment. The whole world is refused. */
  readonly clients: ec2.IPeer[];
  /**
   * Where the endpoint's interfaces are.
   * @default - the isolated subnets of the network
   */
  readonly subnets?: ec2.SubnetSelection;
  /**
   * Zone for the service's name in this environment; needs `name`.
   * @default - no name: clients use those of `endpoint`
   */
  readonly zone?: route53.IPrivateHostedZone;
  /**
   * First label of the name in `zone`, for example `directory`; needs `zone`.
   * @default - no name
   */
  readonly name?: string;
}

/**
 * An environment's side of a PrivateLink connection to a shared service (ISL-05, ISL-13): reached on the declared ports by the
 * declared clients. There is no route between the networks, so nothing else of the shared account can be reached and nothing
 * there can reach in.
 *
 * @example
 * declare const stack: Stack;
 * declare const vpc: ec2.IVpc;
 * declare const clients: ec2.ISecurityGroup;
 * new PrivateLinkEndpoint(stack, 'Directory', {
 *   vpc, serviceName: 'com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0', ports: [636], clients: [ec2.Peer.securityGroupId(clients.securityGroupId)],
 * });
 */
export class PrivateLinkEndpoint extends Construct {
  /** The endpoint. */
  public readonly endpoint: ec2.IInterfaceVpcEndpoint;
  /** The security group in front of it. */
  public readonly securityGroup: ec2.ISecurityGroup;

  public constructor(scope: Construct, id: string, props: PrivateLinkEndpointProps) {
    super(scope, id);
    refuse(props, this.node.path, Stack.of(this).region);
    this.securityGroup = this.makeSecurityGroup(props);
    const endpoint = this.makeEndpoint(props);
    this.endpoint = endpoint;
    this.nameIt(props, endpoint);
  }

  private makeSecurityGroup({ vpc, clients, ports }: PrivateLinkEndpointProps): ec2.SecurityGroup {
    const group = new ec2.SecurityGroup(this, 'SecurityGroup', { vpc, description: `Clients of ${this.node.id}`, allowAllOutbound: false });
    for (const client of clients) {
      for (const port of ports) group.addIngressRule(client, ec2.Port.tcp(port), `Port ${port} of the shared service`);
    }
    return group;
  }

  private makeEndpoint({ vpc, serviceName, ports, subnets }: PrivateLinkEndpointProps): ec2.InterfaceVpcEndpoint {
    return new ec2.InterfaceVpcEndpoint(this, 'Endpoint', {
      vpc,
      service: new ec2.InterfaceVpcEndpointService(serviceName, ports[0]),
      subnets: subnets ?? { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      securityGroups: [this.securityGroup],
      privateDnsEnabled: false,
      open: false,
    });
  }

  private nameIt({ zone, name }: PrivateLinkEndpointProps, endpoint: ec2.InterfaceVpcEndpoint): void {
    if (zone === undefined || name === undefined) return;
    const target = route53.RecordTarget.fromAlias(new route53targets.InterfaceVpcEndpointTarget(endpoint));
    new route53.ARecord(this, 'Name', { zone, recordName: name, target });
  }
}

function refuse(props: PrivateLinkEndpointProps, path: string, region: string): void {
  const problems = new Problems();
  const { serviceName, ports, clients, zone, name } = props;
  if (!Token.isUnresolved(serviceName)) {
    const [, serviceRegion] = /^com\.amazonaws\.vpce\.([a-z0-9-]+)\.vpce-svc-[0-9a-f]+$/.exec(serviceName) ?? [];
    problems.when(serviceRegion === undefined, {
      at: 'serviceName', must: 'must be the name of an endpoint service', got: serviceName, fix: 'for example "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0"',
    });
    problems.when(serviceRegion !== undefined && !Token.isUnresolved(region) && serviceRegion !== region, {
      at: 'serviceName', must: `must be of region ${region}`, got: serviceName, fix: 'offer the service in each region',
    });
  }
  problems.when(ports.length === 0, { at: 'ports', must: 'must name at least one port', got: [] });
  for (const port of ports) problems.when(!Number.isInteger(port) || port < 1 || port > 65535, { at: 'ports', must: 'must be 1 to 65535', got: port });
  problems.when(clients.length === 0, { at: 'clients', must: 'must name at least one client', got: [] });
  for (const { uniqueId } of clients) {
    problems.when(/^(?:0\.0\.0\.0\/0|::\/0)$/.test(uniqueId), { at: 'clients', must: 'must not be the whole world', got: uniqueId, fix: 'name security groups of the environment' });
  }
  problems.when((zone === undefined) !== (name === undefined), { at: 'name', must: 'must be given with zone, or neither', got: name });
  problems.refuse(`shared service endpoint "${path}"`);
}
