import { expectEach, isAtLeast } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const backupVaultIsLocked: Rule = {
  id: 'backup-vault-is-locked',
  claim: 'A backup vault is locked: nobody deletes a recovery point early.',
  reason: 'Who can delete the backups can hold the data to ransom.',
  fix: 'Set LockConfiguration.MinRetentionDays.',
  severity: 'error',
  serves: ['OPS-03'],
  source: 'https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html',
  resourceTypes: ['AWS::Backup::BackupVault'],
  check: (resource) => expectEach(resource, 'LockConfiguration.MinRetentionDays', isAtLeast(1)),
  cases: [
    holds('as wanted', single('AWS::Backup::BackupVault', { LockConfiguration: { MinRetentionDays: 7 } })),
    broken('left out', single('AWS::Backup::BackupVault')),
    broken('zero days', single('AWS::Backup::BackupVault', { LockConfiguration: { MinRetentionDays: 0 } })),
    unresolvable('given at deployment', single('AWS::Backup::BackupVault', { LockConfiguration: { MinRetentionDays: given } })),
  ],
};
