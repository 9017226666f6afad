import { expectEach, isOwnKey } from '../expect';
import { foreignKey, ownKey, single, withKey } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const stateMachineIsEncryptedWithOwnKey: Rule = {
  id: 'state-machine-is-encrypted-with-own-key',
  claim: 'A state machine encrypts its definition and history with a key that its own account makes.',
  reason: 'The history of a run keeps the input and output of every step.',
  fix: 'Set EncryptionConfiguration with Type CUSTOMER_MANAGED_KMS_KEY and a key of the same account.',
  severity: 'error',
  serves: ['ISL-08', 'DAT-09'],
  source: 'https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html',
  resourceTypes: ['AWS::StepFunctions::StateMachine'],
  check: (resource) => expectEach(resource, 'EncryptionConfiguration.KmsKeyId', isOwnKey(resource)),
  cases: [
    holds('a key of the account', withKey('AWS::StepFunctions::StateMachine', { EncryptionConfiguration: { KmsKeyId: ownKey } })),
    broken('no key', single('AWS::StepFunctions::StateMachine')),
    broken('a key of another account', single('AWS::StepFunctions::StateMachine', { EncryptionConfiguration: { KmsKeyId: foreignKey } })),
    unresolvable('a key given at deployment', single('AWS::StepFunctions::StateMachine', { EncryptionConfiguration: { KmsKeyId: given } })),
  ],
};
