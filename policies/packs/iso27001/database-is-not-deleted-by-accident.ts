import { expectEach, isTrue } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const databaseIsNotDeletedByAccident: Rule = {
  id: 'database-is-not-deleted-by-accident',
  claim: 'A database is protected from deletion, or leaves a snapshot behind.',
  reason: 'A stack that is removed takes the database with it.',
  fix: 'Set DeletionProtection to true, or DeletionPolicy to Snapshot or Retain.',
  severity: 'error',
  serves: ['PAR-08', 'OPS-03'],
  source: 'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_DeleteCluster.html',
  resourceTypes: ['AWS::RDS::DBCluster'],
  check: (database) => database.deletionPolicy === 'Retain' || database.deletionPolicy === 'Snapshot' ? [] : expectEach(database, 'DeletionProtection', isTrue),
  cases: [
    holds('protected', single('AWS::RDS::DBCluster', { DeletionProtection: true })),
    holds('a snapshot', { It: { Type: 'AWS::RDS::DBCluster', DeletionPolicy: 'Snapshot' } }),
    broken('neither', { It: { Type: 'AWS::RDS::DBCluster', DeletionPolicy: 'Delete' } }),
    unresolvable('given at deployment', single('AWS::RDS::DBCluster', { DeletionProtection: given })),
  ],
};
