import { expectEach, is, isOwnKey } from '../expect';
import { ownKey, single, withKey } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const deliveryStreamIsEncryptedWithOwnKey: Rule = {
  id: 'delivery-stream-is-encrypted-with-own-key',
  claim: 'A delivery stream encrypts what it buffers with a key that its own account makes, unless a data stream feeds it.',
  reason: 'What waits for delivery is stored. A stream that reads from a data stream is covered by that stream\'s key.',
  fix: 'Set DeliveryStreamEncryptionConfigurationInput with KeyType CUSTOMER_MANAGED_CMK and a key of the same account.',
  severity: 'error',
  serves: ['ISL-08', 'OPS-02'],
  source: 'https://docs.aws.amazon.com/firehose/latest/dev/encryption.html',
  resourceTypes: ['AWS::KinesisFirehose::DeliveryStream'],
  check: (stream) => stream.at('DeliveryStreamType').every(({ literal }) => literal === 'KinesisStreamAsSource') ? [] : [
    ...expectEach(stream, 'DeliveryStreamEncryptionConfigurationInput.KeyType', is('CUSTOMER_MANAGED_CMK')),
    ...expectEach(stream, 'DeliveryStreamEncryptionConfigurationInput.KeyARN', isOwnKey(stream)),
  ],
  cases: [
    holds('a key of the account', withKey('AWS::KinesisFirehose::DeliveryStream', { DeliveryStreamEncryptionConfigurationInput: { KeyType: 'CUSTOMER_MANAGED_CMK', KeyARN: ownKey } })),
    holds('fed by a data stream', single('AWS::KinesisFirehose::DeliveryStream', { DeliveryStreamType: 'KinesisStreamAsSource' })),
    broken('nothing said', single('AWS::KinesisFirehose::DeliveryStream')),
    unresolvable('a key given at deployment', single('AWS::KinesisFirehose::DeliveryStream', { DeliveryStreamEncryptionConfigurationInput: { KeyType: 'CUSTOMER_MANAGED_CMK', KeyARN: given } })),
  ],
};
