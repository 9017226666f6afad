import { expectEach, is, isOwnKey } from '../expect';
import { ownKey, single, withKey } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const imageRepositoryIsEncryptedWithOwnKey: Rule = {
  id: 'image-repository-is-encrypted-with-own-key',
  claim: 'An image repository is encrypted with a key that its own account makes.',
  reason: 'Images hold the code and, too often, more.',
  fix: 'Set EncryptionConfiguration with EncryptionType KMS and KmsKey, a key of the same account.',
  severity: 'error',
  serves: ['ISL-12', 'POL-01'],
  source: 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html',
  resourceTypes: ['AWS::ECR::Repository'],
  check: (repository) => [
    ...expectEach(repository, 'EncryptionConfiguration.EncryptionType', is('KMS', 'KMS_DSSE')),
    ...expectEach(repository, 'EncryptionConfiguration.KmsKey', isOwnKey(repository)),
  ],
  cases: [
    holds('a key of the account', withKey('AWS::ECR::Repository', { EncryptionConfiguration: { EncryptionType: 'KMS', KmsKey: ownKey } })),
    broken('the default', single('AWS::ECR::Repository')),
    unresolvable('a key given at deployment', single('AWS::ECR::Repository', { EncryptionConfiguration: { EncryptionType: 'KMS', KmsKey: given } })),
  ],
};
