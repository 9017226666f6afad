import { finding } from '../expect';
import { allowing, single } from '../fragments';
import { policyTypes, reachOfPolicies } from '../model/policy-documents';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const queue = (principal: unknown, condition?: unknown) => single('AWS::SQS::QueuePolicy', { PolicyDocument: allowing(principal, condition) });

export const resourcePolicyNamesItsPrincipals: Rule = {
  id: 'resource-policy-names-its-principals',
  claim: 'A resource policy lets in named principals only, never everyone.',
  reason: 'A principal of "*" without a condition on an account, or an Allow with NotPrincipal, opens the resource to every account there is, staging and strangers alike.',
  fix: 'Name roles or accounts, or add a condition on aws:PrincipalAccount, aws:SourceAccount or an aws:SourceArn with an account.',
  severity: 'fatal',
  serves: ['ISL-11', 'ISL-14'],
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
  resourceTypes: policyTypes,
  check: (resource) => reachOfPolicies(resource).flatMap(({ kind, value }) => {
    if (kind === 'unknown') return finding(value, 'undecided');
    return kind === 'everyone' ? finding(value, 'broken', `everyone is let in: ${value.description}`) : [];
  }),
  cases: [
    holds('everyone of the own account', queue('*', { StringEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } } })),
    holds('everyone through an endpoint of the account', { Endpoint: { Type: 'AWS::EC2::VPCEndpoint' }, ...queue({ AWS: '*' }, { StringEquals: { 'aws:SourceVpce': { Ref: 'Endpoint' } } }) }),
    holds('a denial of everyone', single('AWS::SQS::QueuePolicy', { PolicyDocument: { Statement: [{ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }] } })),
    broken('everyone', queue('*')),
    broken('everyone, as an AWS principal', queue({ AWS: ['*'] })),
    broken('everyone with a condition that also holds without a value', queue('*', { StringEqualsIfExists: { 'aws:PrincipalAccount': '111111111111' } })),
    broken('every account by a pattern', queue('*', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Reader' } })),
    broken('everyone but one', single('AWS::SQS::QueuePolicy', { PolicyDocument: { Statement: [{ Effect: 'Allow', NotPrincipal: { AWS: '222222222222' }, Action: '*', Resource: '*' }] } })),
    unresolvable('a principal given at deployment', queue({ AWS: given })),
    unresolvable('an account given at deployment', queue('*', { StringEquals: { 'aws:PrincipalAccount': given } })),
  ],
};
