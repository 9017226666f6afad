import { expectEach, isAbsentOr, isOwn } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';
import { isPermittedLinkOr } from '../permitted-account';

export const serviceNetworkIsOfItsOwnAccount: Rule = {
  id: 'service-network-is-of-its-own-account',
  claim: 'A network joins service networks, and a service network takes services, of the same account, or one that a permitted crossing names.',
  reason: 'A service network connects services across networks and accounts without a route that anybody would see.',
  fix: 'Associate with a service network or resource that the same account makes.',
  severity: 'fatal',
  serves: ['ISL-05', 'ISL-07'],
  source: 'https://docs.aws.amazon.com/vpc-lattice/latest/ug/what-is-vpc-lattice.html',
  resourceTypes: ['AWS::VpcLattice::ServiceNetworkVpcAssociation', 'AWS::VpcLattice::ServiceNetworkServiceAssociation', 'AWS::VpcLattice::ServiceNetworkResourceAssociation', 'AWS::EC2::VPCEndpoint'],
  check: (association, crossings) => association.type === 'AWS::EC2::VPCEndpoint'
    ? ['ServiceNetworkArn', 'ResourceConfigurationArn'].flatMap((path) => expectEach(association, path, isAbsentOr(isPermittedLinkOr(isOwn(association, 'AWS::VpcLattice::ServiceNetwork', 'AWS::VpcLattice::ResourceConfiguration'), association, crossings))))
    : expectEach(association, 'ServiceNetworkIdentifier', isPermittedLinkOr(isOwn(association, 'AWS::VpcLattice::ServiceNetwork'), association, crossings)),
  cases: [
    holds('a service network of the account', { Net: { Type: 'AWS::VpcLattice::ServiceNetwork' }, ...single('AWS::VpcLattice::ServiceNetworkVpcAssociation', { ServiceNetworkIdentifier: { Ref: 'Net' } }) }),
    holds('an endpoint of another kind', single('AWS::EC2::VPCEndpoint', { ServiceName: 'com.amazonaws.eu-west-1.s3' })),
    broken('an association with none', single('AWS::VpcLattice::ServiceNetworkServiceAssociation')),
    unresolvable('a service network that is made elsewhere', single('AWS::EC2::VPCEndpoint', { ServiceNetworkArn: given })),
  ],
};
