import { expectEach, isOwnKey, isTrue } from '../expect';
import { ownKey, single, withKey } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const searchDomainIsEncryptedWithOwnKey: Rule = {
  id: 'search-domain-is-encrypted-with-own-key',
  claim: 'A search domain is encrypted at rest with a key that its own account makes.',
  reason: 'An index repeats the documents it was made from.',
  fix: 'Set EncryptionAtRestOptions with Enabled true and a key of the same account.',
  severity: 'error',
  serves: ['ISL-08', 'POL-01'],
  source: 'https://docs.aws.amazon.com/opensearch-service/latest/developerguide/encryption-at-rest.html',
  resourceTypes: ['AWS::OpenSearchService::Domain', 'AWS::Elasticsearch::Domain'],
  check: (domain) => [
    ...expectEach(domain, 'EncryptionAtRestOptions.Enabled', isTrue),
    ...expectEach(domain, 'EncryptionAtRestOptions.KmsKeyId', isOwnKey(domain)),
  ],
  cases: [
    holds('a key of the account', withKey('AWS::OpenSearchService::Domain', { EncryptionAtRestOptions: { Enabled: true, KmsKeyId: ownKey } })),
    broken('the key that AWS manages', single('AWS::OpenSearchService::Domain', { EncryptionAtRestOptions: { Enabled: true } })),
    unresolvable('a key given at deployment', single('AWS::OpenSearchService::Domain', { EncryptionAtRestOptions: { Enabled: true, KmsKeyId: given } })),
  ],
};
