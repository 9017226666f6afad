import { allowing, single, tlsOnly } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';
import { deniesPlainText } from '../denies-plain-text';

const queueWith = (PolicyDocument: unknown) => ({ ...single('AWS::SQS::Queue'), Policy: { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: [{ Ref: 'It' }], PolicyDocument } } });

export const queueInsistsOnTls: Rule = {
  id: 'queue-insists-on-tls',
  claim: 'The policy of a queue denies every request without TLS.',
  reason: 'The service answers plain HTTP as well. Only a denial makes sure that no client ever sends or reads in the clear.',
  fix: 'Add a statement that denies everyone when aws:SecureTransport is false (enforceSSL in CDK).',
  severity: 'error',
  serves: ['POL-01'],
  source: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html',
  resourceTypes: ['AWS::SQS::Queue'],
  check: (queue) => deniesPlainText(queue, queue.pointedAtBy('AWS::SQS::QueuePolicy', 'Queues.*')),
  cases: [
    holds('a denial', queueWith(tlsOnly)),
    broken('no policy', single('AWS::SQS::Queue')),
    broken('a policy about something else', queueWith(allowing({ AWS: '111111111111' }))),
    broken('a denial of one principal', queueWith({ Statement: [{ ...tlsOnly.Statement[0], Principal: { AWS: '111111111111' } }] })),
    unresolvable('a policy given at deployment', queueWith(given)),
  ],
};
