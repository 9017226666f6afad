import { expectEach, isAbsent } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';
import { isPermittedPrincipal } from '../permitted-account';

export const layerIsOpenToPermittedAccounts: Rule = {
  id: 'layer-is-open-to-permitted-accounts',
  claim: 'A layer version is shared with named, permitted accounts only.',
  reason: 'A layer is code. Shared with everyone or the organisation it shows what production runs, and who may publish it decides what others run.',
  fix: 'Name the account in Principal, and leave OrganizationId out.',
  severity: 'fatal',
  serves: ['ISL-11'],
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/permissions-layer-cross-account.html',
  resourceTypes: ['AWS::Lambda::LayerVersionPermission'],
  check: (permission, crossings) => [
    ...expectEach(permission, 'OrganizationId', isAbsent),
    ...expectEach(permission, 'Principal', isPermittedPrincipal(permission, crossings)),
  ],
  cases: [
    holds('a permitted account', single('AWS::Lambda::LayerVersionPermission', { Principal: '333333333333' })),
    broken('everyone', single('AWS::Lambda::LayerVersionPermission', { Principal: '*' })),
    broken('the organisation', single('AWS::Lambda::LayerVersionPermission', { Principal: '*', OrganizationId: 'o-example' })),
    broken('another account', single('AWS::Lambda::LayerVersionPermission', { Principal: '222222222222' })),
    unresolvable('an account given at deployment', single('AWS::Lambda::LayerVersionPermission', { Principal: given })),
  ],
};
