import { expectEach, isAbsentOr, isTrue } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const databaseTakesMinorUpgrades: Rule = {
  id: 'database-takes-minor-upgrades',
  claim: 'A database takes minor upgrades by itself.',
  reason: 'Minor versions are security patches; staging takes them with production or the rehearsal is of another engine.',
  fix: 'Leave AutoMinorVersionUpgrade out or set it to true.',
  severity: 'error',
  serves: ['OPS-06'],
  source: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Upgrading.html',
  resourceTypes: ['AWS::RDS::DBInstance'],
  check: (resource) => expectEach(resource, 'AutoMinorVersionUpgrade', isAbsentOr(isTrue)),
  cases: [
    holds('as wanted', single('AWS::RDS::DBInstance', { AutoMinorVersionUpgrade: true })),
    holds('left out', single('AWS::RDS::DBInstance')),
    broken('switched off', single('AWS::RDS::DBInstance', { AutoMinorVersionUpgrade: false })),
    unresolvable('given at deployment', single('AWS::RDS::DBInstance', { AutoMinorVersionUpgrade: given })),
  ],
};
