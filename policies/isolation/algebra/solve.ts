import { Budget, Undecided } from './budget';
import { findText } from './find-text';
import type { Clause, Literal } from './literal';
import { intersect, subtract } from './ranges';

/** The value of one variable in a request: one text, several (a set-valued key), or absent. */
export type RequestValue = string | readonly string[] | undefined;

/** A request that satisfies a question: the value of every variable the question speaks of. */
export type Request = Readonly<Record<string, RequestValue>>;

/** Everything said so far, by variable. Grows while a branch is followed and shrinks when it is given up. */
type Said = Map<string, readonly Literal[]>;

/**
 * A request for which every clause holds, or undefined when there is none. What leaves no choice is put together first;
 * then the alternatives of one clause after the other are tried, and a branch is given up as soon as what is said about
 * one variable cannot be true together.
 */
export function solve(clauses: readonly Clause[], budget: Budget = new Budget()): Request | undefined {
  const fixed = clauses.filter((clause) => clause.length === 1).flatMap(([together]) => together ?? []);
  const open = clauses.filter((clause) => clause.length !== 1).toSorted((a, b) => a.length - b.length);
  const said: Said = new Map();
  if (!add(said, fixed, budget) || !search(open, 0, said, budget)) return undefined;
  return Object.fromEntries([...said].toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, literals]) => [name, valueOf(literals, budget)?.value]));
}

function search(clauses: readonly Clause[], index: number, said: Said, budget: Budget): boolean {
  const clause = clauses[index];
  if (!clause) return true;
  for (const together of clause) {
    budget.spend(1);
    const undo = add(said, together, budget);
    if (!undo) continue;
    if (search(clauses, index + 1, said, budget)) return true;
    undo();
  }
  return false;
}

/** Says more. Returns how to take it back, or undefined when it cannot be true together; then nothing was said. */
function add(said: Said, literals: readonly Literal[], budget: Budget): (() => void) | undefined {
  const before = new Map<string, readonly Literal[] | undefined>();
  for (const literal of literals) {
    const known = said.get(literal.of);
    if (!before.has(literal.of)) before.set(literal.of, known);
    said.set(literal.of, known ? [...known, literal] : [literal]);
  }
  const undo = (): void => {
    for (const [name, known] of before) {
      if (known) said.set(name, known);
      else said.delete(name);
    }
  };
  for (const name of before.keys()) {
    if (valueOf(said.get(name) ?? [], budget)) continue;
    undo();
    return undefined;
  }
  return undo;
}

/** A value for which everything said about one variable holds; undefined when there is none. */
function valueOf(literals: readonly Literal[], budget: Budget): { readonly value: RequestValue } | undefined {
  const absent = literals.some((literal) => literal.kind === 'present' && !literal.holds);
  const present = literals.some((literal) => (literal.kind === 'present' ? literal.holds : false));
  if (absent && present) return undefined;
  // Text and range literals are only ever said of a key that is present; `every` holds and `some` fails on a missing key.
  if (absent) return literals.some(({ kind }) => kind === 'some') ? undefined : { value: undefined };
  const ranges = literals.filter((literal) => literal.kind === 'range');
  const texts = literals.filter((literal) => literal.kind === 'text');
  const sets = literals.filter((literal) => literal.kind === 'every' || literal.kind === 'some');
  if (sets.length > 0 && ranges.length > 0) throw new Undecided(`${ranges[0]?.of ?? ''} is compared in two ways at once`);
  if (sets.length > 0) return setValue(sets, texts, present, budget);
  if (ranges.length > 0) return rangeValue(ranges, texts);
  const text = findText(
    texts.filter(({ holds }) => holds).map(({ globs }) => globs),
    texts.filter(({ holds }) => !holds).flatMap(({ globs }) => globs), budget,
  );
  return text === undefined ? undefined : { value: text };
}

type Of<Kind extends Literal['kind']> = Extract<Literal, { kind: Kind }>;

function rangeValue(ranges: readonly Of<'range'>[], texts: readonly Of<'text'>[]): { value: RequestValue } | undefined {
  const [first] = ranges;
  if (!first) return undefined;
  if (texts.length > 0 || ranges.some(({ scale }) => scale !== first.scale)) {
    throw new Undecided(`${first.of} is compared in two ways at once`);
  }
  const left = ranges.reduce(
    (rest, { holds, ranges: these }) => (holds ? intersect(rest, these) : subtract(rest, these)),
    [...first.scale.all],
  );
  return left[0] && { value: first.scale.show(left[0]) };
}

/** Set-valued keys. A plain text literal on the same key is said of every element. */
function setValue(
  sets: readonly (Of<'every'> | Of<'some'>)[], texts: readonly Of<'text'>[], present: boolean, budget: Budget,
): { value: RequestValue } | undefined {
  const every = [
    ...sets.filter((literal) => literal.kind === 'every'),
    ...texts.map(({ globs, holds }) => ({ globs, fitting: holds })),
  ];
  const some = sets.filter((literal) => literal.kind === 'some');
  const within = every.filter(({ fitting }) => fitting).map(({ globs }) => globs);
  const without = every.filter(({ fitting }) => !fitting).flatMap(({ globs }) => globs);
  const elements: string[] = [];
  for (const { fitting, globs } of some) {
    const element = findText(fitting ? [...within, globs] : within, fitting ? without : [...without, ...globs], budget);
    if (element === undefined) return undefined;
    elements.push(element);
  }
  if (elements.length === 0 && (present || texts.length > 0)) {
    const element = findText(within, without, budget);
    if (element === undefined) return undefined;
    elements.push(element);
  }
  return { value: elements.length === 0 ? undefined : [...new Set(elements)] };
}
