import { expectEach, isOff, isOwnKey, judge } from '../expect';
import { ownKey, single, withKey } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const managedDatabaseSecretIsEncryptedWithOwnKey: Rule = {
  id: 'managed-database-secret-is-encrypted-with-own-key',
  claim: 'The master secret that a database manages is encrypted with a key that its own account makes.',
  reason: 'The secret opens the database, so its key must be as much of this environment as the database itself.',
  fix: 'Set MasterUserSecret.KmsKeyId to a key of the same account.',
  severity: 'error',
  serves: ['ISL-08'],
  source: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html',
  resourceTypes: ['AWS::RDS::DBCluster', 'AWS::RDS::DBInstance'],
  check: (database) => judge(database.at('ManageMasterUserPassword'), isOff).length === 0 ? [] : expectEach(database, 'MasterUserSecret.KmsKeyId', isOwnKey(database)),
  cases: [
    holds('no managed secret', single('AWS::RDS::DBCluster')),
    holds('a key of the account', withKey('AWS::RDS::DBCluster', { ManageMasterUserPassword: true, MasterUserSecret: { KmsKeyId: ownKey } })),
    broken('the key that AWS manages', single('AWS::RDS::DBCluster', { ManageMasterUserPassword: true })),
    unresolvable('a key given at deployment', single('AWS::RDS::DBCluster', { ManageMasterUserPassword: true, MasterUserSecret: { KmsKeyId: given } })),
  ],
};
