import { missing } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const aclWith = (ResourceArn: unknown) => ({
  ...single('AWS::WAFv2::WebACL'),
  Log: { Type: 'AWS::WAFv2::LoggingConfiguration', Properties: { ResourceArn } },
});

export const webFirewallIsLogged: Rule = {
  id: 'web-firewall-is-logged',
  claim: 'A web application firewall logs what it lets through and what it stops.',
  reason: 'Without the log nobody sees that the allow-list of staging stopped a partner, or let a stranger through.',
  fix: 'Add an AWS::WAFv2::LoggingConfiguration for the web ACL.',
  severity: 'error',
  serves: ['OPS-02', 'ISL-04'],
  source: 'https://docs.aws.amazon.com/waf/latest/developerguide/logging.html',
  resourceTypes: ['AWS::WAFv2::WebACL'],
  check: (acl) => {
    if (acl.pointedAtBy('AWS::WAFv2::LoggingConfiguration', 'ResourceArn').length > 0) return [];
    const doubt = acl.neighbours('AWS::WAFv2::LoggingConfiguration').flatMap((logging) => logging.at('ResourceArn')).find(({ kind }) => kind !== 'reference');
    return [doubt === undefined ? missing('', 'no log') : { path: 'Properties', found: `a log is for something that is not known: ${doubt.description}`, undecided: true }];
  },
  cases: [
    holds('a log', aclWith({ 'Fn::GetAtt': ['It', 'Arn'] })),
    broken('none', single('AWS::WAFv2::WebACL')),
    unresolvable('a log for something given at deployment', aclWith(given)),
  ],
};
