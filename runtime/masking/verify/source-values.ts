import { ByteSink } from '../maskers/byte-sink';
import { maskerNamed } from '../maskers/masker-catalogue';
import type { Disposition, MaskingPolicy } from '../policy/masking-policy';
import { copyOut } from '../postgres/copy';
import { quoteName } from '../postgres/quote';
import type { Session } from '../postgres/session';
import { DistinctSketch } from './distinct-sketch';
import { isDocument, readableColumn, type Heap, type StoredColumn } from './heaps';
import { byteGrammar, type ByteGrammar } from './byte-grammar';
import { JsonLeaves, pathTree } from './json-leaves';
import { normalise } from './normal-form';
import type { ResidueIndex } from './residue-index';
import { RowReader } from './row-reader';
import { ValueCollector } from './value-collector';
import { xmlLeaves } from './xml-leaves';

/** Types whose values are too short or too common to search for: other gates look after them. */
export const unsearchable: ReadonlySet<string> = new Set(['N', 'D', 'T', 'B', 'I', 'V', 'R', 'E']);
const unsearchableTypes = new Set(['tsvector', 'tsquery', 'bit']);
const split = 31;

/** What was counted in a column of the source. */
export interface ColumnFacts {
  nulls: number;
  rows: number;
  readonly distinct: DistinctSketch;
}

export interface SourceFacts {
  readonly columns: Map<string, ColumnFacts>;
  /** Columns that could hold personal values but are left out of the search, each with the reason. */
  readonly unsearched: string[];
}

/**
 * Puts every value of the source that is not kept on purpose into the index: also of tables that are not copied. What to
 * take is decided by exclusion, so a column nobody thought of is in.
 */
export async function indexSource(session: Session, heaps: readonly Heap[], policy: MaskingPolicy, index: ResidueIndex): Promise<SourceFacts> {
  const facts: SourceFacts = { columns: new Map(), unsearched: [] };
  const publicValues = new Set(Object.keys(policy.publicValues).map(normalText));
  for (const heap of heaps.filter(({ derived }) => !derived)) {
    const columns = heap.columns.filter((column) => isSearched(heap, column, policy, facts));
    if (columns.length === 0) continue;
    const readers = columns.map((column) => valueReader(policy.tables[heap.table]?.columns[column.name], column, index, publicValues));
    const counts = columns.map((column) => factsOf(facts, `${heap.table}.${column.name}`));
    const rows = new RowReader(columns.length, (cells) => {
      for (let i = 0; i < columns.length; i++) {
        const count = counts[i] as ColumnFacts;
        count.rows++;
        if (cells.look(i)) {
          count.distinct.add(cells.source, cells.from, cells.to);
          readers[i]?.(cells.source, cells.from, cells.to);
        } else count.nulls++;
      }
    });
    await copyOut(session, `select ${columns.map(columnText).join(', ')} from only ${quoteName(heap.schema, heap.relation)}`, (piece) => rows.push(piece));
  }
  return facts;
}

/** About how many values there will be, so that room is made once. */
export function expectedValues(heaps: readonly Heap[], policy: MaskingPolicy): number {
  const facts: SourceFacts = { columns: new Map(), unsearched: [] };
  return heaps.reduce((sum, heap) => sum + heap.estimate * heap.columns.filter((column) => isSearched(heap, column, policy, facts)).length, 0);
}

function isSearched(heap: Heap, column: StoredColumn, policy: MaskingPolicy, facts: SourceFacts): boolean {
  const disposition = policy.tables[heap.table]?.columns[column.name];
  if (disposition !== undefined && 'keep' in disposition) return false;
  if (unsearchable.has(column.category) || unsearchableTypes.has(column.type) || column.reference) return false;
  const loose = disposition !== undefined && 'mask' in disposition && maskerNamed(disposition.mask)?.disjoint === false;
  if (loose && disposition.mask === 'redact') {
    facts.unsearched.push(`${heap.table}.${column.name}: masker redact keeps words; searched are the addresses and numbers in it`);
    return true;
  }
  if (loose) facts.unsearched.push(`${heap.table}.${column.name}: masker ${disposition.mask} writes values that real ones may equal`);
  return !loose;
}

function columnText(column: StoredColumn): string {
  const name = quoteName(column.name);
  return column.category === 'A' ? `array_to_string(${name}, U&'\\001f')` : isDocument(column) ? readableColumn(column) : `${name}::text`;
}

function factsOf(facts: SourceFacts, name: string): ColumnFacts {
  const known = facts.columns.get(name) ?? { nulls: 0, rows: 0, distinct: new DistinctSketch() };
  facts.columns.set(name, known);
  return known;
}

type CellReader = (bytes: Uint8Array, from: number, to: number) => void;

function valueReader(disposition: Disposition | undefined, column: StoredColumn, index: ResidueIndex, publicValues: ReadonlySet<string>): CellReader {
  const collector = new ValueCollector(index, publicValues, vocabulary(disposition));
  const redacted = disposition !== undefined && 'mask' in disposition && disposition.mask === 'redact';
  const add: CellReader = redacted
    ? (bytes, from, to) => tellingParts(Buffer.from(bytes.subarray(from, to)).toString('utf8')).forEach((part) => collector.addText(part))
    : (bytes, from, to) => collector.add(bytes, from, to);
  const paths = disposition !== undefined && 'json' in disposition ? Object.entries(disposition.json) : [];
  if (column.type === 'xml') {
    const kept = new Set(paths.filter(([, inner]) => 'keep' in inner).map(([path]) => path));
    return (bytes, from, to) => xmlLeaves(Buffer.from(bytes.subarray(from, to)).toString('utf8')).forEach(({ path, text }) => { if (!kept.has(path)) collector.addText(text); });
  }
  if (isDocument(column)) {
    const names = new Set(paths.flatMap(([path]) => path.split(/[.[]/))); // of members that the policy knows
    const leaves = new JsonLeaves(pathTree(paths.map(([path, inner]) => [path, 'keep' in inner] as const)), {
      scalar: (node, bytes, from, to, isText) => {
        if (node?.leaf === true) return;
        if (isText) add(bytes, from, to);
        else if (to - from > 8) addNumber(collector, Buffer.from(bytes.subarray(from, to)).toString('latin1'));
      },
      structure: () => undefined,
      name: (bytes, from, to) => {
        const hides = to - from >= 12 && !names.has(Buffer.from(bytes.subarray(from, to)).toString('utf8'));
        if (hides) add(bytes, from, to); // a value may hide as a name
      },
    });
    return (bytes, from, to) => leaves.walk(bytes, from, to);
  }
  if (column.category === 'A') return (bytes, from, to) => elements(bytes, from, to, add);
  return add;
}

// What tells of somebody in a text whose other words stay: mail addresses, and numbers in any layout.
function tellingParts(text: string): readonly string[] {
  return [...text.matchAll(/[^\s<>(),;:"]+@[^\s<>(),;:"]+|\+?\d(?:[ ./()-]{0,2}[\dA-Z]){7,}/gi)].map(([part]) => part);
}

function addNumber(collector: ValueCollector, written: string): void {
  if (Math.abs(Number(written)) >= 1e8) collector.addText(String(Number(written)));
}

function elements(bytes: Uint8Array, from: number, to: number, add: CellReader): void {
  for (let start = from; start <= to; ) {
    const found = bytes.indexOf(split, start);
    const end = found < 0 || found > to ? to : found;
    add(bytes, start, end);
    start = end + 1;
  }
}

// A source text that is made of the words of a masker cannot be told from its output.
function vocabulary(disposition: Disposition | undefined): ByteGrammar | undefined {
  return disposition !== undefined && 'mask' in disposition && disposition.mask === 'free-text' ? byteGrammar(maskerNamed('free-text')?.grammar ?? '') : undefined;
}

export function normalText(value: string): string {
  const sink = new ByteSink(256);
  const bytes = Buffer.from(value);
  normalise(bytes, 0, bytes.length, sink);
  return Buffer.from(sink.written()).toString('latin1');
}
