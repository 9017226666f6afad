import { expectEach, isPresent } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const roleHasPermissionBoundary: Rule = {
  id: 'role-has-permission-boundary',
  claim: 'Every role has a permission boundary.',
  reason: 'A boundary holds when a policy is too wide or is widened later: whatever the role is given, it cannot leave the environment.',
  fix: 'Set PermissionsBoundary; PermissionsBoundary.of(app).apply(...) sets it on every role in CDK.',
  severity: 'fatal',
  serves: ['ISL-11', 'ACC-02'],
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html',
  resourceTypes: ['AWS::IAM::Role'],
  check: (role) => expectEach(role, 'PermissionsBoundary', isPresent),
  cases: [
    holds('a boundary', single('AWS::IAM::Role', { PermissionsBoundary: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:policy/Boundary' } })),
    broken('none', single('AWS::IAM::Role')),
    unresolvable('a boundary given at deployment', single('AWS::IAM::Role', { PermissionsBoundary: given })),
  ],
};
