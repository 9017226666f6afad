import { expectEach, is, isAbsentOr, isOwn } from '../expect';
import { single } from '../fragments';
import { broken, holds, type Rule, unresolvable } from '../rule';
import { isPermittedLinkOr } from '../permitted-account';

export const transitGatewayIsOfItsOwnAccount: Rule = {
  id: 'transit-gateway-is-of-its-own-account',
  claim: 'A network is attached to a transit gateway that its own account makes or a permitted crossing names, and the gateway takes no attachment by itself.',
  reason: 'A transit gateway is a hub: who is attached can be routed to everyone else who is. Whether its route tables keep environments apart cannot be read from one side.',
  fix: 'Attach to a gateway of the same account, with AutoAcceptSharedAttachments off; reach shared services over an endpoint service, or name the gateway in the crossing (through).',
  severity: 'fatal',
  serves: ['ISL-02', 'ISL-05'],
  source: 'https://docs.aws.amazon.com/vpc/latest/tgw/what-is-transit-gateway.html',
  resourceTypes: ['AWS::EC2::TransitGatewayAttachment', 'AWS::EC2::TransitGatewayVpcAttachment', 'AWS::EC2::TransitGateway', 'AWS::EC2::TransitGatewayPeeringAttachment'],
  check: (transit, crossings) => {
    if (transit.type === 'AWS::EC2::TransitGateway') return expectEach(transit, 'AutoAcceptSharedAttachments', isAbsentOr(is('disable')));
    if (transit.type === 'AWS::EC2::TransitGatewayPeeringAttachment') return expectEach(transit, 'PeerAccountId', is(transit.account));
    return expectEach(transit, 'TransitGatewayId', isPermittedLinkOr(isOwn(transit, 'AWS::EC2::TransitGateway'), transit, crossings));
  },
  cases: [
    holds('a gateway of the account', { Hub: { Type: 'AWS::EC2::TransitGateway' }, ...single('AWS::EC2::TransitGatewayAttachment', { TransitGatewayId: { Ref: 'Hub' } }) }),
    holds('a gateway that a permitted crossing names', single('AWS::EC2::TransitGatewayAttachment', { TransitGatewayId: 'tgw-permitted' })),
    broken('a gateway that accepts by itself', single('AWS::EC2::TransitGateway', { AutoAcceptSharedAttachments: 'enable' })),
    broken('a gateway peered with another account', single('AWS::EC2::TransitGatewayPeeringAttachment', { PeerAccountId: '222222222222' })),
    unresolvable('a gateway that is made elsewhere', single('AWS::EC2::TransitGatewayVpcAttachment', { TransitGatewayId: 'tgw-0123456789abcdef0' })),
  ],
};
