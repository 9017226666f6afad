import { expectEach, isOwnKey } from '../expect';
import { foreignKey, ownKey, single, withKey } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const scheduleIsEncryptedWithOwnKey: Rule = {
  id: 'schedule-is-encrypted-with-own-key',
  claim: 'A schedule is encrypted with a key that its own account makes.',
  reason: 'A schedule keeps what it sends to its target, and tells when an environment is open.',
  fix: 'Set KmsKeyArn to a key of the same account.',
  severity: 'error',
  serves: ['ISL-08', 'POL-01', 'OPS-07'],
  source: 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/encryption-rest.html',
  resourceTypes: ['AWS::Scheduler::Schedule'],
  check: (resource) => expectEach(resource, 'KmsKeyArn', isOwnKey(resource)),
  cases: [
    holds('a key of the account', withKey('AWS::Scheduler::Schedule', { KmsKeyArn: ownKey })),
    broken('no key', single('AWS::Scheduler::Schedule')),
    broken('a key of another account', single('AWS::Scheduler::Schedule', { KmsKeyArn: foreignKey })),
    unresolvable('a key given at deployment', single('AWS::Scheduler::Schedule', { KmsKeyArn: given })),
  ],
};
