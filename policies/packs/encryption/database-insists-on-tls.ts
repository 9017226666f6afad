import { finding, is, judgeAny } from '../expect';
import { single } from '../fragments';
import type { Resource, Value } from '../model/value';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const databaseWith = (Parameters: unknown) => ({
  Group: { Type: 'AWS::RDS::DBClusterParameterGroup', Properties: { Parameters } },
  ...single('AWS::RDS::DBCluster', { DBClusterParameterGroupName: { Ref: 'Group' } }),
});

/** Names of parameters have dots inside, so they are no paths. */
function parameter(group: Resource | undefined, name: string): Value[] {
  return group?.at('Parameters').flatMap((parameters) => parameters.entries()).flatMap(([key, values]) => key === name ? values : []) ?? [];
}

export const databaseInsistsOnTls: Rule = {
  id: 'database-insists-on-tls',
  claim: 'The parameter group of a database refuses connections without TLS.',
  reason: 'Without it a client that forgets TLS sends passwords and rows in the clear, and nobody notices because it works.',
  fix: 'Set rds.force_ssl to 1 (PostgreSQL) or require_secure_transport to ON (MySQL) in a parameter group of its own.',
  severity: 'error',
  serves: ['POL-01', 'OPS-06'],
  source: 'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Security.html',
  resourceTypes: ['AWS::RDS::DBCluster', 'AWS::RDS::DBInstance'],
  check: (database) => {
    if (database.type === 'AWS::RDS::DBInstance' && database.at('DBClusterIdentifier').some(({ kind }) => kind !== 'absent')) return [];
    const path = database.type === 'AWS::RDS::DBCluster' ? 'DBClusterParameterGroupName' : 'DBParameterGroupName';
    return database.at(path).flatMap((group) => {
      if (group.target === undefined) return finding(group, group.kind === 'unknown' ? 'undecided' : 'broken');
      const switches = ['rds.force_ssl', 'require_secure_transport'].flatMap((name) => parameter(group.target, name));
      return judgeAny(switches, is(1, 'ON', 'on', true), { path: group.path, found: `parameter group ${group.target.logicalId} does not force TLS` });
    });
  },
  cases: [
    holds('PostgreSQL', databaseWith({ 'rds.force_ssl': '1' })),
    holds('MySQL', databaseWith({ require_secure_transport: 'ON' })),
    holds('an instance of a cluster', single('AWS::RDS::DBInstance', { DBClusterIdentifier: 'ledger' })),
    broken('the group of AWS', single('AWS::RDS::DBCluster')),
    broken('the default group by its name', single('AWS::RDS::DBCluster', { DBClusterParameterGroupName: 'default.aurora-postgresql16' })),
    broken('switched off', databaseWith({ 'rds.force_ssl': '0' })),
    unresolvable('a group given at deployment', single('AWS::RDS::DBCluster', { DBClusterParameterGroupName: given })),
    unresolvable('a switch given at deployment', databaseWith({ 'rds.force_ssl': given })),
  ],
};
