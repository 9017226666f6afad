import { type Expectation, expectEach, isAbsentOr } from '../expect';
import { single } from '../fragments';
import { isPermittedTarget } from '../permitted-account';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const firewallTakesRulesOfItsOwnAccount: Rule = {
  id: 'firewall-takes-rules-of-its-own-account',
  claim: 'A network firewall or web firewall follows a policy and rules of its own account, of a permitted one, or that AWS manages.',
  reason: 'Policies and rule groups can be shared between accounts. Whoever owns the rules opens the way out, and nobody here sees it change.',
  fix: 'Make policy and rule groups in the account of the firewall.',
  severity: 'fatal',
  serves: ['ISL-04', 'ISL-10'],
  source: 'https://docs.aws.amazon.com/network-firewall/latest/developerguide/sharing.html',
  resourceTypes: ['AWS::NetworkFirewall::Firewall', 'AWS::NetworkFirewall::FirewallPolicy', 'AWS::WAFv2::WebACL'],
  check: (firewall, crossings) => {
    const permitted = isPermittedTarget(firewall, crossings);
    const ownOrManaged: Expectation = (value) => /^arn:[^:]*:network-firewall:[^:]*:aws-managed:/.test(value.text ?? '') ? 'holds' : permitted(value);
    if (firewall.type === 'AWS::WAFv2::WebACL') return expectEach(firewall, 'Rules.*.Statement.RuleGroupReferenceStatement.Arn', isAbsentOr(permitted));
    return firewall.type === 'AWS::NetworkFirewall::Firewall' ? expectEach(firewall, 'FirewallPolicyArn', permitted) : [
      ...expectEach(firewall, 'FirewallPolicy.StatefulRuleGroupReferences.*.ResourceArn', isAbsentOr(ownOrManaged)),
      ...expectEach(firewall, 'FirewallPolicy.StatelessRuleGroupReferences.*.ResourceArn', isAbsentOr(ownOrManaged)),
    ];
  },
  cases: [
    holds('a policy of the account', { Policy: { Type: 'AWS::NetworkFirewall::FirewallPolicy', Properties: {} }, ...single('AWS::NetworkFirewall::Firewall', { FirewallPolicyArn: { Ref: 'Policy' } }) }),
    holds('rules that AWS manages', single('AWS::NetworkFirewall::FirewallPolicy', {
      FirewallPolicy: { StatefulRuleGroupReferences: [{ ResourceArn: 'arn:aws:network-firewall:eu-west-1:aws-managed:stateful-rulegroup/BotNet' }] },
    })),
    holds('a web firewall with rules of its own', single('AWS::WAFv2::WebACL', { Rules: [{ Statement: { IPSetReferenceStatement: { Arn: 'arn:aws:wafv2:eu-west-1:111111111111:regional/ipset/a/0' } } }] })),
    broken('a shared group of rules for the web', single('AWS::WAFv2::WebACL', {
      Rules: [{ Statement: { RuleGroupReferenceStatement: { Arn: 'arn:aws:wafv2:eu-west-1:222222222222:regional/rulegroup/a/0' } } }],
    })),
    broken('a shared policy', single('AWS::NetworkFirewall::Firewall', { FirewallPolicyArn: 'arn:aws:network-firewall:eu-west-1:222222222222:firewall-policy/open' })),
    broken('shared rules', single('AWS::NetworkFirewall::FirewallPolicy', {
      FirewallPolicy: { StatelessRuleGroupReferences: [{ ResourceArn: 'arn:aws:network-firewall:eu-west-1:222222222222:stateless-rulegroup/open' }] },
    })),
    unresolvable('a policy given at deployment', single('AWS::NetworkFirewall::Firewall', { FirewallPolicyArn: given })),
  ],
};
