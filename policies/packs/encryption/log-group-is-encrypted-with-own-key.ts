import { expectEach, isOwnKey } from '../expect';
import { foreignKey, ownKey, single, withKey } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const logGroupIsEncryptedWithOwnKey: Rule = {
  id: 'log-group-is-encrypted-with-own-key',
  claim: 'A log group is encrypted with a key that its own account makes.',
  reason: 'Logs repeat what the application handles: names, addresses, errors with data in them.',
  fix: 'Set KmsKeyId to a key of the same account whose policy admits the logs service for this log group.',
  severity: 'error',
  serves: ['ISL-08', 'OPS-01', 'POL-01'],
  source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html',
  resourceTypes: ['AWS::Logs::LogGroup'],
  check: (resource) => expectEach(resource, 'KmsKeyId', isOwnKey(resource)),
  cases: [
    holds('a key of the account', withKey('AWS::Logs::LogGroup', { KmsKeyId: ownKey })),
    broken('no key', single('AWS::Logs::LogGroup')),
    broken('a key of another account', single('AWS::Logs::LogGroup', { KmsKeyId: foreignKey })),
    unresolvable('a key given at deployment', single('AWS::Logs::LogGroup', { KmsKeyId: given })),
  ],
};
