import type { Glob } from './glob';
import type { Range, Scale } from './ranges';

/**
 * One thing said about one variable of a request. Variables are `action`, `resource` and the condition keys in lower
 * case. `holds: false` says the opposite.
 */
export type Literal =
  | { readonly kind: 'present'; readonly of: string; readonly holds: boolean }
  | { readonly kind: 'text'; readonly of: string; readonly holds: boolean; readonly globs: readonly Glob[] }
  | { readonly kind: 'range'; readonly of: string; readonly holds: boolean; readonly ranges: readonly Range[]; readonly scale: Scale }
  /** Every element of a set-valued key fits one of the globs (`fitting`), or none of them does. True for an empty set. */
  | { readonly kind: 'every'; readonly of: string; readonly fitting: boolean; readonly globs: readonly Glob[] }
  /** Some element of a set-valued key fits one of the globs (`fitting`), or fits none. */
  | { readonly kind: 'some'; readonly of: string; readonly fitting: boolean; readonly globs: readonly Glob[] };

/** All of these hold together. */
export type Together = readonly Literal[];

/** At least one of these holds. */
export type Clause = readonly Together[];

/** The opposite of one literal. */
export function opposite(literal: Literal): Literal {
  switch (literal.kind) {
    case 'every': return { ...literal, kind: 'some', fitting: !literal.fitting };
    case 'some': return { ...literal, kind: 'every', fitting: !literal.fitting };
    default: return { ...literal, holds: !literal.holds };
  }
}

/** The clause that holds exactly when not all of `clauses` hold. */
export function notAll(clauses: readonly Clause[]): Clause {
  return clauses.flatMap(notOne);
}

/** Not (A or B) is (not A) and (not B), multiplied out: an alternative takes one opposite literal of every conjunction. */
function notOne(clause: Clause): Clause {
  return clause.reduce<Clause>(
    (alternatives, together) => alternatives.flatMap((chosen) => together.map((literal) => [...chosen, opposite(literal)])),
    [[]],
  );
}
