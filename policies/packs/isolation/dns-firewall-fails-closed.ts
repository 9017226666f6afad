import { expectEach, is } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const dnsFirewallFailsClosed: Rule = {
  id: 'dns-firewall-fails-closed',
  claim: 'The DNS firewall of a network answers nothing when it cannot decide.',
  reason: 'A firewall that fails open is no firewall in the moment that somebody overloads it.',
  fix: 'Set FirewallFailOpen to DISABLED.',
  severity: 'fatal',
  serves: ['ISL-10'],
  source: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall-vpc-configuration.html',
  resourceTypes: ['AWS::Route53Resolver::FirewallConfig'],
  check: (config) => expectEach(config, 'FirewallFailOpen', is('DISABLED')),
  cases: [
    holds('closed', single('AWS::Route53Resolver::FirewallConfig', { FirewallFailOpen: 'DISABLED' })),
    broken('open', single('AWS::Route53Resolver::FirewallConfig', { FirewallFailOpen: 'ENABLED' })),
    unresolvable('given at deployment', single('AWS::Route53Resolver::FirewallConfig', { FirewallFailOpen: given })),
  ],
};
