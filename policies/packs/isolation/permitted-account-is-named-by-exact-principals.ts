import { finding } from '../expect';
import { allowing, single } from '../fragments';
import { policyTypes, reachOfPolicies } from '../model/policy-documents';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const repository = (principal: unknown, condition?: unknown) => single('AWS::ECR::Repository', { RepositoryPolicyText: allowing(principal, condition) });

export const permittedAccountIsNamedByExactPrincipals: Rule = {
  id: 'permitted-account-is-named-by-exact-principals',
  claim: 'A resource policy names a permitted account by exact principals, never as a whole.',
  reason: 'A pathway is for one job. When the whole account is let in, everyone who may write policies there decides who comes through, and the pathway carries more than it says.',
  fix: 'Name the role in full, or add a condition on aws:PrincipalArn or aws:SourceArn without a pattern.',
  severity: 'fatal',
  serves: ['ISL-13', 'ISL-11'],
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
  resourceTypes: policyTypes,
  check: (resource, crossings) => reachOfPolicies(resource).flatMap(({ kind, account = '', exact, value }) => {
    if (kind === 'unknown') return finding(value, 'undecided');
    const whole = kind === 'foreign' && exact !== true && crossings.permits(resource.account, account);
    return whole ? finding(value, 'broken', `account ${account} is let in as a whole`) : [];
  }),
  cases: [
    holds('an exact role', repository({ AWS: 'arn:aws:iam::333333333333:role/Puller' })),
    holds('the account, narrowed to an exact role', repository({ AWS: 'arn:aws:iam::333333333333:root' }, { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::333333333333:role/Puller' } })),
    holds('a service that acts for the account', repository({ Service: 'delivery.logs.amazonaws.com' }, { StringEquals: { 'aws:SourceAccount': '333333333333' } })),
    broken('the whole account', repository({ AWS: 'arn:aws:iam::333333333333:root' })),
    broken('a pattern of roles', repository({ AWS: '333333333333' }, { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::333333333333:role/*' } })),
    unresolvable('a principal given at deployment', repository({ AWS: given })),
  ],
};
