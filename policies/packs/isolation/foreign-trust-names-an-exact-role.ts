import { finding } from '../expect';
import { allowing, single } from '../fragments';
import { allows, conditionsOf, reachOf, statementsOf } from '../model/policy';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const roleWith = (principal: unknown, condition?: unknown) => single('AWS::IAM::Role', { AssumeRolePolicyDocument: allowing(principal, condition) });

export const foreignTrustNamesAnExactRole: Rule = {
  id: 'foreign-trust-names-an-exact-role',
  claim: 'A trust in a permitted account names an exact role, or narrows the account by aws:PrincipalArn or sts:ExternalId.',
  reason: 'Trusting the whole account leaves it to that account who comes in. A pathway names its one traveller.',
  fix: 'Write the ARN of the role as principal, or add a condition on aws:PrincipalArn or sts:ExternalId.',
  severity: 'fatal',
  serves: ['ISL-11', 'ISL-13'],
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html',
  resourceTypes: ['AWS::IAM::Role'],
  check: (role) => statementsOf(role.at('AssumeRolePolicyDocument')).filter(allows).flatMap((statement) => {
    const agreed = conditionsOf(statement, /^StringEquals$/).some(([key]) => key === 'sts:externalid');
    return reachOf(statement, role.account).flatMap(({ kind, exact, account = '', value }) => {
      if (kind === 'unknown') return finding(value, 'undecided');
      return kind === 'foreign' && exact !== true && !agreed ? finding(value, 'broken', `account ${account} is trusted as a whole`) : [];
    });
  }),
  cases: [
    holds('an exact role', roleWith({ AWS: 'arn:aws:iam::333333333333:role/Deployer' })),
    holds('an account with an agreed id', roleWith({ AWS: '333333333333' }, { StringEquals: { 'sts:ExternalId': 'agreed' } })),
    broken('a whole account', roleWith({ AWS: 'arn:aws:iam::333333333333:root' })),
    broken('a pattern of roles', roleWith({ AWS: '333333333333' }, { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::333333333333:role/*' } })),
    unresolvable('a principal given at deployment', roleWith({ AWS: given })),
  ],
};
