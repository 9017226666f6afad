import { nextSchema } from '../engine/target-schemas';
import { ByteSink } from '../maskers/byte-sink';
import type { MaskingPolicy } from '../policy/masking-policy';
import { copyOut } from '../postgres/copy';
import { quoteName } from '../postgres/quote';
import type { Session } from '../postgres/session';
import { cellCheck, ruleOf, type CellRule } from './cell-rules';
import { decodings } from './decodings';
import { detectors } from './detectors';
import { DistinctSketch } from './distinct-sketch';
import { digitsAreExplained } from './explained-digits';
import { Findings, type Gate } from './finding';
import { readableColumn, type Heap } from './heaps';
import { normalise } from './normal-form';
import { gram } from './gram-hash';
import type { ResidueHit, ResidueSearch } from './residue-search';
import { RowReader, type Cells } from './row-reader';
import { unsearchable, type ColumnFacts } from './source-values';

/** Texts in which an encoding could hide something. */
const encoded = /[%&\\=]|[A-Za-z0-9+/_-]{11}/;
const remembered = 4096;
/** No detector finds anything in less. */
const shortest = 6;
const residue = 'value of the source';

export interface TargetScan {
  readonly gates: readonly Gate[];
  readonly columns: Map<string, ColumnFacts>;
  /** Rows by table. */
  readonly rows: ReadonlyMap<string, number>;
}

type CellReader = (cells: Cells) => void;
interface ColumnReader { readonly facts: ColumnFacts; readonly read: CellReader }

/** One pass over every byte of every relation of the target: coverage, grammars, residue, detectors. */
export class TargetScanner {
  private readonly coverage = new Findings();
  private readonly grammar = new Findings();
  private readonly residue = new Findings();
  private readonly personal = new Findings();
  private readonly secrets = new Findings();
  private readonly columns = new Map<string, ColumnFacts>();
  private readonly rows = new Map<string, number>();
  private readonly sink = new ByteSink(1 << 12);
  private readonly hits: ResidueHit[] = [];
  private cells = 0;
  private counted = false;

  public constructor(private readonly policy: MaskingPolicy, private readonly index: ResidueSearch | undefined) {}

  public async scan(session: Session, heaps: readonly Heap[]): Promise<TargetScan> {
    for (const heap of heaps) await this.heap(session, heap);
    await this.largeObjects(session);
    const searched = this.index === undefined ? [] : [this.residue.gate('residue', this.index.values)];
    return {
      gates: [
        this.coverage.gate('coverage', heaps.reduce((sum, heap) => sum + heap.columns.length, 0)), this.grammar.gate('grammar', this.cells), ...searched,
        this.personal.gate('personal data', this.cells), this.secrets.gate('secrets', this.cells),
      ],
      columns: this.columns, rows: this.rows,
    };
  }

  private async heap(session: Session, heap: Heap): Promise<void> {
    const table = this.ownName(heap);
    if (this.policy.tables[table] === undefined && !heap.derived) this.coverage.add(table, 'table that no policy knows');
    const readers = heap.columns.map((column) => {
      const at = `${table}.${column.name}`;
      const rule = heap.derived ? { kind: 'free' as const } : ruleOf(heap, column, table, this.policy);
      if (rule === undefined) this.coverage.add(at, 'column that no policy knows');
      const facts = this.columns.get(at) ?? { nulls: 0, rows: 0, distinct: new DistinctSketch() };
      this.columns.set(at, facts);
      const plain = unsearchable.has(column.category) && (rule === undefined || rule.kind === 'free');
      return { facts, read: plain ? this.plainReader(at, facts) : this.cellReader(at, rule ?? { kind: 'free' }, facts) };
    });
    const reader = new RowReader(heap.columns.length, (cells) => {
      for (let i = 0; i < readers.length; i++) {
        const { facts, read } = readers[i] as ColumnReader;
        facts.rows++;
        if (cells.look(i)) read(cells);
        else facts.nulls++;
      }
    });
    await copyOut(session, `select ${heap.columns.map(readableColumn).join(', ')} from only ${quoteName(heap.schema, heap.relation)}`, (piece) => reader.push(piece));
    this.cells += reader.rows * heap.columns.length;
    this.rows.set(table, (this.rows.get(table) ?? 0) + reader.rows);
    if (['empty', 'omit'].includes(this.policy.tables[table]?.strategy ?? '') && reader.rows > 0) this.coverage.add(table, 'rows in a table that the policy empties', reader.rows);
  }

  // While it is being verified, a schema has the name under which it was built.
  private ownName(heap: Heap): string {
    const [schema = '', ...relation] = heap.table.split('.');
    const own = this.policy.schemas.find((name) => nextSchema(name) === schema) ?? schema;
    return [own, ...relation].join('.');
  }

  // Numbers, dates and the like: no grammar and no encoding, but their bytes are searched as all others.
  private plainReader(at: string, facts: ColumnFacts): CellReader {
    return ({ source, from, to }) => {
      if (to - from >= gram && this.holds(source, from, to)) this.residue.add(at, residue);
      facts.distinct.add(source, from, to);
    };
  }

  private cellReader(at: string, rule: CellRule, facts: ColumnFacts): CellReader {
    const known = new Set<string>();
    const look = (bytes: Uint8Array, from: number, to: number): void => {
      if (to - from < shortest) return;
      const text = Buffer.from(bytes.subarray(from, to)).toString('utf8');
      if (known.has(text)) return;
      if (!this.suspicious(at, text) && known.size < remembered && text.length < 64) known.add(text);
    };
    const check = cellCheck(rule, look);
    return ({ source, from, to }) => {
      facts.distinct.add(source, from, to);
      this.counted = false;
      const good = check(source, from, to);
      if (!good) this.grammar.add(at, rule.kind === 'empty' ? 'value in a removed column' : 'value that its masker does not write');
      if (this.holds(source, from, to) || this.holdsHex(source, from, to)) this.addResidue(at);
      else if (!good) look(source, from, to);
    };
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
    return hits.length > 0 && hits.some(({ start, length }) => {
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

  private async largeObjects(session: Session): Promise<void> {
    const [row] = await session.rows<{ count: string }>('select count(*)::text as count from pg_largeobject_metadata');
    const count = Number(row?.count ?? 0);
    if (count > 0) this.coverage.add('large objects', 'large object, of which none is copied', count);
  }
}
