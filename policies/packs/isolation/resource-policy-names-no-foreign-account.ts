import { finding } from '../expect';
import { allowing, single } from '../fragments';
import { policyTypes, reachOfPolicies } from '../model/policy-documents';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const bucket = (principal: unknown, condition?: unknown) => single('AWS::S3::BucketPolicy', { PolicyDocument: allowing(principal, condition) });

export const resourcePolicyNamesNoForeignAccount: Rule = {
  id: 'resource-policy-names-no-foreign-account',
  claim: 'A resource policy lets no other account in, unless the crossing is permitted.',
  reason: 'Whoever administers the named account can use the resource. A grant across environments, such as production.bucket.grantRead(staging.role), is exactly this and looks harmless in code.',
  fix: 'Remove the statement, or declare the crossing as a pathway and pass it to IsolationChecks.',
  severity: 'fatal',
  serves: ['ISL-08', 'ISL-11', 'ISL-13'],
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies-cross-account-resource-access.html',
  resourceTypes: policyTypes,
  check: (resource, crossings) => reachOfPolicies(resource).flatMap(({ kind, account = '', value }) => {
    if (kind === 'unknown') return finding(value, 'undecided');
    return kind === 'foreign' && !crossings.permits(resource.account, account) ? finding(value, 'broken', `account ${account} is let in`) : [];
  }),
  cases: [
    holds('a role of the same account', bucket({ AWS: 'arn:aws:iam::111111111111:role/Reader' })),
    holds('the account itself, by pseudo parameter', bucket({ AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } })),
    holds('a permitted account', bucket({ AWS: 'arn:aws:iam::333333333333:role/Delivery' })),
    broken('a role of another account', bucket({ AWS: 'arn:aws:iam::222222222222:role/Reader' })),
    broken('another account by its number', bucket({ AWS: ['111111111111', '222222222222'] })),
    broken('another account in a condition', bucket('*', { StringEquals: { 'aws:PrincipalAccount': ['222222222222'] } })),
    broken('another account in a policy written as a string', single('AWS::Logs::Destination', { DestinationPolicy: JSON.stringify(allowing({ AWS: '222222222222' })) })),
    unresolvable('a principal given at deployment', bucket({ AWS: given })),
    unresolvable('a whole policy given at deployment', single('AWS::S3::BucketPolicy', { PolicyDocument: given })),
  ],
};
