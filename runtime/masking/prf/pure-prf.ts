import { ByteSink } from '../maskers/byte-sink';
import { formOf, inForm, nothing } from '../maskers/canonical-forms';
import * as layout from './batch-layout';
import { longestMessage } from './prf';
import { RowBatch, type BatchCode } from './row-batch';
import { compress } from './sha256-block';

const [backslash, tab, newline, letterN] = [92, 9, 10, 78];

/** The batch in plain TypeScript: for processors without WebAssembly SIMD, and the reference the other one is tested by. */
export class PurePrf extends RowBatch {
  protected readonly code: BatchCode = {
    seal: (header, length, key) => this.hash(header, length, key),
    message: (form, from, to, key) => this.message(form, from, to, key),
    column: (...given) => this.eachRow(...given),
    split: (...given) => this.rowsOf(...given),
    hashSites: (...given) => this.eachSite(...given),
    write: (...given) => this.writeFields(...given),
    hmac: () => undefined, // each message was hashed when it was added: without lanes there is nothing to gain by waiting
  };
  private readonly block = new Int32Array(16);
  private readonly state = new Int32Array(8);
  private readonly canonical = new ByteSink();

  public constructor() {
    super();
    this.fill();
  }

  protected grow(pages: number): ArrayBuffer {
    const larger = new Uint8Array(this.bytes.length + 65_536 * pages);
    larger.set(this.bytes);
    return larger.buffer;
  }

  private message(form: number, from: number, to: number, key: number): number {
    if (to - from > layout.longestField) return layout.notDone;
    const { canonical } = this;
    canonical.length = 0;
    inForm(form, this.bytes, from, to, canonical);
    if (canonical.length > longestMessage) return layout.notDone;
    const header = this.words[layout.cursor >> 2] as number;
    this.bytes.set(canonical.written(), header + layout.messageHeader);
    return this.hash(header, canonical.length, key);
  }

  private hash(header: number, length: number, key: number): number {
    const { block, state, words, bytes } = this;
    const at = header + layout.messageHeader;
    const states = key >> 2;
    state.set(words.subarray(states, states + 8));
    for (let start = 0; start < length + 9; start += 64) {
      block.fill(0);
      for (let i = start; i <= length && i < start + 64; i++) block[(i & 63) >> 2] = (block[(i & 63) >> 2] as number) | ((i === length ? 0x80 : (bytes[at + i] as number)) << (24 - 8 * (i & 3)));
      if (start + 64 >= length + 9) block[15] = (64 + length) * 8;
      compress(state, block);
    }
    block.fill(0);
    block.set(state);
    block[8] = 0x8000_0000;
    block[15] = 96 * 8;
    state.set(words.subarray(states + 8, states + 16));
    compress(state, block);
    for (let i = 0; i < 32; i++) bytes[at + i] = (state[i >> 2] as number) >>> (24 - 8 * (i & 3));
    words[layout.cursor >> 2] = at + 32;
    return at;
  }

  private eachRow(row: number, rowSize: number, rows: number, own: number, hashed: number, escapes: number, cell: number, cellSize: number, form: number, key: number): number {
    const { words } = this;
    let left = 0;
    for (let i = 0; i < rows; i++) {
      const at = (row + i * rowSize) >> 2;
      const [from, to] = [words[at + (own >> 2)] as number, (words[at + (own >> 2) + 1] as number) - 1];
      let found = words[at + (escapes >> 2)] === 0 ? 1 : this.escapesOf(from, to);
      if (found === 1 && form !== formOf(nothing)) found = this.message(form, words[at + (hashed >> 2)] as number, (words[at + (hashed >> 2) + 1] as number) - 1, key);
      words[(cell + i * cellSize) >> 2] = found;
      if (found === layout.notDone) left++;
    }
    return left;
  }

  private eachSite(first: number, actions: number): number {
    const { words } = this;
    const { site } = layout;
    let left = 0;
    for (let at = first >> 2; at < (words[layout.sitesEnd >> 2] as number) >> 2; at += layout.siteSize / 4) {
      if ((words[at + site.action] as number) >= site.removed) continue;
      const action = (actions + layout.actionSize * (words[at + site.action] as number)) >> 2;
      const form = words[action + layout.action.form] as number;
      const digest = words[at + site.inScratch] === 1 || form === formOf(nothing) ? layout.notDone
        : this.message(form, words[at + site.valueFrom] as number, words[at + site.valueTo] as number, words[action + layout.action.domain] as number);
      words[at + site.digest] = digest;
      if (digest === layout.notDone) left++;
    }
    return left;
  }

  // Replacements are left to the maskers, one by one.
  private writeFields(first: number, total: number, outputs: number, count: number, row: number, rowSize: number, cells: number, _sites: number, _actions: number, end: number): number {
    const { words } = this;
    for (let index = first; index < total; index++) {
      const output = (outputs + layout.outputSize * (index % count)) >> 2;
      if (words[(cells >> 2) + index] === layout.nullField && words[output + 2] === 0) continue;
      const field = (row + Math.floor(index / count) * rowSize + (words[output] as number)) >> 2;
      this.copyText(words[field] as number);
      words[layout.copied >> 2] = (words[field + 1] as number) - 1;
      return index;
    }
    this.copyText(end);
    return total;
  }

  private copyText(to: number): void {
    const { bytes, words } = this;
    const [out, from] = [words[layout.written >> 2] as number, words[layout.copied >> 2] as number];
    bytes.copyWithin(out, from, to);
    words[layout.written >> 2] = out + to - from;
    words[layout.copied >> 2] = to;
  }

  private escapesOf(from: number, to: number): number {
    const { bytes } = this;
    if (to - from === 2 && bytes[from] === backslash && bytes[from + 1] === letterN) return layout.nullField;
    return bytes.subarray(from, to).includes(backslash) ? layout.notDone : 1;
  }

  private rowsOf(from: number, end: number, first: number, columns: number, most: number): number {
    const { bytes, words } = this;
    let row = first >> 2;
    let [rows, column, escaped] = [0, 0, 0];
    words[row] = from;
    for (let i = from; i < end; i++) {
      const byte = bytes[i] as number;
      if (byte === backslash) escaped = 1;
      else if (byte === tab) {
        if (++column >= columns) return -1;
        words[row + column] = i + 1;
      } else if (byte === newline) {
        if (columns > 0 && column !== columns - 1) return -1;
        words[row + columns] = i + 1;
        words[row + columns + 1] = escaped;
        if (++rows === most) return rows;
        row += columns + 2;
        words[row] = i + 1;
        [column, escaped] = [0, 0];
      }
    }
    return rows;
  }
}
