import { expectEach, is } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const dnsFirewallAssociationIsProtected: Rule = {
  id: 'dns-firewall-association-is-protected',
  claim: 'The association of a DNS firewall with its network is protected from removal.',
  reason: 'Without protection one call takes the firewall off the network, and nothing else notices.',
  fix: 'Set MutationProtection to ENABLED.',
  severity: 'fatal',
  serves: ['ISL-10'],
  source: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall-vpc-protections.html',
  resourceTypes: ['AWS::Route53Resolver::FirewallRuleGroupAssociation'],
  check: (association) => expectEach(association, 'MutationProtection', is('ENABLED')),
  cases: [
    holds('protected', single('AWS::Route53Resolver::FirewallRuleGroupAssociation', { MutationProtection: 'ENABLED' })),
    broken('left out', single('AWS::Route53Resolver::FirewallRuleGroupAssociation')),
    unresolvable('given at deployment', single('AWS::Route53Resolver::FirewallRuleGroupAssociation', { MutationProtection: given })),
  ],
};
