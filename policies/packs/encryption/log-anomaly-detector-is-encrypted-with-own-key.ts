import { expectEach, isOwnKey } from '../expect';
import { foreignKey, ownKey, single, withKey } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const logAnomalyDetectorIsEncryptedWithOwnKey: Rule = {
  id: 'log-anomaly-detector-is-encrypted-with-own-key',
  claim: 'A detector of anomalies in a log is encrypted with a key that its own account makes.',
  reason: 'It keeps the patterns and samples of the log it learns from, whatever key the log itself has.',
  fix: 'Set KmsKeyId to a key of the same account whose policy admits the logs service for anomaly detectors.',
  severity: 'error',
  serves: ['ISL-08', 'OPS-01'],
  source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/LogsAnomalyDetection-KMS.html',
  resourceTypes: ['AWS::Logs::LogAnomalyDetector'],
  check: (resource) => expectEach(resource, 'KmsKeyId', isOwnKey(resource)),
  cases: [
    holds('a key of the account', withKey('AWS::Logs::LogAnomalyDetector', { KmsKeyId: ownKey })),
    broken('no key', single('AWS::Logs::LogAnomalyDetector')),
    broken('a key of another account', single('AWS::Logs::LogAnomalyDetector', { KmsKeyId: foreignKey })),
    unresolvable('a key given at deployment', single('AWS::Logs::LogAnomalyDetector', { KmsKeyId: given })),
  ],
};
