import { expectEach, isPresent } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const databasePublishesItsLogs: Rule = {
  id: 'database-publishes-its-logs',
  claim: 'A database publishes its logs.',
  reason: 'Logs that stay on the instance are gone with it, and nobody alarms on them.',
  fix: 'Set EnableCloudwatchLogsExports, for example to ["postgresql"].',
  severity: 'error',
  serves: ['OPS-01', 'OPS-02'],
  source: 'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.CloudWatch.html',
  resourceTypes: ['AWS::RDS::DBCluster'],
  check: (resource) => expectEach(resource, 'EnableCloudwatchLogsExports.*', isPresent),
  cases: [
    holds('as wanted', single('AWS::RDS::DBCluster', { EnableCloudwatchLogsExports: ['postgresql'] })),
    broken('left out', single('AWS::RDS::DBCluster')),
    broken('an empty name', single('AWS::RDS::DBCluster', { EnableCloudwatchLogsExports: [''] })),
    unresolvable('given at deployment', single('AWS::RDS::DBCluster', { EnableCloudwatchLogsExports: [given] })),
  ],
};
