import { expectEach, isOwnKey, isTrue } from '../expect';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const Key = { Type: 'AWS::KMS::Key' };
const database = (Properties: Record<string, unknown>) => ({ Key, Database: { Type: 'AWS::RDS::DBCluster', Properties } });
const ownKey = { 'Fn::GetAtt': ['Key', 'Arn'] };

export const databaseIsEncryptedWithOwnKey: Rule = {
  id: 'database-is-encrypted-with-own-key',
  claim: 'A database is encrypted at rest with a key that its own account makes.',
  reason: 'The key that AWS manages has a policy nobody can narrow, and a snapshot under it cannot be told apart by environment. With an own key, reading the data also needs the key of that environment.',
  fix: 'Set StorageEncrypted to true and KmsKeyId to a key of the same account (storageEncryptionKey in CDK).',
  severity: 'error',
  serves: ['ISL-08', 'POL-01'],
  source: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html',
  resourceTypes: ['AWS::RDS::DBCluster'],
  check: (database) => [
    ...expectEach(database, 'StorageEncrypted', isTrue),
    ...expectEach(database, 'KmsKeyId', isOwnKey(database)),
  ],
  cases: [
    holds('a key of the same template', database({ StorageEncrypted: true, KmsKeyId: ownKey })),
    broken('not encrypted', database({ StorageEncrypted: false, KmsKeyId: ownKey })),
    broken('the key that AWS manages', database({ StorageEncrypted: true })),
    broken('a key of another account', database({ StorageEncrypted: true, KmsKeyId: 'arn:aws:kms:eu-west-1:222222222222:key/1' })),
    broken('one branch of a condition leaves the key out', database({ StorageEncrypted: true, KmsKeyId: { 'Fn::If': ['C', ownKey, { Ref: 'AWS::NoValue' }] } })),
    unresolvable('a key given at deployment', database({ StorageEncrypted: true, KmsKeyId: given })),
  ],
};
