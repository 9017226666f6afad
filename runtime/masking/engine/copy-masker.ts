import { ByteSink } from '../maskers/byte-sink';
import { MaskingError } from '../postgres/masking-error';
import type { Prf } from '../prf/prf';
import { arrayElements } from './array-sites';
import type { ColumnAction, TableActions, ValueAction } from './column-action';
import { backslash, escapeField, isNull, newline, unescapeField } from './copy-text';
import { JsonWalker } from './json-sites';
import { RowSplitter } from './row-splitter';
import * as site from './site-list';
import { IntegerRecords, siteFields } from './site-list';

/** What is known of a field that changes, as three numbers: where its value lies (or its sites are), and its digest. */
const cellFields = 3;
const unchanged = -0x8000_0000;
const removed = 1 << 30;

/** A column that does not stay as it is. */
interface ActiveColumn {
  readonly column: number;
  readonly does: ColumnAction;
  readonly walker: JsonWalker | undefined;
}

/**
 * Masks rows in COPY text format, bytes to bytes, a batch of rows at a time: split them, go through each column and collect
 * what to hash, compute all hashes at once, write. What is kept is copied as it is.
 */
export class CopyMasker {
  public rows = 0;
  private readonly input = new ByteSink(1 << 17);
  private readonly scratch = new ByteSink(1 << 14);
  private readonly canonical = new ByteSink(1024);
  private readonly out = new ByteSink(1 << 17);
  private readonly sites = new IntegerRecords(siteFields * 4096);
  private readonly splitter: RowSplitter;
  private readonly active: readonly ActiveColumn[];
  private cells = new Int32Array(1 << 12);
  /** The field at hand: whether its text had to be unescaped, and the row it is in. */
  private textInScratch = false;
  private row = 0;

  public constructor(private readonly actions: TableActions, private readonly prf: Prf) {
    this.splitter = new RowSplitter(actions.table, actions.columns.length);
    this.active = actions.columns.flatMap((does, column) => (does.kind === 'verbatim' ? [] : [{ column, does, walker: does.kind === 'json' ? this.walker(column) : undefined }]));
  }

  /** Takes any piece of the stream; returns the masked rows that are complete by now. Valid until the next call. */
  public push(chunk: Uint8Array): Uint8Array {
    const { input } = this;
    const before = input.length;
    input.copy(chunk, 0, chunk.length);
    const last = chunk.lastIndexOf(newline); // looking in what came before would take forever for a long row
    if (last < 0) return new Uint8Array();
    const end = before + last + 1;
    this.splitter.split(input.bytes, end);
    this.rows += this.splitter.rows;
    this.collect();
    this.prf.run();
    this.write(end);
    input.bytes.copyWithin(0, end, input.length);
    input.length -= end;
    return this.out.written();
  }

  /** Says that the stream is over. */
  public finish(): void {
    if (this.input.length > 0) throw new MaskingError(`${this.actions.table}: the stream ended within a row; run again`);
  }

  private walker(column: number): JsonWalker {
    return new JsonWalker(`${this.actions.table}.${this.actions.names[column] ?? ''}`, {
      mask: (action, start, end, string) => this.addSite(start, end, action, string ? 0 : 1, string ? 'json' : 'bare'),
      remove: (start, end) => this.addRemoved(start, end),
    });
  }

  private collect(): void {
    this.prf.begin();
    this.sites.length = 0;
    this.scratch.length = 0;
    const needed = this.splitter.rows * this.active.length * cellFields;
    if (needed > this.cells.length) this.cells = new Int32Array(2 * needed);
    this.active.forEach(({ column, does, walker }, place) => {
      if (does.kind === 'value') this.collectValues(place, column, this.actions.values[does.action] as ValueAction);
      else if (does.kind === 'array' || does.kind === 'json') this.collectStructures(place, column, does, walker);
    });
  }

  private collectValues(place: number, column: number, action: ValueAction): void {
    const { splitter: { starts, escapes, rows, stride }, cells, input: { bytes } } = this;
    const step = this.active.length * cellFields;
    for (let row = 0, at = column, cell = place * cellFields; row < rows; row++, at += stride, cell += step) {
      const start = starts[at] as number;
      const end = (starts[at + 1] as number) - 1;
      cells[cell] = start;
      cells[cell + 1] = end;
      if (escapes[row] === 1 && this.isSpecial(cell, start, end)) {
        if (cells[cell] !== unchanged) cells[cell + 2] = this.hash(action, this.scratch.bytes, ~(cells[cell] as number), cells[cell + 1] as number, row);
      } else cells[cell + 2] = this.hash(action, bytes, start, end, row);
    }
  }

  // Null stays; an escaped field is unescaped into the scratch bytes, and its cell says so by a negative place.
  private isSpecial(cell: number, start: number, end: number): boolean {
    const { cells, input: { bytes } } = this;
    if (isNull(bytes, start, end)) {
      cells[cell] = unchanged;
      return true;
    }
    const { textStart, textEnd } = this.text(start, end);
    if (!this.textInScratch) return false;
    cells[cell] = ~textStart;
    cells[cell + 1] = textEnd;
    return true;
  }

  private hash(action: ValueAction, bytes: Uint8Array, from: number, to: number, row: number): number {
    if (!action.hashes) return 0;
    if (action.subject >= 0) {
      const { starts, stride } = this.splitter;
      const at = row * stride + action.subject;
      return this.prf.add(action.domain, this.input.bytes, starts[at] as number, (starts[at + 1] as number) - 1);
    }
    const { canonical } = this;
    canonical.length = 0;
    action.masker.canonical(bytes, from, to, canonical);
    return this.prf.add(action.domain, canonical.bytes, 0, canonical.length);
  }

  // The cell of an array or a document: its first and last site. The first stands for the whole text.
  private collectStructures(place: number, column: number, does: ColumnAction, walker: JsonWalker | undefined): void {
    const { splitter: { starts, escapes, rows, stride }, cells, sites } = this;
    for (let row = 0; row < rows; row++) {
      const cell = (row * this.active.length + place) * cellFields;
      const start = starts[row * stride + column] as number;
      const end = (starts[row * stride + column + 1] as number) - 1;
      cells[cell] = unchanged;
      if (escapes[row] === 1 && isNull(this.input.bytes, start, end)) continue;
      this.row = row;
      this.textInScratch = false;
      const { textStart, textEnd } = escapes[row] === 1 ? this.text(start, end) : { textStart: start, textEnd: end };
      cells[cell] = sites.length;
      this.addText(textStart, textEnd);
      if (does.kind === 'json') walker?.walk(this.textBytes(), textStart, textEnd, does.tree);
      else if (does.kind === 'array') arrayElements(this.textBytes(), textStart, textEnd, (from, to, wasQuoted) => this.addSite(from, to, does.action, wasQuoted ? 0 : 1, 'array'));
      cells[cell + 1] = sites.length;
    }
  }

  // The text of a field is the input itself, unless an escape in it had to be undone.
  private text(start: number, end: number): { textStart: number; textEnd: number } {
    const { bytes } = this.input;
    this.textInScratch = false;
    for (let i = start; i < end; i++) {
      if (bytes[i] !== backslash) continue;
      this.textInScratch = true;
      const textStart = this.scratch.length;
      unescapeField(bytes, start, end, this.scratch);
      return { textStart, textEnd: this.scratch.length };
    }
    return { textStart: start, textEnd: end };
  }

  private textBytes(): Uint8Array {
    return this.textInScratch ? this.scratch.bytes : this.input.bytes;
  }

  private addText(start: number, end: number): void {
    this.sites.push(start, end, start, end, this.textInScratch ? 1 : 0, 0, 0, 0);
  }

  private addSite(start: number, end: number, actionIndex: number, quoted: number, layer: 'array' | 'json' | 'bare'): void {
    const action = this.actions.values[actionIndex] as ValueAction;
    let [from, to, inScratch] = [start, end, this.textInScratch];
    if (layer !== 'bare' && this.textInScratch && this.textBytes().subarray(start, end).includes(backslash)) {
      from = this.scratch.length;
      const inner = Buffer.from(this.textBytes().subarray(start, end)).toString('utf8');
      this.scratch.all(Buffer.from(layer === 'json' ? String(JSON.parse(`"${inner}"`)) : inner.replaceAll(/\\(.)/gs, '$1')));
      [to, inScratch] = [this.scratch.length, true];
    }
    const digest = this.hash(action, inScratch ? this.scratch.bytes : this.input.bytes, from, to, this.row);
    const at = this.sites.claim(siteFields);
    const { values } = this.sites;
    values[at + site.from] = start;
    values[at + site.to] = end;
    values[at + site.valueFrom] = from;
    values[at + site.valueTo] = to;
    values[at + site.inScratch] = inScratch ? 1 : 0;
    values[at + site.action] = actionIndex;
    values[at + site.digest] = digest;
    values[at + site.quoted] = layer === 'bare' && action.numeric ? 0 : quoted;
  }

  private addRemoved(start: number, end: number): void {
    this.sites.push(start, end, 0, 0, 0, removed, 0, 0);
  }

  private write(end: number): void {
    const { out, active, cells, input: { bytes }, splitter: { starts, rows, stride }, prf: { digests }, actions: { values } } = this;
    out.length = 0;
    let copied = 0;
    for (let row = 0, cell = 0; row < rows; row++) {
      for (let place = 0; place < active.length; place++, cell += cellFields) {
        const { column, does } = active[place] as ActiveColumn;
        const from = cells[cell] as number;
        if (from === unchanged && does.kind !== 'removed') continue;
        const at = row * stride + column;
        out.copy(bytes, copied, starts[at] as number);
        copied = (starts[at + 1] as number) - 1;
        if (does.kind === 'value') {
          const { masker } = values[does.action] as ValueAction;
          if (from >= 0) masker.emit(bytes, from, cells[cell + 1] as number, digests, cells[cell + 2] as number, out);
          else masker.emit(this.scratch.bytes, ~from, cells[cell + 1] as number, digests, cells[cell + 2] as number, out);
        } else if (does.kind === 'removed') out.all(does.field);
        else this.writeStructure(from, cells[cell + 1] as number);
      }
    }
    out.copy(bytes, copied, end);
  }

  private writeStructure(first: number, last: number): void {
    const { out, sites } = this;
    const inScratch = sites.values[first + site.inScratch] === 1;
    const bytes = inScratch ? this.scratch.bytes : this.input.bytes;
    let copied = sites.values[first + site.from] as number;
    for (let i = first + siteFields; i <= last; i += siteFields) {
      const start = (i < last ? sites.values[i + site.from] : sites.values[first + site.to]) as number;
      if (inScratch) escapeField(bytes, copied, start, out);
      else out.copy(bytes, copied, start);
      if (i === last) return;
      this.writeSite(i);
      copied = sites.values[i + site.to] as number;
    }
  }

  private writeSite(at: number): void {
    const { out } = this;
    const { values } = this.sites;
    if (values[at + site.action] === removed) return out.all(nullWord);
    const action = this.actions.values[values[at + site.action] as number] as ValueAction;
    const bytes = values[at + site.inScratch] === 1 ? this.scratch.bytes : this.input.bytes;
    const quoted = values[at + site.quoted] === 1;
    if (quoted) out.byte(34);
    action.masker.emit(bytes, values[at + site.valueFrom] as number, values[at + site.valueTo] as number, this.prf.digests, values[at + site.digest] as number, out);
    if (quoted) out.byte(34);
  }
}

const nullWord = Uint8Array.from(Buffer.from('null'));
