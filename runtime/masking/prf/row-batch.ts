import { createHash } from 'node:crypto';
import { alphanumeric, byteMap, digitsOnly, formOf, isDigit, isLetter, nothing } from '../maskers/canonical-forms';
import { MaskingError } from '../postgres/masking-error';
import { isSeparator } from '../maskers/numbers-with-layout';
import * as layout from './batch-layout';
import { longestMessage, shortened, type RowPrf } from './prf';
import { mostGrowth } from './recipe-bytes';
import { keyedState } from './sha256-block';
import { roundConstants } from './sha256-constants';

const stateSize = 64;
const mostKeys = (layout.kept - layout.keys) / stateSize;
const pageSize = 65_536;
/** Addresses are integers with a sign. */
const mostMemory = 2 ** 31 - 2 ** 20;

/** What a byte is to a number with a layout. */
const layoutClasses = Uint8Array.from({ length: 256 }, (_, byte) => (isDigit(byte) ? 1 : isLetter(byte) ? 2 : isSeparator(byte) ? 3 : 0));

/** Memory of a batch and what computes on it: see `WasmFunction`s of the same names. Addresses are of bytes. */
export interface BatchCode {
  seal(header: number, length: number, key: number): number;
  message(form: number, from: number, to: number, key: number): number;
  column(row: number, rowSize: number, rows: number, own: number, hashed: number, escapes: number, cell: number, cellSize: number, form: number, key: number): number;
  split(from: number, end: number, row: number, columns: number, most: number): number;
  hmac(list: number, blocks: number): void;
  hashSites(at: number, actions: number): number;
  write(index: number, total: number, outputs: number, count: number, row: number, rowSize: number, cells: number, sites: number, actions: number, end: number): number;
}

/** A batch of rows and of messages to hash, in one memory; how it computes is left to its kinds. */
export abstract class RowBatch implements RowPrf {
  public bytes = new Uint8Array();
  public words = new Int32Array();
  public starts = 0;
  public cells = 0;
  public rows = 0;
  public sites = 0;
  protected abstract readonly code: BatchCode;
  private keyCount = 0;
  private readonly constants = new Map<string, number>();
  private keptEnd: number = layout.kept;
  private textEnd: number = layout.kept;
  private cellSize = 0;
  private most = 0;
  private output = 0;
  private readonly known = new Map<string, number>();

  /** Makes the memory larger; what is in it stays. */
  protected abstract grow(pages: number): ArrayBuffer;

  public get sitesEnd(): number {
    return this.words[layout.sitesEnd >> 2] as number;
  }

  public get digests(): Uint8Array {
    return this.bytes;
  }

  public domain(key: Uint8Array): number {
    const name = Buffer.from(key).toString('hex');
    const known = this.known.get(name);
    if (known !== undefined) return known;
    if (this.keyCount === mostKeys) throw new MaskingError(`the policy has more than ${mostKeys} domains; let columns of one kind share theirs`);
    const at = layout.keys + stateSize * this.keyCount++;
    this.words.set(keyedState(key, 0x36), at >> 2);
    this.words.set(keyedState(key, 0x5c), (at + stateSize / 2) >> 2);
    this.known.set(name, at);
    return at;
  }

  public begin(): void {
    this.forgetMessages(this.textEnd);
  }

  public add(domain: number, bytes: Uint8Array, from: number, to: number): number {
    const length = to - from;
    if (length > longestMessage) {
      const short = shortened(bytes, from, to);
      return this.add(domain, short, 0, short.length);
    }
    this.refuseUnknown(domain);
    const header = this.roomFor(length);
    const at = header + layout.messageHeader;
    const { bytes: own } = this;
    for (let i = 0; i < length; i++) own[at + i] = bytes[from + i] as number;
    return this.code.seal(header, length, domain);
  }

  public run(): void {
    const { words } = this;
    for (let blocks = 1; blocks <= layout.mostBlocks; blocks++) {
      const list = (layout.lists >> 2) + blocks;
      this.code.hmac(words[list] as number, blocks);
      words[list] = layout.noMessage;
    }
  }

  public keep(bytes: Uint8Array): number {
    const name = createHash('sha256').update(bytes).digest('hex');
    const known = this.constants.get(name);
    if (known !== undefined) return known;
    const at = this.keptEnd;
    this.keptEnd = (at + bytes.length + layout.slack) & ~15;
    this.textEnd = this.keptEnd;
    this.reach(this.keptEnd);
    this.bytes.set(bytes, at);
    this.constants.set(name, at);
    this.begin();
    return at;
  }

  public place(length: number): number {
    this.textEnd = this.keptEnd + length + layout.slack;
    this.reach(this.textEnd);
    return this.keptEnd;
  }

  public split(from: number, end: number, columns: number, most: number, cells: number): number {
    this.starts = (this.textEnd + 3) & ~3;
    this.cells = this.starts + 4 * (columns + 2) * most;
    this.cellSize = 4 * cells;
    this.most = most;
    this.sites = this.cells + this.cellSize * most;
    this.reach(this.sites);
    this.takeSites(new Int32Array(), 0);
    this.rows = this.code.split(from, end, this.starts, columns, most);
    return this.rows < 0 ? from : this.words[(this.starts >> 2) + (this.rows - 1) * (columns + 2) + columns] as number;
  }

  public column(place: number, columns: number, own: number, hashed: number, form: number, domain: number): number {
    if (form !== formOf(nothing)) this.refuseUnknown(domain);
    this.roomForAll(this.rows);
    return this.code.column(this.starts, 4 * (columns + 2), this.rows, 4 * own, 4 * hashed, 4 * (columns + 1), this.cells + 4 * place, this.cellSize, form, domain);
  }

  public field(form: number, from: number, to: number, domain: number): number {
    this.refuseUnknown(domain);
    this.roomFor(Math.min(to - from, layout.longestField));
    return this.code.message(form, from, to, domain);
  }

  public takeSites(values: Int32Array, count: number): void {
    const end = this.sites + 4 * count;
    this.reach(end);
    this.words.set(values.subarray(0, count), this.sites >> 2);
    this.words[layout.sitesEnd >> 2] = end;
    this.forgetMessages(end);
  }

  public hashSites(actions: number): number {
    const { sites } = this;
    this.roomForAll((this.sitesEnd - sites) / layout.siteSize);
    return this.code.hashSites(sites, actions);
  }

  public beginWriting(from: number): void {
    const at = this.words[layout.cursor >> 2] as number;
    this.words[layout.written >> 2] = at;
    this.words[layout.copied >> 2] = from;
    this.output = at;
  }

  public write(index: number, end: number, outputs: number, actions: number): number {
    const { rows, cellSize, sites } = this;
    const count = cellSize / 4;
    const text = end - (this.words[layout.copied >> 2] as number);
    const most = text + (rows * count + (this.sitesEnd - sites) / layout.siteSize) * mostGrowth;
    this.reach((this.words[layout.written >> 2] as number) + most);
    const stride = (this.cells - this.starts) / this.most;
    return this.code.write(index, rows * count, outputs, Math.max(1, count), this.starts, stride, this.cells, sites, actions, end);
  }

  public append(bytes: Uint8Array): void {
    const at = this.words[layout.written >> 2] as number;
    this.reach(at + bytes.length);
    this.bytes.set(bytes, at);
    this.words[layout.written >> 2] = at + bytes.length;
  }

  public written(): Uint8Array {
    return this.bytes.subarray(this.output, this.words[layout.written >> 2]);
  }

  /** What is in a new memory: to be called once there is one. */
  protected fill(): void {
    this.reach(layout.kept);
    this.bytes.set(Buffer.from('abcdefghijklmnopqrstuvwxyz234567'), layout.letters);
    this.bytes.set(layoutClasses, layout.classes);
    this.words.set(roundConstants, layout.constants >> 2);
    for (const form of [digitsOnly, alphanumeric]) this.bytes.set(byteMap(form), layout.byteMaps + 256 * formOf(form));
    this.words[layout.noMessage >> 2] = layout.noMessage;
    this.words[(layout.noMessage + layout.keyOf) >> 2] = layout.keys;
    this.begin();
  }

  // Anything else in memory would be taken for a key.
  private refuseUnknown(domain: number): void {
    if (domain < layout.keys || domain >= layout.keys + stateSize * this.keyCount) throw new RangeError('unknown masking domain');
  }

  private forgetMessages(start: number): void {
    this.words[layout.cursor >> 2] = (start + 15) & ~15;
    const first = layout.lists >> 2;
    this.words.fill(layout.noMessage, first, first + layout.mostBlocks + 1);
  }

  // Where the next message begins, with room for it behind.
  private roomFor(length: number): number {
    const header = this.words[layout.cursor >> 2] as number;
    this.reach(header + length + layout.messageRoom);
    return header;
  }

  // So many parts of the text that do not overlap, each of them not long.
  private roomForAll(count: number): void {
    this.roomFor(count * layout.messageRoom + Math.min(count * layout.longestField, this.textEnd - this.keptEnd));
  }

  private reach(end: number): void {
    const missing = end + layout.slack - this.bytes.length;
    if (missing <= 0) return;
    if (end > mostMemory) throw new MaskingError('a row is too large to be masked; shorten it in the source, or remove its largest column');
    const buffer = this.grow(Math.max(Math.ceil(missing / pageSize), this.bytes.length / pageSize >> 1, 16));
    this.bytes = new Uint8Array(buffer);
    this.words = new Int32Array(buffer, 0, buffer.byteLength >> 2);
  }
}
