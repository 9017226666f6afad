import { expectEach, is } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const databaseIsPrivate: Rule = {
  id: 'database-is-private',
  claim: 'A database has no public address.',
  reason: 'A public address makes the database reachable from every network there is, and leaves only a password between.',
  fix: 'Set PubliclyAccessible to false; left out, it depends on the subnets.',
  severity: 'fatal',
  serves: ['ISL-04', 'ISL-02'],
  source: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html',
  resourceTypes: ['AWS::RDS::DBInstance', 'AWS::DMS::ReplicationInstance'],
  check: (database) => expectEach(database, 'PubliclyAccessible', is(false)),
  cases: [
    holds('private', single('AWS::RDS::DBInstance', { PubliclyAccessible: false })),
    broken('public', single('AWS::RDS::DBInstance', { PubliclyAccessible: true })),
    broken('left to the subnets', single('AWS::RDS::DBInstance')),
    unresolvable('given at deployment', single('AWS::RDS::DBInstance', { PubliclyAccessible: given })),
  ],
};
