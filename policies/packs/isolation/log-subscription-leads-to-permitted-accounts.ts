import { expectEach, finding, isAbsentOr, judge } from '../expect';
import { single } from '../fragments';
import { parsed } from '../model/policy';
import { broken, given, holds, type Rule, unresolvable } from '../rule';
import { isPermittedTarget } from '../permitted-account';

export const logSubscriptionLeadsToPermittedAccounts: Rule = {
  id: 'log-subscription-leads-to-permitted-accounts',
  claim: 'A log subscription delivers to its own account or to a permitted one.',
  reason: 'Logs hold names, addresses and sometimes more. Where they are delivered, they are read.',
  fix: 'Deliver inside the account, or declare the crossing to the audit account.',
  severity: 'fatal',
  serves: ['ISL-13', 'OPS-02'],
  source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CrossAccountSubscriptions.html',
  resourceTypes: ['AWS::Logs::SubscriptionFilter', 'AWS::Logs::AccountPolicy'],
  check: (subscription, crossings) => subscription.type === 'AWS::Logs::SubscriptionFilter'
    ? expectEach(subscription, 'DestinationArn', isPermittedTarget(subscription, crossings))
    : subscription.at('PolicyDocument').flatMap(parsed).flatMap((document) => document.kind === 'unknown' ? finding(document, 'undecided') : judge(document.at('DestinationArn'), isAbsentOr(isPermittedTarget(subscription, crossings)))),
  cases: [
    holds('a stream of the account', { Stream: { Type: 'AWS::Kinesis::Stream' }, ...single('AWS::Logs::SubscriptionFilter', { DestinationArn: { 'Fn::GetAtt': ['Stream', 'Arn'] } }) }),
    holds('a destination of a permitted account', single('AWS::Logs::SubscriptionFilter', { DestinationArn: 'arn:aws:logs:eu-west-1:333333333333:destination:audit' })),
    broken('a destination of another account', single('AWS::Logs::SubscriptionFilter', { DestinationArn: 'arn:aws:logs:eu-west-1:222222222222:destination:logs' })),
    unresolvable('given at deployment', single('AWS::Logs::SubscriptionFilter', { DestinationArn: given })),
  ],
};
