import { judge } from '../expect';
import { single } from '../fragments';
import { isPermittedTarget } from '../permitted-account';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

/** People read these; everything else is a resource, known by its ARN, or an address on the network. */
const toPeople = new Set(['email', 'email-json', 'sms']);
const toAddress = new Set(['http', 'https']);

const subscription = (Protocol: unknown, Endpoint: unknown) => single('AWS::SNS::Subscription', { Protocol, Endpoint, TopicArn: 'arn:aws:sns:eu-west-1:111111111111:alerts' });

export const topicTellsPermittedAccounts: Rule = {
  id: 'topic-tells-permitted-accounts',
  claim: 'A topic tells people, addresses over TLS, or queues, functions and streams of its own account or of a permitted one.',
  reason: 'A queue of another account that hears what a topic says is a line between environments that no network shows.',
  fix: 'Subscribe resources of the same account, or declare the crossing.',
  severity: 'fatal',
  serves: ['ISL-11', 'ISL-13'],
  source: 'https://docs.aws.amazon.com/sns/latest/dg/sns-send-message-to-sqs-cross-account.html',
  resourceTypes: ['AWS::SNS::Subscription'],
  check: (told, crossings) => told.at('Protocol').flatMap((protocol) => {
    const name = protocol.text ?? '';
    if (toPeople.has(name)) return [];
    if (toAddress.has(name)) return judge([protocol], ({ text }) => text === 'https' ? 'holds' : 'broken');
    return judge(told.at('Endpoint'), isPermittedTarget(told, crossings));
  }),
  cases: [
    holds('people', subscription('email', 'operations@example.com')),
    holds('an address over TLS', subscription('https', 'https://alerts.example.net')),
    holds('a queue of the account', { Jobs: { Type: 'AWS::SQS::Queue' }, ...subscription('sqs', { 'Fn::GetAtt': ['Jobs', 'Arn'] }) }),
    holds('a queue of a permitted account', subscription('sqs', 'arn:aws:sqs:eu-west-1:333333333333:jobs')),
    broken('a queue of another account', subscription('sqs', 'arn:aws:sqs:eu-west-1:222222222222:jobs')),
    broken('a function of another account', subscription('lambda', 'arn:aws:lambda:eu-west-1:222222222222:function:listen')),
    broken('an address without TLS', subscription('http', 'http://alerts.example.net')),
    unresolvable('an endpoint given at deployment', subscription('sqs', given)),
  ],
};
