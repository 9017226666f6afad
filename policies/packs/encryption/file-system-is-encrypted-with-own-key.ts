import { expectEach, isOwnKey, isTrue } from '../expect';
import { ownKey, single, withKey } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const fileSystemIsEncryptedWithOwnKey: Rule = {
  id: 'file-system-is-encrypted-with-own-key',
  claim: 'A file system is encrypted with a key that its own account makes.',
  reason: 'A file system outlives the tasks that mount it and holds whatever they left.',
  fix: 'Set Encrypted to true and KmsKeyId to a key of the same account.',
  severity: 'error',
  serves: ['ISL-08', 'POL-01'],
  source: 'https://docs.aws.amazon.com/efs/latest/ug/encryption-at-rest.html',
  resourceTypes: ['AWS::EFS::FileSystem'],
  check: (system) => [...expectEach(system, 'Encrypted', isTrue), ...expectEach(system, 'KmsKeyId', isOwnKey(system))],
  cases: [
    holds('a key of the account', withKey('AWS::EFS::FileSystem', { Encrypted: true, KmsKeyId: ownKey })),
    broken('not encrypted', withKey('AWS::EFS::FileSystem', { Encrypted: false, KmsKeyId: ownKey })),
    unresolvable('a key given at deployment', single('AWS::EFS::FileSystem', { Encrypted: true, KmsKeyId: given })),
  ],
};
