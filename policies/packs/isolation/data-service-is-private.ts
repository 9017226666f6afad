import { expectEach, is, isAbsentOr, isOff } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const dataServiceIsPrivate: Rule = {
  id: 'data-service-is-private',
  claim: 'A data warehouse, broker or stream cluster has no public address.',
  reason: 'These services hold or carry the same data as the databases and are as easily forgotten with their public switch on.',
  fix: 'Leave PubliclyAccessible out or set it to false; set the public access of a stream cluster to DISABLED.',
  severity: 'fatal',
  serves: ['ISL-04'],
  source: 'https://docs.aws.amazon.com/redshift/latest/mgmt/managing-clusters-vpc.html',
  resourceTypes: ['AWS::Redshift::Cluster', 'AWS::RedshiftServerless::Workgroup', 'AWS::AmazonMQ::Broker', 'AWS::MSK::Cluster', 'AWS::RDS::DBCluster'],
  check: (service) => [
    ...expectEach(service, 'PubliclyAccessible', isOff),
    ...service.type === 'AWS::MSK::Cluster' ? expectEach(service, 'BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type', isAbsentOr(is('DISABLED'))) : [],
  ],
  cases: [
    holds('private', single('AWS::AmazonMQ::Broker', { PubliclyAccessible: false })),
    holds('a warehouse that says nothing', single('AWS::Redshift::Cluster')),
    broken('public', single('AWS::Redshift::Cluster', { PubliclyAccessible: true })),
    broken('a public stream cluster', single('AWS::MSK::Cluster', { BrokerNodeGroupInfo: { ConnectivityInfo: { PublicAccess: { Type: 'SERVICE_PROVIDED_EIPS' } } } })),
    unresolvable('given at deployment', single('AWS::RedshiftServerless::Workgroup', { PubliclyAccessible: given })),
  ],
};
