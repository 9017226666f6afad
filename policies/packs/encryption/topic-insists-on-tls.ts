import { allowing, single, tlsOnly } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';
import { deniesPlainText } from '../denies-plain-text';

const topicWith = (PolicyDocument: unknown) => ({ ...single('AWS::SNS::Topic'), Policy: { Type: 'AWS::SNS::TopicPolicy', Properties: { Topics: [{ Ref: 'It' }], PolicyDocument } } });

export const topicInsistsOnTls: Rule = {
  id: 'topic-insists-on-tls',
  claim: 'The policy of a topic denies every request without TLS.',
  reason: 'The service answers plain HTTP as well. Only a denial makes sure that no client ever sends or reads in the clear.',
  fix: 'Add a statement that denies everyone when aws:SecureTransport is false (enforceSSL in CDK).',
  severity: 'error',
  serves: ['POL-01'],
  source: 'https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html',
  resourceTypes: ['AWS::SNS::Topic'],
  check: (topic) => deniesPlainText(topic, topic.pointedAtBy('AWS::SNS::TopicPolicy', 'Topics.*')),
  cases: [
    holds('a denial', topicWith(tlsOnly)),
    broken('no policy', single('AWS::SNS::Topic')),
    broken('a policy about something else', topicWith(allowing({ AWS: '111111111111' }))),
    broken('a denial of one principal', topicWith({ Statement: [{ ...tlsOnly.Statement[0], Principal: { AWS: '111111111111' } }] })),
    unresolvable('a policy given at deployment', topicWith(given)),
  ],
};
