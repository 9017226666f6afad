import { expectEach, isAbsentOr, isAtLeast, isOff } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const keyWaitsBeforeItIsDeleted: Rule = {
  id: 'key-waits-before-it-is-deleted',
  claim: 'A key waits at least seven days before it is deleted, and is not deleted with a bypass.',
  reason: 'What a deleted key encrypted is gone. The wait is the time in which somebody can notice.',
  fix: 'Leave PendingWindowInDays out (30 days) or set it to 7 or more, and BypassPolicyLockoutSafetyCheck to false.',
  severity: 'error',
  serves: ['PAR-08', 'ISL-08'],
  source: 'https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html',
  resourceTypes: ['AWS::KMS::Key'],
  check: (key) => [...expectEach(key, 'PendingWindowInDays', isAbsentOr(isAtLeast(7))), ...expectEach(key, 'BypassPolicyLockoutSafetyCheck', isOff)],
  cases: [
    holds('thirty days', single('AWS::KMS::Key')),
    broken('the check is bypassed', single('AWS::KMS::Key', { BypassPolicyLockoutSafetyCheck: true })),
    unresolvable('given at deployment', single('AWS::KMS::Key', { PendingWindowInDays: given })),
  ],
};
