import { expectEach, isOwnKey } from '../expect';
import { foreignKey, ownKey, single, withKey } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const eventBusIsEncryptedWithOwnKey: Rule = {
  id: 'event-bus-is-encrypted-with-own-key',
  claim: 'An event bus is encrypted with a key that its own account makes.',
  reason: 'Events carry business data and are kept while they are retried or archived.',
  fix: 'Set KmsKeyIdentifier to a key of the same account.',
  severity: 'error',
  serves: ['ISL-08', 'POL-01'],
  source: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption.html',
  resourceTypes: ['AWS::Events::EventBus'],
  check: (resource) => expectEach(resource, 'KmsKeyIdentifier', isOwnKey(resource)),
  cases: [
    holds('a key of the account', withKey('AWS::Events::EventBus', { KmsKeyIdentifier: ownKey })),
    broken('no key', single('AWS::Events::EventBus')),
    broken('a key of another account', single('AWS::Events::EventBus', { KmsKeyIdentifier: foreignKey })),
    unresolvable('a key given at deployment', single('AWS::Events::EventBus', { KmsKeyIdentifier: given })),
  ],
};
