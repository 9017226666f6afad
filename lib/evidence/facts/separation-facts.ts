import type { Fact, ZoneFacts } from '../evidence';
import { allDifferent, allOf, claimsBetween, eachHas } from './general-facts';
import { type Judged, count, fact, listed, notEvaluated, noted } from './judged';

/** Whether environments are separate: accounts, addresses, names, keys, roles, and what the proof says. */
export function separationFacts(judged: Judged): Fact[] {
  const { environments, zones } = judged;
  return [
    environmentsThere(zones, environments),
    allDifferent(environments, ({ accounts }) => accounts, 'accounts'),
    allDifferent(environments, ({ cidrs }) => cidrs, 'address blocks'),
    allDifferent(environments, ({ domains }) => domains, 'domains'),
    claimsBetween(judged, undefined, undefined, 'no group of accounts reaches another'),
    eachHas(judged, environments, 'AWS::EC2::VPC', 'a network of its own'),
    eachHas(judged, environments, 'AWS::KMS::Key', 'keys of its own'),
    eachHas(judged, environments, 'AWS::Route53::HostedZone', 'names of its own'),
    links(judged),
    allOf(judged, judged.of('AWS::IAM::Role'), ({ properties }) => properties['PermissionsBoundary'] !== undefined, { noun: 'role', does: 'work under a permission boundary' }),
  ];
}

function environmentsThere(zones: readonly ZoneFacts[], environments: readonly ZoneFacts[]): Fact {
  if (environments.length === 0) {
    return notEvaluated(`The templates are bound to ${count(zones.length, 'account')}; nobody has said which environment each is.`, 'declaration');
  }
  const empty = environments.filter(({ stacks }) => stacks === 0).map(({ name }) => name);
  const told = listed(environments.map(({ name, kind, accounts, stacks, resources }) => `${name} (${kind}) in account ${accounts.join(', ')} with ${count(resources, 'resource')} in ${count(stacks, 'stack')}`));
  if (empty.length > 0) return notEvaluated(`${count(environments.length, 'environment')}: ${told}. No template stands in ${listed(empty)}.`, 'templates');
  return fact('holds', `${count(environments.length, 'environment')}: ${told}.`, 'templates');
}

/** Resources that can join networks of different accounts. */
const LINKS = [
  'AWS::EC2::VPCPeeringConnection', 'AWS::EC2::TransitGatewayAttachment', 'AWS::EC2::TransitGatewayVpcAttachment', 'AWS::EC2::VPCEndpointService', 'AWS::RAM::ResourceShare',
  'AWS::EC2::VPNConnection', 'AWS::VpcLattice::ServiceNetworkVpcAssociation', 'AWS::Route53Resolver::ResolverRuleAssociation',
];

function links(judged: Judged): Fact {
  const found = LINKS.flatMap((type) => judged.of(type));
  return noted(found.length === 0
    ? 'No template has a peering, a transit gateway, a share, an endpoint service, a VPN or a shared resolver rule.'
    : `${count(found.length, 'resource')} can join networks; the proof says where they lead.`, 'templates', judged.refer(found));
}
