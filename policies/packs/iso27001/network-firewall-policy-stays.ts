import { expectEach, isTrue } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const networkFirewallPolicyStays: Rule = {
  id: 'network-firewall-policy-stays',
  claim: 'A network firewall cannot be given another policy by accident.',
  reason: 'One call would replace the egress allow-list of a whole environment.',
  fix: 'Set FirewallPolicyChangeProtection to true.',
  severity: 'error',
  serves: ['ISL-10'],
  source: 'https://docs.aws.amazon.com/network-firewall/latest/developerguide/firewall-settings.html',
  resourceTypes: ['AWS::NetworkFirewall::Firewall'],
  check: (resource) => expectEach(resource, 'FirewallPolicyChangeProtection', isTrue),
  cases: [
    holds('as wanted', single('AWS::NetworkFirewall::Firewall', { FirewallPolicyChangeProtection: true })),
    broken('left out', single('AWS::NetworkFirewall::Firewall')),
    broken('switched off', single('AWS::NetworkFirewall::Firewall', { FirewallPolicyChangeProtection: false })),
    unresolvable('given at deployment', single('AWS::NetworkFirewall::Firewall', { FirewallPolicyChangeProtection: given })),
  ],
};
