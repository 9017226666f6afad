import { finding } from '../expect';
import { single } from '../fragments';
import { identityStatements, identityTypes } from '../model/identity-policies';
import { accountOf } from '../model/policy';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const policy = (Resource: unknown) => single('AWS::IAM::ManagedPolicy', { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sqs:*', Resource }] } });

export const identityPolicyNamesNoForeignAccount: Rule = {
  id: 'identity-policy-names-no-foreign-account',
  claim: 'A policy of an identity names resources of its own account and of permitted ones only.',
  reason: 'An ARN of another account in a policy is a plan to go there. It works as soon as the other side agrees, also by mistake.',
  fix: 'Name resources of the same account, or declare the crossing.',
  severity: 'fatal',
  serves: ['ISL-09', 'ISL-11'],
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html',
  resourceTypes: identityTypes,
  check: (identity, crossings) => identityStatements(identity).flatMap((statement) => {
    if (statement.kind === 'unknown') return finding(statement, 'undecided');
    return statement.at('Resource.*').flatMap((value) => {
      const account = accountOf(value);
      const foreign = account !== undefined && /^\d{12}$/.test(account) && account !== identity.account && !crossings.permits(identity.account, account);
      return foreign ? finding(value, 'broken', `a resource of account ${account} is named`) : [];
    });
  }),
  cases: [
    holds('a resource of the account', policy({ 'Fn::Sub': 'arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:jobs' })),
    holds('a resource of a permitted account', policy('arn:aws:logs:eu-west-1:333333333333:log-group:audit')),
    broken('a resource of another account', policy(['arn:aws:sqs:eu-west-1:111111111111:jobs', 'arn:aws:sqs:eu-west-1:222222222222:jobs'])),
    unresolvable('statements given at deployment', single('AWS::IAM::ManagedPolicy', { PolicyDocument: { Statement: given } })),
  ],
};
