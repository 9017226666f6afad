import { ByteSink } from '../maskers/byte-sink';
import { maskerNamed } from '../maskers/masker-catalogue';
import type { Disposition, MaskingPolicy } from '../policy/masking-policy';
import { copyOut } from '../postgres/copy';
import { quoteName } from '../postgres/quote';
import type { Session } from '../postgres/session';
import { DistinctSketch } from './distinct-sketch';
import type { Heap, StoredColumn } from './heaps';
import { normalise } from './normal-form';
import { gram, type ResidueIndex } from './residue-index';
import { RowReader } from './row-reader';
import { spellings } from './spellings';

/** Types whose values are too short or too common to search for: other gates look after them. */
export const unsearchable: ReadonlySet<string> = new Set(['N', 'D', 'T', 'B', 'I', 'V', 'R', 'E']);
const unsearchableTypes = new Set(['tsvector', 'tsquery', 'bit']);
const split = '\u001f';

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
          readers[i]?.(cells.text('utf8'));
        } else count.nulls++;
      }
    });
    await copyOut(session, `select ${columns.map(columnText).join(', ')} from only ${quoteName(heap.schema, heap.relation)}`, (piece) => rows.push(piece));
  }
  return facts;
}

function isSearched(heap: Heap, column: StoredColumn, policy: MaskingPolicy, facts: SourceFacts): boolean {
  const disposition = policy.tables[heap.table]?.columns[column.name];
  if (disposition !== undefined && 'keep' in disposition) return false;
  if (unsearchable.has(column.category) || unsearchableTypes.has(column.type) || column.reference) return false;
  const loose = disposition !== undefined && 'mask' in disposition && maskerNamed(disposition.mask)?.disjoint === false;
  if (loose) facts.unsearched.push(`${heap.table}.${column.name}: masker ${disposition.mask} writes values that real ones may equal`);
  return !loose;
}

function columnText(column: StoredColumn): string {
  const name = quoteName(column.name);
  return column.category === 'A' ? `array_to_string(${name}, U&'\\001f')` : `${name}::text`;
}

function factsOf(facts: SourceFacts, name: string): ColumnFacts {
  const known = facts.columns.get(name) ?? { nulls: 0, rows: 0, distinct: new DistinctSketch() };
  facts.columns.set(name, known);
  return known;
}

function valueReader(disposition: Disposition | undefined, column: StoredColumn, index: ResidueIndex, publicValues: ReadonlySet<string>): (cell: string) => void {
  const add = valueAdder(index, publicValues, vocabulary(disposition));
  if (column.type === 'json' || column.type === 'jsonb') {
    const kept = disposition !== undefined && 'json' in disposition ? keptPaths(disposition.json) : new Set<string>();
    return (cell) => leaves(JSON.parse(cell), '$', kept, add);
  }
  if (column.category === 'A') return (cell) => cell.split(split).forEach((element) => add(element));
  return add;
}

// A source text that is made of the words of a masker cannot be told from its output.
function vocabulary(disposition: Disposition | undefined): RegExp | undefined {
  return disposition !== undefined && 'mask' in disposition && disposition.mask === 'free-text' ? new RegExp(`^(?:${maskerNamed('free-text')?.grammar ?? ''})$`) : undefined;
}

function valueAdder(index: ResidueIndex, publicValues: ReadonlySet<string>, common: RegExp | undefined): (value: string) => void {
  const sink = new ByteSink(256);
  const scratch = Buffer.alloc(1 << 16);
  const one = (value: string): void => {
    const short = value.length < scratch.length / 4;
    const bytes = short ? scratch : Buffer.from(value);
    sink.length = 0;
    normalise(bytes, 0, short ? scratch.write(value, 'utf8') : bytes.length, sink);
    if (sink.length < gram) return;
    if (publicValues.size > 0 && publicValues.has(Buffer.from(sink.written()).toString('latin1'))) return;
    index.add(sink.bytes, 0, sink.length);
  };
  return (value) => {
    if (value.length < gram || common?.test(value) === true) return;
    one(value);
    for (const other of spellings(value)) one(other);
  };
}

export function normalText(value: string): string {
  const sink = new ByteSink(256);
  const bytes = Buffer.from(value);
  normalise(bytes, 0, bytes.length, sink);
  return Buffer.from(sink.written()).toString('latin1');
}

function keptPaths(json: Readonly<Record<string, object>>): ReadonlySet<string> {
  return new Set(Object.entries(json).filter(([, disposition]) => 'keep' in disposition).map(([path]) => path));
}

function leaves(value: unknown, path: string, kept: ReadonlySet<string>, add: (text: string) => void): void {
  if (kept.has(path)) return;
  if (typeof value === 'string') add(value);
  else if (typeof value === 'number' && Math.abs(value) >= 1e8) add(String(value));
  else if (Array.isArray(value)) for (const element of value) leaves(element, `${path}[*]`, kept, add);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      if (name.length >= 12) add(name); // a value may hide as a name
      leaves(member, `${path}.${name}`, kept, add);
    }
  }
}
