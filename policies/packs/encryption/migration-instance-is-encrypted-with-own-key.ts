import { expectEach, isOwnKey } from '../expect';
import { foreignKey, ownKey, single, withKey } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const migrationInstanceIsEncryptedWithOwnKey: Rule = {
  id: 'migration-instance-is-encrypted-with-own-key',
  claim: 'A migration instance is encrypted with a key that its own account makes.',
  reason: 'A migration keeps the rows it copies on its own disk.',
  fix: 'Set KmsKeyId to a key of the same account.',
  severity: 'error',
  serves: ['ISL-08', 'DAT-07'],
  source: 'https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Security.html',
  resourceTypes: ['AWS::DMS::ReplicationInstance'],
  check: (resource) => expectEach(resource, 'KmsKeyId', isOwnKey(resource)),
  cases: [
    holds('a key of the account', withKey('AWS::DMS::ReplicationInstance', { KmsKeyId: ownKey })),
    broken('no key', single('AWS::DMS::ReplicationInstance')),
    broken('a key of another account', single('AWS::DMS::ReplicationInstance', { KmsKeyId: foreignKey })),
    unresolvable('a key given at deployment', single('AWS::DMS::ReplicationInstance', { KmsKeyId: given })),
  ],
};
