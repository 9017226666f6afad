import { expectEach, is, isAbsentOr } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const switches: Readonly<Record<string, string>> = {
  'AWS::EC2::Instance': 'NetworkInterfaces.*.AssociatePublicIpAddress',
  'AWS::EC2::LaunchTemplate': 'LaunchTemplateData.NetworkInterfaces.*.AssociatePublicIpAddress',
  'AWS::ECS::Service': 'NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp',
  'AWS::AutoScaling::LaunchConfiguration': 'AssociatePublicIpAddress',
};

export const networkInterfaceHasNoPublicAddress: Rule = {
  id: 'network-interface-has-no-public-address',
  claim: 'No instance, task or network interface asks for a public address.',
  reason: 'An address of its own goes around the load balancer, its firewall and the egress allow-list.',
  fix: 'Set AssociatePublicIpAddress to false and AssignPublicIp to DISABLED; let traffic in through a load balancer.',
  severity: 'fatal',
  serves: ['ISL-04', 'ISL-10'],
  source: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html',
  resourceTypes: ['AWS::EC2::Instance', 'AWS::EC2::LaunchTemplate', 'AWS::ECS::Service', 'AWS::AutoScaling::LaunchConfiguration'],
  check: (resource) => expectEach(resource, switches[resource.type] ?? '', isAbsentOr(is(false, 'DISABLED'))),
  cases: [
    holds('a task without', single('AWS::ECS::Service', { NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'DISABLED' } } })),
    holds('a launch template that says nothing', single('AWS::EC2::LaunchTemplate', { LaunchTemplateData: {} })),
    broken('a task with one', single('AWS::ECS::Service', { NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'ENABLED' } } })),
    broken('an instance with one', single('AWS::EC2::Instance', { NetworkInterfaces: [{ AssociatePublicIpAddress: true }] })),
    unresolvable('given at deployment', single('AWS::EC2::LaunchTemplate', { LaunchTemplateData: { NetworkInterfaces: [{ AssociatePublicIpAddress: given }] } })),
  ],
};
