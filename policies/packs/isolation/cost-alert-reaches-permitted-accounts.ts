import { judge, type Expectation } from '../expect';
import { single } from '../fragments';
import { isPermittedTarget } from '../permitted-account';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const subscribers: Readonly<Record<string, string>> = {
  'AWS::Budgets::Budget': 'NotificationsWithSubscribers.*.Subscribers.*.Address',
  'AWS::CE::AnomalySubscription': 'Subscribers.*.Address',
};

/** A mail to a person carries amounts and names of services; it starts nothing. */
function isMailOr(topic: Expectation): Expectation {
  return (value) => /^[^\s@:$]+@[^\s@:$]+$/.test(value.text ?? '') ? 'holds' : topic(value);
}

const budget = (Address: unknown) => single('AWS::Budgets::Budget', { NotificationsWithSubscribers: [{ Subscribers: [{ SubscriptionType: 'SNS', Address }] }] });

export const costAlertReachesPermittedAccounts: Rule = {
  id: 'cost-alert-reaches-permitted-accounts',
  claim: 'Alerts of budgets and of cost anomalies go to people by mail, or to topics of their own account or of a permitted one.',
  reason: 'An alert can start work: a topic of another account lets the cost of one environment act in another.',
  fix: 'Subscribe a topic of the same account, or declare the crossing.',
  severity: 'fatal',
  serves: ['ISL-13', 'OPS-07'],
  source: 'https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html',
  resourceTypes: Object.keys(subscribers),
  check: (source, crossings) => judge(source.at(subscribers[source.type] ?? '').filter(({ kind }) => kind !== 'absent'), isMailOr(isPermittedTarget(source, crossings))),
  cases: [
    holds('a topic of the account', { Alerts: { Type: 'AWS::SNS::Topic' }, ...budget({ Ref: 'Alerts' }) }),
    holds('a person', budget('platform@example.com')),
    holds('a topic of an account with a declared crossing', single('AWS::CE::AnomalySubscription', { Subscribers: [{ Type: 'SNS', Address: 'arn:aws:sns:eu-west-1:333333333333:alerts' }] })),
    broken('a topic of another account', single('AWS::CE::AnomalySubscription', { Subscribers: [{ Type: 'SNS', Address: 'arn:aws:sns:eu-west-1:222222222222:alerts' }] })),
    unresolvable('given at deployment', budget(given)),
  ],
};
