import { expectEach, is } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const networkFirewallHasStrictOrder: Rule = {
  id: 'network-firewall-has-strict-order',
  claim: 'A network firewall evaluates its rules in strict order.',
  reason: 'In the default order every pass rule comes before every drop rule, whatever the order they are written in; an allow-list cannot be relied upon.',
  fix: 'Set StatefulEngineOptions.RuleOrder to STRICT_ORDER.',
  severity: 'fatal',
  serves: ['ISL-10'],
  source: 'https://docs.aws.amazon.com/network-firewall/latest/developerguide/suricata-rule-evaluation-order.html',
  resourceTypes: ['AWS::NetworkFirewall::FirewallPolicy'],
  check: (policy) => expectEach(policy, 'FirewallPolicy.StatefulEngineOptions.RuleOrder', is('STRICT_ORDER')),
  cases: [
    holds('strict order', single('AWS::NetworkFirewall::FirewallPolicy', { FirewallPolicy: { StatefulEngineOptions: { RuleOrder: 'STRICT_ORDER' } } })),
    broken('the default order', single('AWS::NetworkFirewall::FirewallPolicy', { FirewallPolicy: {} })),
    unresolvable('given at deployment', single('AWS::NetworkFirewall::FirewallPolicy', { FirewallPolicy: { StatefulEngineOptions: { RuleOrder: given } } })),
  ],
};
