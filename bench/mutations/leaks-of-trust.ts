import type { Dice } from './dice';
import type { Mutation } from './mutation';
import { spelled } from './spelling';
import { AUDIT, DELIVERY, ORGANIZATION, PRODUCTION, STAGING, type DraftStack, type Injected, type World } from './world';

type Json = Record<string, unknown>;
const GITHUB = 'token.actions.githubusercontent.com';

function production(world: World, dice: Dice): DraftStack {
  return world.stackIn(PRODUCTION, dice);
}

function role(statement: (stack: DraftStack, dice: Dice) => Json | Json[], more: Json = {}): Mutation['apply'] {
  return (world, dice) => {
    const stack = production(world, dice);
    return world.add(stack, 'AWS::IAM::Role', { AssumeRolePolicyDocument: { Statement: statement(stack, dice) }, ...more });
  };
}

const assume = (principal: unknown, condition?: Json): Json => ({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', ...(condition ? { Condition: condition } : {}) });
const web = (condition?: Json, account = PRODUCTION): Json => ({ Effect: 'Allow', Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${GITHUB}` }, Action: 'sts:AssumeRoleWithWebIdentity', ...(condition ? { Condition: condition } : {}) });

/** A third account in the model that staging may use and that production trusts. */
function bridge(world: World, boundary: Json | undefined): Injected {
  const third = world.stacks.find(({ account }) => account === AUDIT) ?? newThird(world);
  third.template.Resources['Bridge'] = {
    Type: 'AWS::IAM::Role', Properties: {
      RoleName: 'bridge', AssumeRolePolicyDocument: { Statement: [assume({ AWS: `arn:aws:iam::${STAGING}:root` })] },
      Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }] } }], ...boundary,
    },
  };
  const stack = world.stacks.find(({ account }) => account === PRODUCTION);
  if (!stack) throw new Error('no production stack');
  return world.add(stack, 'AWS::IAM::Role', { AssumeRolePolicyDocument: { Statement: [assume({ AWS: `arn:aws:iam::${AUDIT}:role/bridge` })] } });
}

function newThird(world: World): DraftStack {
  const stack: DraftStack = { path: 'Third', account: AUDIT, template: { Resources: {} }, deployment: {} };
  world.stacks.push(stack);
  (world.zones['zones'] as Json)['audit'] = { kind: 'audit', accounts: [AUDIT] };
  return stack;
}

export const TRUST_LEAKS: readonly Mutation[] = [
  { name: 'a role trusts the account of staging', apply: role((stack, dice) => assume({ AWS: spelled(stack, `arn:aws:iam::${STAGING}:root`, dice) })) },
  { name: 'a role trusts a role of staging', apply: role((stack, dice) => [assume({ AWS: [spelled(stack, `arn:aws:iam::${STAGING}:role/x`, dice)] })]) },
  { name: 'a role trusts staging beside a service', apply: role((stack, dice) => assume({ Service: 'ec2.amazonaws.com', AWS: spelled(stack, STAGING, dice) })) },
  { name: 'a role trusts the organisation', apply: role(() => assume('*', { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } })) },
  { name: 'a role trusts everyone', apply: role(() => assume({ AWS: '*' })) },
  { name: 'a role trusts staging with an external id', apply: role(() => assume({ AWS: STAGING }, { StringEquals: { 'sts:ExternalId': 'abc' } })) },
  { name: 'a role trusts staging with a session tag', apply: role(() => ({ ...assume({ AWS: STAGING }), Action: ['sts:AssumeRole', 'sts:TagSession'] })) },
  { name: 'a role trusts all but one account', apply: role(() => ({ Effect: 'Allow', NotPrincipal: { AWS: '999999999999' }, Action: 'sts:*' })) },
  { name: 'a role trusts staging but for one role', apply: role(() => [assume({ AWS: STAGING }), { Effect: 'Deny', Principal: { AWS: `arn:aws:iam::${STAGING}:role/x` }, Action: 'sts:AssumeRole' }]) },
  { name: 'a role trusts staging and denies another action', apply: role(() => [assume({ AWS: STAGING }), { Effect: 'Deny', Principal: '*', NotAction: ['sts:AssumeRole', 'sts:TagSession'] }]) },
  { name: 'a role trusts staging under a condition of the template', apply: (world, dice) => {
    const stack = production(world, dice);
    stack.template.Parameters = { ...stack.template.Parameters, Open: { Type: 'String', Default: 'no' } };
    stack.template.Conditions = { ...stack.template.Conditions, IsOpen: { 'Fn::Equals': [{ Ref: 'Open' }, 'yes'] } };
    return world.add(stack, 'AWS::IAM::Role', { AssumeRolePolicyDocument: { Statement: [assume({ Service: 'ec2.amazonaws.com' }), { 'Fn::If': ['IsOpen', assume({ AWS: STAGING }), { Ref: 'AWS::NoValue' }] }] } });
  } },
  { name: 'a denial holds only under a condition of the template', apply: (world, dice) => {
    const stack = production(world, dice);
    stack.template.Parameters = { ...stack.template.Parameters, Shut: { Type: 'String', Default: 'yes' } };
    stack.template.Conditions = { ...stack.template.Conditions, IsShut: { 'Fn::Equals': [{ Ref: 'Shut' }, 'yes'] } };
    const deny = { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' };
    return world.add(stack, 'AWS::IAM::Role', { AssumeRolePolicyDocument: { Statement: [assume({ AWS: STAGING }), { 'Fn::If': ['IsShut', deny, { Ref: 'AWS::NoValue' }] }] } });
  } },
  { name: 'a role trusts staging over a third account', apply: (world) => bridge(world, undefined) },
  { name: 'a role trusts staging over a third account whose boundary lets it', apply: (world) => bridge(world, { PermissionsBoundary: 'arn:aws:iam::aws:policy/AdministratorAccess' }) },
  { name: 'a role trusts an account that staging deploys', apply: (world) => {
    const third = newThirdOnce(world);
    third.template.Resources['Deployed'] = { Type: 'AWS::IAM::Role', Properties: { RoleName: 'deployed', AssumeRolePolicyDocument: { Statement: [assume({ AWS: STAGING })] }, ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] } };
    const stack = world.stacks.find(({ account }) => account === PRODUCTION);
    if (!stack) throw new Error('no production stack');
    return world.add(stack, 'AWS::IAM::Role', { AssumeRolePolicyDocument: { Statement: [assume({ AWS: `arn:aws:iam::${third.account}:role/somebody-else` })] } });
  } },
  { name: 'federation without a subject', apply: role(() => web({ StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com' } })) },
  { name: 'federation with any repository', apply: role(() => web({ StringLike: { [`${GITHUB}:sub`]: 'repo:example/*' } })) },
  { name: 'federation with any subject', apply: role((stack, dice) => web({ StringLike: { [`${GITHUB}:sub`]: spelled(stack, 'repo:*', dice) } })) },
  { name: 'federation limited only if the claim exists', apply: role(() => web({ StringEqualsIfExists: { [`${GITHUB}:sub`]: 'repo:example/app:ref:refs/heads/main' } })) },
  { name: 'federation with the provider of staging', apply: role(() => web({ StringEquals: { [`${GITHUB}:sub`]: 'repo:example/app:environment:production' } }, STAGING)) },
  { name: 'assertions of the provider of staging', apply: role((stack, dice) => ({ Effect: 'Allow', Principal: { Federated: spelled(stack, `arn:aws:iam::${STAGING}:saml-provider/corporate`, dice) }, Action: 'sts:AssumeRoleWithSAML' })) },
  { name: 'a subject with roles in both accounts', apply: (world, dice) => {
    const stagingStack = world.stackIn(STAGING, dice);
    world.add(stagingStack, 'AWS::IAM::Role', { AssumeRolePolicyDocument: { Statement: [web({ StringLike: { [`${GITHUB}:sub`]: 'repo:example/app:*' } }, STAGING)] } });
    return world.add(production(world, dice), 'AWS::IAM::Role', { AssumeRolePolicyDocument: { Statement: [web({ StringEquals: { [`${GITHUB}:sub`]: 'repo:example/app:environment:production' } })] } });
  } },
];

function newThirdOnce(world: World): DraftStack {
  return world.stacks.find(({ account }) => account === DELIVERY || account === AUDIT) ?? newThird(world);
}
