import { expectEach, isOwnKey } from '../expect';
import { foreignKey, ownKey, single, withKey } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const trailIsEncryptedWithOwnKey: Rule = {
  id: 'trail-is-encrypted-with-own-key',
  claim: 'A trail is encrypted with a key that its own account makes.',
  reason: 'The audit log shows who does what, and where the valuable things are.',
  fix: 'Set KMSKeyId to a key of the same account (encryptionKey in CDK).',
  severity: 'error',
  serves: ['ISL-08', 'OPS-02'],
  source: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html',
  resourceTypes: ['AWS::CloudTrail::Trail'],
  check: (resource) => expectEach(resource, 'KMSKeyId', isOwnKey(resource)),
  cases: [
    holds('a key of the account', withKey('AWS::CloudTrail::Trail', { KMSKeyId: ownKey })),
    broken('no key', single('AWS::CloudTrail::Trail')),
    broken('a key of another account', single('AWS::CloudTrail::Trail', { KMSKeyId: foreignKey })),
    unresolvable('a key given at deployment', single('AWS::CloudTrail::Trail', { KMSKeyId: given })),
  ],
};
