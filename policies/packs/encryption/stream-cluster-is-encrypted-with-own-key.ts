import { expectEach, isOwnKey } from '../expect';
import { foreignKey, ownKey, single, withKey } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const streamClusterIsEncryptedWithOwnKey: Rule = {
  id: 'stream-cluster-is-encrypted-with-own-key',
  claim: 'A stream cluster is encrypted with a key that its own account makes.',
  reason: 'A stream keeps every message for days; reading the disk is reading them all.',
  fix: 'Set EncryptionInfo.EncryptionAtRest.DataVolumeKMSKeyId to a key of the same account.',
  severity: 'error',
  serves: ['ISL-08', 'POL-01'],
  source: 'https://docs.aws.amazon.com/msk/latest/developerguide/msk-encryption.html',
  resourceTypes: ['AWS::MSK::Cluster'],
  check: (resource) => expectEach(resource, 'EncryptionInfo.EncryptionAtRest.DataVolumeKMSKeyId', isOwnKey(resource)),
  cases: [
    holds('a key of the account', withKey('AWS::MSK::Cluster', { EncryptionInfo: { EncryptionAtRest: { DataVolumeKMSKeyId: ownKey } } })),
    broken('no key', single('AWS::MSK::Cluster')),
    broken('a key of another account', single('AWS::MSK::Cluster', { EncryptionInfo: { EncryptionAtRest: { DataVolumeKMSKeyId: foreignKey } } })),
    unresolvable('a key given at deployment', single('AWS::MSK::Cluster', { EncryptionInfo: { EncryptionAtRest: { DataVolumeKMSKeyId: given } } })),
  ],
};
