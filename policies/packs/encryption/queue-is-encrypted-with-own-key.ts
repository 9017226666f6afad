import { expectEach, isOwnKey } from '../expect';
import { foreignKey, ownKey, single, withKey } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const queueIsEncryptedWithOwnKey: Rule = {
  id: 'queue-is-encrypted-with-own-key',
  claim: 'A queue is encrypted with a key that its own account makes.',
  reason: 'Messages carry business data, and wait. The key decides who can read them beyond the queue policy.',
  fix: 'Set KmsMasterKeyId to a key of the same account (encryptionMasterKey in CDK).',
  severity: 'error',
  serves: ['ISL-08', 'POL-01'],
  source: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html',
  resourceTypes: ['AWS::SQS::Queue'],
  check: (resource) => expectEach(resource, 'KmsMasterKeyId', isOwnKey(resource)),
  cases: [
    holds('a key of the account', withKey('AWS::SQS::Queue', { KmsMasterKeyId: ownKey })),
    broken('no key', single('AWS::SQS::Queue')),
    broken('a key of another account', single('AWS::SQS::Queue', { KmsMasterKeyId: foreignKey })),
    unresolvable('a key given at deployment', single('AWS::SQS::Queue', { KmsMasterKeyId: given })),
  ],
};
