import { is, judgeAny, missing } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const policyWith = (StatefulDefaultActions: unknown[], stateless: string) => single('AWS::NetworkFirewall::FirewallPolicy', {
  FirewallPolicy: { StatefulDefaultActions, StatelessDefaultActions: [stateless], StatelessFragmentDefaultActions: [stateless] },
});

export const networkFirewallDropsByDefault: Rule = {
  id: 'network-firewall-drops-by-default',
  claim: 'A network firewall drops what no rule passes, and gives no packet a way around its rules.',
  reason: 'The egress allow-list is only a list as long as what it leaves out is dropped.',
  fix: 'Set StatefulDefaultActions to aws:drop_established or aws:drop_strict, and the stateless default actions to aws:forward_to_sfe or aws:drop.',
  severity: 'fatal',
  serves: ['ISL-10'],
  source: 'https://docs.aws.amazon.com/network-firewall/latest/developerguide/stateless-default-actions.html',
  resourceTypes: ['AWS::NetworkFirewall::FirewallPolicy'],
  check: (policy) => [
    ...judgeAny(policy.at('FirewallPolicy.StatefulDefaultActions.*'), is('aws:drop_strict', 'aws:drop_established', 'aws:drop_established_app_layer'), missing('FirewallPolicy.StatefulDefaultActions', 'no default action drops')),
    ...['StatelessDefaultActions', 'StatelessFragmentDefaultActions'].flatMap((path) => judgeAny(policy.at(`FirewallPolicy.${path}.*`), is('aws:forward_to_sfe', 'aws:drop'), missing(`FirewallPolicy.${path}`, `${path} pass`))),
  ],
  cases: [
    holds('everything is dropped', policyWith(['aws:drop_established', 'aws:alert_established'], 'aws:forward_to_sfe')),
    broken('what is left is alerted only', policyWith(['aws:alert_established'], 'aws:forward_to_sfe')),
    broken('packets pass without state', policyWith(['aws:drop_strict'], 'aws:pass')),
    unresolvable('given at deployment', policyWith([given], 'aws:forward_to_sfe')),
  ],
};
