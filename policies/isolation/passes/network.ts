import type { Resource } from '../../assembly/assembly-model';
import { field, text, texts, type Value } from '../../assembly/value';
import { UNTOLD } from '../algebra/statement';
import { placeOf, type Finding, type Place } from '../finding';
import { walkTexts } from '../mentions';
import type { ProofContext } from '../proof-context';
import type { Zone } from '../zones';
import { carried } from './carriers';
import { RULES } from './network-rules';

/** Types that join a network to something whose owner the id does not tell. */
const LINKS = /^AWS::(EC2::(VPCPeeringConnection|TransitGateway\w*|VPCEndpoint|VPCEndpointService|VPNConnection|VPNGateway|Route|TrafficMirrorSession|ClientVpn\w*|CarrierGateway|LocalGateway\w*)|VpcLattice::\w+|NetworkManager::\w+|Route53Resolver::\w+|Route53Profiles::\w+|Route53::HostedZone|RAM::\w+)$/;
const LINK_ID = /\b(tgw|tmt|rcfg|tgw-attach|tgw-rtb|pcx|rslvr-rr|rp|sn|svc|vpce-svc|core-network|lgw|dxgw|vgw)-[0-9a-f]{8,}\b/g;
/** Links to places that no template describes. */
const LEADS_OUT: Readonly<Record<string, string>> = {
  'AWS::EC2::CustomerGateway': 'a VPN leads to a network that no template describes',
  'AWS::EC2::ClientVpnEndpoint': 'a client VPN lets in people whom no template describes',
  'AWS::DirectConnect::Connection': 'a leased line leads to a network that no template describes',
  'AWS::DirectConnect::PrivateVirtualInterface': 'a leased line leads to a network that no template describes',
  'AWS::DirectConnect::TransitVirtualInterface': 'a leased line leads to a network that no template describes',
  'AWS::NetworkManager::ConnectPeer': 'a network peer that no template describes',
};

/** Does anything join the networks of two zones? A link that no pathway declares is a leak, whatever its routes. */
export function networkPass(context: ProofContext): void {
  carried(context, 'network');
  opaqueLinks(context);
  transitGateways(context);
  for (const resource of context.model.resources) {
    const home = context.zoneOf(resource);
    if (!home) continue;
    const leadsOut = LEADS_OUT[resource.type];
    if (leadsOut !== undefined) unknown(context, home, [placeOf(resource, [], leadsOut)], 'link-leads-out', `${resource.logicalId} (${resource.type}) of ${home.name}: ${leadsOut}`, leadsOut);
    if (resource.type === 'AWS::EC2::VPCPeeringConnection') peering(context, resource, home);
    if (RULES.has(resource.type)) addresses(context, resource, home);
  }
}

function peering(context: ProofContext, resource: Resource, home: Zone): void {
  const owner = texts(field(resource.properties, 'PeerOwnerId'), UNTOLD)[0];
  const place = placeOf(resource, ['PeerOwnerId'], 'joins two networks');
  if (owner?.includes(UNTOLD)) unknown(context, home, [place], 'peering-with-untold-account', `${resource.logicalId} of ${home.name} peers with an account that is not told`, 'the owner of the other network is not told');
  const peer = context.zones.ofAccount(owner);
  if (!peer || peer.name === home.name || context.zones.pathwaysOf(home.name, peer.name).length === 0) return;
  // A declared link must lead to the declared zone only.
  for (const route of context.model.ofType('AWS::EC2::Route')) {
    if (text(field(route.properties, 'VpcPeeringConnectionId')) !== `⟨${resource.account}|${resource.key}⟩`) continue;
    for (const block of texts(field(route.properties, 'DestinationCidrBlock'), '0.0.0.0/0')) {
      for (const third of context.zones.ofAddresses(block).filter(({ name }) => name !== home.name && name !== peer.name)) {
        if (context.zones.pathwaysOf(home.name, third.name).length === 0) leak(context, home, third, [place, placeOf(route, ['DestinationCidrBlock'], `sends ${block} over the link`)], 'route-beyond-pathway', `the declared link from ${home.name} to ${peer.name} also routes ${block}, addresses of ${third.name}`, 'route only the addresses of the declared zone over the link');
      }
    }
  }
}

/** Rules with addresses of another zone: latent without a link, a leak where one exists. */
function addresses(context: ProofContext, resource: Resource, home: Zone): void {
  if (resource.type === 'AWS::EC2::NetworkAclEntry' && text(field(resource.properties, 'RuleAction')) === 'deny') return;
  const linked = resource.type === 'AWS::EC2::Route' && overLink(resource);
  walkTexts(resource.properties, [], (found, path) => {
    if (!/^[\d.]+(\/\d+)?$/.test(found)) return;
    const plan = resource.type === 'AWS::EC2::VPC' || resource.type === 'AWS::EC2::VPCCidrBlock';
    const zones = plan || linked ? context.zones.ofAddresses(found) : [context.zones.holding(found)].filter((zone) => zone !== undefined);
    for (const zone of zones.filter(({ name }) => name !== home.name && context.zones.pathwaysOf(home.name, name).length === 0)) {
      const place = placeOf(resource, path, plan ? `uses ${found}` : `admits or routes ${found}`);
      if (linked) leak(context, home, zone, [place], 'route-to-zone', `${resource.logicalId} of ${home.name} routes ${found}, addresses of ${zone.name}, over a link`, 'remove the route');
      else latent(context, home, zone, [place], plan ? 'addresses-overlap' : 'rule-admits-zone', `${resource.logicalId} (${resource.type}) of ${home.name} ${plan ? 'uses' : 'admits or routes'} ${found}, addresses of ${zone.name}`, plan ? 'choose a free block' : 'remove the rule');
    }
  });
}

function overLink(route: Resource): boolean {
  return ['VpcPeeringConnectionId', 'TransitGatewayId', 'CoreNetworkArn', 'LocalGatewayId'].some((name) => field(route.properties, name) !== undefined);
}

/** Ids of links that the templates use but do not make: shared by two zones, they join them. */
function opaqueLinks(context: ProofContext): void {
  const uses = new Map<string, { zone: Zone; place: Place }[]>();
  for (const resource of context.model.resources) {
    const zone = LINKS.test(resource.type) ? context.zoneOf(resource) : undefined;
    if (!zone) continue;
    walkTexts(resource.properties, [], (found, path) => {
      for (const [id] of found.matchAll(LINK_ID)) uses.set(id, [...(uses.get(id) ?? []), { zone, place: placeOf(resource, path, `uses ${id}`) }]);
    });
  }
  for (const [id, users] of uses) sharedLink(context, id, users);
}

function sharedLink(context: ProofContext, id: string, users: readonly { zone: Zone; place: Place }[]): void {
  const zones = [...new Map(users.map((use) => [use.zone.name, use])).values()];
  const pairs = zones.flatMap((one, i) => zones.slice(i + 1).map((other) => [one, other] as const));
  for (const [one, other] of pairs) {
    if (context.zones.pathwaysOf(one.zone.name, other.zone.name).length === 0) leak(context, one.zone, other.zone, [one.place, other.place], 'shared-link', `${one.zone.name} and ${other.zone.name} are both joined to ${id}`, 'give each zone a link of its own');
  }
  const [only] = zones;
  const declared = only && context.zones.pathways.some(({ from, to, carries }) => carries === 'shared-service' && (from === only.zone.name || to === only.zone.name));
  if (only && zones.length === 1 && !declared) {
    unknown(context, only.zone, [only.place], 'link-of-untold-owner', `${only.zone.name} is joined to ${id}, which no template makes`, 'what else is joined to it, the templates do not tell');
  }
}

/** Networks of two zones on one transit gateway are joined unless its route tables keep them apart. */
function transitGateways(context: ProofContext): void {
  const attached = new Map<string, { zone: Zone; resource: Resource }[]>();
  for (const resource of context.model.ofType('AWS::EC2::TransitGatewayAttachment', 'AWS::EC2::TransitGatewayVpcAttachment')) {
    const zone = context.zoneOf(resource);
    const id = text(field(resource.properties, 'TransitGatewayId'), UNTOLD);
    if (zone && id !== undefined && !id.startsWith('tgw-')) attached.set(id, [...(attached.get(id) ?? []), { zone, resource }]);
  }
  for (const [id, list] of attached) {
    if (id.includes(UNTOLD)) {
      for (const { zone, resource } of list) unknown(context, zone, [placeOf(resource, ['TransitGatewayId'], 'joins a gateway')], 'link-of-untold-owner', `${resource.logicalId} joins ${zone.name} to a transit gateway that is not told`, 'the gateway is not told');
      continue;
    }
    list.forEach((one, i) => list.slice(i + 1).forEach((other) => {
      const same = one.zone.name === other.zone.name || context.zones.pathwaysOf(one.zone.name, other.zone.name).length > 0;
      if (!same && !keptApart(context, id, one.resource, other.resource)) {
        leak(context, one.zone, other.zone, [one, other].map(({ resource }) => placeOf(resource, ['TransitGatewayId'], 'joins the gateway')), 'shared-transit-gateway', `${one.zone.name} and ${other.zone.name} share a transit gateway whose route tables do not keep them apart`, 'switch off the default route table and propagate each attachment only where it is meant to go');
      }
    }));
  }
}

function keptApart(context: ProofContext, id: string, one: Resource, other: Resource): boolean {
  const gateway = context.model.ofType('AWS::EC2::TransitGateway').find((candidate) => text(idOf(candidate)) === id);
  const off = (name: string): boolean => text(field(gateway?.properties ?? {}, name)) === 'disable';
  if (!gateway || !off('DefaultRouteTableAssociation') || !off('DefaultRouteTablePropagation')) return false;
  const tablesOf = (type: string, attachment: Resource): string[] => context.model.ofType(type)
    .filter(({ properties }) => text(field(properties, 'TransitGatewayAttachmentId')) === text(idOf(attachment)))
    .map(({ properties }) => text(field(properties, 'TransitGatewayRouteTableId')) ?? UNTOLD);
  const meet = (uses: Resource, reaches: Resource): boolean => {
    const known = new Set([...tablesOf('AWS::EC2::TransitGatewayRouteTablePropagation', reaches), ...tablesOf('AWS::EC2::TransitGatewayRoute', reaches)]);
    return tablesOf('AWS::EC2::TransitGatewayRouteTableAssociation', uses).some((table) => known.has(table) || table === UNTOLD);
  };
  return !meet(one, other) && !meet(other, one);
}

function idOf(resource: Resource): Value {
  return `⟨${resource.account}|${resource.key}⟩`;
}

function leak(context: ProofContext, home: Zone, other: Zone, way: readonly Place[], kind: string, message: string, fix: string): void {
  context.report({ pass: 'network', kind, verdict: 'LEAK', ...ends(home, other), message, way, fix });
}

function latent(context: ProofContext, home: Zone, other: Zone, way: readonly Place[], kind: string, message: string, fix: string): void {
  context.report({ pass: 'network', kind, verdict: 'LATENT', ...ends(home, other), message, way, fix });
}

function unknown(context: ProofContext, home: Zone, way: readonly Place[], kind: string, message: string, why: string): void {
  context.report({ pass: 'network', kind, verdict: 'UNKNOWN', from: context.zones.list.map(({ name }) => name).filter((name) => name !== home.name), to: home.name, message, way, why, fix: 'make the link in a template of the model, or cover it by a dated assumption' });
}

function ends(home: Zone, other: Zone): Pick<Finding, 'from' | 'to'> {
  return home.kind === 'production' ? { from: [other.name], to: home.name } : { from: [home.name], to: other.name };
}

