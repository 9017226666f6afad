import { expectEach, isOwnKey, isTrue } from '../expect';
import { ownKey, single, withKey } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const warehouseIsEncryptedWithOwnKey: Rule = {
  id: 'warehouse-is-encrypted-with-own-key',
  claim: 'A data warehouse is encrypted with a key that its own account makes.',
  reason: 'A warehouse collects what the databases hold, for years.',
  fix: 'Set Encrypted to true and KmsKeyId to a key of the same account.',
  severity: 'error',
  serves: ['ISL-08', 'POL-01'],
  source: 'https://docs.aws.amazon.com/redshift/latest/mgmt/working-with-db-encryption.html',
  resourceTypes: ['AWS::Redshift::Cluster', 'AWS::RedshiftServerless::Namespace'],
  check: (warehouse) => [
    ...warehouse.type === 'AWS::Redshift::Cluster' ? expectEach(warehouse, 'Encrypted', isTrue) : [],
    ...expectEach(warehouse, 'KmsKeyId', isOwnKey(warehouse)),
  ],
  cases: [
    holds('a key of the account', withKey('AWS::Redshift::Cluster', { Encrypted: true, KmsKeyId: ownKey })),
    broken('nothing said', single('AWS::RedshiftServerless::Namespace')),
    unresolvable('a key given at deployment', single('AWS::RedshiftServerless::Namespace', { KmsKeyId: given })),
  ],
};
