import { expectEach, isOwnKey } from '../expect';
import { foreignKey, ownKey, single, withKey } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const secretIsEncryptedWithOwnKey: Rule = {
  id: 'secret-is-encrypted-with-own-key',
  claim: 'A secret is encrypted with a key that its own account makes.',
  reason: 'Without an own key a secret cannot be read across accounts today and can be after one change of its policy; with it, two policies must be wrong.',
  fix: 'Set KmsKeyId to a key of the same account (encryptionKey in CDK).',
  severity: 'error',
  serves: ['ISL-08'],
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html',
  resourceTypes: ['AWS::SecretsManager::Secret'],
  check: (resource) => expectEach(resource, 'KmsKeyId', isOwnKey(resource)),
  cases: [
    holds('a key of the account', withKey('AWS::SecretsManager::Secret', { KmsKeyId: ownKey })),
    broken('no key', single('AWS::SecretsManager::Secret')),
    broken('a key of another account', single('AWS::SecretsManager::Secret', { KmsKeyId: foreignKey })),
    unresolvable('a key given at deployment', single('AWS::SecretsManager::Secret', { KmsKeyId: given })),
  ],
};
