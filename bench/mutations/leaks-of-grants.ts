import type { Dice } from './dice';
import type { Mutation } from './mutation';
import { POLICY_HOLDERS, type PolicyHolder } from './policy-holders';
import { cased, spelled } from './spelling';
import { ORGANIZATION, PRODUCTION, STAGING, type DraftStack, type Injected, type World } from './world';

type Json = Record<string, unknown>;

/** Policies that let staging in: how the statement names it. */
const STATEMENTS: readonly { readonly name: string; readonly of: (stack: DraftStack, action: string, dice: Dice) => Json[] }[] = [
  { name: 'the account', of: (stack, action, dice) => [allow({ AWS: spelled(stack, STAGING, dice) }, action)] },
  { name: 'the root of the account', of: (stack, action, dice) => [allow({ AWS: [spelled(stack, `arn:aws:iam::${STAGING}:root`, dice)] }, action)] },
  { name: 'a role', of: (stack, action, dice) => [allow({ AWS: spelled(stack, `arn:aws:iam::${STAGING}:role/reader`, dice) }, cased(action, dice))] },
  { name: 'a session of a role', of: (stack, action, dice) => [allow({ AWS: spelled(stack, `arn:aws:sts::${STAGING}:assumed-role/reader/session`, dice) }, action)] },
  { name: 'the organisation', of: (stack, action, dice) => [allow('*', action, { StringEquals: { 'aws:PrincipalOrgID': spelled(stack, ORGANIZATION, dice) } })] },
  { name: 'the organisation, keys in other case', of: (stack, action, dice) => [allow({ AWS: '*' }, action, { StringLike: { 'AWS:principalORGid': spelled(stack, 'o-*', dice) } })] },
  { name: 'everyone', of: (_stack, action) => [allow('*', action)] },
  { name: 'everyone with a role of that name', of: (_stack, action) => [allow('*', action, { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/reader-*' } })] },
  { name: 'all but one', of: (_stack, action) => [{ Effect: 'Allow', NotPrincipal: { AWS: `arn:aws:iam::${PRODUCTION}:role/other` }, Action: action, Resource: '*' }] },
  { name: 'everyone, should the key exist', of: (_stack, action) => [allow('*', action, { StringEqualsIfExists: { 'aws:SourceVpce': 'vpce-1' } })] },
  { name: 'everyone for all values of none', of: (_stack, action) => [allow('*', action, { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a'] } })] },
  { name: 'everyone not in another account', of: (_stack, action) => [allow('*', action, { StringNotEquals: { 'aws:PrincipalAccount': '999999999999' } })] },
  { name: 'any action but one', of: () => [{ Effect: 'Allow', Principal: { AWS: STAGING }, NotAction: 'iam:*', Resource: '*' }] },
  { name: 'any resource but one', of: (_stack, action) => [{ Effect: 'Allow', Principal: { AWS: STAGING }, Action: action, NotResource: 'arn:aws:s3:::none' }] },
  { name: 'a denial that spares the administrator', of: (_stack, action) => [allow({ AWS: STAGING }, action), { Effect: 'Deny', NotPrincipal: { AWS: `arn:aws:iam::${STAGING}:role/admin` }, Action: '*', Resource: '*' }] },
  { name: 'a denial of another action', of: (_stack, action) => [allow({ AWS: STAGING }, action), { Effect: 'Deny', Principal: { AWS: STAGING }, Action: 'iam:*', Resource: '*' }] },
  { name: 'a denial for plain text', of: (_stack, action) => [allow({ AWS: STAGING }, action), { Effect: 'Deny', Principal: '*', Action: '*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }] },
  { name: 'a tag that staging sets itself', of: (_stack, action) => [allow('*', action, { StringEquals: { 'aws:PrincipalTag/team': 'a' } })] },
  { name: 'its own account by a variable', of: (_stack, action) => [allow('*', action, { StringEquals: { 'aws:PrincipalOrgID': '${aws:PrincipalOrgID}' } })] },
  { name: 'a date that has not come', of: (stack, action, dice) => [allow({ AWS: spelled(stack, STAGING, dice) }, action, { DateLessThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' } })] },
  { name: 'an address range', of: (_stack, action) => [allow('*', action, { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' }, NotIpAddress: { 'aws:SourceIp': '10.10.0.0/16' } })] },
  { name: 'everyone with a second factor', of: (_stack, action) => [allow('*', action, { Bool: { 'aws:MultiFactorAuthPresent': 'true' }, NumericLessThan: { 'aws:MultiFactorAuthAge': '300' } })] },
];

function allow(principal: unknown, action: unknown, condition?: Json): Json {
  return { Effect: 'Allow', Principal: principal, Action: action, Resource: '*', ...(condition ? { Condition: condition } : {}) };
}

function put(world: World, dice: Dice, holder: PolicyHolder, statements: (stack: DraftStack) => Json[]): Injected {
  const stack = world.stacks.find(({ account, template }) => account === PRODUCTION && template.Resources['Key'] !== undefined);
  if (!stack) throw new Error('no production stack');
  const written = statements(stack);
  return world.add(stack, holder.type, holder.with({ Version: '2012-10-17', Statement: dice.below(2) === 0 && written.length === 1 ? written[0] : written }));
}

const named = STATEMENTS.slice(0, 4);
/** Holders for which "everyone" is no front door. */
const closed = POLICY_HOLDERS.filter(({ type }) => type !== 'AWS::ApiGateway::RestApi');

export const GRANT_LEAKS: readonly Mutation[] = [
  ...POLICY_HOLDERS.map((holder): Mutation => ({
    name: `${holder.name} lets in staging`,
    apply: (world, dice) => put(world, dice, holder, (stack) => dice.pick(named).of(stack, holder.action, dice)),
  })),
  ...STATEMENTS.map(({ name, of }): Mutation => ({
    name: `a policy lets in ${name}`,
    apply: (world, dice) => {
      const holder = dice.pick(closed);
      return put(world, dice, holder, (stack) => of(stack, holder.action, dice));
    },
  })),
];
