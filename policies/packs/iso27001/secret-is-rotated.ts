import { missing } from '../expect';
import { single } from '../fragments';
import type { Resource } from '../model/value';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const secretWith = (RotationRules: unknown) => ({
  ...single('AWS::SecretsManager::Secret'),
  Rotation: { Type: 'AWS::SecretsManager::RotationSchedule', Properties: { SecretId: { Ref: 'It' }, RotationRules } },
});

/** A schedule may name the attachment of the secret to its database, which has the same reference. */
function attachments(resource: Resource): readonly Resource[] {
  return resource.pointedAtBy('AWS::SecretsManager::SecretTargetAttachment', 'SecretId');
}

export const secretIsRotated: Rule = {
  id: 'secret-is-rotated',
  claim: 'A secret is rotated.',
  reason: 'A secret that never changes is known to everyone who ever saw it, and to every copy of an old environment.',
  fix: 'Add a rotation schedule, or let the service that owns it manage it. Secrets of other systems that offer no rotation are acknowledged with that reason.',
  severity: 'error',
  serves: ['ISL-08', 'INT-03'],
  source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html',
  resourceTypes: ['AWS::SecretsManager::Secret'],
  check: (secret) => {
    const schedules = [...secret.pointedAtBy('AWS::SecretsManager::RotationSchedule', 'SecretId'), ...attachments(secret).flatMap((one) => one.pointedAtBy('AWS::SecretsManager::RotationSchedule', 'SecretId'))];
    if (schedules.length > 0) return schedules.some((schedule) => schedule.at('RotationRules').every(({ kind }) => kind === 'unknown')) ? [{ path: 'Properties', found: 'the rules of its rotation are given at deployment', undecided: true }] : [];
    return [missing('', 'no rotation schedule')];
  },
  cases: [
    holds('a schedule', secretWith({ AutomaticallyAfterDays: 30 })),
    holds('a schedule on the attached secret', { ...single('AWS::SecretsManager::Secret'), Attached: { Type: 'AWS::SecretsManager::SecretTargetAttachment', Properties: { SecretId: { Ref: 'It' } } }, Rotation: { Type: 'AWS::SecretsManager::RotationSchedule', Properties: { SecretId: { Ref: 'Attached' } } } }),
    broken('none', single('AWS::SecretsManager::Secret')),
    unresolvable('rules given at deployment', secretWith(given)),
  ],
};
