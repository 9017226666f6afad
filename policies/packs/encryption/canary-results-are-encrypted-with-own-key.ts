import { expectEach, isOwnKey } from '../expect';
import { foreignKey, ownKey, single, withKey } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const canaryResultsAreEncryptedWithOwnKey: Rule = {
  id: 'canary-results-are-encrypted-with-own-key',
  claim: 'A synthetic check encrypts its screenshots and logs with a key that its own account makes.',
  reason: 'Screenshots of a business flow show what a signed-in user sees.',
  fix: 'Set ArtifactConfig.S3Encryption with EncryptionMode SSE_KMS and a key of the same account.',
  severity: 'error',
  serves: ['ISL-08', 'OPS-01'],
  source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_artifact_encryption.html',
  resourceTypes: ['AWS::Synthetics::Canary'],
  check: (resource) => expectEach(resource, 'ArtifactConfig.S3Encryption.KmsKeyArn', isOwnKey(resource)),
  cases: [
    holds('a key of the account', withKey('AWS::Synthetics::Canary', { ArtifactConfig: { S3Encryption: { KmsKeyArn: ownKey } } })),
    broken('no key', single('AWS::Synthetics::Canary')),
    broken('a key of another account', single('AWS::Synthetics::Canary', { ArtifactConfig: { S3Encryption: { KmsKeyArn: foreignKey } } })),
    unresolvable('a key given at deployment', single('AWS::Synthetics::Canary', { ArtifactConfig: { S3Encryption: { KmsKeyArn: given } } })),
  ],
};
