import { finding } from '../expect';
import { allowing, single } from '../fragments';
import { policyTypes, reachOfPolicies } from '../model/policy-documents';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const key = (principal: unknown, condition?: unknown) => single('AWS::KMS::Key', { KeyPolicy: allowing(principal, condition) });

export const resourcePolicyNamesAccountsAndNotOnlyTheOrganisation: Rule = {
  id: 'resource-policy-names-accounts-and-not-only-the-organisation',
  claim: 'A resource policy that is open to the organisation names accounts as well.',
  reason: 'Staging belongs to the same organisation as production. A condition on aws:PrincipalOrgID alone, or on an organisation path, keeps strangers out and lets every other environment in.',
  fix: 'Add a condition on aws:PrincipalAccount, or name the principals.',
  severity: 'fatal',
  serves: ['ISL-11', 'ISL-14'],
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html',
  resourceTypes: policyTypes,
  check: (resource) => reachOfPolicies(resource).flatMap(({ kind, value }) => {
    if (kind === 'unknown') return finding(value, 'undecided');
    return kind === 'organisation' ? finding(value, 'broken', `the whole organisation is let in: ${value.description}`) : [];
  }),
  cases: [
    holds('the organisation and the account', key({ AWS: '*' }, { StringEquals: { 'aws:PrincipalOrgID': 'o-example', 'aws:PrincipalAccount': '111111111111' } })),
    broken('the organisation alone', key({ AWS: '*' }, { StringEquals: { 'aws:PrincipalOrgID': 'o-example' } })),
    broken('an organisation path', key('*', { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': ['o-example/r-1/ou-1/*'] } })),
    unresolvable('an account given at deployment', key('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-example', 'aws:PrincipalAccount': given } })),
  ],
};
