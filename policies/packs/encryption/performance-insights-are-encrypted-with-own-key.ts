import { expectEach, isOff, isOwnKey, judge } from '../expect';
import { ownKey, single, withKey } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const performanceInsightsAreEncryptedWithOwnKey: Rule = {
  id: 'performance-insights-are-encrypted-with-own-key',
  claim: 'Performance insights of a database are encrypted with a key that its own account makes.',
  reason: 'Performance insights keep the text of queries, with the values in them.',
  fix: 'Set PerformanceInsightsKMSKeyId to a key of the same account.',
  severity: 'error',
  serves: ['ISL-08', 'POL-01'],
  source: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.access-control.html',
  resourceTypes: ['AWS::RDS::DBInstance', 'AWS::RDS::DBCluster'],
  check: (database) => ['EnablePerformanceInsights', 'PerformanceInsightsEnabled'].every((name) => judge(database.at(name), isOff).length === 0)
    ? [] : expectEach(database, database.type === 'AWS::RDS::DBCluster' ? 'PerformanceInsightsKmsKeyId' : 'PerformanceInsightsKMSKeyId', isOwnKey(database)),
  cases: [
    holds('no insights', single('AWS::RDS::DBInstance')),
    holds('a key of the account', withKey('AWS::RDS::DBInstance', { EnablePerformanceInsights: true, PerformanceInsightsKMSKeyId: ownKey })),
    broken('the key that AWS manages', single('AWS::RDS::DBInstance', { EnablePerformanceInsights: true })),
    unresolvable('a key given at deployment', single('AWS::RDS::DBCluster', { PerformanceInsightsEnabled: true, PerformanceInsightsKmsKeyId: given })),
  ],
};
