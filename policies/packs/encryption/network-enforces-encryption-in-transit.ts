import { is, judgeAny, missing } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const networkWith = (Mode: unknown) => ({
  ...single('AWS::EC2::VPC'),
  Encryption: { Type: 'AWS::EC2::VPCEncryptionControl', Properties: { VpcId: { Ref: 'It' }, Mode } },
});

export const networkEnforcesEncryptionInTransit: Rule = {
  id: 'network-enforces-encryption-in-transit',
  claim: 'A network refuses what cannot encrypt what passes between its parts.',
  reason: 'Behind the load balancer and between services data passes as it is; only the network can encrypt it whatever the parts speak.',
  fix: 'Add an AWS::EC2::VPCEncryptionControl with Mode enforce on the network; a network that exists already goes through Mode monitor first.',
  severity: 'error',
  serves: ['POL-01'],
  source: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-encryption-controls.html',
  resourceTypes: ['AWS::EC2::VPC'],
  check: (network) => judgeAny(
    network.pointedAtBy('AWS::EC2::VPCEncryptionControl', 'VpcId').flatMap((control) => control.at('Mode')), is('enforce'), missing('', 'no control that enforces encryption'),
  ),
  cases: [
    holds('enforced', networkWith('enforce')),
    broken('nothing said', single('AWS::EC2::VPC')),
    broken('only watched', networkWith('monitor')),
    unresolvable('given at deployment', networkWith(given)),
  ],
};
