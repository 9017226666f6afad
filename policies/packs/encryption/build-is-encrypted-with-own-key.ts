import { expectEach, isOwnKey } from '../expect';
import { foreignKey, ownKey, single, withKey } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const buildIsEncryptedWithOwnKey: Rule = {
  id: 'build-is-encrypted-with-own-key',
  claim: 'A build project encrypts what it makes with a key that its own account makes.',
  reason: 'Artifacts of a build become production. Who can write them decides what runs there.',
  fix: 'Set EncryptionKey to a key of the same account.',
  severity: 'error',
  serves: ['ISL-12', 'DEL-01'],
  source: 'https://docs.aws.amazon.com/codebuild/latest/userguide/security-encryption.html',
  resourceTypes: ['AWS::CodeBuild::Project'],
  check: (resource) => expectEach(resource, 'EncryptionKey', isOwnKey(resource)),
  cases: [
    holds('a key of the account', withKey('AWS::CodeBuild::Project', { EncryptionKey: ownKey })),
    broken('no key', single('AWS::CodeBuild::Project')),
    broken('a key of another account', single('AWS::CodeBuild::Project', { EncryptionKey: foreignKey })),
    unresolvable('a key given at deployment', single('AWS::CodeBuild::Project', { EncryptionKey: given })),
  ],
};
