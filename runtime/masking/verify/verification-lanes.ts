import { MaskingError } from '../postgres/masking-error';
import { dead, type ByteGrammar } from './byte-grammar';
import { registers } from './distinct-sketch';
import { gram, halvesSize } from './gram-hash';
import type { JsonShape } from './json-shapes';
import { verificationCode, type EachCell, type LaneCode } from './lane-module';
import * as layout from './lane-layout';
import { placeBits, type AnchorTables } from './residue-index';
import { hashEnds } from './value-hash';

interface LoadedGrammar { readonly grammar: ByteGrammar; readonly at: number; readonly next: number; readonly room: number; version: number }

/** What is done for each cell of a column; one that is shorter than `least` is passed over. */
export interface ColumnWork {
  readonly counted?: boolean;
  readonly grammar?: ByteGrammar;
  readonly least?: number;
  readonly searched?: boolean;
}

/** A column that is worked on here: where it is described, and its sketch. */
export interface LaneColumn {
  readonly at: number;
  readonly ranks?: Uint8Array;
}

/** A shape that is known here: where it is described. */
interface LaneShape { readonly at: number; readonly size: number }

/** Told of documents of one shape: in memory from `at` on, `size` bytes for each, are the number of its row and where its scalars begin and end. */
export type TakeDocuments = (at: number, size: number, count: number) => void;

/** What is left of a column to TypeScript: these rows. */
export interface LeftRows {
  readonly nulls: number;
  readonly rows: Int32Array;
}

/** Told of candidates or values, as their lists have them. */
type TakeList = (list: Int32Array) => void;

/**
 * Looks at batches of rows in WebAssembly, in a memory of its own: a column of the target is searched and checked against its
 * grammar, values of the source are put into normal form and hashed. It does what is plain, and lists what is left to TypeScript.
 */
export class VerificationLanes implements AnchorTables {
  public readonly bytes: Uint8Array;
  public readonly words: Int32Array;
  public readonly halves: Uint8Array;
  public readonly anchored: Uint8Array;
  /** Cells of which nothing is told. */
  public readonly plain: LaneColumn = { at: layout.plainColumn };
  private readonly code: LaneCode;
  private grammars: LoadedGrammar[] = [];
  private readonly shapes = new Map<JsonShape<unknown>, LaneShape | undefined>();
  private columnsEnd: number = layout.columns;

  /** `seed`: with what anchors are hashed. */
  public constructor(seed: number) {
    const memory = new WebAssembly.Memory({ initial: layout.pages });
    this.code = verificationCode.on(memory);
    this.bytes = new Uint8Array(memory.buffer);
    this.words = new Int32Array(memory.buffer);
    this.halves = this.bytes.subarray(layout.halves, layout.halves + halvesSize);
    this.anchored = this.bytes.subarray(layout.anchored, layout.anchored + (1 << placeBits));
    for (let set = 0; set < 256; set++) {
      let at = layout.picks + 8 * set;
      for (let bit = 0; bit < 8; bit++) if ((set >> bit & 1) === 1) this.bytes[at++] = bit;
    }
    this.words[layout.seed >> 2] = seed;
  }

  /** Lanes, where the processor has them. */
  public static ifSupported(seed: number): VerificationLanes | undefined {
    return verificationCode.supported ? new VerificationLanes(seed) : undefined;
  }

  /** An anchor that fewer values have is good enough. */
  public setEnough(values: number): void {
    this.words[layout.enough >> 2] = values;
  }

  /** A value in normal form that may be one of these is left. */
  public noticePublic(values: readonly string[]): void {
    for (const value of values) {
      const bytes = Buffer.from(value, 'latin1');
      if (bytes.length < gram) continue;
      const place = hashEnds(bytes, 0, bytes.length, this.words[layout.seed >> 2] as number) >>> layout.publicShift;
      this.bytes[layout.publicBits + (place >>> 3)] = (this.bytes[layout.publicBits + (place >>> 3)] as number) | (1 << (place & 7));
      this.words[layout.hasPublic >> 2] = 1;
    }
  }

  /** Forgets the columns of another relation. */
  public begin(): void {
    this.columnsEnd = layout.columns;
    this.grammars = [];
    this.shapes.clear();
  }

  /** Describes a column. Undefined: there is no room, or its grammar has no tables; all of it is left. */
  public column({ counted = false, grammar, least = 0, searched = false }: ColumnWork): LaneColumn | undefined {
    const at = this.room(layout.columnSize);
    const sketch = counted ? this.room(registers) : 0;
    const loaded = grammar === undefined ? 0 : this.load(grammar);
    if (at === undefined || sketch === undefined || loaded === undefined) return undefined;
    this.words.set([sketch, loaded, least, searched ? 1 : 0], at >> 2);
    return sketch === 0 ? { at } : { at, ranks: this.bytes.subarray(sketch, sketch + registers) };
  }

  /** Takes a text of whole rows and cuts it; answers how many rows it cut. */
  public split(source: Uint8Array, from: number, to: number, columns: number): number {
    this.bytes.set(source.subarray(from, to), layout.text);
    const rows = this.code.split(layout.text, layout.text + to - from, layout.starts, columns, Math.min(layout.mostRows, Math.floor(layout.mostStarts / (columns + 2)) - 1));
    if (rows < 0) throw new MaskingError('a row has another number of columns than its table');
    return rows;
  }

  /** Looks at a column of the target. Candidates are told while their normal forms are in memory. */
  public scan(column: LaneColumn, at: number, size: number, rows: number, take: TakeList): LeftRows {
    return this.each(this.code.scan, column, at, size, rows, take);
  }

  /** Takes the values of a column of the source. */
  public collect(column: LaneColumn, at: number, size: number, rows: number, take: TakeList): LeftRows {
    return this.each(this.code.collect, column, at, size, rows, take);
  }

  /** Looks for documents of some shapes, each in all rows that have none of those before. Answers for each row whether it had one. */
  public leaves(shapes: readonly JsonShape<unknown>[], counted: LaneColumn | undefined, at: number, size: number, rows: number, take: (shape: number) => TakeDocuments): Uint8Array {
    this.bytes.fill(0, layout.matched, layout.matched + rows);
    shapes.forEach((shape, which) => {
      const lane = this.shape(shape, counted);
      if (lane !== undefined) this.eachDocument(lane, at, size, rows, take(which));
    });
    return this.bytes.slice(layout.matched, layout.matched + rows);
  }

  /** Takes over what grammars have learned meanwhile from what was left. */
  public refresh(): void {
    for (const loaded of this.grammars) if (loaded.grammar.tables?.version !== loaded.version) this.copyTables(loaded);
  }

  private each(code: EachCell, column: LaneColumn, at: number, size: number, rows: number, take: TakeList): LeftRows {
    const { words } = this;
    words[layout.nulls >> 2] = 0;
    words[layout.leftEnd >> 2] = layout.left;
    for (let done = 0; done < rows; ) {
      words[layout.listEnd >> 2] = layout.list;
      words[layout.listLimit >> 2] = layout.listFull;
      words[layout.normalEnd >> 2] = layout.normal;
      done = code(column.at, at + done * size, size, rows, done);
      const end = words[layout.listEnd >> 2] as number;
      if (end > layout.list) take(words.subarray(layout.list >> 2, end >> 2));
    }
    return { nulls: words[layout.nulls >> 2] as number, rows: words.slice(layout.left >> 2, (words[layout.leftEnd >> 2] as number) >> 2) };
  }

  private eachDocument(shape: LaneShape, at: number, size: number, rows: number, take: TakeDocuments): void {
    const { words } = this;
    for (let done = 0; done < rows; ) {
      words[layout.listEnd >> 2] = layout.spans;
      words[layout.listLimit >> 2] = layout.spansFull;
      done = this.code.leaves(shape.at, at + done * size, size, rows, done);
      const found = ((words[layout.listEnd >> 2] as number) - layout.spans) / shape.size;
      if (found > 0) take(layout.spans, shape.size, found);
    }
  }

  private shape(shape: JsonShape<unknown>, counted: LaneColumn | undefined): LaneShape | undefined {
    if (!this.shapes.has(shape)) this.shapes.set(shape, this.loadShape(shape, counted));
    return this.shapes.get(shape);
  }

  private loadShape({ between, leaves: scalars }: JsonShape<unknown>, counted: LaneColumn | undefined): LaneShape | undefined {
    const at = this.room(layout.shapeSize + layout.shapePartSize * between.length);
    const text = this.room(between.reduce((sum, { length }) => sum + length, 16));
    if (at === undefined || text === undefined) return undefined;
    this.words.set([counted === undefined ? 0 : (this.words[(counted.at + layout.column.sketch) >> 2] as number), at + layout.shapeSize + layout.shapePartSize * scalars.length], at >> 2);
    let place = text;
    between.forEach((bytes, i) => {
      this.words.set([place, bytes.length, scalars[i]?.isText === true ? 1 : 0], (at + layout.shapeSize + i * layout.shapePartSize) >> 2);
      this.bytes.set(bytes, place);
      place += bytes.length;
    });
    return { at, size: 4 + 8 * scalars.length };
  }

  // Empty memory behind that of the other columns.
  private room(size: number): number | undefined {
    const at = this.columnsEnd;
    if (at + size > layout.pages * layout.pageSize) return undefined;
    this.columnsEnd = at + ((size + 15) & ~15);
    this.bytes.fill(0, at, this.columnsEnd);
    return at;
  }

  private load(grammar: ByteGrammar): number | undefined {
    const { tables } = grammar;
    if (tables === undefined || tables.width > widest) return undefined;
    const { next, classOf, accepts, width } = tables;
    const room = Math.max(4 * next.length, leastRows << width);
    const at = this.room(layout.grammarSize);
    const places = [this.room(4 * room), this.room(classOf.length), this.room(accepts.length)];
    const [nextAt, classesAt, acceptsAt] = places;
    if (at === undefined || nextAt === undefined || classesAt === undefined || acceptsAt === undefined) return undefined;
    this.bytes.set(classOf.map((number) => 4 * number), classesAt); // as far into a row of integers
    this.words.set([nextAt, classesAt, acceptsAt, width + 2], at >> 2);
    const loaded = { grammar, at, next: nextAt, room, version: -1 };
    this.grammars.push(loaded);
    this.copyTables(loaded);
    return at;
  }

  // What leads to rows for which there is no room stays unknown.
  private copyTables(loaded: LoadedGrammar): void {
    const { tables } = loaded.grammar;
    if (tables === undefined || tables.rows << tables.width > loaded.room) return;
    loaded.version = tables.version;
    const { words } = this;
    const place = loaded.next >> 2;
    for (let i = 0; i < tables.rows << tables.width; i++) {
      const state = tables.next[i] as number;
      words[place + i] = state <= dead ? state : loaded.next + 4 * state;
    }
    this.bytes.set(tables.accepts.subarray(0, tables.rows), this.words[(loaded.at + layout.grammar.accepts) >> 2] as number);
  }
}

/** As many classes as a row may have, four times, are a byte. */
const widest = 6;
/** Tables may grow to so many rows while a part is read. */
const leastRows = 512;
