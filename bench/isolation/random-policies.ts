import { Dice } from '../mutations/dice';
import type { Condition, Statement } from '../../policies/isolation/algebra/statement';

const ACTIONS = ['s3:*', 's3:Get*', 's3:GetObject', 'S3:PUTOBJECT', 's3:??tObject', '*', 'kms:Decrypt', 'sts:AssumeRole', 'sts:*Role*'];
const RESOURCES = ['*', 'arn:aws:s3:::a', 'arn:aws:s3:::a/*', 'arn:aws:s3:::?/x', 'arn:aws:s3:::*/b*', 'arn:aws:s3:::ab/*b*'];
const TEXTS = ['a', 'b', 'ab', 'A', 'a*', '*b', '?', 'a?b', '*', 'a*b*', ''];
const ARNS = ['arn:aws:iam::1:role/a', 'arn:aws:iam::*:role/*', 'arn:*:iam::1:*', 'arn:aws:*:*:2:x:*', 'arn:aws:iam::?:role/a?', '*'];
const BLOCKS = ['10.0.0.0/8', '10.1.0.0/16', '10.1.2.3', '0.0.0.0/0', '2001:db8::/32', '192.0.2.0/24', '::/0'];
const NUMBERS = ['0', '1', '2', '1.5', '-3', '100'];
const DATES = ['2024-01-01T00:00:00Z', '2025-06-01T12:00:00Z', '1700000000'];
const KEYS: Readonly<Record<string, { families: readonly string[]; values: readonly string[]; set?: boolean }>> = {
  'ctx:text': { families: ['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'], values: TEXTS },
  'ctx:arn': { families: ['ArnLike', 'ArnEquals', 'ArnNotLike', 'ArnNotEquals'], values: ARNS },
  'ctx:ip': { families: ['IpAddress', 'NotIpAddress'], values: BLOCKS },
  'ctx:number': { families: ['NumericEquals', 'NumericNotEquals', 'NumericLessThan', 'NumericLessThanEquals', 'NumericGreaterThan', 'NumericGreaterThanEquals'], values: NUMBERS },
  'ctx:date': { families: ['DateEquals', 'DateNotEquals', 'DateLessThan', 'DateGreaterThanEquals'], values: DATES },
  'ctx:bool': { families: ['Bool'], values: ['true', 'false', 'TRUE'] },
  'ctx:set': { families: ['StringEquals', 'StringLike', 'StringNotEquals', 'StringNotLike'], values: TEXTS, set: true },
};

export function randomCondition(dice: Dice): Condition {
  const key = dice.pick(Object.keys(KEYS));
  const { families, values, set } = KEYS[key] ?? { families: [], values: [] };
  if (dice.below(8) === 0) return { operator: 'Null', key, values: [dice.pick(['true', 'false'])] };
  const quantifier = set ? dice.pick(['ForAllValues:', 'ForAnyValue:']) : '';
  const suffix = dice.below(3) === 0 ? 'IfExists' : '';
  return { operator: quantifier + dice.pick(families) + suffix, key: dice.below(4) === 0 ? key.toUpperCase() : key, values: dice.some(values, 3) };
}

export function randomStatement(dice: Dice, place: number): Statement {
  return {
    effect: dice.below(5) < 3 ? 'Allow' : 'Deny',
    ...(dice.below(4) === 0 ? { notActions: dice.some(ACTIONS, 2) } : { actions: dice.some(ACTIONS, 2) }),
    ...(dice.below(4) === 0 ? { notResources: dice.some(RESOURCES, 2) } : { resources: dice.some(RESOURCES, 2) }),
    conditions: Array.from({ length: dice.below(4) }, () => randomCondition(dice)),
    place: `Statement/${place}`,
  };
}

const VALUES: Readonly<Record<string, readonly string[]>> = {
  action: ['s3:GetObject', 's3:putobject', 'kms:decrypt', 'sts:AssumeRole', 'sts:AssumeRoleWithSAML', 'x'],
  resource: ['arn:aws:s3:::a', 'arn:aws:s3:::a/x', 'arn:aws:s3:::ab/xb', 'arn:aws:s3:::c/bb', 'x'],
  'ctx:text': ['a', 'b', 'ab', 'A', 'aXb', 'zzz', ''],
  'ctx:arn': ['arn:aws:iam::1:role/a', 'arn:aws:iam::2:role/ab', 'arn:aws:x:y:2:x:y:z', 'arn:cn:iam::1:q', 'zz'],
  'ctx:ip': ['10.1.2.3', '10.200.0.1', '192.0.2.77', '2001:db8::1', '203.0.113.9'],
  'ctx:number': ['0', '1', '1.5', '7', '-3', '1000'],
  'ctx:date': ['2023-11-14T22:13:20Z', '2024-01-01T00:00:00Z', '2026-01-01T00:00:00Z'],
  'ctx:bool': ['true', 'false'],
};

export function randomRequest(dice: Dice): Record<string, string | readonly string[] | undefined> {
  const request: Record<string, string | readonly string[] | undefined> = {};
  for (const [key, values] of Object.entries(VALUES)) {
    if (!key.startsWith('ctx:') || dice.below(3) > 0) request[key] = dice.pick(values);
  }
  if (dice.below(3) > 0) request['ctx:set'] = [...new Set(dice.some(['a', 'b', 'ab', 'A', 'zz', 'aXb'], 3))];
  return request;
}
