import { expectEach, isAbsent, isAbsentOr } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';
import { isPermittedAccount, isPermittedPrincipal } from '../permitted-account';

export const functionIsInvokedFromPermittedAccounts: Rule = {
  id: 'function-is-invoked-from-permitted-accounts',
  claim: 'A function may be invoked by its own account and permitted ones, never by everyone or the organisation.',
  reason: 'A permission is a resource policy in another form. One for "*" or for the organisation lets staging run production code with production rights.',
  fix: 'Name the principal, and give SourceAccount or SourceArn for services.',
  severity: 'fatal',
  serves: ['ISL-11'],
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html',
  resourceTypes: ['AWS::Lambda::Permission'],
  check: (permission, crossings) => [
    ...expectEach(permission, 'PrincipalOrgID', isAbsent),
    ...expectEach(permission, 'Principal', isPermittedPrincipal(permission, crossings)),
    ...expectEach(permission, 'SourceAccount', isAbsentOr(isPermittedAccount(permission, crossings))),
  ],
  cases: [
    holds('a service for a source of the account', single('AWS::Lambda::Permission', { Principal: 'events.amazonaws.com', SourceAccount: '111111111111' })),
    holds('a permitted account', single('AWS::Lambda::Permission', { Principal: '333333333333' })),
    broken('everyone', single('AWS::Lambda::Permission', { Principal: '*' })),
    broken('the organisation', single('AWS::Lambda::Permission', { Principal: 'events.amazonaws.com', PrincipalOrgID: 'o-example' })),
    broken('another account', single('AWS::Lambda::Permission', { Principal: 'arn:aws:iam::222222222222:role/Caller' })),
    broken('a source in another account', single('AWS::Lambda::Permission', { Principal: 's3.amazonaws.com', SourceAccount: '222222222222' })),
    unresolvable('a principal given at deployment', single('AWS::Lambda::Permission', { Principal: given })),
  ],
};
