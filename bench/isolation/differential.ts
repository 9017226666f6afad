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
    const ordered = range(of + hint, value);
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

export function denials(statements: readonly Statement[]): Clause[] {
  return statements.filter(({ effect }) => effect === 'Deny').map((deny) => notAll(matchClauses(deny, 'possible')));
}

export function allows(statements: readonly Statement[], request: ConcreteRequest): boolean {
  const hit = (effect: string): boolean => statements.some((statement) => statement.effect === effect && statementMatches(statement, request));
  return hit('Allow') && !hit('Deny');
}
