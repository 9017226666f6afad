import { declare, platformStack, zoneStack, type Json } from './adding';
import type { Mutation } from './mutation';
import { PRODUCTION, STAGING, type DraftStack, type Injected, type World } from './world';

const SHARED = '666666666666';
const inShared = (logicalId: string): string => `⟨${SHARED}|Third/shared/${logicalId}⟩`;
const inProduction = (stack: DraftStack, logicalId: string): string => `⟨${PRODUCTION}|${stack.path}/${logicalId}⟩`;

/** A shared account with a network, joined to that of production by a declared peering with routes both ways. */
function joined(world: World, ports?: readonly number[]): { shared: DraftStack; production: DraftStack } {
  const shared = zoneStack(world, 'shared', 'shared', SHARED);
  Object.assign((world.zones['zones'] as Record<string, Json>)['shared'] ?? {}, { cidrs: ['10.30.0.0/16'] });
  declare(world, 'production', 'shared', 'shared-service', ports ? { ports } : {});
  const production = platformStack(world, PRODUCTION);
  Object.assign(shared.template.Resources, {
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.30.0.0/16' } },
    Routes: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: { Ref: 'Vpc' } } },
    Peering: { Type: 'AWS::EC2::VPCPeeringConnection', Properties: { VpcId: { Ref: 'Vpc' }, PeerVpcId: inProduction(production, 'Vpc'), PeerOwnerId: PRODUCTION } },
    Back: { Type: 'AWS::EC2::Route', Properties: { RouteTableId: { Ref: 'Routes' }, DestinationCidrBlock: '10.10.0.0/16', VpcPeeringConnectionId: { Ref: 'Peering' } } },
  });
  world.add(production, 'AWS::EC2::Route', { RouteTableId: { Ref: 'Routes' }, DestinationCidrBlock: '10.30.0.0/16', VpcPeeringConnectionId: inShared('Peering') });
  return { shared, production };
}

const group = (from: string, first: number, last: number, protocol = 'tcp'): Json => ({ GroupDescription: 'd', VpcId: { Ref: 'Vpc' }, SecurityGroupIngress: [{ IpProtocol: protocol, FromPort: first, ToPort: last, CidrIp: from }] });

/** A hub in the shared account to which both environments are attached, each by a declared pathway. */
function hub(world: World, propagate: boolean, more: Json = {}): Injected {
  const shared = zoneStack(world, 'shared', 'shared', SHARED);
  for (const zone of ['production', 'staging']) declare(world, zone, 'shared', 'shared-service');
  shared.template.Resources['Hub'] = { Type: 'AWS::EC2::TransitGateway', Properties: { DefaultRouteTableAssociation: 'disable', DefaultRouteTablePropagation: 'disable' } };
  const attachments = [PRODUCTION, STAGING].map((account) => {
    const stack = platformStack(world, account);
    const added = world.add(stack, 'AWS::EC2::TransitGatewayAttachment', { TransitGatewayId: inShared('Hub'), VpcId: { Ref: 'Vpc' }, SubnetIds: [] });
    return { account, added, id: `⟨${account}|${stack.path}/${added.logicalId ?? ''}⟩` };
  });
  for (const { account, id } of attachments) {
    shared.template.Resources[`Table${account}`] = { Type: 'AWS::EC2::TransitGatewayRouteTable', Properties: { TransitGatewayId: { Ref: 'Hub' } } };
    shared.template.Resources[`Uses${account}`] = { Type: 'AWS::EC2::TransitGatewayRouteTableAssociation', Properties: { TransitGatewayAttachmentId: id, TransitGatewayRouteTableId: { Ref: `Table${account}` } } };
  }
  const [production, staging] = attachments;
  if (propagate) shared.template.Resources['Reaches'] = { Type: 'AWS::EC2::TransitGatewayRouteTablePropagation', Properties: { TransitGatewayAttachmentId: production?.id, TransitGatewayRouteTableId: { Ref: `Table${STAGING}` } } };
  Object.assign(shared.template.Resources, more);
  world.add(platformStack(world, STAGING), 'AWS::EC2::Route', { RouteTableId: { Ref: 'Routes' }, DestinationCidrBlock: '0.0.0.0/0', TransitGatewayId: inShared('Hub') });
  return staging?.added ?? { stack: shared.path };
}

/** Two hubs of third parties, joined by a peering. */
function twoHubs(world: World, route: boolean): Injected {
  const shared = zoneStack(world, 'shared', 'shared', SHARED);
  for (const zone of ['production', 'staging']) declare(world, zone, 'shared', 'shared-service');
  for (const [account, name] of [[PRODUCTION, 'HubOne'], [STAGING, 'HubTwo']] as const) {
    shared.template.Resources[name] = { Type: 'AWS::EC2::TransitGateway', Properties: {} };
    world.add(platformStack(world, account), 'AWS::EC2::TransitGatewayAttachment', { TransitGatewayId: inShared(name), VpcId: { Ref: 'Vpc' }, SubnetIds: [] });
  }
  shared.template.Resources['Joined'] = { Type: 'AWS::EC2::TransitGatewayPeeringAttachment', Properties: { TransitGatewayId: { Ref: 'HubOne' }, PeerTransitGatewayId: { Ref: 'HubTwo' }, PeerAccountId: SHARED, PeerRegion: 'eu-central-1' } };
  if (route) shared.template.Resources['Over'] = { Type: 'AWS::EC2::TransitGatewayRoute', Properties: { DestinationCidrBlock: '10.10.0.0/16', TransitGatewayAttachmentId: { Ref: 'Joined' }, TransitGatewayRouteTableId: 'tgw-rtb-default' } };
  return { stack: platformStack(world, STAGING).path, logicalId: 'EC2TransitGatewayAttachmentInjected' };
}

function tenants(world: World, type: string, made: string, reference: (id: Json) => Json, user: string): Injected {
  const shared = zoneStack(world, 'shared', 'shared', SHARED);
  for (const zone of ['production', 'staging']) declare(world, zone, 'shared', 'shared-service');
  shared.template.Resources[made] = { Type: type, Properties: {} };
  const reading = { 'Fn::GetStackOutput': { StackName: 'Third-shared', OutputName: made, RoleArn: `arn:aws:iam::${SHARED}:role/x` } };
  shared.template.Outputs = { ...shared.template.Outputs, [made]: { Value: { Ref: made } } };
  world.add(platformStack(world, PRODUCTION), user, reference(reading));
  return world.add(platformStack(world, STAGING), user, reference(reading));
}

export const DECLARED_LINK_LEAKS: readonly Mutation[] = [
  { name: 'a declared link used against its direction', apply: (world) => {
    const { production } = joined(world, [443]);
    return world.add(production, 'AWS::EC2::SecurityGroup', group('10.30.0.0/16', 443, 443));
  } },
  { name: 'a declared link with more ports than it is for', apply: (world) => {
    const { shared } = joined(world, [443]);
    return world.add(shared, 'AWS::EC2::SecurityGroup', group('10.10.0.0/16', 0, 65_535));
  } },
  { name: 'a declared link with another port than it is for', apply: (world) => {
    const { shared } = joined(world, [443]);
    return world.add(shared, 'AWS::EC2::SecurityGroup', group('10.0.0.0/8', 22, 22));
  } },
  { name: 'a declared link with every protocol', apply: (world) => {
    const { shared } = joined(world, [443, 5432]);
    return world.add(shared, 'AWS::EC2::SecurityGroup', group('0.0.0.0/0', -1, -1, '-1'));
  } },
  { name: 'a declared link that routes on to staging', apply: (world) => {
    const { production } = joined(world);
    return world.add(production, 'AWS::EC2::Route', { RouteTableId: { Ref: 'Routes' }, DestinationCidrBlock: '10.20.0.0/16', VpcPeeringConnectionId: inShared('Peering') });
  } },
  { name: 'a hub that tells staging the way to production', apply: (world) => hub(world, true) },
  { name: 'two hubs with a route over their peering', apply: (world) => twoHubs(world, true) },
  { name: 'both environments in subnets of a third account', apply: (world) => tenants(world, 'AWS::EC2::Subnet', 'Common', (id) => ({ SubnetId: id }), 'AWS::EC2::Instance') },
];

export const DECLARED_LINK_UNTOLD: readonly Mutation[] = [
  { name: 'both environments on a core network of a third account', apply: (world) => tenants(world, 'AWS::NetworkManager::CoreNetwork', 'Core', (id) => ({ CoreNetworkId: id, VpcArn: 'x', SubnetArns: [] }), 'AWS::NetworkManager::VpcAttachment') },
  { name: 'a firewall on a declared link used against its direction', apply: (world) => {
    const { production } = joined(world, [443]);
    production.template.Resources['Wall'] = { Type: 'AWS::NetworkFirewall::Firewall', Properties: { FirewallName: 'f', VpcId: { Ref: 'Vpc' }, SubnetMappings: [], FirewallPolicyArn: 'x' } };
    return world.add(production, 'AWS::EC2::SecurityGroup', group('10.30.0.0/16', 443, 443));
  } },
];

export const DECLARED_LINK_BENIGN: readonly Mutation[] = [
  { name: 'a declared link with the port it is for', apply: (world) => {
    const { shared } = joined(world, [443]);
    return world.add(shared, 'AWS::EC2::SecurityGroup', group('10.10.0.0/16', 443, 443));
  } },
  { name: 'a declared link with any port', apply: (world) => {
    const { shared } = joined(world);
    return world.add(shared, 'AWS::EC2::SecurityGroup', group('10.10.0.0/16', 0, 65_535));
  } },
  { name: 'a declared link and a group for its own addresses', apply: (world) => {
    const { production } = joined(world, [443]);
    return world.add(production, 'AWS::EC2::SecurityGroup', group('10.10.0.0/16', 0, 65_535));
  } },
  { name: 'a declared link that an access list shuts the other way', apply: (world) => {
    const { production } = joined(world, [443]);
    Object.assign(production.template.Resources, {
      Only: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock: '10.10.0.0/20' } },
      List: { Type: 'AWS::EC2::NetworkAcl', Properties: { VpcId: { Ref: 'Vpc' } } },
      Shut: { Type: 'AWS::EC2::NetworkAclEntry', Properties: { NetworkAclId: { Ref: 'List' }, RuleNumber: 90, Protocol: -1, RuleAction: 'deny', CidrBlock: '10.30.0.0/16' } },
      Open: { Type: 'AWS::EC2::NetworkAclEntry', Properties: { NetworkAclId: { Ref: 'List' }, RuleNumber: 100, Protocol: -1, RuleAction: 'allow', CidrBlock: '0.0.0.0/0' } },
      Uses: { Type: 'AWS::EC2::SubnetNetworkAclAssociation', Properties: { SubnetId: { Ref: 'Only' }, NetworkAclId: { Ref: 'List' } } },
    });
    return world.add(production, 'AWS::EC2::SecurityGroup', group('10.30.0.0/16', 443, 443));
  } },
  { name: 'a hub that keeps the environments apart', apply: (world) => hub(world, false) },
  { name: 'two hubs with a peering that nothing is sent over', apply: (world) => twoHubs(world, false) },
];
