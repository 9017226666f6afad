import { Undecided } from './budget';
import { Glob, type GlobStyle } from './glob';
import type { Clause, Literal } from './literal';
import { addressRange, ADDRESSES, DATES, milliseconds, millionths, NUMBERS, type Range, type Scale } from './ranges';
import { UNTOLD, type Condition, type Reading } from './statement';

interface Operator {
  readonly quantifier: 'every' | 'some' | undefined;
  readonly ifExists: boolean;
  readonly negated: boolean;
  /** The operator without its `Not`, for example `StringEquals`. */
  readonly name: string;
}

const TEXT_OPERATORS: Readonly<Record<string, GlobStyle>> = {
  StringEquals: { literal: true },
  StringEqualsIgnoreCase: { literal: true, ignoreCase: true },
  StringLike: {},
  ArnEquals: { arn: true },
  ArnLike: { arn: true },
  Bool: { literal: true, ignoreCase: true },
  BinaryEquals: { literal: true },
};

/** Operators by their names in lower case: AWS takes them in any. */
const OPERATORS = new Map([
  'StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', 'ArnEquals', 'ArnNotEquals', 'ArnLike', 'ArnNotLike', 'Bool', 'BinaryEquals', 'Null', 'IpAddress', 'NotIpAddress',
  ...['Numeric', 'Date'].flatMap((family) => ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map((comparison) => family + comparison)),
].map((name) => [name.toLowerCase(), name]));

/** The clauses that hold exactly when `condition` holds of a request. Throws `Undecided` for an operator it does not know. */
export function conditionClauses(condition: Condition, reading: Reading, allow: boolean): Clause[] {
  const key = condition.key.toLowerCase();
  const operator = parseOperator(condition.operator);
  if (operator.name === 'Null') return nullClauses(key, condition.values, reading, allow);
  // A larger set of values matches more, except under a negated operator.
  const larger = (reading === 'possible') === (allow !== operator.negated);
  const style = TEXT_OPERATORS[operator.name];
  const values = condition.values.filter((value) => larger || !value.includes(UNTOLD));
  if (style) return textClauses(key, operator, values.map((value) => Glob.of(value, style)));
  if (operator.quantifier) throw new Undecided(`the operator ${condition.operator} is not supported`);
  const { scale, ranges } = rangesOf(operator, values);
  return [existence(key, operator, [{ kind: 'range', of: key, holds: !operator.negated, ranges, scale }])];
}

export function parseOperator(text: string): Operator {
  const [, prefix, rest = ''] = /^(?:(ForAllValues|ForAnyValue):)?(.*)$/i.exec(text) ?? [];
  const ifExists = /ifexists$/i.test(rest);
  const written = ifExists ? rest.slice(0, -'IfExists'.length) : rest;
  const name = OPERATORS.get(written.toLowerCase()) ?? written;
  return {
    quantifier: prefix === undefined ? undefined : /all/i.test(prefix) ? 'every' : 'some',
    ifExists,
    negated: /Not/.test(name),
    name: name.replace('Not', ''),
  };
}

function textClauses(key: string, operator: Operator, globs: readonly Glob[]): Clause[] {
  const { quantifier, negated } = operator;
  if (quantifier === undefined) return [existence(key, operator, [{ kind: 'text', of: key, holds: !negated, globs }])];
  const literal: Literal = { kind: quantifier, of: key, fitting: !negated, globs };
  if (quantifier === 'some' && !operator.ifExists) return [[[literal]]];
  return quantifier === 'every' ? [[[literal]]] : [[[absent(key)], [literal]]];
}

/** A key that is missing satisfies negated and `IfExists` operators, and no other. */
function existence(key: string, operator: Operator, literals: readonly Literal[]): Clause {
  const present: Literal = { kind: 'present', of: key, holds: true };
  const compared = [present, ...literals];
  return operator.negated || operator.ifExists ? [[absent(key)], compared] : [compared];
}

function absent(key: string): Literal {
  return { kind: 'present', of: key, holds: false };
}

function nullClauses(key: string, values: readonly string[], reading: Reading, allow: boolean): Clause[] {
  const favours = (reading === 'possible') === allow;
  const alternatives = values.flatMap((value): Literal[] => {
    if (value.includes(UNTOLD)) return favours ? [absent(key), { kind: 'present', of: key, holds: true }] : [];
    return [{ kind: 'present', of: key, holds: value.toLowerCase() !== 'true' }];
  });
  return [alternatives.map((literal) => [literal])];
}

function rangesOf(operator: Operator, values: readonly string[]): { scale: Scale; ranges: Range[] } {
  if (operator.name === 'IpAddress') {
    return { scale: ADDRESSES, ranges: values.flatMap((value) => (value.includes(UNTOLD) ? ADDRESSES.all : must(addressRange(value), value))) };
  }
  const [, family, comparison] = /^(Numeric|Date)(Equals|LessThan|LessThanEquals|GreaterThan|GreaterThanEquals)$/.exec(operator.name) ?? [];
  if (family === undefined || comparison === undefined) throw new Undecided(`the operator ${operator.name} is not supported`);
  const scale = family === 'Date' ? DATES : NUMBERS;
  const read = family === 'Date' ? milliseconds : millionths;
  return { scale, ranges: values.flatMap((value) => (value.includes(UNTOLD) ? scale.all : bounds(scale, comparison, must(read(value), value)))) };
}

function bounds(scale: Scale, comparison: string, value: bigint): Range[] {
  const { first, last } = scale.all[0] ?? { first: 0n, last: 0n };
  const ranges: Readonly<Record<string, Range>> = {
    Equals: { first: value, last: value },
    LessThan: { first, last: value - 1n },
    LessThanEquals: { first, last: value },
    GreaterThan: { first: value + 1n, last },
    GreaterThanEquals: { first: value, last },
  };
  return [ranges[comparison]].filter((range) => range !== undefined).filter((range) => range.first <= range.last);
}

function must<T>(value: T | undefined, text: string): T {
  if (value === undefined) throw new Undecided(`the condition value ${JSON.stringify(text)} cannot be read`);
  return value;
}
