import { expectEach } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';
import { isPermittedTarget } from '../permitted-account';

export const zoneIsDelegatedByAPermittedAccount: Rule = {
  id: 'zone-is-delegated-by-a-permitted-account',
  claim: 'A zone is delegated through a role of a permitted account.',
  reason: 'Delegation writes into the zone above. The role that does it belongs to an account that must have agreed.',
  fix: 'Declare the crossing from this account to the one that holds the parent zone.',
  severity: 'fatal',
  serves: ['ISL-06', 'ISL-13'],
  source: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-routing-traffic-for-subdomains.html',
  resourceTypes: ['Custom::CrossAccountZoneDelegation'],
  check: (delegation, crossings) => expectEach(delegation, 'AssumeRoleArn', isPermittedTarget(delegation, crossings)),
  cases: [
    holds('a role of a permitted account', single('Custom::CrossAccountZoneDelegation', { AssumeRoleArn: 'arn:aws:iam::333333333333:role/Delegation' })),
    broken('a role of another account', single('Custom::CrossAccountZoneDelegation', { AssumeRoleArn: 'arn:aws:iam::222222222222:role/Delegation' })),
    unresolvable('given at deployment', single('Custom::CrossAccountZoneDelegation', { AssumeRoleArn: given })),
  ],
};
