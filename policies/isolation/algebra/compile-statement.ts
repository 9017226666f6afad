import { conditionClauses } from './compile-condition';
import { Glob, type GlobStyle } from './glob';
import type { Clause } from './literal';
import { UNTOLD, type Reading, type Statement } from './statement';

/** The clauses that hold exactly when the action, resource and conditions of `statement` match a request. */
export function matchClauses(statement: Statement, reading: Reading): Clause[] {
  const allow = statement.effect === 'Allow';
  const clauses: Clause[] = [];
  const add = (of: string, holds: boolean, texts: readonly string[] | undefined, style: GlobStyle): void => {
    if (texts === undefined) return;
    const globs = readable(texts, reading, allow === holds).map((text) => Glob.of(text, style));
    clauses.push([[{ kind: 'text', of, holds, globs }]]);
  };
  add('action', true, statement.actions?.map(lower), {});
  add('action', false, statement.notActions?.map(lower), {});
  add('resource', true, statement.resources, {});
  add('resource', false, statement.notResources, {});
  for (const condition of statement.conditions) clauses.push(...conditionClauses(condition, reading, allow));
  return clauses;
}

/**
 * The patterns as they count under a reading: with parts that are not told as "any" when a larger set favours what the
 * reading asks for, left out otherwise.
 */
export function readable(texts: readonly string[], reading: Reading, largerGrants: boolean): string[] {
  return (reading === 'possible') === largerGrants ? [...texts] : texts.filter((text) => !text.includes(UNTOLD));
}

function lower(text: string): string {
  return text.toLowerCase();
}
