import type { Mutation } from './mutation';
import { spelled } from './spelling';
import { PRODUCTION, STAGING, type DraftStack, type Injected, type World } from './world';

export type Json = Record<string, unknown>;

/** The stack of the account that holds its platform: key, bucket, function, network. */
export function platformStack(world: World, account: string): DraftStack {
  const stack = world.stacks.find((one) => one.account === account && one.template.Resources['Function'] !== undefined);
  if (!stack) throw new Error(`no stack in ${account}`);
  return stack;
}

/** Adds one resource to the platform stack of the account. */
export function adding(account: string, type: string, properties: (spell: (text: string) => unknown) => Json): Mutation['apply'] {
  return (world, dice) => {
    const stack = platformStack(world, account);
    return world.add(stack, type, properties((text) => spelled(stack, text, dice)));
  };
}

export const inProduction = (type: string, properties: (spell: (text: string) => unknown) => Json): Mutation['apply'] => adding(PRODUCTION, type, properties);
export const inStaging = (type: string, properties: (spell: (text: string) => unknown) => Json): Mutation['apply'] => adding(STAGING, type, properties);

/** Adds a stack of one more zone, or finds it where the world has it. */
export function zoneStack(world: World, zone: string, kind: string, account: string): DraftStack {
  const zones = world.zones['zones'] as Json;
  zones[zone] ??= { kind, accounts: [account] };
  const known = world.stacks.find((one) => one.account === account);
  if (known) return known;
  const stack: DraftStack = { path: `Third/${zone}`, account, template: { Resources: {} }, deployment: {} };
  world.stacks.push(stack);
  return stack;
}

/** Declares a crossing. */
export function declare(world: World, from: string, to: string, carries: string, more: Json = {}): void {
  world.zones['pathways'] = [...(world.zones['pathways'] as Json[]), { id: `${from}-${to}-${carries}-added`, from, to, carries, why: 'needed', owner: 'platform', ...more }];
}

export const allow = (principal: unknown, action: unknown, condition?: Json, resource: unknown = '*'): Json => ({ Effect: 'Allow', Principal: principal, Action: action, Resource: resource, ...(condition ? { Condition: condition } : {}) });
export const deny = (principal: unknown, action: unknown, condition?: Json): Json => ({ ...allow(principal, action, condition), Effect: 'Deny' });
export const document = (...statements: readonly Json[]): Json => ({ Version: '2012-10-17', Statement: statements });
export const assume = (principal: unknown, condition?: Json): Json => ({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', ...(condition ? { Condition: condition } : {}) });
export const trusting = (...statements: readonly Json[]): Json => ({ AssumeRolePolicyDocument: document(...statements) });
export const permitting = (action: unknown, resource: unknown = '*'): Json => ({ Policies: [{ PolicyName: 'p', PolicyDocument: document({ Effect: 'Allow', Action: action, Resource: resource }) }] });

/** A bucket with a policy. The policy is what was injected. */
export function bucketWith(world: World, stack: DraftStack, ...statements: readonly Json[]): Injected {
  stack.template.Resources['Exchange'] = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'exchange' } };
  return world.add(stack, 'AWS::S3::BucketPolicy', { Bucket: { Ref: 'Exchange' }, PolicyDocument: document(...statements) });
}
