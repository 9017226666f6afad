import { judge, missing } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const groupWith = (SecurityGroupEgress: unknown) => single('AWS::EC2::SecurityGroup', { SecurityGroupEgress });

export const securityGroupLetsOutWhatIsNeeded: Rule = {
  id: 'security-group-lets-out-what-is-needed',
  claim: 'A security group does not let everything out to everywhere.',
  reason: 'The egress firewall is the second layer. The first one is that a task can only speak to what it needs.',
  fix: 'Name ports and destinations (allowAllOutbound: false in CDK).',
  severity: 'error',
  serves: ['ISL-10'],
  source: 'https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html',
  resourceTypes: ['AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroupEgress'],
  check: (group) => {
    if (group.type === 'AWS::EC2::SecurityGroup' && group.at('SecurityGroupEgress').some(({ kind }) => kind === 'absent')
      && group.pointedAtBy('AWS::EC2::SecurityGroupEgress', 'GroupId').length === 0) return [missing('SecurityGroupEgress', 'SecurityGroupEgress is absent, which lets everything out')];
    const rules = group.type === 'AWS::EC2::SecurityGroup' ? group.at('SecurityGroupEgress').flatMap((list) => list.elements()) : group.at('');
    return rules.flatMap((rule) => judge(rule.at('IpProtocol'), (protocol) => {
      const world = ['CidrIp', 'CidrIpv6'].some((range) => rule.at(range).some(({ literal }) => literal === '0.0.0.0/0' || literal === '::/0'));
      if (!world) return rule.kind === 'unknown' ? 'undecided' : 'holds';
      return protocol.kind !== 'literal' ? 'undecided' : String(protocol.literal) === '-1' ? 'broken' : 'holds';
    }));
  },
  cases: [
    holds('one port', groupWith([{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' }])),
    holds('nothing, as CDK writes it', groupWith([{ IpProtocol: 'icmp', FromPort: 252, ToPort: 86, CidrIp: '255.255.255.255/32' }])),
    broken('everything', groupWith([{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }])),
    broken('left out', single('AWS::EC2::SecurityGroup')),
    unresolvable('given at deployment', groupWith([{ IpProtocol: given, CidrIp: '0.0.0.0/0' }])),
  ],
};
