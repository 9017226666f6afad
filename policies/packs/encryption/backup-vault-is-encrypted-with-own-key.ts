import { expectEach, isOwnKey } from '../expect';
import { foreignKey, ownKey, single, withKey } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const backupVaultIsEncryptedWithOwnKey: Rule = {
  id: 'backup-vault-is-encrypted-with-own-key',
  claim: 'A backup vault is encrypted with a key that its own account makes.',
  reason: 'A vault holds a copy of everything. Its key decides who can restore it somewhere else.',
  fix: 'Set EncryptionKeyArn to a key of the same account (encryptionKey in CDK).',
  severity: 'error',
  serves: ['ISL-08', 'OPS-03', 'DAT-09'],
  source: 'https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html',
  resourceTypes: ['AWS::Backup::BackupVault'],
  check: (resource) => expectEach(resource, 'EncryptionKeyArn', isOwnKey(resource)),
  cases: [
    holds('a key of the account', withKey('AWS::Backup::BackupVault', { EncryptionKeyArn: ownKey })),
    broken('no key', single('AWS::Backup::BackupVault')),
    broken('a key of another account', single('AWS::Backup::BackupVault', { EncryptionKeyArn: foreignKey })),
    unresolvable('a key given at deployment', single('AWS::Backup::BackupVault', { EncryptionKeyArn: given })),
  ],
};
