import { ByteSink } from '../maskers/byte-sink';
import { maskerNamed } from '../maskers/masker-catalogue';
import type { Disposition, MaskingPolicy } from '../policy/masking-policy';
import { copyOut } from '../postgres/copy';
import { quoteName } from '../postgres/quote';
import type { Session } from '../postgres/session';
import { FactsByColumn, type ColumnFacts } from './column-facts';
import { columnsPass } from './columns-pass';
import { PerHeap, rowsOfPart, type HeapPart } from './heap-parts';
import { isDocument, readableColumn, type Heap, type StoredColumn } from './heaps';
import { byteGrammar, type ByteGrammar } from './byte-grammar';
import { pathTree, type JsonSink } from './json-leaves';
import { JsonShapes } from './json-shapes';
import { normalise } from './normal-form';
import { ResidueIndex } from './residue-index';
import type { Batch, RowsPass } from './row-reader';
import { ValueCollector } from './value-collector';
import { VerificationLanes, type ColumnWork, type LaneColumn, type LeftRows } from './verification-lanes';
import { xmlLeaves } from './xml-leaves';

/** Types whose values are too short or too common to search for: other gates look after them. */
export const unsearchable: ReadonlySet<string> = new Set(['N', 'D', 'T', 'B', 'I', 'V', 'R', 'E']);
const unsearchableTypes = new Set(['tsvector', 'tsquery', 'bit']);
const split = 31;

/** Columns that could hold personal values but are left out of the search, each with the reason. */
export function unsearchedColumns(heaps: readonly Heap[], policy: MaskingPolicy): readonly string[] {
  return [...new Set(heaps.filter(({ derived }) => !derived).flatMap((heap) => heap.columns.flatMap((column) => {
    const { masker } = lookAt(heap, column, policy);
    if (masker === undefined) return [];
    const at = `${heap.table}.${column.name}`;
    return [masker === 'redact' ? `${at}: masker redact keeps words; searched are the addresses and numbers in it` : `${at}: masker ${masker} writes values that real ones may equal`];
  })))];
}

/** About how many values there will be, so that room is made once. */
export function expectedValues(heaps: readonly Heap[], policy: MaskingPolicy): number {
  return heaps.reduce((sum, heap) => sum + heap.estimate * searchedColumns(heap, policy).length, 0);
}

function searchedColumns(heap: Heap, policy: MaskingPolicy): readonly StoredColumn[] {
  return heap.derived ? [] : heap.columns.filter((column) => lookAt(heap, column, policy).searched);
}

/** Whether a column is searched, and the masker because of which it is not, or only in part. */
function lookAt(heap: Heap, column: StoredColumn, policy: MaskingPolicy): { readonly searched: boolean; readonly masker?: string } {
  const disposition = policy.tables[heap.table]?.columns[column.name];
  if (disposition !== undefined && 'keep' in disposition) return { searched: false };
  if (unsearchable.has(column.category) || unsearchableTypes.has(column.type) || column.reference) return { searched: false };
  const loose = disposition !== undefined && 'mask' in disposition && maskerNamed(disposition.mask)?.disjoint === false;
  return loose ? { searched: disposition.mask === 'redact', masker: disposition.mask } : { searched: true };
}

/** How the values of a column are taken: cell by cell; by lanes, where they are the cells as they are; or by the shapes of its documents. */
interface ValueReader { readonly read: CellReader; readonly work?: ColumnWork; readonly documents?: SourceDocuments }
interface ColumnReader extends ValueReader { readonly text: string; readonly facts: ColumnFacts }

/**
 * Puts every value of the source that is not kept on purpose into the index: also of tables that are not copied. What to
 * take is decided by exclusion, so a column nobody thought of is in.
 */
export class SourceIndexer {
  public readonly facts = new FactsByColumn();
  private readonly publicValues: ReadonlySet<string>;
  private readonly readers = new PerHeap((heap) => searchedColumns(heap, this.policy).map((column): ColumnReader => ({
    text: columnText(column), facts: this.facts.of(`${heap.table}.${column.name}`),
    ...valueReader(this.policy.tables[heap.table]?.columns[column.name], column, this.index, this.publicValues),
  })));

  public readonly index: ResidueIndex;
  private readonly lanes: VerificationLanes | undefined;

  /** `expected`: how many values there may be. */
  public constructor(private readonly policy: MaskingPolicy, expected: number, seed: number) {
    this.lanes = VerificationLanes.ifSupported(seed);
    this.index = new ResidueIndex(expected, seed, this.lanes);
    this.publicValues = new Set(Object.keys(policy.publicValues).map(normalText));
    this.lanes?.noticePublic([...this.publicValues]);
  }

  public async part(session: Session, part: HeapPart): Promise<void> {
    const columns = this.readers.of(part.heap).map(({ text }) => text);
    if (columns.length === 0) return;
    const pass = this.pass(part.heap);
    await copyOut(session, rowsOfPart(part, columns), (piece) => pass.push(piece));
    pass.end();
  }

  /** Reads rows of the columns of a relation that are searched, as COPY writes them. */
  public pass(heap: Heap): RowsPass {
    return columnsPass(this.readers.of(heap), this.lanes, (batch, place, reader, lane) => this.column(batch, place, reader, lane));
  }

  private column(batch: Batch, place: number, { facts, read, documents }: ColumnReader, lane: LaneColumn | undefined): void {
    const { lanes } = this;
    const add = (row: number): void => {
      if (batch.look(row, place)) {
        facts.distinct.add(batch.source, batch.from, batch.to);
        read(batch.source, batch.from, batch.to);
      } else facts.nulls++;
    };
    facts.rows += batch.rows;
    if (lanes === undefined || lane === undefined || batch.lanes === undefined) {
      for (let row = 0; row < batch.rows; row++) add(row);
      return;
    }
    const [at, size] = [batch.lanes.at(place), batch.lanes.size];
    if (documents !== undefined) {
      this.documents(lanes, lane, at, size, batch.rows, documents).forEach((done, row) => { if (done === 0) add(row); });
      return;
    }
    const left = this.collect(lanes, lane, at, size, batch.rows);
    facts.nulls += left.nulls;
    left.rows.forEach(add);
  }

  private collect(lanes: VerificationLanes, lane: LaneColumn, at: number, size: number, rows: number): LeftRows {
    const { index } = this;
    lanes.setEnough(index.enough);
    return lanes.collect(lane, at, size, rows, (values) => index.place(values, 0, values.length));
  }

  // The texts of documents of known shapes are taken as columns are. Answers for each row whether it was done.
  private documents(lanes: VerificationLanes, lane: LaneColumn, at: number, size: number, rows: number, { leaves, scalar }: SourceDocuments): Uint8Array {
    const { words, bytes } = lanes;
    return lanes.leaves(leaves.shapes, lane, at, size, rows, (shape) => (spans, spanSize, count) => {
      leaves.shapes[shape]?.leaves.forEach(({ node, isText }, i) => {
        if (node?.leaf === true) return;
        const first = spans + 4 + 8 * i;
        for (const row of isText ? this.collect(lanes, lanes.plain, first, spanSize, count).rows : Array(count).keys()) {
          const place = (first + row * spanSize) >> 2;
          scalar(node, bytes, words[place] as number, (words[place + 1] as number) - 1, isText);
        }
      });
    });
  }
}

function columnText(column: StoredColumn): string {
  const name = quoteName(column.name);
  return column.category === 'A' ? `array_to_string(${name}, U&'\\001f')` : isDocument(column) ? readableColumn(column) : `${name}::text`;
}

type CellReader = (bytes: Uint8Array, from: number, to: number) => void;

/** The documents of a column: what happens to their scalars; those of paths that are kept have a leaf. */
interface SourceDocuments { readonly leaves: JsonShapes<boolean>; readonly scalar: JsonSink<boolean>['scalar'] }

function valueReader(disposition: Disposition | undefined, column: StoredColumn, index: ResidueIndex, publicValues: ReadonlySet<string>): ValueReader {
  const common = vocabulary(disposition);
  const collector = new ValueCollector(index, publicValues, common);
  const redacted = disposition !== undefined && 'mask' in disposition && disposition.mask === 'redact';
  const add: CellReader = redacted
    ? (bytes, from, to) => tellingParts(Buffer.from(bytes.subarray(from, to)).toString('utf8')).forEach((part) => collector.addText(part))
    : (bytes, from, to) => collector.add(bytes, from, to);
  const paths = disposition !== undefined && 'json' in disposition ? Object.entries(disposition.json) : [];
  if (column.type === 'xml') {
    const kept = new Set(paths.filter(([, inner]) => 'keep' in inner).map(([path]) => path));
    return { read: (bytes, from, to) => xmlLeaves(Buffer.from(bytes.subarray(from, to)).toString('utf8')).forEach(({ path, text }) => { if (!kept.has(path)) collector.addText(text); }) };
  }
  if (isDocument(column)) {
    const documents = sourceDocuments(paths, collector, add);
    const read: CellReader = (bytes, from, to) => {
      documents.leaves.walk(bytes, from, to);
      documents.leaves.learn(from, to);
    };
    return redacted ? { read } : { read, documents, work: { counted: true } };
  }
  if (column.category === 'A') return { read: (bytes, from, to) => elements(bytes, from, to, add) };
  if (redacted || (common !== undefined && common.tables === undefined)) return { read: add };
  return { read: add, work: { counted: true, ...(common === undefined ? {} : { grammar: common }) } };
}

function sourceDocuments(paths: readonly (readonly [string, Disposition])[], collector: ValueCollector, add: CellReader): SourceDocuments {
  const names = new Set(paths.flatMap(([path]) => path.split(/[.[]/))); // of members that the policy knows
  const scalar: SourceDocuments['scalar'] = (node, bytes, from, to, isText) => {
    if (node?.leaf === true) return;
    if (isText) add(bytes, from, to);
    else if (to - from > 8) addNumber(collector, Buffer.from(bytes.subarray(from, to)).toString('latin1'));
  };
  const leaves = new JsonShapes(pathTree(paths.map(([path, inner]) => [path, 'keep' in inner] as const)), {
    scalar,
    structure: () => undefined,
    name: (bytes, from, to) => {
      const hides = to - from >= 12 && !names.has(Buffer.from(bytes.subarray(from, to)).toString('utf8'));
      if (hides) add(bytes, from, to); // a value may hide as a name
    },
  });
  return { leaves, scalar };
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
