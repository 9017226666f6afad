import { expectEach, isTrue } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const keyIsRotated: Rule = {
  id: 'key-is-rotated',
  claim: 'A key of KMS is rotated every year.',
  reason: 'Rotation bounds what one key has ever encrypted, without anybody having to do anything.',
  fix: 'Set EnableKeyRotation to true. Asymmetric, HMAC and imported keys cannot be rotated so and are left out.',
  severity: 'error',
  serves: ['ISL-08', 'OPS-06'],
  source: 'https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html',
  resourceTypes: ['AWS::KMS::Key'],
  check: (key) => {
    const symmetric = key.at('KeySpec').every(({ kind, literal }) => kind === 'absent' || literal === 'SYMMETRIC_DEFAULT');
    const made = key.at('Origin').every(({ kind, literal }) => kind === 'absent' || literal === 'AWS_KMS');
    return symmetric && made ? expectEach(key, 'EnableKeyRotation', isTrue) : [];
  },
  cases: [
    holds('rotated', single('AWS::KMS::Key', { EnableKeyRotation: true })),
    holds('a signing key', single('AWS::KMS::Key', { KeySpec: 'ECC_NIST_P256' })),
    broken('nothing said', single('AWS::KMS::Key')),
    unresolvable('given at deployment', single('AWS::KMS::Key', { EnableKeyRotation: given })),
  ],
};
