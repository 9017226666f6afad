import { expectEach, finding, isAbsentOr } from '../expect';
import { single } from '../fragments';
import { reachOf } from '../model/policy';
import { broken, given, holds, type Rule, unresolvable } from '../rule';
import { isPermittedPrincipal } from '../permitted-account';

export const eventBusIsOpenToPermittedAccounts: Rule = {
  id: 'event-bus-is-open-to-permitted-accounts',
  claim: 'An event bus takes events from its own account and permitted ones.',
  reason: 'Events start work. A bus that is open to everyone or to the organisation lets staging start work in production.',
  fix: 'Name the accounts in the policy of the bus, and leave a condition on the organisation alone out.',
  severity: 'fatal',
  serves: ['ISL-11', 'ISL-13'],
  source: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html',
  resourceTypes: ['AWS::Events::EventBusPolicy'],
  check: (policy, crossings) => [
    ...expectEach(policy, 'Principal', isAbsentOr(isPermittedPrincipal(policy, crossings))),
    ...policy.at('Statement').filter(({ kind }) => kind !== 'absent').flatMap((statement) => reachOf(statement, policy.account)).flatMap(({ kind, account = '', value }) => {
      if (kind === 'own' || kind === 'service' || kind === 'foreign' && crossings.permits(policy.account, account)) return [];
      return finding(value, kind === 'unknown' ? 'undecided' : 'broken');
    }),
  ],
  cases: [
    holds('the own account', single('AWS::Events::EventBusPolicy', { StatementId: 'Own', Statement: { Effect: 'Allow', Principal: { AWS: '111111111111' }, Action: 'events:PutEvents', Resource: '*' } })),
    holds('a permitted account', single('AWS::Events::EventBusPolicy', { Principal: '333333333333', Action: 'events:PutEvents' })),
    broken('everyone of an organisation', single('AWS::Events::EventBusPolicy', { Principal: '*', Condition: { Type: 'StringEquals', Key: 'aws:PrincipalOrgID', Value: 'o-example' } })),
    broken('another account', single('AWS::Events::EventBusPolicy', { Statement: { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::222222222222:root' }, Action: 'events:PutEvents', Resource: '*' } })),
    unresolvable('a principal given at deployment', single('AWS::Events::EventBusPolicy', { Principal: given })),
  ],
};
