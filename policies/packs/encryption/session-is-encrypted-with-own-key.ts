import { isOwnKey, isTrue, judge } from '../expect';
import { ownKey, single, withKey } from '../fragments';
import { parsed } from '../model/policy';
import type { Value } from '../model/value';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const session = (inputs: unknown) => ({ DocumentType: 'Session', Content: { schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs } });

function isEmpty({ kind, text }: Value): boolean {
  return kind === 'absent' || text === '';
}

export const sessionIsEncryptedWithOwnKey: Rule = {
  id: 'session-is-encrypted-with-own-key',
  claim: 'Sessions on hosts are encrypted with a key that the account makes, and so are their recordings.',
  reason: 'A recorded session shows everything an administrator saw and typed.',
  fix: 'In the Session Manager document set kmsKeyId, and s3EncryptionEnabled or cloudWatchEncryptionEnabled for where it records.',
  severity: 'error',
  serves: ['ACC-04', 'ISL-08'],
  source: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-enable-encryption.html',
  resourceTypes: ['AWS::SSM::Document'],
  check: (document) => document.at('DocumentType').every(({ literal }) => literal !== 'Session') ? [] : document.at('Content').flatMap(parsed).flatMap((content) => [
    ...judge(content.at('inputs.kmsKeyId'), isOwnKey(document)),
    ...content.at('inputs.s3BucketName').every(isEmpty) ? [] : judge(content.at('inputs.s3EncryptionEnabled'), isTrue),
    ...content.at('inputs.cloudWatchLogGroupName').every(isEmpty) ? [] : judge(content.at('inputs.cloudWatchEncryptionEnabled'), isTrue),
  ]),
  cases: [
    holds('a key of the account', withKey('AWS::SSM::Document', session({ kmsKeyId: ownKey, cloudWatchLogGroupName: 'sessions', cloudWatchEncryptionEnabled: true }))),
    holds('a document of another kind', single('AWS::SSM::Document', { DocumentType: 'Command', Content: {} })),
    broken('no key', single('AWS::SSM::Document', session({ kmsKeyId: '' }))),
    broken('recordings in the clear', withKey('AWS::SSM::Document', session({ kmsKeyId: ownKey, s3BucketName: 'sessions', s3EncryptionEnabled: false }))),
    unresolvable('a key given at deployment', single('AWS::SSM::Document', session({ kmsKeyId: given }))),
  ],
};
