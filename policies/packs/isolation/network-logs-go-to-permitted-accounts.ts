import { expectEach, type Expectation, isAbsentOr } from '../expect';
import { single } from '../fragments';
import { isPermittedTarget } from '../permitted-account';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const destinations: Readonly<Record<string, string>> = {
  'AWS::EC2::FlowLog': 'LogDestination',
  'AWS::Route53Resolver::ResolverQueryLoggingConfig': 'DestinationArn',
  'AWS::WAFv2::LoggingConfiguration': 'LogDestinationConfigs.*',
};

export const networkLogsGoToPermittedAccounts: Rule = {
  id: 'network-logs-go-to-permitted-accounts',
  claim: 'Flow logs, queries for names and requests at the web firewall are delivered to a bucket, or to a log or stream of a permitted account.',
  reason: 'They tell who talks to whom, with addresses, names and parts of requests. A bucket is named without its account: whether it lets them in is decided by its policy, in its own account.',
  fix: 'Deliver inside the account, to the log archive, or declare the crossing.',
  severity: 'fatal',
  serves: ['ISL-07', 'ISL-13', 'OPS-02'],
  source: 'https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html',
  resourceTypes: Object.keys(destinations),
  check: (log, crossings) => {
    const permitted = isPermittedTarget(log, crossings);
    const toBucket: Expectation = (value) => /^arn:[^:]*:s3:::/.test(value.text ?? '') ? 'holds' : permitted(value);
    return expectEach(log, destinations[log.type] ?? '', isAbsentOr(toBucket));
  },
  cases: [
    holds('a log of the account', { Log: { Type: 'AWS::Logs::LogGroup' }, ...single('AWS::EC2::FlowLog', { LogDestination: { 'Fn::GetAtt': ['Log', 'Arn'] } }) }),
    holds('the bucket of the archive', single('AWS::Route53Resolver::ResolverQueryLoggingConfig', { DestinationArn: 'arn:aws:s3:::log-archive' })),
    broken('a stream of another account', single('AWS::Route53Resolver::ResolverQueryLoggingConfig', { DestinationArn: 'arn:aws:firehose:eu-west-1:222222222222:deliverystream/names' })),
    broken('a log of another account', single('AWS::WAFv2::LoggingConfiguration', { LogDestinationConfigs: ['arn:aws:logs:eu-west-1:222222222222:log-group:aws-waf-logs'] })),
    unresolvable('given at deployment', single('AWS::EC2::FlowLog', { LogDestination: given })),
  ],
};
