import type { Resource } from '../../assembly/assembly-model';
import { every, field, text, texts, type Value } from '../../assembly/value';
import { overlaps } from '../algebra/ranges';
import { UNTOLD } from '../algebra/statement';
import { placeOf, type Place } from '../finding';
import type { ProofContext } from '../proof-context';
import type { Zone } from '../zones';
import { idOf, leak, unknown } from './network-findings';
import { destinationsOf, linkOf } from './routes';

interface Side {
  readonly zone: Zone;
  readonly vpc: Resource;
}

/**
 * What a declared link lets through: traffic of one zone that a route sends over the link, that the access list of the
 * other's subnets admits and that a security group there admits. Only what the pathway is for, in its direction, may pass.
 */
export function declaredLinks(context: ProofContext): void {
  for (const { one, other, place } of joinedNetworks(context)) {
    oneWay(context, one, other, place);
    oneWay(context, other, one, place);
  }
}

/** Networks of two zones that a declared peering or transit gateway joins. */
function joinedNetworks(context: ProofContext): { one: Side; other: Side; place: Place }[] {
  const vpcs = new Map(context.model.ofType('AWS::EC2::VPC').map((vpc) => [idOf(vpc), vpc]));
  const side = (id: string | undefined): Side | undefined => {
    const vpc = vpcs.get(id ?? '');
    const zone = vpc && context.zoneOf(vpc);
    return vpc && zone ? { zone, vpc } : undefined;
  };
  const joined: { one: Side; other: Side; place: Place }[] = [];
  const add = (one: Side | undefined, other: Side | undefined, place: Place): void => {
    if (one && other && one.zone.name !== other.zone.name && context.zones.pathwaysOf(one.zone.name, other.zone.name).some(({ carries }) => carries === 'shared-service')) joined.push({ one, other, place });
  };
  for (const peering of context.model.ofType('AWS::EC2::VPCPeeringConnection')) {
    const peer = text(field(peering.properties, 'PeerVpcId'));
    const owner = context.zones.ofAccount(text(field(peering.properties, 'PeerOwnerId')));
    const others = vpcs.has(peer ?? '') ? [side(peer)] : [...vpcs.keys()].map(side).filter((one) => one?.zone.name === owner?.name);
    for (const other of others) add(side(text(field(peering.properties, 'VpcId'))), other, placeOf(peering, ['PeerVpcId'], 'joins two networks'));
  }
  const attached = context.model.ofType('AWS::EC2::TransitGatewayAttachment', 'AWS::EC2::TransitGatewayVpcAttachment')
    .map((resource) => ({ resource, gateway: text(field(resource.properties, 'TransitGatewayId'), UNTOLD), side: side(text(field(resource.properties, 'VpcId'))) }));
  attached.forEach((one, i) => attached.slice(i + 1).forEach((other) => {
    if (one.gateway === other.gateway) add(one.side, other.side, placeOf(one.resource, ['TransitGatewayId'], 'joins two networks over a transit gateway'));
  }));
  return joined;
}

function oneWay(context: ProofContext, from: Side, to: Side, link: Place): void {
  const pathways = context.zones.pathwaysFrom(from.zone.name, to.zone.name).filter(({ carries }) => carries === 'shared-service');
  const ports = pathways.flatMap((pathway) => pathway.ports ?? []);
  if (pathways.some((pathway) => pathway.ports === undefined)) return;
  const blocks = blocksOf(from.vpc);
  const way = routeTo(context, from, to);
  if (!way) return;
  for (const rule of admitting(context, to, blocks)) {
    if (rule.ports && ports.length > 0 && rule.ports.every((port) => ports.includes(port))) continue;
    if (!listAdmits(context, to.vpc, blocks)) return;
    const [what, kind] = pathways.length === 0 ? ['though no pathway leads that way', 'against-the-pathway'] : [`and the pathway names ${ports.join(', ')}`, 'ports-beyond-pathway'];
    const message = `over the declared link ${from.zone.name} reaches ${to.zone.name} on ${rule.says}, ${what}`;
    const places = [link, way, rule.place];
    if (context.model.ofType('AWS::NetworkFirewall::Firewall').some((wall) => [from.zone.name, to.zone.name].includes(context.zoneOf(wall)?.name ?? ''))) unknown(context, to.zone, places, kind, message, 'a network firewall stands there, whose rules may forbid it');
    else leak(context, from.zone, to.zone, places, kind, message, 'admit only the ports of the pathway, from the side it starts on');
  }
}

function blocksOf(vpc: Resource): string[] {
  return [...texts(field(vpc.properties, 'CidrBlock'), '0.0.0.0/0'), ...texts(field(vpc.properties, 'Ipv6CidrBlock'), '::/0')];
}

function routeTo(context: ProofContext, from: Side, to: Side): Place | undefined {
  const tables = new Set(context.model.ofType('AWS::EC2::RouteTable').filter(({ properties }) => text(field(properties, 'VpcId')) === idOf(from.vpc)).map(idOf));
  const targets = blocksOf(to.vpc);
  for (const route of context.model.ofType('AWS::EC2::Route')) {
    if (linkOf(route) === undefined || !tables.has(text(field(route.properties, 'RouteTableId')) ?? '')) continue;
    const found = destinationsOf(context, route).find(({ block }) => targets.some((target) => overlaps(block, target) !== false));
    if (found) return found.place;
  }
  return undefined;
}

interface Rule {
  readonly place: Place;
  readonly says: string;
  /** The ports it admits; undefined when it admits too many to list. */
  readonly ports: readonly number[] | undefined;
}

/** Rules of security groups in the network that admit the addresses. */
function admitting(context: ProofContext, to: Side, blocks: readonly string[]): Rule[] {
  const groups = context.model.ofType('AWS::EC2::SecurityGroup').filter(({ properties }) => text(field(properties, 'VpcId')) === idOf(to.vpc));
  const ids = new Set(groups.flatMap((group) => [idOf(group), `⟨${group.account}|${group.key}.GroupId⟩`]));
  const inline = groups.flatMap((group) => every(group.properties['SecurityGroupIngress']).map((rule, i): { rule: Value; place: Place } => ({ rule, place: placeOf(group, ['SecurityGroupIngress', String(i)], 'admits them') })));
  const alone = context.model.ofType('AWS::EC2::SecurityGroupIngress').filter(({ properties }) => ids.has(text(field(properties, 'GroupId')) ?? ''))
    .map((resource): { rule: Value; place: Place } => ({ rule: resource.properties, place: placeOf(resource, [], 'admits them') }));
  return [...inline, ...alone].filter(({ rule }) => admits(rule, blocks)).map(({ rule, place }) => ({ place, ...portsOf(rule) }));
}

function admits(rule: Value, blocks: readonly string[]): boolean {
  const sources = [...texts(field(rule, 'CidrIp'), '0.0.0.0/0'), ...texts(field(rule, 'CidrIpv6'), '::/0')];
  // A list of addresses that no template makes may hold them.
  const list = texts(field(rule, 'SourcePrefixListId'), UNTOLD).length > 0;
  return list || sources.some((source) => blocks.some((block) => overlaps(source, block) === true));
}

function portsOf(rule: Value): { says: string; ports: readonly number[] | undefined } {
  const protocol = text(field(rule, 'IpProtocol'), UNTOLD) ?? UNTOLD;
  const [first, last] = ['FromPort', 'ToPort'].map((name) => Number(text(field(rule, name)) ?? Number.NaN));
  if (!['tcp', '6'].includes(protocol.toLowerCase()) || first === undefined || last === undefined || Number.isNaN(first) || Number.isNaN(last)) return { says: protocol === '-1' ? 'every port' : `protocol ${protocol.replaceAll(UNTOLD, '*')}`, ports: undefined };
  const says = first === last ? `port ${first}` : `ports ${first} to ${last}`;
  return { says, ports: last - first > 100 ? undefined : Array.from({ length: last - first + 1 }, (_, i) => first + i) };
}

/** Whether some subnet's access list admits the addresses. Subnets without a list of their own have one that admits all. */
function listAdmits(context: ProofContext, vpc: Resource, blocks: readonly string[]): boolean {
  const subnets = context.model.ofType('AWS::EC2::Subnet').filter(({ properties }) => text(field(properties, 'VpcId')) === idOf(vpc));
  const lists = new Map(context.model.ofType('AWS::EC2::SubnetNetworkAclAssociation').map(({ properties }) => [text(field(properties, 'SubnetId')), text(field(properties, 'NetworkAclId'))]));
  if (subnets.length === 0 || subnets.some((subnet) => !lists.has(idOf(subnet)))) return true;
  return subnets.some((subnet) => openTo(context, lists.get(idOf(subnet)) ?? UNTOLD, blocks));
}

/** Entries are read in the order of their numbers; the first that holds all of the addresses decides. */
function openTo(context: ProofContext, list: string, blocks: readonly string[]): boolean {
  const entries = context.model.ofType('AWS::EC2::NetworkAclEntry').map(({ properties }) => properties)
    .filter((entry) => text(field(entry, 'NetworkAclId')) === list && text(field(entry, 'Egress')) !== 'true')
    .toSorted((a, b) => Number(text(field(a, 'RuleNumber'))) - Number(text(field(b, 'RuleNumber'))));
  if (list.includes(UNTOLD)) return true;
  return blocks.some((block) => {
    for (const entry of entries) {
      const source = texts(field(entry, 'CidrBlock') ?? field(entry, 'Ipv6CidrBlock'), '0.0.0.0/0')[0] ?? '0.0.0.0/0';
      const anyProtocol = text(field(entry, 'Protocol')) === '-1';
      if (text(field(entry, 'RuleAction')) === 'allow' ? overlaps(source, block) === true : false) return true;
      if (anyProtocol && holds(source, block)) return false;
    }
    return false;
  });
}

function holds(source: string, block: string): boolean {
  const [, length = '32'] = source.split('/');
  return overlaps(source, block) === true && Number(length) <= Number(block.split('/')[1] ?? '32');
}
