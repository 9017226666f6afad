import { expectEach, isOwnKey } from '../expect';
import { foreignKey, ownKey, single, withKey } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const configurationHistoryIsEncryptedWithOwnKey: Rule = {
  id: 'configuration-history-is-encrypted-with-own-key',
  claim: 'AWS Config delivers the history of an account encrypted with a key that the account makes.',
  reason: 'The history is a map of everything in the account: addresses, names, policies, and how they changed.',
  fix: 'Set S3KmsKeyArn of the delivery channel to a key of the same account whose policy admits AWS Config.',
  severity: 'error',
  serves: ['ISL-08', 'OPS-06'],
  source: 'https://docs.aws.amazon.com/config/latest/developerguide/s3-kms-key-policy.html',
  resourceTypes: ['AWS::Config::DeliveryChannel'],
  check: (resource) => expectEach(resource, 'S3KmsKeyArn', isOwnKey(resource)),
  cases: [
    holds('a key of the account', withKey('AWS::Config::DeliveryChannel', { S3KmsKeyArn: ownKey })),
    broken('no key', single('AWS::Config::DeliveryChannel')),
    broken('a key of another account', single('AWS::Config::DeliveryChannel', { S3KmsKeyArn: foreignKey })),
    unresolvable('a key given at deployment', single('AWS::Config::DeliveryChannel', { S3KmsKeyArn: given })),
  ],
};
