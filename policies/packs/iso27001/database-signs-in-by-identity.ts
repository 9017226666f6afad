import { expectEach, isTrue } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const databaseSignsInByIdentity: Rule = {
  id: 'database-signs-in-by-identity',
  claim: 'A database accepts sign-in by IAM identity.',
  reason: 'People and programs then come with a session that ends, and not with a password that is copied from environment to environment.',
  fix: 'Set EnableIAMDatabaseAuthentication to true.',
  severity: 'error',
  serves: ['ACC-02', 'ISL-08'],
  source: 'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.IAMDBAuth.html',
  resourceTypes: ['AWS::RDS::DBCluster'],
  check: (resource) => expectEach(resource, 'EnableIAMDatabaseAuthentication', isTrue),
  cases: [
    holds('as wanted', single('AWS::RDS::DBCluster', { EnableIAMDatabaseAuthentication: true })),
    broken('left out', single('AWS::RDS::DBCluster')),
    broken('switched off', single('AWS::RDS::DBCluster', { EnableIAMDatabaseAuthentication: false })),
    unresolvable('given at deployment', single('AWS::RDS::DBCluster', { EnableIAMDatabaseAuthentication: given })),
  ],
};
