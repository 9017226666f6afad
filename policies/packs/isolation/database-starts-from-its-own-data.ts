import { isAbsentOr, judge } from '../expect';
import { single } from '../fragments';
import { accountOf } from '../model/policy';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const databaseStartsFromItsOwnData: Rule = {
  id: 'database-starts-from-its-own-data',
  claim: 'A database is restored or copied from data of its own account only.',
  reason: 'A snapshot or a clone of another environment brings its data along, unmasked, past the refresh pipeline.',
  fix: 'Restore from a snapshot of the same account; take production data through the refresh pipeline.',
  severity: 'fatal',
  serves: ['DAT-01', 'DAT-07'],
  source: 'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-restore-snapshot.html',
  resourceTypes: ['AWS::RDS::DBCluster', 'AWS::RDS::DBInstance'],
  check: (database) => ['SnapshotIdentifier', 'DBSnapshotIdentifier', 'DBClusterSnapshotIdentifier', 'SourceDBClusterIdentifier', 'SourceDBInstanceIdentifier', 'ReplicationSourceIdentifier']
    .flatMap((path) => judge(database.at(path), isAbsentOr((value) => {
      if (value.kind === 'unknown') return 'undecided';
      const account = accountOf(value);
      return account === undefined || account === database.account ? 'holds' : 'broken';
    }))),
  cases: [
    holds('empty', single('AWS::RDS::DBCluster')),
    holds('a snapshot of the account', single('AWS::RDS::DBCluster', { SnapshotIdentifier: 'before-release' })),
    broken('a shared snapshot', single('AWS::RDS::DBCluster', { SnapshotIdentifier: 'arn:aws:rds:eu-west-1:222222222222:cluster-snapshot:production' })),
    broken('a clone of another account', single('AWS::RDS::DBCluster', { SourceDBClusterIdentifier: 'arn:aws:rds:eu-west-1:222222222222:cluster:production' })),
    unresolvable('a snapshot given at deployment', single('AWS::RDS::DBInstance', { DBSnapshotIdentifier: given })),
  ],
};
