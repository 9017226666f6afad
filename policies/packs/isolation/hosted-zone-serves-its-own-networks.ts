import { isOwn, judge } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const hostedZoneServesItsOwnNetworks: Rule = {
  id: 'hosted-zone-serves-its-own-networks',
  claim: 'A private hosted zone is associated with networks of its own account only.',
  reason: 'A network that a zone is associated with believes its answers. A shared zone lets one environment tell another where its database is.',
  fix: 'List networks of the same account in VPCs.',
  severity: 'fatal',
  serves: ['ISL-06', 'ISL-07'],
  source: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-associate-vpcs-different-accounts.html',
  resourceTypes: ['AWS::Route53::HostedZone'],
  check: (zone) => zone.at('VPCs').flatMap((networks) => networks.elements()).flatMap((network) => judge(network.at('VPCId'), isOwn(zone, 'AWS::EC2::VPC'))),
  cases: [
    holds('a network of the account', { Net: { Type: 'AWS::EC2::VPC' }, ...single('AWS::Route53::HostedZone', { VPCs: [{ VPCId: { Ref: 'Net' }, VPCRegion: 'eu-west-1' }] }) }),
    holds('a public zone', single('AWS::Route53::HostedZone', { Name: 'projects.example.com' })),
    broken('no network', single('AWS::Route53::HostedZone', { VPCs: [{ VPCRegion: 'eu-west-1' }] })),
    unresolvable('a network given at deployment', single('AWS::Route53::HostedZone', { VPCs: [{ VPCId: given }] })),
  ],
};
