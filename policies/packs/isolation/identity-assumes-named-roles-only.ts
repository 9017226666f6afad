import { finding, judge } from '../expect';
import { single } from '../fragments';
import { identityStatements, identityTypes } from '../model/identity-policies';
import { actionsOf } from '../model/policy';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const policy = (Resource: unknown) => single('AWS::IAM::Policy', { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource }] } });

export const identityAssumesNamedRolesOnly: Rule = {
  id: 'identity-assumes-named-roles-only',
  claim: 'A policy that allows to assume roles names the roles, without a pattern for the account.',
  reason: 'Permission to assume any role reaches every account that trusts this one, now or later.',
  fix: 'Name the roles in Resource.',
  severity: 'fatal',
  serves: ['ISL-11', 'ACC-02'],
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_permissions-to-switch.html',
  resourceTypes: identityTypes,
  check: (identity) => identityStatements(identity).flatMap((statement) => {
    if (statement.kind === 'unknown') return finding(statement, 'undecided');
    if (!actionsOf(statement).some((action) => action.startsWith('sts:') && /^sts:(?:\*|assume)/.test(action))) return [];
    return judge(statement.at('Resource.*'), (value) => {
      if (value.kind === 'unknown') return 'undecided';
      return value.kind === 'absent' || value.text === '*' || /^arn:[^:]*:iam::[^:]*[*?]/.test(value.text ?? '') ? 'broken' : 'holds';
    });
  }),
  cases: [
    holds('one role', policy('arn:aws:iam::111111111111:role/Reader')),
    holds('a policy about something else', single('AWS::IAM::Policy', { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] } })),
    broken('any role', policy('*')),
    broken('a role of that name in any account', policy('arn:aws:iam::*:role/Reader')),
    unresolvable('a role given at deployment', policy(given)),
  ],
};
