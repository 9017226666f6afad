import { ByteSink } from '../maskers/byte-sink';
import type { MaskingPolicy } from '../policy/masking-policy';
import { copyOut } from '../postgres/copy';
import type { Session } from '../postgres/session';
import type { ByteGrammar } from './byte-grammar';
import { cellCheck, DocumentCheck, grammarOfCells, type CellCheck, type CellRule } from './cell-rules';
import { FactsByColumn, type ColumnFacts, type PlainFacts } from './column-facts';
import { columnsPass } from './columns-pass';
import { ownName, ruleInTarget } from './coverage';
import { decodings } from './decodings';
import { detectors } from './detectors';
import { digitsAreExplained } from './explained-digits';
import { Findings, type Finding } from './finding';
import { PerHeap, rowsOfPart, type HeapPart } from './heap-parts';
import { readableColumn, type Heap } from './heaps';
import type { JsonShape } from './json-shapes';
import { mostRows } from './lane-layout';
import { normalise } from './normal-form';
import { gram } from './gram-hash';
import type { ResidueHit, ResidueSearch } from './residue-search';
import type { Batch, Cell, RowsPass } from './row-reader';
import { unsearchable } from './source-values';
import { VerificationLanes, type ColumnWork, type LaneColumn } from './verification-lanes';

/** Texts in which an encoding could hide something. */
const encoded = /[%&\\=]|[A-Za-z0-9+/_-]{11}/;
const remembered = 4096;
/** Of a path that no policy knows. */
const nowhere: CellRule = { kind: 'empty' };
/** No detector finds anything in less. */
const shortest = 6;
const residue = 'value of the source';

/** What a pass has found, as it goes from thread to thread. */
export interface Scanned {
  readonly grammar: readonly Finding[];
  readonly residue: readonly Finding[];
  readonly personal: readonly Finding[];
  readonly secrets: readonly Finding[];
  readonly columns: PlainFacts;
  /** Rows by table. */
  readonly rows: ReadonlyMap<string, number>;
  readonly cells: number;
}

/** What the lanes have done for a cell: all they could, nothing, all but that it may hold a value of the source, or all there is to do. */
const [done, untouched, held, checked] = [0, 1, 2, 3];
type CellReader = (cell: Cell, fate: number) => void;
/** How a column is read: cell by cell what the lanes leave, and in any case if they cannot tell all of it. */
interface ColumnReader { readonly facts: ColumnFacts; readonly read: CellReader; readonly work: ColumnWork; readonly always: boolean; readonly documents?: DocumentCheck }

/** A pass over every byte of relations of the target: grammars, residue, detectors. */
export class TargetScanner {
  private readonly grammar = new Findings();
  private readonly residue = new Findings();
  private readonly personal = new Findings();
  private readonly secrets = new Findings();
  private readonly facts = new FactsByColumn();
  private readonly rows = new Map<string, number>();
  private readonly sink = new ByteSink(1 << 12);
  private readonly hits: ResidueHit[] = [];
  private cells = 0;
  private counted = false;
  private readonly fates = new Uint8Array(mostRows);
  private lanes: VerificationLanes | undefined;
  private readonly leafLanes = new Map<ByteGrammar, LaneColumn | undefined>();
  private readonly readers = new PerHeap((heap) => this.columnReaders(heap));

  public constructor(private readonly policy: MaskingPolicy, private readonly index: ResidueSearch | undefined) {}

  public async part(session: Session, part: HeapPart): Promise<void> {
    const pass = this.pass(part.heap);
    await copyOut(session, rowsOfPart(part, part.heap.columns.map(readableColumn)), (piece) => pass.push(piece));
    pass.end();
  }

  /** Reads rows of a relation, as COPY writes them. */
  public pass(heap: Heap): RowsPass {
    this.lanes ??= this.makeLanes();
    this.leafLanes.clear();
    return columnsPass(this.readers.of(heap), this.lanes, (batch, place, reader, lane) => this.column(batch, place, reader, lane), (rows) => {
      const table = ownName(heap, this.policy);
      this.cells += rows * heap.columns.length;
      this.rows.set(table, (this.rows.get(table) ?? 0) + rows);
    });
  }

  public scanned(): Scanned {
    return {
      grammar: this.grammar.all(), residue: this.residue.all(), personal: this.personal.all(), secrets: this.secrets.all(),
      columns: this.facts.plain(), rows: this.rows, cells: this.cells,
    };
  }

  private makeLanes(): VerificationLanes | undefined {
    const tables = this.index?.tables;
    const lanes = VerificationLanes.ifSupported(tables?.seed ?? 0);
    if (tables !== undefined) lanes?.halves.set(tables.halves);
    return lanes;
  }

  private column(batch: Batch, place: number, reader: ColumnReader, lane: LaneColumn | undefined): void {
    const { lanes, fates } = this;
    const { facts, read, always } = reader;
    facts.rows += batch.rows;
    const begun = lanes !== undefined && lane !== undefined && batch.lanes !== undefined;
    fates.fill(begun ? done : untouched, 0, batch.rows);
    if (begun && !this.begin(batch, batch.lanes.at(place), batch.lanes.size, reader, lanes, lane)) return;
    for (let row = 0; row < batch.rows; row++) {
      const fate = fates[row] as number;
      if (fate === checked || (fate === done && !always)) continue;
      if (batch.look(row, place)) read(batch, fate);
      else facts.nulls++;
    }
  }

  // What lanes do of a column. Answers whether anything is left.
  private begin({ rows }: Batch, at: number, size: number, { facts, always, documents }: ColumnReader, lanes: VerificationLanes, lane: LaneColumn): boolean {
    const { fates, index } = this;
    let some = always;
    const left = lanes.scan(lane, at, size, rows, (candidates) => index?.rowsOf(lanes.bytes, candidates, (row) => {
      fates[row] = held;
      some = true;
    }));
    for (const row of left.rows) fates[row] = untouched;
    if (!always) facts.nulls += left.nulls;
    if (documents !== undefined) this.documents(lanes, at, size, rows, documents);
    return some || left.rows.length > 0;
  }

  // Documents of a known shape are as they should be if their scalars are.
  private documents(lanes: VerificationLanes, at: number, size: number, rows: number, check: DocumentCheck): void {
    const { fates } = this;
    const { shapes } = check.documents;
    lanes.leaves(shapes, undefined, at, size, rows, (shape) => (spans, spanSize, count) => {
      const rowOf = (i: number): number => lanes.words[(spans + i * spanSize) >> 2] as number;
      const good = Uint8Array.from({ length: count }, (_, i) => (fates[rowOf(i)] === done ? 1 : 0));
      const leaves = (shapes[shape] as JsonShape<CellRule>).leaves.map(({ node }, i) => ({ rule: node?.leaf ?? nowhere, at: spans + 4 + 8 * i }));
      const free = leaves.filter(({ rule }) => rule.kind === 'free');
      for (const leaf of leaves) if (leaf.rule.kind !== 'free') this.leaf(lanes, leaf.rule, check, leaf.at, spanSize, good);
      for (let i = 0; i < count; i++) {
        if (good[i] === 0) continue;
        this.counted = false;
        for (const { rule, at: first } of free) lookAt(lanes, check.checkOf(rule), first + i * spanSize);
        fates[rowOf(i)] = checked;
      }
    });
  }

  // Marks the documents of which a scalar is not as it should be.
  private leaf(lanes: VerificationLanes, rule: CellRule, check: DocumentCheck, at: number, size: number, good: Uint8Array): void {
    const grammar = grammarOfCells(rule);
    const lane = grammar?.tables === undefined ? undefined : this.leafLane(lanes, grammar);
    const rest = lane === undefined ? good.keys() : lanes.scan(lane, at, size, good.length, () => undefined).rows;
    for (const i of rest) if (good[i] === 1 && !lookAt(lanes, check.checkOf(rule), at + i * size)) good[i] = 0;
  }

  private leafLane(lanes: VerificationLanes, grammar: ByteGrammar): LaneColumn | undefined {
    if (!this.leafLanes.has(grammar)) this.leafLanes.set(grammar, lanes.column({ grammar }));
    return this.leafLanes.get(grammar);
  }

  private columnReaders(heap: Heap): readonly ColumnReader[] {
    const table = ownName(heap, this.policy);
    const searched = this.index !== undefined;
    return heap.columns.map((column) => {
      const at = `${table}.${column.name}`;
      const rule = ruleInTarget(heap, column, this.policy) ?? { kind: 'free' };
      const facts = this.facts.of(at);
      if (unsearchable.has(column.category) && rule.kind === 'free') return { facts, read: this.plainReader(at), work: { least: gram, searched }, always: false };
      const grammar = grammarOfCells(rule);
      const reader = { facts, ...this.cellReader(at, rule, facts) };
      return grammar?.tables === undefined ? { ...reader, work: { counted: true, searched }, always: true } : { ...reader, work: { counted: true, grammar, searched }, always: false };
    });
  }

  // Numbers, dates and the like: no grammar, no encoding, not counted in the source; but their bytes are searched as all others.
  private plainReader(at: string): CellReader {
    return ({ source, from, to }) => {
      if (to - from >= gram && this.holds(source, from, to)) this.residue.add(at, residue);
    };
  }

  private cellReader(at: string, rule: CellRule, facts: ColumnFacts): Pick<ColumnReader, 'read' | 'documents'> {
    const known = new Set<string>();
    const look = (bytes: Uint8Array, from: number, to: number): void => {
      if (to - from < shortest) return;
      const text = Buffer.from(bytes.subarray(from, to)).toString('utf8');
      if (known.has(text)) return;
      if (!this.suspicious(at, text) && known.size < remembered && text.length < 64) known.add(text);
    };
    const documents = rule.kind === 'json' ? new DocumentCheck(rule.paths, look) : undefined;
    const check = documents?.check ?? cellCheck(rule, look);
    const read: CellReader = ({ source, from, to }, fate) => {
      if (fate === untouched) facts.distinct.add(source, from, to);
      this.counted = false;
      const good = check(source, from, to);
      if (!good) this.grammar.add(at, rule.kind === 'empty' ? 'value in a removed column' : 'value that its masker does not write');
      if (fate !== done && (this.holds(source, from, to) || this.holdsHex(source, from, to))) this.addResidue(at);
      else if (!good) look(source, from, to);
    };
    return documents === undefined ? { read } : { read, documents };
  }

  // Counted by cell, however often and in how many spellings a cell has it.
  private addResidue(at: string): void {
    if (!this.counted) this.residue.add(at, residue);
    this.counted = true;
  }

  /** Whether a detector or a decoding finds something in a text that no masker wrote. */
  private suspicious(at: string, text: string): boolean {
    const found = detectors.filter((detector) => detector.find(text));
    for (const { kind, name } of found) (kind === 'secret' ? this.secrets : this.personal).add(at, name);
    if (this.index === undefined || text.length < gram || (text.length >= 500 && !encoded.test(text))) return found.length > 0;
    const hidden = decodings(text).some((decoded) => {
      const bytes = Buffer.from(decoded);
      return this.holds(bytes, 0, bytes.length);
    });
    if (hidden) this.addResidue(at);
    return hidden || found.length > 0;
  }

  /** Whether a value of the source is anywhere in the bytes. */
  private holds(bytes: Uint8Array, from: number, to: number): boolean {
    const { sink, hits } = this;
    if (this.index === undefined) return false;
    sink.length = 0;
    normalise(bytes, from, to, sink);
    if (hits.length > 0) hits.length = 0;
    this.index.find(sink.bytes, sink.length, this.onHit);
    return hits.some(({ start, length }) => {
      const value = Buffer.from(sink.bytes.subarray(start, start + length)).toString('latin1');
      return !/^\d+$/.test(value) || !digitsAreExplained(Buffer.from(bytes.subarray(from, to)).toString('utf8'), value);
    });
  }

  private readonly onHit = (hit: ResidueHit): void => void this.hits.push(hit);

  // Bytes are written as hex digits: what they say is looked at too.
  private holdsHex(bytes: Uint8Array, from: number, to: number): boolean {
    if (bytes[from] !== 92 || bytes[from + 1] !== 120) return false;
    const hidden = Buffer.from(Buffer.from(bytes.subarray(from + 2, to)).toString('latin1'), 'hex');
    return this.holds(hidden, 0, hidden.length);
  }
}

// Looks at a scalar; at a place in memory is where it begins and ends.
const lookAt = ({ words, bytes }: VerificationLanes, look: CellCheck, at: number): boolean => look(bytes, words[at >> 2] as number, (words[(at >> 2) + 1] as number) - 1);
