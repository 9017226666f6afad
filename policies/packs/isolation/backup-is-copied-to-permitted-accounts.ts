import { judge } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';
import { isPermittedTarget } from '../permitted-account';

const planWith = (DestinationBackupVaultArn: unknown) => single('AWS::Backup::BackupPlan', { BackupPlan: { BackupPlanRule: [{ CopyActions: [{ DestinationBackupVaultArn }] }] } });

export const backupIsCopiedToPermittedAccounts: Rule = {
  id: 'backup-is-copied-to-permitted-accounts',
  claim: 'A backup plan copies to vaults of its own account or of a permitted one.',
  reason: 'A copy of a backup is a copy of the data, with another account holding the key.',
  fix: 'Copy to a vault of the same account, or declare the crossing.',
  severity: 'fatal',
  serves: ['DAT-01', 'OPS-03'],
  source: 'https://docs.aws.amazon.com/aws-backup/latest/devguide/create-cross-account-backup.html',
  resourceTypes: ['AWS::Backup::BackupPlan'],
  check: (plan, crossings) => plan.at('BackupPlan.BackupPlanRule').flatMap((rules) => rules.elements())
    .flatMap((rule) => rule.at('CopyActions')).flatMap((actions) => actions.elements())
    .flatMap((action) => judge(action.at('DestinationBackupVaultArn'), isPermittedTarget(plan, crossings))),
  cases: [
    holds('no copy', single('AWS::Backup::BackupPlan', { BackupPlan: { BackupPlanRule: [{ RuleName: 'daily' }] } })),
    holds('a vault of the account in another region', planWith({ 'Fn::Sub': 'arn:aws:backup:eu-central-1:${AWS::AccountId}:backup-vault:copies' })),
    broken('a vault of another account', planWith('arn:aws:backup:eu-west-1:222222222222:backup-vault:copies')),
    unresolvable('given at deployment', planWith(given)),
  ],
};
