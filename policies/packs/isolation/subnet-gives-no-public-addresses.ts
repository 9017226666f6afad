import { expectEach, isOff } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const subnetGivesNoPublicAddresses: Rule = {
  id: 'subnet-gives-no-public-addresses',
  claim: 'A subnet gives no public addresses to what is started in it.',
  reason: 'Where the subnet hands out addresses, one careless instance is on the internet without anybody having asked for it.',
  fix: 'Set MapPublicIpOnLaunch to false, in public subnets too: load balancers and NAT gateways bring their own.',
  severity: 'fatal',
  serves: ['ISL-02', 'ISL-04'],
  source: 'https://docs.aws.amazon.com/vpc/latest/userguide/subnet-public-ip.html',
  resourceTypes: ['AWS::EC2::Subnet'],
  check: (subnet) => expectEach(subnet, 'MapPublicIpOnLaunch', isOff),
  cases: [
    holds('off', single('AWS::EC2::Subnet', { MapPublicIpOnLaunch: false })),
    holds('left out', single('AWS::EC2::Subnet')),
    broken('on', single('AWS::EC2::Subnet', { MapPublicIpOnLaunch: true })),
    unresolvable('given at deployment', single('AWS::EC2::Subnet', { MapPublicIpOnLaunch: given })),
  ],
};
