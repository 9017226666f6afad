import { finding } from '../expect';
import { single } from '../fragments';
import { identityStatements, identityTypes } from '../model/identity-policies';
import { actionsOf } from '../model/policy';
import type { Resource } from '../model/value';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const policy = (Action: unknown) => single('AWS::IAM::ManagedPolicy', { PolicyDocument: { Statement: [{ Effect: 'Allow', Action, Resource: '*' }] } });

/** A role names it as its boundary, by reference or by the name in an ARN. */
function isBoundary(identity: Resource): boolean {
  if (identity.pointedAtBy('AWS::IAM::Role', 'PermissionsBoundary').length > 0) return true;
  const [name] = identity.at('ManagedPolicyName');
  if (identity.type !== 'AWS::IAM::ManagedPolicy' || name?.kind !== 'literal' || name.text === undefined) return false;
  return identity.neighbours('AWS::IAM::Role').some((role) => role.at('PermissionsBoundary').some(({ text }) => text?.endsWith(`/${name.text ?? ''}`) === true));
}

export const identityMayNotDoEverything: Rule = {
  id: 'identity-may-not-do-everything',
  claim: 'No policy allows everything on everything, unless it is a permission boundary.',
  reason: 'Who may do everything may also widen, hide and delete.',
  fix: 'Name actions and resources.',
  severity: 'error',
  serves: ['ACC-02', 'ISL-11'],
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
  resourceTypes: identityTypes,
  check: (identity) => isBoundary(identity) ? [] : identityStatements(identity).flatMap((statement) => {
    if (statement.kind === 'unknown') return finding(statement, 'undecided');
    const everything = (actionsOf(statement).includes('*') || statement.at('NotAction').some(({ kind }) => kind !== 'absent'))
      && statement.at('Resource.*').some(({ text, kind }) => text === '*' || kind === 'absent');
    return everything ? [{ path: statement.path, found: 'everything is allowed on everything' }] : [];
  }),
  cases: [
    holds('one action', policy('sqs:SendMessage')),
    holds('a permission boundary by its name', { It: { Type: 'AWS::IAM::ManagedPolicy', Properties: { ManagedPolicyName: 'Boundary', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } } }, Role: { Type: 'AWS::IAM::Role', Properties: { PermissionsBoundary: 'arn:aws:iam::111111111111:policy/Boundary' } } }),
    holds('a permission boundary', { ...policy('*'), Role: { Type: 'AWS::IAM::Role', Properties: { PermissionsBoundary: { Ref: 'It' } } } }),
    broken('everything', policy('*')),
    broken('everything but one', single('AWS::IAM::ManagedPolicy', { PolicyDocument: { Statement: [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }] } })),
    unresolvable('statements given at deployment', single('AWS::IAM::ManagedPolicy', { PolicyDocument: { Statement: given } })),
  ],
};
