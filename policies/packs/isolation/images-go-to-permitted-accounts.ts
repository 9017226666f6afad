import { finding, judge } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';
import { isPermittedAccount } from '../permitted-account';

export const imagesGoToPermittedAccounts: Rule = {
  id: 'images-go-to-permitted-accounts',
  claim: 'Machine and container images are shared with, or copied to, permitted accounts only.',
  reason: 'An image carries code, configuration and what was forgotten in it. An organisation or a unit in the list shares with accounts that do not exist yet.',
  fix: 'Name permitted accounts, and no organisation.',
  severity: 'fatal',
  serves: ['ISL-12', 'DEL-01'],
  source: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-explicit.html',
  resourceTypes: ['AWS::ImageBuilder::DistributionConfiguration', 'AWS::ECR::ReplicationConfiguration'],
  check: (sharing, crossings) => sharing.type === 'AWS::ECR::ReplicationConfiguration'
    ? judge(sharing.at('ReplicationConfiguration.Rules.*.Destinations.*.RegistryId'), isPermittedAccount(sharing, crossings))
    : ['UserIds', 'OrganizationArns', 'OrganizationalUnitArns', 'UserGroups'].flatMap((name) => sharing.at(`Distributions.*.AmiDistributionConfiguration.LaunchPermissionConfiguration.${name}`)
      .flatMap((list) => list.elements()).flatMap((value) => name === 'UserIds' ? judge([value], isPermittedAccount(sharing, crossings)) : finding(value, value.kind === 'unknown' ? 'undecided' : 'broken'))),
  cases: [
    holds('a permitted registry', single('AWS::ECR::ReplicationConfiguration', { ReplicationConfiguration: { Rules: [{ Destinations: [{ Region: 'eu-west-1', RegistryId: '333333333333' }] }] } })),
    broken('another registry', single('AWS::ECR::ReplicationConfiguration', { ReplicationConfiguration: { Rules: [{ Destinations: [{ Region: 'eu-west-1', RegistryId: '222222222222' }] }] } })),
    broken('an organisation', single('AWS::ImageBuilder::DistributionConfiguration', { Distributions: [{ AmiDistributionConfiguration: { LaunchPermissionConfiguration: { OrganizationArns: ['arn:aws:organizations::444444444444:organization/o-example'] } } }] })),
    unresolvable('given at deployment', single('AWS::ECR::ReplicationConfiguration', { ReplicationConfiguration: { Rules: [{ Destinations: [{ RegistryId: given }] }] } })),
  ],
};
