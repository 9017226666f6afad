import { expectEach, is } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const userPoolAsksForASecondFactor: Rule = {
  id: 'user-pool-asks-for-a-second-factor',
  claim: 'A user pool asks everyone for a second factor.',
  reason: 'A password alone is what the whole internet tries.',
  fix: 'Set MfaConfiguration to ON.',
  severity: 'error',
  serves: ['ACC-02'],
  source: 'https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html',
  resourceTypes: ['AWS::Cognito::UserPool'],
  check: (resource) => expectEach(resource, 'MfaConfiguration', is('ON')),
  cases: [
    holds('as wanted', single('AWS::Cognito::UserPool', { MfaConfiguration: 'ON' })),
    broken('left out', single('AWS::Cognito::UserPool')),
    broken('switched off', single('AWS::Cognito::UserPool', { MfaConfiguration: 'OPTIONAL' })),
    unresolvable('given at deployment', single('AWS::Cognito::UserPool', { MfaConfiguration: given })),
  ],
};
