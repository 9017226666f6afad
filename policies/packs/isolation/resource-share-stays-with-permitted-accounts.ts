import { expectEach, finding, is, judge } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';
import { isPermittedAccount } from '../permitted-account';

const shareWith = (principal: unknown) => single('AWS::RAM::ResourceShare', { Principals: [principal], AllowExternalPrincipals: false });

export const resourceShareStaysWithPermittedAccounts: Rule = {
  id: 'resource-share-stays-with-permitted-accounts',
  claim: 'A resource share names permitted accounts only, and takes no one from outside the organisation.',
  reason: 'A share of subnets, transit gateways, resolver rules or database clusters gives the other account a place inside. An organisational unit in it shares with environments that do not exist yet.',
  fix: 'Name accounts in Principals and set AllowExternalPrincipals to false.',
  severity: 'fatal',
  serves: ['ISL-05', 'ISL-11', 'DAT-01'],
  source: 'https://docs.aws.amazon.com/ram/latest/userguide/what-is.html',
  resourceTypes: ['AWS::RAM::ResourceShare'],
  check: (share, crossings) => [
    ...expectEach(share, 'AllowExternalPrincipals', is(false)),
    ...share.at('Principals').flatMap((principals) => principals.elements()).flatMap((principal) => {
      if (/:organizations:/.test(principal.text ?? '')) return finding(principal, 'broken');
      return judge([principal], isPermittedAccount(share, crossings));
    }),
  ],
  cases: [
    holds('a permitted account', shareWith('333333333333')),
    broken('another account', shareWith('222222222222')),
    broken('an organisational unit', shareWith('arn:aws:organizations::444444444444:ou/o-example/ou-1')),
    broken('open to the outside', single('AWS::RAM::ResourceShare', { Principals: [], AllowExternalPrincipals: true })),
    unresolvable('an account given at deployment', shareWith(given)),
  ],
};
