import { isAbsentOr, judge } from '../expect';
import { single } from '../fragments';
import type { Resource } from '../model/value';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const network = (tier: string, route: Readonly<Record<string, unknown>>) => ({
  Subnet: { Type: 'AWS::EC2::Subnet', Properties: { Tags: [{ Key: 'aws-cdk:subnet-type', Value: tier }] } },
  Table: { Type: 'AWS::EC2::RouteTable' },
  Association: { Type: 'AWS::EC2::SubnetRouteTableAssociation', Properties: { SubnetId: { Ref: 'Subnet' }, RouteTableId: { Ref: 'Table' } } },
  ...single('AWS::EC2::Route', { RouteTableId: { Ref: 'Table' }, ...route }),
});

/** Any tag that says so: CDK writes `aws-cdk:subnet-type`, others a tier of their own. */
function isIsolated(subnet: Resource): boolean {
  return subnet.at('Tags').flatMap((tags) => tags.elements())
    .some((tag) => tag.at('Key').some(({ text }) => /(?:subnet-type|tier)$/i.test(text ?? '')) && tag.at('Value').some(({ text }) => text?.toLowerCase() === 'isolated'));
}

export const isolatedSubnetHasNoWayOut: Rule = {
  id: 'isolated-subnet-has-no-way-out',
  claim: 'The route tables of isolated subnets have no default route.',
  reason: 'The isolated tier holds the data. A default route, to a NAT gateway too, turns a broken database into one that can send its data away.',
  fix: 'Remove the route, or put the workload into the private tier.',
  severity: 'fatal',
  serves: ['ISL-02', 'ISL-10'],
  source: 'https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html',
  resourceTypes: ['AWS::EC2::Route'],
  check: (route) => {
    const isolated = route.at('RouteTableId').some(({ target }) => target !== undefined && target.pointedAtBy('AWS::EC2::SubnetRouteTableAssociation', 'RouteTableId')
      .some((association) => association.at('SubnetId').some(({ target: subnet }) => subnet !== undefined && isIsolated(subnet))));
    if (!isolated) return [];
    return ['DestinationCidrBlock', 'DestinationIpv6CidrBlock'].flatMap((path) => judge(route.at(path), isAbsentOr((value) => {
      if (value.kind !== 'literal') return 'undecided';
      return String(value.literal).endsWith('/0') ? 'broken' : 'holds';
    })));
  },
  cases: [
    holds('a route inside', network('Isolated', { DestinationCidrBlock: '10.0.0.0/8' })),
    holds('a default route of the private tier', network('Private', { DestinationCidrBlock: '0.0.0.0/0' })),
    broken('a default route', network('Isolated', { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1' })),
    broken('a default route on IPv6', network('Isolated', { DestinationIpv6CidrBlock: '::/0' })),
    unresolvable('a destination given at deployment', network('Isolated', { DestinationCidrBlock: given })),
  ],
};
