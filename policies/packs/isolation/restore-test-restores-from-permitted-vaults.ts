import { judge } from '../expect';
import { single } from '../fragments';
import { isPermittedTarget } from '../permitted-account';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const plan = (...IncludeVaults: unknown[]) => single('AWS::Backup::RestoreTestingPlan', { RecoveryPointSelection: { IncludeVaults } });

export const restoreTestRestoresFromPermittedVaults: Rule = {
  id: 'restore-test-restores-from-permitted-vaults',
  claim: 'A restore test restores from vaults of its own account or of a permitted one.',
  reason: 'A restore makes a second copy of the data. From another environment\'s vault it brings that environment\'s data along.',
  fix: 'Name vaults of the same account in IncludeVaults, or "*" for all of them.',
  severity: 'fatal',
  serves: ['DAT-01', 'OPS-03'],
  source: 'https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing.html',
  resourceTypes: ['AWS::Backup::RestoreTestingPlan'],
  check: (resource, crossings) => resource.at('RecoveryPointSelection.IncludeVaults').flatMap((vaults) => vaults.elements())
    .flatMap((vault) => judge([vault], (value) => value.text === '*' ? 'holds' : isPermittedTarget(resource, crossings)(value))),
  cases: [
    holds('every vault of the account', plan('*')),
    holds('a vault of the account', { Vault: { Type: 'AWS::Backup::BackupVault' }, ...plan({ 'Fn::GetAtt': ['Vault', 'BackupVaultArn'] }) }),
    holds('a vault of a permitted account', plan('arn:aws:backup:eu-west-1:333333333333:backup-vault:copies')),
    broken('a vault of another account', plan('arn:aws:backup:eu-west-1:222222222222:backup-vault:production')),
    unresolvable('a vault given at deployment', plan(given)),
  ],
};
