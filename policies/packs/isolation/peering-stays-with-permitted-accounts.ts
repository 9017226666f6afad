import { expectEach, judge } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';
import { isPermittedAccount, isPermittedTarget } from '../permitted-account';

export const peeringStaysWithPermittedAccounts: Rule = {
  id: 'peering-stays-with-permitted-accounts',
  claim: 'A network is peered with a network of its own account or of a permitted one.',
  reason: 'A peering joins two networks as one. Between environments it undoes everything else that keeps them apart.',
  fix: 'Remove the peering; use an endpoint for one service, or declare the crossing.',
  severity: 'fatal',
  serves: ['ISL-02', 'ISL-05'],
  source: 'https://docs.aws.amazon.com/vpc/latest/peering/what-is-vpc-peering.html',
  resourceTypes: ['AWS::EC2::VPCPeeringConnection'],
  check: (peering, crossings) => {
    const owners = peering.at('PeerOwnerId');
    if (owners.some(({ kind }) => kind === 'absent')) return expectEach(peering, 'PeerVpcId', isPermittedTarget(peering, crossings));
    return judge(owners, isPermittedAccount(peering, crossings));
  },
  cases: [
    holds('two networks of the account', { Other: { Type: 'AWS::EC2::VPC' }, ...single('AWS::EC2::VPCPeeringConnection', { PeerVpcId: { Ref: 'Other' } }) }),
    broken('a network of another account', single('AWS::EC2::VPCPeeringConnection', { PeerVpcId: 'vpc-1', PeerOwnerId: '222222222222' })),
    unresolvable('a network nobody knows', single('AWS::EC2::VPCPeeringConnection', { PeerVpcId: given })),
  ],
};
