import { missing } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const networkWith = (ResourceId: unknown) => ({
  ...single('AWS::EC2::VPC'),
  Log: { Type: 'AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation', Properties: { ResourceId } },
});

export const networkLogsItsQueries: Rule = {
  id: 'network-logs-its-queries',
  claim: 'A network logs every name that is asked for in it.',
  reason: 'Names are how software finds production, and how data leaves quietly. The log shows both.',
  fix: 'Associate the network with a resolver query logging configuration.',
  severity: 'error',
  serves: ['ISL-07', 'OPS-02'],
  source: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs.html',
  resourceTypes: ['AWS::EC2::VPC'],
  check: (network) => {
    if (network.pointedAtBy('AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation', 'ResourceId').length > 0) return [];
    const doubt = network.neighbours('AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation').flatMap((association) => association.at('ResourceId')).find(({ kind }) => kind !== 'reference');
    return [doubt === undefined ? missing('', 'no query log') : { path: 'Properties', found: `a query log has a network that is not known: ${doubt.description}`, undecided: true }];
  },
  cases: [
    holds('a query log', networkWith({ Ref: 'It' })),
    broken('none', single('AWS::EC2::VPC')),
    unresolvable('a query log for a network given at deployment', networkWith(given)),
  ],
};
