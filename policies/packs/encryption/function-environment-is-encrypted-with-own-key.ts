import { expectEach, isOwnKey } from '../expect';
import { ownKey, single, withKey } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const functionEnvironmentIsEncryptedWithOwnKey: Rule = {
  id: 'function-environment-is-encrypted-with-own-key',
  claim: 'The environment variables of a function are encrypted with a key that its own account makes.',
  reason: 'Everyone who may read the configuration of a function reads its variables; with an own key that needs a second permission.',
  fix: 'Set KmsKeyArn to a key of the same account (environmentEncryption in CDK).',
  severity: 'error',
  serves: ['ISL-08'],
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html',
  resourceTypes: ['AWS::Lambda::Function'],
  check: (lambda) => lambda.at('Environment.Variables').every(({ kind, literal }) => kind === 'absent' || Object.keys(literal ?? {}).length === 0 && kind === 'literal')
    ? [] : expectEach(lambda, 'KmsKeyArn', isOwnKey(lambda)),
  cases: [
    holds('no variables', single('AWS::Lambda::Function')),
    holds('a key of the account', withKey('AWS::Lambda::Function', { Environment: { Variables: { TABLE: 'ledger' } }, KmsKeyArn: ownKey })),
    broken('the key that AWS manages', single('AWS::Lambda::Function', { Environment: { Variables: { TABLE: 'ledger' } } })),
    unresolvable('a key given at deployment', single('AWS::Lambda::Function', { Environment: { Variables: { TABLE: 'ledger' } }, KmsKeyArn: given })),
  ],
};
