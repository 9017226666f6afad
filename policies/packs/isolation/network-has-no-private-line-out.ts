import { missing } from '../expect';
import { single } from '../fragments';
import { broken, holds, type Rule } from '../rule';

export const networkHasNoPrivateLineOut: Rule = {
  id: 'network-has-no-private-line-out',
  claim: 'No VPN, client VPN or other private line leads into the network.',
  reason: 'A private line carries whatever is routed over it and ends where no template shows. The other end can be another environment.',
  fix: 'Remove it. Sessions to hosts go through Session Manager, services through endpoints.',
  severity: 'fatal',
  serves: ['ISL-02', 'ISL-05', 'ACC-04'],
  source: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpn-connections.html',
  resourceTypes: ['AWS::EC2::VPNConnection', 'AWS::EC2::VPNGateway', 'AWS::EC2::VPNConcentrator', 'AWS::EC2::ClientVpnEndpoint', 'AWS::EC2::CustomerGateway', 'AWS::DirectConnect::Connection', 'AWS::DirectConnect::PrivateVirtualInterface'],
  check: (line) => [missing('', `${line.type} is made`)],
  neverUnresolvable: 'The resource alone decides, whatever its properties.',
  cases: [
    holds('a network without', single('AWS::EC2::VPC')),
    broken('a VPN', single('AWS::EC2::VPNConnection')),
    broken('a client VPN', single('AWS::EC2::ClientVpnEndpoint')),
  ],
};
