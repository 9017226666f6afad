import type { Resource } from '../../assembly/assembly-model';
import type { Mention } from '../mentions';

/** Rules that let addresses in or send them on: with no link they do nothing yet. */
export const RULES = new Set(['AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress', 'AWS::EC2::NetworkAclEntry', 'AWS::EC2::PrefixList',
  'AWS::EC2::Route', 'AWS::EC2::TransitGatewayRoute', 'AWS::EC2::VPC', 'AWS::EC2::Subnet', 'AWS::EC2::VPCCidrBlock', 'AWS::NetworkFirewall::RuleGroup', 'AWS::WAFv2::IPSet']);

/** Addresses in rules are weighed by the network pass, not as texts that name a zone. */
export function isNetworkRule(resource: Resource, mention: Mention): boolean {
  return mention.as === 'address' && RULES.has(resource.type);
}
