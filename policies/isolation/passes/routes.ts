import type { Resource } from '../../assembly/assembly-model';
import { every, field, text, texts } from '../../assembly/value';
import { UNTOLD } from '../algebra/statement';
import { placeOf, type Place } from '../finding';
import type { ProofContext } from '../proof-context';
import type { Zone } from '../zones';
import { idOf, leak, linked, unknown } from './network-findings';
import { meetsOverGateway } from './transit-gateways';

/** What a route may be sent over that leads out of its own network and not to the internet. */
const LINKS = ['VpcPeeringConnectionId', 'TransitGatewayId', 'CoreNetworkArn', 'LocalGatewayId'];

/** The property that sends a route over a link; undefined for all other routes. */
export function linkOf(route: Resource): string | undefined {
  return LINKS.find((name) => field(route.properties, name) !== undefined);
}

/** The address blocks that a route leads to. What is not told may be any; `undefined` stands for a list of an unknown owner. */
export function destinationsOf(context: ProofContext, route: Resource): { readonly block: string; readonly place: Place; readonly told: boolean }[] {
  const plain = ['DestinationCidrBlock', 'DestinationIpv6CidrBlock'].flatMap((name) => texts(field(route.properties, name), UNTOLD).map((block) => (
    { block: block.includes(UNTOLD) ? (name.includes('Ipv6') ? '::/0' : '0.0.0.0/0') : block, place: placeOf(route, [name], `sends ${block.replaceAll(UNTOLD, '*')} over the link`), told: true })));
  const lists = texts(field(route.properties, 'DestinationPrefixListId'), UNTOLD).flatMap((id) => {
    const place = placeOf(route, ['DestinationPrefixListId'], 'sends a list of addresses over the link');
    const list = context.model.ofType('AWS::EC2::PrefixList').find((candidate) => idOf(candidate) === id);
    if (!list) return [{ block: '0.0.0.0/0', place, told: false }];
    return every(list.properties['Entries']).flatMap((entry) => texts(field(entry, 'Cidr'), UNTOLD)).map((block) => ({ block: block.includes(UNTOLD) ? '0.0.0.0/0' : block, place, told: true }));
  });
  return [...plain, ...lists];
}

/** Routes over links must lead to zones that a pathway joins, and to no others that can be reached there. */
export function linkedRoutes(context: ProofContext): void {
  for (const route of context.model.ofType('AWS::EC2::Route')) {
    const home = context.zoneOf(route);
    const link = linkOf(route);
    if (home && link !== undefined) oneRoute(context, home, route, link);
  }
}

function oneRoute(context: ProofContext, home: Zone, route: Resource, link: string): void {
  const over = text(field(route.properties, link), UNTOLD) ?? UNTOLD;
  for (const { block, place, told } of destinationsOf(context, route)) {
    for (const zone of context.zones.ofAddresses(block)) {
      if (zone.name === home.name || linked(context.zones, home.name, zone.name)) continue;
      const wide = context.zones.holding(block) === undefined;
      if (link === 'TransitGatewayId' && wide && meetsOverGateway(context, over, home, zone) === false) continue;
      if (link === 'VpcPeeringConnectionId' && wide && !peersWith(context, over, zone)) continue;
      if (told) leak(context, home, zone, [place], 'route-to-zone', `${route.logicalId} of ${home.name} routes ${block}, addresses of ${zone.name}, over a link`, 'remove the route');
      else unknown(context, home, [place], 'route-not-told', `${route.logicalId} of ${home.name} sends a list of addresses that no template makes over a link`, 'which addresses the list holds, the templates do not tell');
    }
  }
}

/** A peering joins two networks and leads no further (Amazon VPC Peering guide, transitive peering). */
function peersWith(context: ProofContext, id: string, zone: Zone): boolean {
  const peering = context.model.ofType('AWS::EC2::VPCPeeringConnection').find((candidate) => idOf(candidate) === id);
  if (!peering) return true;
  const owners = texts(field(peering.properties, 'PeerOwnerId'), UNTOLD);
  return owners.some((owner) => owner.includes(UNTOLD) || zone.accounts.includes(owner)) || (owners.length > 0 && zone.accounts.includes(peering.account ?? ''));
}
