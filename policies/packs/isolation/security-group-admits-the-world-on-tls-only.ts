import { finding } from '../expect';
import { single } from '../fragments';
import type { Resource, Value } from '../model/value';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const groupWith = (rule: unknown) => single('AWS::EC2::SecurityGroup', { SecurityGroupIngress: [rule] });

function ingressOf(group: Resource): Value[] {
  return group.type === 'AWS::EC2::SecurityGroup' ? group.at('SecurityGroupIngress').flatMap((rules) => rules.elements()) : group.at('');
}

/** More than a sixteen-million-address block is no network that anybody owns. */
function isWorld({ literal }: Value): boolean {
  const [, prefix = '32'] = String(literal).split('/');
  return Number(prefix) < 8;
}

export const securityGroupAdmitsTheWorldOnTlsOnly: Rule = {
  id: 'security-group-admits-the-world-on-tls-only',
  claim: 'A security group lets the whole internet in on TCP port 443 and on nothing else.',
  reason: 'Administration ports, databases and plain HTTP are never for everyone. What production may show the world is TLS; the load balancer of any other environment has an allow-list.',
  fix: 'Name a prefix list, a security group or a smaller range; for a public service open port 443 only.',
  severity: 'fatal',
  serves: ['ISL-04'],
  source: 'https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html',
  resourceTypes: ['AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroupIngress'],
  check: (group) => ingressOf(group).flatMap((rule) => ['CidrIp', 'CidrIpv6'].flatMap((range) => rule.at(range)).flatMap((value) => {
    if (value.kind === 'absent') return [];
    if (value.attribute === 'CidrBlock' && value.target?.account === group.account) return [];
    if (value.kind !== 'literal') return finding(value, 'undecided');
    if (!isWorld(value)) return [];
    const tls = ['FromPort', 'ToPort'].every((port) => rule.at(port).every(({ literal }) => Number(literal) === 443));
    return tls && rule.at('IpProtocol').every(({ literal }) => String(literal) === 'tcp' || String(literal) === '6') ? [] : finding(value, 'broken', `${value.description} on more than TCP port 443`);
  })),
  cases: [
    holds('TLS for everyone', groupWith({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' })),
    holds('any port inside the network', groupWith({ IpProtocol: '-1', CidrIp: '10.0.0.0/8' })),
    holds('the network it stands in', { Net: { Type: 'AWS::EC2::VPC' }, ...groupWith({ IpProtocol: '-1', CidrIp: { 'Fn::GetAtt': ['Net', 'CidrBlock'] } }) }),
    holds('another security group', single('AWS::EC2::SecurityGroupIngress', { IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, SourceSecurityGroupId: given })),
    broken('a shell for everyone', groupWith({ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' })),
    broken('a range that includes 443', groupWith({ IpProtocol: 'tcp', FromPort: 0, ToPort: 65535, CidrIp: '0.0.0.0/0' })),
    broken('everything for everyone on IPv6', single('AWS::EC2::SecurityGroupIngress', { IpProtocol: '-1', CidrIpv6: '::/0' })),
    broken('half of the world', groupWith({ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '128.0.0.0/1' })),
    unresolvable('a range given at deployment', groupWith({ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: given })),
  ],
};
