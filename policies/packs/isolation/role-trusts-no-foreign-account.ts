import { finding } from '../expect';
import { allowing, single } from '../fragments';
import { reachOfTrust } from '../model/policy-documents';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const roleWith = (principal: unknown, condition?: unknown) => single('AWS::IAM::Role', { AssumeRolePolicyDocument: allowing(principal, condition) });

export const roleTrustsNoForeignAccount: Rule = {
  id: 'role-trusts-no-foreign-account',
  claim: 'A role trusts principals of its own account and of permitted ones only.',
  reason: 'Who can assume a role has its rights. Reading a production value in a staging stack is enough for CDK to write such a trust into the production template.',
  fix: 'Remove the principal; if the crossing is needed, declare it as a pathway and pass it to IsolationChecks.',
  severity: 'fatal',
  serves: ['ISL-11', 'ISL-13'],
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user.html',
  resourceTypes: ['AWS::IAM::Role'],
  check: (role, crossings) => reachOfTrust(role).flatMap(({ kind, account = '', value }) => {
    if (kind === 'unknown') return finding(value, 'undecided');
    return kind === 'foreign' && !crossings.permits(role.account, account) ? finding(value, 'broken', `account ${account} is trusted`) : [];
  }),
  cases: [
    holds('a service', roleWith({ Service: 'ecs-tasks.amazonaws.com' })),
    holds('a permitted account', roleWith({ AWS: 'arn:aws:iam::333333333333:role/Deployer' })),
    broken('another account', roleWith({ AWS: 'arn:aws:iam::222222222222:root' })),
    broken('another account behind a condition', roleWith({ AWS: '222222222222' }, { StringEquals: { 'sts:ExternalId': 'agreed' } })),
    unresolvable('a principal given at deployment', roleWith({ AWS: given })),
  ],
};
