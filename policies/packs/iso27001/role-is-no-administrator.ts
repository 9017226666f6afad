import { judge } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const roleIsNoAdministrator: Rule = {
  id: 'role-is-no-administrator',
  claim: 'No role has an administrator policy of AWS.',
  reason: 'These policies widen by themselves when AWS adds a service.',
  fix: 'Write a policy of its own, with the actions that are needed.',
  severity: 'error',
  serves: ['ACC-02', 'TEN-05'],
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html',
  resourceTypes: ['AWS::IAM::Role'],
  check: (role) => role.at('ManagedPolicyArns').flatMap((policies) => policies.elements()).flatMap((policy) => judge([policy], ({ kind, text }) =>
    kind === 'unknown' ? 'undecided' : /:policy\/(?:AdministratorAccess|PowerUserAccess|IAMFullAccess|job-function\/SystemAdministrator)/.test(text ?? '') ? 'broken' : 'holds')),
  cases: [
    holds('a policy of its own', { Policy: { Type: 'AWS::IAM::ManagedPolicy' }, ...single('AWS::IAM::Role', { ManagedPolicyArns: [{ Ref: 'Policy' }] }) }),
    broken('administrator', single('AWS::IAM::Role', { ManagedPolicyArns: [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/AdministratorAccess' }] })),
    unresolvable('given at deployment', single('AWS::IAM::Role', { ManagedPolicyArns: [given] })),
  ],
};
