import { expectEach, isAbsentOr, isOwnKey, isTrue } from '../expect';
import { ownKey, single, withKey } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const results = (EncryptionConfiguration: unknown) => ({ WorkGroupConfiguration: { EnforceWorkGroupConfiguration: true, ResultConfiguration: { EncryptionConfiguration } } });

export const queryResultsAreEncryptedWithOwnKey: Rule = {
  id: 'query-results-are-encrypted-with-own-key',
  claim: 'Query results are encrypted with a key that the account makes, whatever the client asks for.',
  reason: 'A result is a copy of the rows it was made from, in a bucket that nobody looks at.',
  fix: 'Set EncryptionConfiguration with SSE_KMS and a key of the same account, and EnforceWorkGroupConfiguration to true.',
  severity: 'error',
  serves: ['ISL-08'],
  source: 'https://docs.aws.amazon.com/athena/latest/ug/encrypting-query-results-stored-in-s3.html',
  resourceTypes: ['AWS::Athena::WorkGroup'],
  check: (group) => [
    ...expectEach(group, 'WorkGroupConfiguration.EnforceWorkGroupConfiguration', isAbsentOr(isTrue)),
    ...expectEach(group, 'WorkGroupConfiguration.ResultConfiguration.EncryptionConfiguration.KmsKey', isOwnKey(group)),
  ],
  cases: [
    holds('a key of the account', withKey('AWS::Athena::WorkGroup', results({ KmsKey: ownKey }))),
    broken('nothing said', single('AWS::Athena::WorkGroup')),
    unresolvable('a key given at deployment', single('AWS::Athena::WorkGroup', results({ KmsKey: given }))),
  ],
};
