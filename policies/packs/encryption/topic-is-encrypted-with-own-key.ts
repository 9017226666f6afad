import { expectEach, isOwnKey } from '../expect';
import { foreignKey, ownKey, single, withKey } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const topicIsEncryptedWithOwnKey: Rule = {
  id: 'topic-is-encrypted-with-own-key',
  claim: 'A topic is encrypted with a key that its own account makes.',
  reason: 'A topic hands the same message to many. The key keeps it from those the topic policy lets in by mistake.',
  fix: 'Set KmsMasterKeyId to a key of the same account (masterKey in CDK).',
  severity: 'error',
  serves: ['ISL-08', 'POL-01'],
  source: 'https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html',
  resourceTypes: ['AWS::SNS::Topic'],
  check: (resource) => expectEach(resource, 'KmsMasterKeyId', isOwnKey(resource)),
  cases: [
    holds('a key of the account', withKey('AWS::SNS::Topic', { KmsMasterKeyId: ownKey })),
    broken('no key', single('AWS::SNS::Topic')),
    broken('a key of another account', single('AWS::SNS::Topic', { KmsMasterKeyId: foreignKey })),
    unresolvable('a key given at deployment', single('AWS::SNS::Topic', { KmsMasterKeyId: given })),
  ],
};
