import { expectEach, isOwnKey, isTrue } from '../expect';
import { ownKey, single, withKey } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const tableIsEncryptedWithOwnKey: Rule = {
  id: 'table-is-encrypted-with-own-key',
  claim: 'A table is encrypted with a key that its own account makes.',
  reason: 'The keys that AWS owns or manages open the table for everyone who may read it; an own key asks twice and can be revoked.',
  fix: 'Set SSESpecification with SSEEnabled, SSEType KMS and a key of the same account (for a global table, in each replica).',
  severity: 'error',
  serves: ['ISL-08', 'POL-01'],
  source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/EncryptionAtRest.html',
  resourceTypes: ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'],
  check: (table) => [
    ...expectEach(table, 'SSESpecification.SSEEnabled', isTrue),
    ...expectEach(table, table.type === 'AWS::DynamoDB::Table' ? 'SSESpecification.KMSMasterKeyId' : 'Replicas.*.SSESpecification.KMSMasterKeyId', isOwnKey(table)),
  ],
  cases: [
    holds('a key of the account', withKey('AWS::DynamoDB::Table', { SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: ownKey } })),
    holds('a key for the replica', withKey('AWS::DynamoDB::GlobalTable', { SSESpecification: { SSEEnabled: true }, Replicas: [{ SSESpecification: { KMSMasterKeyId: ownKey } }] })),
    broken('the key that AWS owns', single('AWS::DynamoDB::Table')),
    broken('the key that AWS manages', single('AWS::DynamoDB::Table', { SSESpecification: { SSEEnabled: true } })),
    unresolvable('a key given at deployment', single('AWS::DynamoDB::Table', { SSESpecification: { SSEEnabled: true, KMSMasterKeyId: given } })),
  ],
};
