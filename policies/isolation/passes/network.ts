import type { Resource } from '../../assembly/assembly-model';
import { every, field, isFields, Made, Pattern, text, texts, type Value } from '../../assembly/value';
import { addressRange } from '../algebra/ranges';
import { UNTOLD } from '../algebra/statement';
import { placeOf, type Place } from '../finding';
import { walkTexts } from '../mentions';
import type { ProofContext } from '../proof-context';
import type { Zone } from '../zones';
import { carried } from './carriers';
import { declaredLinks } from './declared-links';
import { latent, leak, linked, unknown } from './network-findings';
import { RULES } from './network-rules';
import { linkedRoutes, linkOf } from './routes';
import { transitGateways } from './transit-gateways';

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
  sharedNetworks(context);
  linkedRoutes(context);
  declaredLinks(context);
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
  if (owner?.includes(UNTOLD)) unknown(context, home, [placeOf(resource, ['PeerOwnerId'], 'joins two networks')], 'peering-with-untold-account', `${resource.logicalId} of ${home.name} peers with an account that is not told`, 'the owner of the other network is not told');
}

/** Rules with addresses of another zone: latent, as long as no link leads there; routes over links are weighed apart. */
function addresses(context: ProofContext, resource: Resource, home: Zone): void {
  if (resource.type === 'AWS::EC2::NetworkAclEntry' && text(field(resource.properties, 'RuleAction')) === 'deny') return;
  if (resource.type === 'AWS::EC2::Route' && linkOf(resource) !== undefined) return;
  walkTexts(resource.properties, [], (found, path) => {
    if (addressRange(found) === undefined) return;
    const plan = resource.type === 'AWS::EC2::VPC' || resource.type === 'AWS::EC2::VPCCidrBlock';
    const zones = plan ? context.zones.ofAddresses(found) : [context.zones.holding(found)].filter((zone) => zone !== undefined);
    for (const zone of zones.filter(({ name }) => name !== home.name && context.zones.pathwaysOf(home.name, name).length === 0)) {
      const place = placeOf(resource, path, plan ? `uses ${found}` : `admits or routes ${found}`);
      latent(context, home, zone, [place], plan ? 'addresses-overlap' : 'rule-admits-zone', `${resource.logicalId} (${resource.type}) of ${home.name} ${plan ? 'uses' : 'admits or routes'} ${found}, addresses of ${zone.name}`, plan ? 'choose a free block' : 'remove the rule');
    }
  });
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
    if (!linked(context.zones, one.zone.name, other.zone.name)) leak(context, one.zone, other.zone, [one.place, other.place], 'shared-link', `${one.zone.name} and ${other.zone.name} are both joined to ${id}`, 'give each zone a link of its own');
  }
  const [only] = zones;
  const declared = only && context.zones.pathways.some(({ from, to, carries }) => carries === 'shared-service' && (from === only.zone.name || to === only.zone.name));
  if (only && zones.length === 1 && !declared) {
    unknown(context, only.zone, [only.place], 'link-of-untold-owner', `${only.zone.name} is joined to ${id}, which no template makes`, 'what else is joined to it, the templates do not tell');
  }
}

/** Made by one account and used by several: whoever is in the same network, or on the same wide area network, meets. */
const MEETING_PLACES = /^AWS::(EC2::(Subnet|VPC)|NetworkManager::CoreNetwork|VpcLattice::ServiceNetwork)$/;

/** Subnets, core networks and service networks of a third account that two zones use. */
function sharedNetworks(context: ProofContext): void {
  const users = new Map<string, { zone: Zone; place: Place; type: string }[]>();
  for (const resource of context.model.resources) {
    const zone = context.zoneOf(resource);
    if (!zone || resource.type.startsWith('AWS::RAM::')) continue;
    walkMade(resource, (account, key, path) => {
      const made = account === resource.account ? undefined : context.model.resource(key);
      if (!made || !MEETING_PLACES.test(made.type) || context.zoneOf(made)?.name === zone.name) return;
      const place = made.type.startsWith('AWS::EC2::') ? `the network of ${made.account ?? ''}` : made.key;
      users.set(place, [...(users.get(place) ?? []), { zone, place: placeOf(resource, path, `uses ${made.logicalId} of ${made.account ?? ''}`), type: made.type }]);
    });
  }
  for (const [name, list] of users) {
    const zones = [...new Map(list.map((user) => [user.zone.name, user])).values()];
    zones.forEach((one, i) => zones.slice(i + 1).forEach((other) => {
      if (linked(context.zones, one.zone.name, other.zone.name)) return;
      const message = `${one.zone.name} and ${other.zone.name} meet in ${name}`;
      if (one.type.startsWith('AWS::EC2::')) leak(context, one.zone, other.zone, [one.place, other.place], 'shared-network', message, 'give each zone a network of its own');
      else unknown(context, other.zone, [one.place, other.place], 'shared-network', message, 'what its policy keeps apart is not read');
    }));
  }
}

function walkMade(resource: Resource, visit: (account: string, key: string, path: readonly string[]) => void): void {
  const walk = (value: Value, path: readonly string[]): void => {
    for (const one of every(value)) {
      if (one instanceof Pattern) for (const part of one.parts) if (part instanceof Made) visit(part.account, part.of.replace(/\.[^./]*$/, ''), path);
      if (isFields(one)) for (const [name, part] of Object.entries(one)) walk(part, [...path, name]);
    }
  };
  walk(resource.properties, []);
}
