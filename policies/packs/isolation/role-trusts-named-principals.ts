import { finding } from '../expect';
import { allowing, single } from '../fragments';
import { reachOfTrust } from '../model/policy-documents';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const roleWith = (principal: unknown, condition?: unknown) => single('AWS::IAM::Role', { AssumeRolePolicyDocument: allowing(principal, condition) });

export const roleTrustsNamedPrincipals: Rule = {
  id: 'role-trusts-named-principals',
  claim: 'A role trusts named principals, never everyone and never the whole organisation.',
  reason: 'A role that "*" may assume is open to every account; narrowed to the organisation it is still open to every other environment.',
  fix: 'Name the roles that may assume it.',
  severity: 'fatal',
  serves: ['ISL-11', 'ISL-14'],
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
  resourceTypes: ['AWS::IAM::Role'],
  check: (role) => reachOfTrust(role).flatMap(({ kind, value }) => {
    if (kind === 'unknown') return finding(value, 'undecided');
    return kind === 'everyone' || kind === 'organisation' ? finding(value, 'broken', `more than named principals are trusted: ${value.description}`) : [];
  }),
  cases: [
    holds('a role of the account', roleWith({ AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/Operator' } })),
    broken('everyone', roleWith({ AWS: '*' })),
    broken('the organisation', roleWith('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-example' } })),
    unresolvable('a trust policy given at deployment', single('AWS::IAM::Role', { AssumeRolePolicyDocument: given })),
  ],
};
