import { finding, judge } from '../expect';
import { allowing, single } from '../fragments';
import { actionsOf, allows, conditionsOf, statementsOf } from '../model/policy';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const federated = (Condition: unknown) => single('AWS::IAM::Role', { AssumeRolePolicyDocument: { Statement: [{
  Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated: 'arn:aws:iam::111111111111:oidc-provider/id.example.com' }, Condition,
}] } });

export const federatedTrustNamesItsSubject: Rule = {
  id: 'federated-trust-names-its-subject',
  claim: 'A role for federated identities names the audience, and for web identities the subject too.',
  reason: 'A web identity provider serves many: without a condition on the subject, any pipeline of any customer of that provider can assume the role.',
  fix: 'Add StringEquals conditions on <provider>:aud and <provider>:sub, or SAML:aud.',
  severity: 'fatal',
  serves: ['ISL-11', 'ISL-12', 'ACC-01'],
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html',
  resourceTypes: ['AWS::IAM::Role'],
  check: (role) => statementsOf(role.at('AssumeRolePolicyDocument')).filter(allows).flatMap((statement) => {
    if (statement.kind === 'unknown') return finding(statement, 'undecided');
    if (!statement.at('Principal').some((principal) => principal.at('Federated').some(({ kind }) => kind === 'reference' || kind === 'literal'))) return [];
    const web = actionsOf(statement).some((action) => action.includes('webidentity'));
    const conditions = conditionsOf(statement, /^(?:ForAnyValue:)?String(?:Equals|Like)$/);
    return (web ? ['aud', 'sub'] : ['aud']).flatMap((claim) => {
      const claimed = conditions.filter(([key]) => key.endsWith(`:${claim}`)).map(([, value]) => value);
      if (claimed.length === 0) return [{ path: statement.path, found: `no condition names the ${claim}` }];
      return judge(claimed, ({ kind, text }) => kind === 'unknown' ? 'undecided' : text === undefined || /^[*?]/.test(text) ? 'broken' : 'holds');
    });
  }),
  cases: [
    holds('an audience and a subject', federated({ StringEquals: { 'id.example.com:aud': 'sts.amazonaws.com', 'id.example.com:sub': 'repo:projects:main' } })),
    holds('a role that no federation assumes', single('AWS::IAM::Role', { AssumeRolePolicyDocument: allowing({ Service: 'ec2.amazonaws.com' }) })),
    broken('an audience alone', federated({ StringEquals: { 'id.example.com:aud': 'sts.amazonaws.com' } })),
    broken('any subject', federated({ StringEquals: { 'id.example.com:aud': 'sts.amazonaws.com' }, StringLike: { 'id.example.com:sub': '*' } })),
    unresolvable('a subject given at deployment', federated({ StringEquals: { 'id.example.com:aud': 'sts.amazonaws.com', 'id.example.com:sub': given } })),
  ],
};
