import { expectEach, isAtLeast } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const databaseIsBackedUp: Rule = {
  id: 'database-is-backed-up',
  claim: 'A database keeps automatic backups for at least seven days.',
  reason: 'A shorter window ends before a wrong release is noticed on Monday.',
  fix: 'Set BackupRetentionPeriod to 7 or more.',
  severity: 'error',
  serves: ['OPS-03'],
  source: 'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Managing.Backups.html',
  resourceTypes: ['AWS::RDS::DBCluster', 'AWS::DocDB::DBCluster', 'AWS::Neptune::DBCluster'],
  check: (resource) => expectEach(resource, 'BackupRetentionPeriod', isAtLeast(7)),
  cases: [
    holds('as wanted', single('AWS::RDS::DBCluster', { BackupRetentionPeriod: 7 })),
    broken('left out', single('AWS::RDS::DBCluster')),
    broken('one day', single('AWS::RDS::DBCluster', { BackupRetentionPeriod: 1 })),
    unresolvable('given at deployment', single('AWS::RDS::DBCluster', { BackupRetentionPeriod: given })),
  ],
};
