import type { Resource } from '../../assembly/assembly-model';
import { field, text, texts } from '../../assembly/value';
import { UNTOLD } from '../algebra/statement';
import { placeOf } from '../finding';
import type { ProofContext } from '../proof-context';
import type { Zone } from '../zones';
import { idOf, leak, linked, unknown } from './network-findings';

interface Attached {
  readonly zone: Zone;
  readonly resource: Resource;
  readonly gateway: string;
}

/** Networks of two zones on one transit gateway, or on two that are joined, meet unless route tables keep them apart. */
export function transitGateways(context: ProofContext): void {
  const attached = context.model.ofType('AWS::EC2::TransitGatewayAttachment', 'AWS::EC2::TransitGatewayVpcAttachment').flatMap((resource): Attached[] => {
    const zone = context.zoneOf(resource);
    const gateway = text(field(resource.properties, 'TransitGatewayId'), UNTOLD);
    return zone && gateway !== undefined && !gateway.startsWith('tgw-') ? [{ zone, resource, gateway }] : [];
  });
  for (const { zone, resource } of attached.filter(({ gateway }) => gateway.includes(UNTOLD))) {
    unknown(context, zone, [placeOf(resource, ['TransitGatewayId'], 'joins a gateway')], 'link-of-untold-owner', `${resource.logicalId} joins ${zone.name} to a transit gateway that is not told`, 'the gateway is not told');
  }
  const told = attached.filter(({ gateway }) => !gateway.includes(UNTOLD));
  told.forEach((one, i) => told.slice(i + 1).forEach((other) => {
    if (one.zone.name === other.zone.name || linked(context.zones, one.zone.name, other.zone.name) || !meet(context, one, other)) return;
    leak(context, one.zone, other.zone, [one, other].map(({ resource }) => placeOf(resource, ['TransitGatewayId'], 'joins the gateway')), 'shared-transit-gateway',
      `${one.zone.name} and ${other.zone.name} share a transit gateway whose route tables do not keep them apart`, 'switch off the default route table and propagate each attachment only where it is meant to go');
  }));
}

function meet(context: ProofContext, one: Attached, other: Attached): boolean {
  if (one.gateway === other.gateway) return !keptApart(context, one.gateway, one.resource, other.resource);
  return bridges(context, one.gateway, other.gateway).some((peering) => crosses(context, one, peering) || crosses(context, other, peering));
}

/** Peerings on the way from one gateway to the other. */
function bridges(context: ProofContext, from: string, to: string): Resource[] {
  const peerings = context.model.ofType('AWS::EC2::TransitGatewayPeeringAttachment').map((resource) => ({
    resource, ends: ['TransitGatewayId', 'PeerTransitGatewayId'].map((name) => text(field(resource.properties, name), UNTOLD) ?? UNTOLD),
  }));
  const reached = new Map<string, Resource[]>([[from, []]]);
  for (const [gateway, way] of reached) {
    for (const { resource, ends } of peerings.filter(({ ends: two }) => two.includes(gateway))) {
      for (const end of ends) if (!reached.has(end)) reached.set(end, [...way, resource]);
    }
  }
  return reached.get(to) ?? [];
}

/** Peerings carry only what a route names (Amazon VPC Transit Gateways guide, peering attachments): nothing is propagated. */
function crosses(context: ProofContext, { resource, gateway }: Attached, peering: Resource): boolean {
  const tables = tablesOf(context, 'AWS::EC2::TransitGatewayRouteTableAssociation', resource);
  return context.model.ofType('AWS::EC2::TransitGatewayRoute').some(({ properties }) => {
    const over = text(field(properties, 'TransitGatewayAttachmentId'), UNTOLD) ?? UNTOLD;
    const table = text(field(properties, 'TransitGatewayRouteTableId'), UNTOLD) ?? UNTOLD;
    const same = over === idOf(peering) || over.includes(UNTOLD) || over.startsWith('tgw-attach-');
    return same && (tables.includes(table) || (tables.length === 0 && !isolated(context, gateway)) || table.includes(UNTOLD));
  });
}

function isolated(context: ProofContext, id: string): boolean {
  const gateway = context.model.ofType('AWS::EC2::TransitGateway').find((candidate) => idOf(candidate) === id);
  const off = (name: string): boolean => text(field(gateway?.properties ?? {}, name)) === 'disable';
  return gateway !== undefined && off('DefaultRouteTableAssociation') && off('DefaultRouteTablePropagation');
}

function tablesOf(context: ProofContext, type: string, attachment: Resource): string[] {
  return context.model.ofType(type)
    .filter(({ properties }) => text(field(properties, 'TransitGatewayAttachmentId')) === idOf(attachment))
    .map(({ properties }) => text(field(properties, 'TransitGatewayRouteTableId'), UNTOLD) ?? UNTOLD);
}

function keptApart(context: ProofContext, id: string, one: Resource, other: Resource): boolean {
  if (!isolated(context, id)) return false;
  const reach = (uses: Resource, reaches: Resource): boolean => {
    const known = new Set([...tablesOf(context, 'AWS::EC2::TransitGatewayRouteTablePropagation', reaches), ...tablesOf(context, 'AWS::EC2::TransitGatewayRoute', reaches)]);
    return tablesOf(context, 'AWS::EC2::TransitGatewayRouteTableAssociation', uses).some((table) => known.has(table) || table.includes(UNTOLD) || known.has(UNTOLD));
  };
  return !reach(one, other) && !reach(other, one);
}

/** Whether a network of `home` meets one of `other` over the gateway; undefined when the gateway is not in the model. */
export function meetsOverGateway(context: ProofContext, gateway: string, home: Zone, other: Zone): boolean | undefined {
  if (!context.model.ofType('AWS::EC2::TransitGateway').some((candidate) => idOf(candidate) === gateway)) return undefined;
  const attached = context.model.ofType('AWS::EC2::TransitGatewayAttachment', 'AWS::EC2::TransitGatewayVpcAttachment').flatMap((resource): Attached[] => {
    const zone = context.zoneOf(resource);
    return zone ? texts(field(resource.properties, 'TransitGatewayId'), UNTOLD).map((id) => ({ zone, resource, gateway: id })) : [];
  });
  const mine = attached.filter((one) => one.zone.name === home.name && one.gateway === gateway);
  return mine.length === 0 || mine.some((one) => attached.some((candidate) => candidate.zone.name === other.name && meet(context, one, candidate)));
}
