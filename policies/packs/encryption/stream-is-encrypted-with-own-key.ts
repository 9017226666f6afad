import { expectEach, is, isOwnKey } from '../expect';
import { ownKey, single, withKey } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const streamIsEncryptedWithOwnKey: Rule = {
  id: 'stream-is-encrypted-with-own-key',
  claim: 'A data stream is encrypted with a key that its own account makes.',
  reason: 'A stream keeps what passes through it, up to a year.',
  fix: 'Set StreamEncryption with EncryptionType KMS and a key of the same account.',
  severity: 'error',
  serves: ['ISL-08', 'POL-01'],
  source: 'https://docs.aws.amazon.com/streams/latest/dev/server-side-encryption.html',
  resourceTypes: ['AWS::Kinesis::Stream'],
  check: (stream) => [
    ...expectEach(stream, 'StreamEncryption.EncryptionType', is('KMS')),
    ...expectEach(stream, 'StreamEncryption.KeyId', isOwnKey(stream)),
  ],
  cases: [
    holds('a key of the account', withKey('AWS::Kinesis::Stream', { StreamEncryption: { EncryptionType: 'KMS', KeyId: ownKey } })),
    broken('the key that AWS manages', single('AWS::Kinesis::Stream', { StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' } })),
    broken('nothing said', single('AWS::Kinesis::Stream')),
    unresolvable('a key given at deployment', single('AWS::Kinesis::Stream', { StreamEncryption: { EncryptionType: 'KMS', KeyId: given } })),
  ],
};
