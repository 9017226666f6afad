import { expectEach, isAbsentOr } from '../expect';
import { single } from '../fragments';
import { isPermittedTarget } from '../permitted-account';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const functionTakesEventsFromPermittedAccounts: Rule = {
  id: 'function-takes-events-from-permitted-accounts',
  claim: 'A function is fed by queues and streams of its own account or of a permitted one.',
  reason: 'A function that reads the queue of another environment takes its work away and carries its data over.',
  fix: 'Read from a queue or stream of the same account, or declare the crossing.',
  severity: 'fatal',
  serves: ['ISL-11', 'DAT-01'],
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/with-sqs-cross-account-example.html',
  resourceTypes: ['AWS::Lambda::EventSourceMapping'],
  check: (mapping, crossings) => expectEach(mapping, 'EventSourceArn', isAbsentOr(isPermittedTarget(mapping, crossings))),
  cases: [
    holds('a queue of the account', { Jobs: { Type: 'AWS::SQS::Queue' }, ...single('AWS::Lambda::EventSourceMapping', { EventSourceArn: { 'Fn::GetAtt': ['Jobs', 'Arn'] } }) }),
    holds('brokers of its own, known by address', single('AWS::Lambda::EventSourceMapping', { SelfManagedEventSource: {} })),
    broken('a queue of another account', single('AWS::Lambda::EventSourceMapping', { EventSourceArn: 'arn:aws:sqs:eu-west-1:222222222222:jobs' })),
    unresolvable('given at deployment', single('AWS::Lambda::EventSourceMapping', { EventSourceArn: given })),
  ],
};
