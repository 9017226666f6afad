import { maskerNamed } from '../maskers/masker-catalogue';
import type { Disposition, MaskingPolicy } from '../policy/masking-policy';
import { byteGrammar, type ByteGrammar } from './byte-grammar';
import type { Heap, StoredColumn } from './heaps';
import { JsonLeaves, pathTree, type PathNode } from './json-leaves';

/** What a cell of the target must look like. */
export type CellRule =
  | { readonly kind: 'grammar'; readonly grammar: ByteGrammar; readonly array: boolean }
  | { readonly kind: 'json'; readonly paths: PathNode<CellRule> }
  | { readonly kind: 'empty' }
  | { readonly kind: 'free' };

/** Told of every text that no masker wrote. */
export type FreeText = (bytes: Uint8Array, from: number, to: number) => void;
/** Whether a cell is as its rule says. */
export type CellCheck = (bytes: Uint8Array, from: number, to: number) => boolean;

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
  if ('json' in disposition) return { kind: 'json', paths: pathTree(Object.entries(disposition.json).map(([path, inner]) => [path, ruleOfDisposition(inner, false)] as const)) };
  return { kind: 'grammar', grammar: byteGrammar(maskerNamed(disposition.mask)?.grammar ?? '(?!)'), array };
}

/** The check of a rule, made once for a column. */
export function cellCheck(rule: CellRule, free: FreeText): CellCheck {
  switch (rule.kind) {
    case 'free': return (bytes, from, to) => {
      free(bytes, from, to);
      return true;
    };
    case 'empty': return (bytes, from, to) => to - from <= 2 && empties.has(Buffer.from(bytes.subarray(from, to)).toString('latin1'));
    case 'grammar': return rule.array ? (bytes, from, to) => arrayConforms(rule.grammar, Buffer.from(bytes.subarray(from, to)).toString('latin1')) : (bytes, from, to) => rule.grammar.matches(bytes, from, to);
    case 'json': return documentCheck(rule.paths, free);
  }
}

// The elements of an array as PostgreSQL writes it; a masked element never needs an escape.
function arrayConforms(grammar: ByteGrammar, text: string): boolean {
  const inner = text.replace(/^(?:\[[\d:]+\])*=?/, '').replaceAll(/[{}]/g, '');
  if (inner === '') return true;
  return inner.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).every((element) => {
    const bytes = Buffer.from(element.replaceAll('"', ''), 'latin1');
    return element === 'NULL' || grammar.matches(bytes, 0, bytes.length);
  });
}

function documentCheck(paths: PathNode<CellRule>, free: FreeText): CellCheck {
  const checks = new Map<CellRule, CellCheck>();
  const checkOf = (rule: CellRule): CellCheck => {
    const check = checks.get(rule) ?? cellCheck(rule, free);
    checks.set(rule, check);
    return check;
  };
  let good = true;
  const leaves = new JsonLeaves(paths, {
    scalar: (node, bytes, from, to) => {
      good &&= node?.leaf !== undefined && node.leaf.kind !== 'empty' && checkOf(node.leaf)(bytes, from, to);
    },
    structure: (node) => {
      good &&= node?.leaf?.kind !== 'empty';
    },
    name: () => undefined, // a name that no path has leads to values that no path has
  });
  return (bytes, from, to) => {
    good = true;
    leaves.walk(bytes, from, to);
    return good;
  };
}
