import { judge } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const databasePasswordIsNotWritten: Rule = {
  id: 'database-password-is-not-written',
  claim: 'The master password of a database is read from a secret, or managed by the database.',
  reason: 'A password in a template is in the repository, in the assembly and in the history of both.',
  fix: 'Set ManageMasterUserPassword, or a dynamic reference to a secret (Credentials.fromGeneratedSecret in CDK).',
  severity: 'error',
  serves: ['ISL-08', 'ISL-09'],
  source: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html',
  resourceTypes: ['AWS::RDS::DBCluster', 'AWS::RDS::DBInstance', 'AWS::DocDB::DBCluster', 'AWS::Redshift::Cluster'],
  check: (database) => judge(database.at('MasterUserPassword'), ({ kind, store }) => {
    if (kind === 'absent' || store === 'secretsmanager' || store === 'ssm-secure') return 'holds';
    return kind === 'unknown' && store === undefined ? 'undecided' : 'broken';
  }).map((found) => found.undecided === true ? found : { ...found, found: 'MasterUserPassword is written in the template' }),
  cases: [
    holds('managed', single('AWS::RDS::DBCluster', { ManageMasterUserPassword: true })),
    holds('from a secret', { Secret: { Type: 'AWS::SecretsManager::Secret' }, ...single('AWS::RDS::DBCluster', { MasterUserPassword: { 'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'Secret' }, ':SecretString:password::}}']] } }) }),
    broken('written', single('AWS::RDS::DBCluster', { MasterUserPassword: 'winter' })),
    unresolvable('given at deployment', single('AWS::RDS::DBInstance', { MasterUserPassword: given })),
  ],
};
