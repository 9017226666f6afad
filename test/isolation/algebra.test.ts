import * as fc from 'fast-check';
import { Budget, Undecided } from '../../policies/isolation/algebra/budget';
import { matchClauses } from '../../policies/isolation/algebra/compile-statement';
import { conditionClauses } from '../../policies/isolation/algebra/compile-condition';
import { findText } from '../../policies/isolation/algebra/find-text';
import { Glob } from '../../policies/isolation/algebra/glob';
import { notAll, type Clause } from '../../policies/isolation/algebra/literal';
import { addressRange, overlaps, subtract } from '../../policies/isolation/algebra/ranges';
import { solve } from '../../policies/isolation/algebra/solve';
import { UNTOLD, type Statement } from '../../policies/isolation/algebra/statement';
import { conditionHolds, statementMatches, wildcardMatch } from '../../policies/isolation/replay/evaluate-statement';
import { Dice } from '../../bench/mutations/dice';
import { randomRequest, randomStatement } from '../../bench/isolation/random-policies';
import { agreesWithEvaluator, pinned } from '../../bench/isolation/differential';

const pattern = fc.string({ unit: fc.constantFrom('a', 'b', 'A', ':', '*', '?'), maxLength: 7 });
const word = fc.string({ unit: fc.constantFrom('a', 'b', 'A', ':', 'z'), maxLength: 7 });

describe('a glob automaton', () => {
  test('accepts what a plain backtracking matcher accepts', () => {
    const result = fc.check(fc.property(pattern, word, (glob, text) => Glob.of(glob).matches(text) === wildcardMatch(glob, text)), { numRuns: 5000, seed: 1 });
    expect(result.counterexample).toBeNull();
  });

  test('with ignored case accepts what the matcher accepts in lower case', () => {
    const result = fc.check(fc.property(pattern, word, (glob, text) =>
      Glob.of(glob, { ignoreCase: true }).matches(text) === wildcardMatch(glob.toLowerCase(), text.toLowerCase())), { numRuns: 3000, seed: 2 });
    expect(result.counterexample).toBeNull();
  });

  test('reads wildcards of an ARN inside their part only', () => {
    const glob = Glob.of('arn:aws:iam::*:role/*', { arn: true });
    expect(glob.matches('arn:aws:iam::1:role/a:b')).toBe(true);
    expect(glob.matches('arn:aws:iam::1:x:role/a')).toBe(false);
  });

  test('with letters standing for themselves does not read a star as a wildcard', () => {
    expect(Glob.of('a*', { literal: true }).matches('ab')).toBe(false);
    expect(Glob.of(`a${UNTOLD}`, { literal: true }).matches('ab')).toBe(true);
  });
});

describe('a text that fits patterns', () => {
  const words = ['', ...['a', 'b', 'A', ':', 'z'].flatMap((x) => [x, ...['a', 'b', ':', 'z'].flatMap((y) => [x + y, ...['a', 'b', 'z'].map((w) => x + y + w)])])];
  test('is found exactly when one exists, and fits', () => {
    const result = fc.check(fc.property(fc.array(fc.array(pattern, { minLength: 1, maxLength: 2 }), { maxLength: 2 }), fc.array(pattern, { maxLength: 3 }), (within, without) => {
      const fits = (text: string): boolean => within.every((union) => union.some((glob) => wildcardMatch(glob, text))) && !without.some((glob) => wildcardMatch(glob, text));
      const found = findText(within.map((union) => union.map((glob) => Glob.of(glob))), without.map((glob) => Glob.of(glob)), new Budget());
      return found === undefined ? !words.some(fits) : fits(found);
    }), { numRuns: 3000, seed: 3 });
    expect(result.counterexample).toBeNull();
  });

  test('ends undecided when patterns are made to explode', () => {
    const evil = Array.from({ length: 32 }, (_, i) => Glob.of(`*${String.fromCharCode(97 + (i % 26))}*${i}*q*${i}z*`));
    const started = Date.now();
    expect(() => findText([[Glob.of('*x*')], ...evil.map((glob) => [glob])], [Glob.of('*y*x*')], new Budget())).toThrow(Undecided);
    expect(Date.now() - started).toBeLessThan(8000);
  });
});

describe('address ranges', () => {
  test.each([
    ['10.0.0.0/8', '10.10.0.0/16', true], ['10.0.0.0/16', '10.1.0.0/16', false], ['2001:db8::/32', '2001:db8:1::/48', true],
    ['0.0.0.0/0', '::/0', false], ['10.0.0.5', '10.0.0.5/32', true], ['vpc', '10.0.0.0/8', undefined], ['10.0.0.0/40', '10.0.0.0/8', undefined],
  ])('%s and %s overlap: %s', (a, b, expected) => expect(overlaps(a, b)).toBe(expected));

  test('a block cut out of a larger one leaves both sides', () => {
    const all = addressRange('10.0.0.0/30');
    const cut = addressRange('10.0.0.1/32');
    expect(all && cut && subtract([all], [cut]).map(({ first, last }) => last - first + 1n)).toEqual([1n, 2n]);
  });
});

describe('the solver', () => {
  const clause = (operator: string, key: string, ...values: string[]): Clause[] => conditionClauses({ operator, key, values }, 'possible', true);
  const operators: readonly (readonly [string, string, readonly string[], string | readonly string[] | undefined, boolean])[] = [
    ['a missing key satisfies no positive operator', 'StringEquals', ['a'], undefined, false],
    ['a missing key satisfies a negated operator', 'StringNotEquals', ['a'], undefined, true],
    ['a missing key satisfies IfExists', 'StringEqualsIfExists', ['a'], undefined, true],
    ['a negated list excludes every value', 'StringNotEquals', ['a', 'b'], 'b', false],
    ['ForAllValues holds of no values', 'ForAllValues:StringEquals', ['a'], undefined, true],
    ['ForAllValues fails on one stranger', 'ForAllValues:StringEquals', ['a'], ['a', 'b'], false],
    ['ForAnyValue needs a value', 'ForAnyValue:StringEquals', ['a'], undefined, false],
    ['ForAnyValue takes one of many', 'ForAnyValue:StringEquals', ['a'], ['b', 'a'], true],
    ['ForAnyValue of a negated operator takes one stranger', 'ForAnyValue:StringNotEquals', ['a'], ['a', 'b'], true],
    ['ForAllValues of a negated operator takes strangers only', 'ForAllValues:StringNotLike', ['a*'], ['b', 'ab'], false],
    ['Null true wants the key missing', 'Null', ['true'], 'x', false],
    ['case is ignored where the operator says so', 'StringEqualsIgnoreCase', ['AbC'], 'aBc', true],
    ['case counts elsewhere', 'StringEquals', ['AbC'], 'aBc', false],
    ['numbers are compared as numbers', 'NumericLessThan', ['10'], '9', true],
    ['dates are compared as moments', 'DateGreaterThan', ['2025-01-01T00:00:00Z'], '2026-01-01T00:00:00Z', true],
    ['addresses are compared as blocks', 'IpAddress', ['10.0.0.0/8'], '10.9.9.9', true],
    ['an address outside satisfies NotIpAddress', 'NotIpAddress', ['10.0.0.0/8'], '11.0.0.1', true],
    ['Bool compares without case', 'Bool', ['True'], 'true', true],
  ];
  test.each(operators)('%s', (_, operator, values, given, expected) => {
    const clauses = clause(operator, 'ctx:k', ...values);
    expect(solve([...clauses, ...pinned({ 'ctx:k': given }, ['ctx:k'], operator)]) !== undefined).toBe(expected);
    expect(conditionHolds({ operator, key: 'K', values }, { k: given }, false)).toBe(expected);
  });

  test('finds no request where a denial covers the whole allowance', () => {
    const allow: Statement = { effect: 'Allow', actions: ['s3:Get*'], resources: ['*'], conditions: [], place: '' };
    const deny: Statement = { effect: 'Deny', notActions: ['s3:Put*'], resources: ['*'], conditions: [], place: '' };
    expect(solve([...matchClauses(allow, 'possible'), notAll(matchClauses(deny, 'possible'))])).toBeUndefined();
  });

  test('reads what is not told in favour of access when asked what is possible, and against it when asked what is certain', () => {
    const allow: Statement = { effect: 'Allow', actions: ['s3:*'], resources: [`arn:aws:s3:::${UNTOLD}`], conditions: [], place: '' };
    const deny: Statement = { effect: 'Deny', actions: ['*'], resources: ['*'], conditions: [{ operator: 'StringNotEquals', key: 'k', values: [UNTOLD] }], place: '' };
    expect(solve(matchClauses(allow, 'possible'))).toBeDefined();
    expect(solve(matchClauses(allow, 'certain'))).toBeUndefined();
    const free: Statement = { effect: 'Allow', actions: ['s3:*'], resources: ['*'], conditions: [], place: '' };
    const has: Clause = [[{ kind: 'present', of: 'k', holds: true }]];
    expect(solve([...matchClauses(free, 'possible'), notAll(matchClauses(deny, 'possible')), has])).toBeDefined();
    expect(solve([...matchClauses(free, 'certain'), notAll(matchClauses(deny, 'certain')), has])).toBeUndefined();
  });

  test('says that it does not know an operator', () => {
    expect(() => clause('StringResembles', 'k', 'a')).toThrow(Undecided);
  });
});

describe('solver and second evaluator', () => {
  test('agree on 6,000 random policies and requests', () => {
    const disagreements = Array.from({ length: 6000 }, (_, seed) => seed).filter((seed) => !agreesWithEvaluator(seed));
    expect(disagreements).toEqual([]);
  });

  test('a request that the solver finds is allowed by the second evaluator', () => {
    for (let seed = 0; seed < 2000; seed += 1) {
      const dice = new Dice(seed);
      const statements = Array.from({ length: 1 + dice.below(4) }, (_, i) => randomStatement(dice, i));
      const denials = statements.filter(({ effect }) => effect === 'Deny');
      for (const allow of statements.filter(({ effect }) => effect === 'Allow')) {
        const found = solve([...matchClauses(allow, 'possible'), ...denials.map((deny) => notAll(matchClauses(deny, 'possible')))]);
        if (!found) continue;
        expect([seed, statementMatches(allow, found), denials.some((deny) => statementMatches(deny, found))]).toEqual([seed, true, false]);
      }
    }
    expect(randomRequest(new Dice(1))).toBeDefined();
  });
});
