import { maskerNamed } from '../maskers/masker-catalogue';
import type { Disposition, JsonPaths, MaskingPolicy } from '../policy/masking-policy';
import type { Heap, StoredColumn } from './heaps';

/** What a cell of the target must look like. */
export type CellRule =
  | { readonly kind: 'grammar'; readonly grammar: RegExp; readonly array: boolean }
  | { readonly kind: 'json'; readonly paths: ReadonlyMap<string, CellRule> }
  | { readonly kind: 'empty' }
  | { readonly kind: 'free' };

const empties = new Set(['', '{}', '\\x', '[]']);

/** Read from the policy alone. A table that is not copied has no rows to look at, or synthetic ones. A column of the target that no policy knows has no rule. */
export function ruleOf(heap: Heap, column: StoredColumn, table: string, policy: MaskingPolicy): CellRule | undefined {
  const own = policy.tables[table];
  if (own === undefined) return undefined;
  if (own.strategy !== 'copy') return { kind: 'free' };
  const disposition = own.columns[column.name];
  if (disposition === undefined) return column.generated || column.reference || heap.derived ? { kind: 'free' } : undefined;
  return ruleOfDisposition(disposition, column.category === 'A');
}

function ruleOfDisposition(disposition: Disposition, array: boolean): CellRule {
  if ('keep' in disposition) return { kind: 'free' };
  if ('remove' in disposition) return { kind: 'empty' };
  if ('json' in disposition) return { kind: 'json', paths: jsonRules(disposition) };
  return { kind: 'grammar', grammar: new RegExp(`^(?:${maskerNamed(disposition.mask)?.grammar ?? '(?!)'})$`), array };
}

function jsonRules({ json }: JsonPaths): ReadonlyMap<string, CellRule> {
  return new Map(Object.entries(json).map(([path, disposition]) => [path, ruleOfDisposition(disposition, false)]));
}

/** Whether a cell is as its rule says. `free` is told of every text that no masker wrote. */
export function conforms(rule: CellRule, text: string, free: (text: string) => void): boolean {
  switch (rule.kind) {
    case 'free':
      free(text);
      return true;
    case 'empty': return empties.has(text);
    case 'grammar': return rule.array ? arrayConforms(rule.grammar, text) : rule.grammar.test(text);
    case 'json': return jsonConforms(rule.paths, JSON.parse(text), '$', free);
  }
}

// The elements of an array as PostgreSQL writes it; a masked element never needs an escape.
function arrayConforms(grammar: RegExp, text: string): boolean {
  const inner = text.replace(/^(?:\[[\d:]+\])*=?/, '').replaceAll(/[{}]/g, '');
  if (inner === '') return true;
  return inner.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).every((element) => element === 'NULL' || grammar.test(element.replaceAll('"', '')));
}

function jsonConforms(paths: ReadonlyMap<string, CellRule>, value: unknown, path: string, free: (text: string) => void): boolean {
  if (value === null) return true;
  const rule = paths.get(path);
  if (rule?.kind === 'empty') return false;
  if (Array.isArray(value)) return value.every((element) => jsonConforms(paths, element, `${path}[*]`, free));
  if (typeof value === 'object') return Object.entries(value).every(([name, member]) => jsonConforms(paths, member, `${path}.${name}`, free));
  return rule !== undefined && conforms(rule, String(value), free);
}
