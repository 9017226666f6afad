import { maskerNamed } from '../maskers/masker-catalogue';
import type { Disposition, MaskingPolicy } from '../policy/masking-policy';
import { byteGrammar, type ByteGrammar } from './byte-grammar';
import type { Heap, StoredColumn } from './heaps';
import { pathTree, type PathNode } from './json-leaves';
import { JsonShapes } from './json-shapes';
import { xmlLeaves } from './xml-leaves';

/** How the server writes the values of a column: as they are, as an array, as words in quotes, as XML. */
type Form = 'plain' | 'array' | 'words' | 'xml';

/** What a cell of the target must look like. */
export type CellRule =
  | { readonly kind: 'grammar'; readonly grammar: ByteGrammar; readonly form: Form }
  | { readonly kind: 'json'; readonly paths: PathNode<CellRule> }
  | { readonly kind: 'xml'; readonly paths: ReadonlyMap<string, CellRule> }
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
  if (disposition === undefined) return column.generated || column.reference || heap.derived || refers(policy, table, column.name) ? { kind: 'free' } : undefined;
  return ruleOfDisposition(disposition, formOf(column));
}

// The values of a reference that the policy declares are those of another column, as for one of the database.
function refers(policy: MaskingPolicy, table: string, column: string): boolean {
  return policy.virtualKeys.some((key) => key.table === table && key.columns.includes(column));
}

function formOf({ type, category }: StoredColumn): Form {
  if (type === 'xml') return 'xml';
  return type === 'tsvector' ? 'words' : category === 'A' ? 'array' : 'plain';
}

function ruleOfDisposition(disposition: Disposition, form: Form): CellRule {
  if ('keep' in disposition) return { kind: 'free' };
  if ('remove' in disposition) return { kind: 'empty' };
  if ('json' in disposition) {
    const rules = Object.entries(disposition.json).map(([path, inner]) => [path, ruleOfDisposition(inner, 'plain')] as const);
    return form === 'xml' ? { kind: 'xml', paths: new Map(rules) } : { kind: 'json', paths: pathTree(rules) };
  }
  return { kind: 'grammar', grammar: byteGrammar(maskerNamed(disposition.mask)?.grammar ?? '(?!)'), form };
}

/** The check of a rule, made once for a column. */
export function cellCheck(rule: CellRule, free: FreeText): CellCheck {
  switch (rule.kind) {
    case 'free': return (bytes, from, to) => {
      free(bytes, from, to);
      return true;
    };
    case 'empty': return (bytes, from, to) => to - from <= 2 && empties.has(Buffer.from(bytes.subarray(from, to)).toString('latin1'));
    case 'grammar': return grammarCheck(rule.grammar, rule.form);
    case 'json': return new DocumentCheck(rule.paths, free).check;
    case 'xml': return xmlCheck(rule.paths, free);
  }
}

/** The grammar that whole cells must have; undefined if there is more to a cell than that. */
export function grammarOfCells(rule: CellRule): ByteGrammar | undefined {
  return rule.kind === 'grammar' && rule.form !== 'array' && rule.form !== 'words' ? rule.grammar : undefined;
}

function grammarCheck(grammar: ByteGrammar, form: Form): CellCheck {
  if (form === 'array') return (bytes, from, to) => arrayConforms(grammar, Buffer.from(bytes.subarray(from, to)).toString('latin1'));
  if (form !== 'words') return (bytes, from, to) => grammar.matches(bytes, from, to);
  return (bytes, from, to) => {
    const words = bytes.subarray(from, to).filter((byte) => byte !== 39); // the quotes around each
    return grammar.matches(words, 0, words.length);
  };
}

function xmlCheck(paths: ReadonlyMap<string, CellRule>, free: FreeText): CellCheck {
  const checks = new Map([...paths].map(([path, rule]) => [path, cellCheck(rule, free)] as const));
  return (bytes, from, to) => xmlLeaves(Buffer.from(bytes.subarray(from, to)).toString('utf8')).every(({ path, text }) => {
    const said = Buffer.from(text);
    return checks.get(path)?.(said, 0, said.length) === true;
  });
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

/** The check of documents, and the shapes of those that were as they should be. */
export class DocumentCheck {
  public readonly documents: JsonShapes<CellRule>;
  private readonly checks = new Map<CellRule, CellCheck>();
  private good = true;

  public constructor(paths: PathNode<CellRule>, private readonly free: FreeText) {
    this.documents = new JsonShapes(paths, {
      scalar: (node, bytes, from, to) => {
        this.good &&= node?.leaf !== undefined && node.leaf.kind !== 'empty' && this.checkOf(node.leaf)(bytes, from, to);
      },
      structure: (node) => {
        this.good &&= node?.leaf?.kind !== 'empty';
      },
      name: () => undefined, // a name that no path has leads to values that no path has
    });
  }

  public readonly check: CellCheck = (bytes, from, to) => {
    this.good = true;
    this.documents.walk(bytes, from, to);
    if (this.good) this.documents.learn(from, to);
    return this.good;
  };

  /** The check of what a policy says of a path, made once. */
  public checkOf(rule: CellRule): CellCheck {
    const check = this.checks.get(rule) ?? cellCheck(rule, this.free);
    this.checks.set(rule, check);
    return check;
  }
}
