import { finding, judge } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';
import { isPermittedAccount } from '../permitted-account';

const targets = (DeploymentTargets: unknown) => single('AWS::CloudFormation::StackSet', { StackInstancesGroup: [{ DeploymentTargets, Regions: ['eu-west-1'] }] });

export const stackSetDeploysToPermittedAccounts: Rule = {
  id: 'stack-set-deploys-to-permitted-accounts',
  claim: 'A stack set deploys to permitted accounts that it names, and to no organisational unit.',
  reason: 'A stack set writes into other accounts with rights that no template there shows.',
  fix: 'Name accounts in DeploymentTargets.Accounts, and remove OrganizationalUnitIds or narrow them by AccountFilterType INTERSECTION.',
  severity: 'fatal',
  serves: ['ISL-12', 'DEL-07'],
  source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/what-is-cfnstacksets.html',
  resourceTypes: ['AWS::CloudFormation::StackSet'],
  check: (set, crossings) => set.at('StackInstancesGroup').flatMap((groups) => groups.elements()).flatMap((group) => {
    const units = group.at('DeploymentTargets.OrganizationalUnitIds').flatMap((list) => list.elements());
    const narrowed = group.at('DeploymentTargets.AccountFilterType').every(({ text }) => text === 'INTERSECTION');
    return [
      ...narrowed ? [] : units.flatMap((unit) => finding(unit, 'broken', `a whole organisational unit is deployed to: ${unit.description}`)),
      ...judge(group.at('DeploymentTargets.Accounts').flatMap((list) => list.elements()), isPermittedAccount(set, crossings)),
    ];
  }),
  cases: [
    holds('a permitted account', targets({ Accounts: ['333333333333'] })),
    broken('another account', targets({ Accounts: ['222222222222'] })),
    broken('an organisational unit', targets({ OrganizationalUnitIds: ['ou-1'] })),
    unresolvable('given at deployment', targets({ Accounts: given })),
  ],
};
