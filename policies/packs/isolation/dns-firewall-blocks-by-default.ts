import { finding, is, judge, missing } from '../expect';
import { single } from '../fragments';
import type { Value } from '../model/value';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const groupWith = (name: string, Action: unknown) => ({
  Listed: { Type: 'AWS::Route53Resolver::FirewallDomainList', Properties: { Domains: ['api.example.net'] } },
  Rest: { Type: 'AWS::Route53Resolver::FirewallDomainList', Properties: { Domains: [name] } },
  ...single('AWS::Route53Resolver::FirewallRuleGroup', { FirewallRules: [
    { Priority: 900, Action, FirewallDomainListId: { 'Fn::GetAtt': ['Rest', 'Id'] } },
    { Priority: 100, Action: 'ALLOW', FirewallDomainListId: { 'Fn::GetAtt': ['Listed', 'Id'] } },
  ] }),
});

function priority(rule: Value): number {
  return Math.max(...rule.at('Priority').map(({ literal }) => Number(literal)));
}

export const dnsFirewallBlocksByDefault: Rule = {
  id: 'dns-firewall-blocks-by-default',
  claim: 'The last rule of a DNS firewall rule group blocks every name.',
  reason: 'An allow-list without a final block allows what it does not list, and names are the quietest way out of a network.',
  fix: 'Add a rule with the highest priority number, action BLOCK and a domain list of "*".',
  severity: 'fatal',
  serves: ['ISL-10'],
  source: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall-rule-groups.html',
  resourceTypes: ['AWS::Route53Resolver::FirewallRuleGroup'],
  check: (group) => {
    const rules = group.at('FirewallRules').flatMap((list) => list.elements());
    const doubtful = rules.find((rule) => rule.kind !== 'literal' || rule.at('Priority').some(({ literal }) => Number.isNaN(Number(literal))));
    if (doubtful !== undefined) return finding(doubtful, 'undecided');
    const last = rules.toSorted((one, other) => priority(other) - priority(one))[0];
    if (last === undefined) return [missing('FirewallRules', 'there is no rule')];
    return [
      ...judge(last.at('Action'), is('BLOCK')),
      ...last.at('FirewallDomainListId').flatMap((list) => {
        if (list.target === undefined) return finding(list, list.kind === 'absent' ? 'broken' : 'undecided');
        const names = list.target.at('Domains.*');
        return names.some(({ text }) => text === '*' || text === '*.') ? [] : finding(list, 'broken', 'the last rule blocks some names only');
      }),
    ];
  },
  cases: [
    holds('a block of everything at the end', groupWith('*', 'BLOCK')),
    broken('an allowance at the end', groupWith('*', 'ALLOW')),
    broken('a block of some names', groupWith('evil.example.net', 'BLOCK')),
    broken('no rule', single('AWS::Route53Resolver::FirewallRuleGroup')),
    unresolvable('an action given at deployment', groupWith('*', given)),
  ],
};
