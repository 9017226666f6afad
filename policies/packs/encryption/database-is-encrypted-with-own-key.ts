import { expectEach, isOwnKey, isTrue } from '../expect';
import { foreignKey, ownKey, single, withKey } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const databaseIsEncryptedWithOwnKey: Rule = {
  id: 'database-is-encrypted-with-own-key',
  claim: 'A database is encrypted at rest with a key that its own account makes.',
  reason: 'The key that AWS manages has a policy nobody can narrow, and a snapshot under it cannot be told apart by environment. With an own key, reading the data also needs the key of that environment.',
  fix: 'Set StorageEncrypted to true and KmsKeyId to a key of the same account (storageEncryptionKey in CDK).',
  severity: 'error',
  serves: ['ISL-08', 'POL-01'],
  source: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html',
  resourceTypes: ['AWS::RDS::DBCluster', 'AWS::RDS::DBInstance', 'AWS::DocDB::DBCluster', 'AWS::Neptune::DBCluster'],
  check: (database) => database.at('DBClusterIdentifier').some(({ kind }) => kind !== 'absent') && database.type === 'AWS::RDS::DBInstance' ? [] : [
    ...expectEach(database, 'StorageEncrypted', isTrue),
    ...expectEach(database, 'KmsKeyId', isOwnKey(database)),
  ],
  cases: [
    holds('a key of the same template', withKey('AWS::RDS::DBCluster', { StorageEncrypted: true, KmsKeyId: ownKey })),
    holds('an instance of a cluster, which has the key', single('AWS::RDS::DBInstance', { DBClusterIdentifier: 'ledger' })),
    holds('the key by an ARN that refers to it', withKey('AWS::RDS::DBCluster', { StorageEncrypted: true, KmsKeyId: { 'Fn::Sub': 'arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/${Key}' } })),
    broken('not encrypted', withKey('AWS::RDS::DBCluster', { StorageEncrypted: false, KmsKeyId: ownKey })),
    broken('the key that AWS manages', single('AWS::RDS::DBCluster', { StorageEncrypted: true })),
    broken('the key that AWS manages, by its alias', single('AWS::RDS::DBInstance', { StorageEncrypted: true, KmsKeyId: 'alias/aws/rds' })),
    broken('a key of another account', single('AWS::RDS::DBCluster', { StorageEncrypted: true, KmsKeyId: foreignKey })),
    broken('one branch of a condition leaves the key out', withKey('AWS::RDS::DBCluster', { StorageEncrypted: true, KmsKeyId: { 'Fn::If': ['C', ownKey, { Ref: 'AWS::NoValue' }] } })),
    unresolvable('a key given at deployment', single('AWS::RDS::DBCluster', { StorageEncrypted: true, KmsKeyId: given })),
    unresolvable('a key of the account that the assembly does not make', single('AWS::RDS::DBCluster', { StorageEncrypted: true, KmsKeyId: 'arn:aws:kms:eu-west-1:111111111111:key/1' })),
  ],
};
