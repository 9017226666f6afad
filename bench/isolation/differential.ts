import { matchClauses } from '../../policies/isolation/algebra/compile-statement';
import { Glob } from '../../policies/isolation/algebra/glob';
import { notAll, type Clause } from '../../policies/isolation/algebra/literal';
import { ADDRESSES, addressRange, DATES, milliseconds, millionths, NUMBERS, type Range, type Scale } from '../../policies/isolation/algebra/ranges';
import { solve } from '../../policies/isolation/algebra/solve';
import type { Statement } from '../../policies/isolation/algebra/statement';
import { statementMatches, type ConcreteRequest } from '../../policies/isolation/replay/evaluate-statement';
import { Dice } from '../mutations/dice';
import { randomRequest, randomStatement } from './random-policies';

/** Clauses that fix every variable to its value in `request`. `hint` tells in which sense a key is compared. */
export function pinned(request: ConcreteRequest, keys: readonly string[], hint = ''): Clause[] {
  return keys.map((of): Clause => {
    const value = request[of];
    if (value === undefined) return [[{ kind: 'present', of, holds: false }]];
    const present = { kind: 'present', of, holds: true } as const;
    if (typeof value !== 'string') {
      const globs = value.map((text) => Glob.of(text, { literal: true }));
      return [[present, { kind: 'every', of, fitting: true, globs }, ...globs.map((glob) => ({ kind: 'some', of, fitting: true, globs: [glob] }) as const)]];
    }
    const ordered = of.startsWith('ctx:') ? range(of + hint, value) : undefined;
    if (ordered) return [[present, { kind: 'range', of, holds: true, ranges: [ordered.range], scale: ordered.scale }]];
    return [[present, { kind: 'text', of, holds: true, globs: [Glob.of(of === 'action' ? value.toLowerCase() : value, { literal: true })] }]];
  });
}

function range(sense: string, value: string): { range: Range; scale: Scale } | undefined {
  if (/ip/i.test(sense)) {
    const found = addressRange(value);
    return found && { range: found, scale: ADDRESSES };
  }
  const scale = /date/i.test(sense) ? DATES : /num/i.test(sense) ? NUMBERS : undefined;
  const at = scale === DATES ? milliseconds(value) : scale === NUMBERS ? millionths(value) : undefined;
  return scale && at !== undefined ? { range: { first: at, last: at }, scale } : undefined;
}

const KEYS = ['action', 'resource', 'ctx:text', 'ctx:arn', 'ctx:ip', 'ctx:number', 'ctx:date', 'ctx:bool', 'ctx:set'];

/** A random policy and request: does the solver, held to the request, decide as the second evaluator does? */
export function agreesWithEvaluator(seed: number): boolean {
  const dice = new Dice(seed);
  const statements = Array.from({ length: 1 + dice.below(4) }, (_, i) => randomStatement(dice, i));
  const request = randomRequest(dice);
  const fixed = pinned(request, KEYS);
  const solved = statements.filter(({ effect }) => effect === 'Allow')
    .some((allow) => solve([...fixed, ...matchClauses(allow, 'possible'), ...denials(statements)]) !== undefined);
  return solved === allows(statements, request);
}

const REQUESTED: Readonly<Record<string, readonly string[]>> = {
  String: ['a', 'b', 'ab', 'A', 'aXb', 'a*', ''], Arn: ['arn:aws:iam::1:role/a', 'arn:aws:iam::1:x:role/a', 'arn:aws:iam::12:role/ab', 'arn:cn:iam::1:q', 'zz'],
  Ip: ['10.1.2.3', '10.2.0.1', '10.1.2.2', '11.1.1.1', '9.255.255.255', '192.0.3.1', '2001:db8::1', '2001:db9::1'], Numeric: ['0', '1', '1.5', '1.500001', '2', '-3', '1000'],
  Date: ['2023-11-14T22:13:20Z', '2024-01-01T00:00:00Z', '2024-01-01T00:00:00.001Z', '2023-12-31T23:59:59Z'], Bool: ['true', 'false'],
};
const WANTED: Readonly<Record<string, readonly string[]>> = {
  String: ['a', 'b', 'a*', '?', 'a?b', '*', ''], Arn: ['arn:aws:iam::*:role/*', 'arn:aws:iam::1:role/a', 'arn:*:iam::1:*', '*'], Ip: ['10.0.0.0/8', '10.1.0.0/16', '10.1.2.3', '192.0.2.0/24', '2001:db8::/32'],
  Numeric: ['0', '1', '1.5', '-3'], Date: ['2024-01-01T00:00:00Z', '1700000000'], Bool: ['true', 'FALSE'],
};
const OPERATORS = [
  'StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', 'ArnLike', 'ArnNotLike', 'ArnEquals', 'ArnNotEquals', 'IpAddress', 'NotIpAddress', 'Bool',
  ...['Numeric', 'Date'].flatMap((family) => ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map((name) => family + name)),
];

/** Every operator with every value against every request, at and around the borders: where do the two evaluators differ? */
export function operatorDisagreements(): string[] {
  const found: string[] = [];
  for (const base of OPERATORS) for (const operator of [base, `${base}IfExists`, base.toLowerCase()]) {
    const family = Object.keys(WANTED).find((name) => base.includes(name)) ?? 'String';
    for (const value of WANTED[family] ?? []) for (const given of [...REQUESTED[family] ?? [], undefined]) {
      for (const effect of ['Allow', 'Deny'] as const) {
        const asked: Statement = { effect, actions: ['*'], resources: ['*'], conditions: [{ operator, key: 'ctx:key', values: [value] }], place: '' };
        const statements = effect === 'Allow' ? [asked] : [{ ...asked, effect: 'Allow' as const, conditions: [] }, asked];
        const request = { action: 's3:getobject', resource: 'x', 'ctx:key': given };
        const [allow] = statements;
        const solved = allow !== undefined && solve([...pinned(request, ['action', 'resource', 'ctx:key'], family.toLowerCase()), ...matchClauses(allow, 'possible'), ...denials(statements)]) !== undefined;
        if (solved !== allows(statements, request)) found.push(`${effect} ${operator} ${value} of ${given ?? 'nothing'}`);
      }
    }
  }
  return found;
}

export function denials(statements: readonly Statement[]): Clause[] {
  return statements.filter(({ effect }) => effect === 'Deny').map((deny) => notAll(matchClauses(deny, 'possible')));
}

export function allows(statements: readonly Statement[], request: ConcreteRequest): boolean {
  const hit = (effect: string): boolean => statements.some((statement) => statement.effect === effect && statementMatches(statement, request));
  return hit('Allow') && !hit('Deny');
}
