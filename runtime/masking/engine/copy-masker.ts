import { ByteSink } from '../maskers/byte-sink';
import { MaskingError } from '../postgres/masking-error';
import type { Prf } from '../prf/prf';
import { arrayElements } from './array-sites';
import type { TableActions, ValueAction } from './column-action';
import { backslash, escapeField, isNull, newline, tab, unescapeField } from './copy-text';
import { JsonWalker } from './json-sites';
import * as site from './site-list';
import { IntegerRecords, siteFields } from './site-list';

/** A masked field: where it lies in the input, where its text lies and in which bytes, and which sites are in it. */
const fieldFields = 7;
const removed = 1 << 30;

/**
 * Masks rows in COPY text format, bytes to bytes. Two passes over the rows of a batch: the first finds the values and
 * collects what to hash, the second writes; between them all hashes are computed at once. What is kept is copied as it is.
 */
export class CopyMasker {
  public rows = 0;
  private readonly input = new ByteSink(1 << 17);
  private readonly scratch = new ByteSink(1 << 14);
  private readonly canonical = new ByteSink(1024);
  private readonly out = new ByteSink(1 << 17);
  private readonly sites = new IntegerRecords(siteFields * 4096);
  private readonly fields = new IntegerRecords(fieldFields * 4096);
  private readonly starts: Int32Array;
  private readonly walkers: readonly (JsonWalker | undefined)[];
  private textInScratch = 0;
  /** Whether the row at hand has any escape: most have none, and need no second look. */
  private escapes = false;

  public constructor(private readonly actions: TableActions, private readonly prf: Prf) {
    this.starts = new Int32Array(actions.columns.length + 1);
    this.walkers = actions.columns.map((column, index) => (column.kind === 'json' ? new JsonWalker(`${actions.table}.${actions.names[index] ?? ''}`, {
      mask: (action, start, end, string) => this.addSite(start, end, action, string ? 0 : 1, string ? 'json' : 'bare'),
      remove: (start, end) => this.addRemoved(start, end),
    }) : undefined));
  }

  /** Takes any piece of the stream; returns the masked rows that are complete by now. Valid until the next call. */
  public push(chunk: Uint8Array): Uint8Array {
    const { input } = this;
    const before = input.length;
    input.copy(chunk, 0, chunk.length);
    const last = chunk.lastIndexOf(newline); // looking in what came before would take forever for a long row
    if (last < 0) return new Uint8Array();
    const end = before + last;
    this.collect(end + 1);
    this.prf.run();
    this.write(end + 1);
    input.bytes.copyWithin(0, end + 1, input.length);
    input.length -= end + 1;
    return this.out.written();
  }

  /** Says that the stream is over. */
  public finish(): void {
    if (this.input.length > 0) throw new MaskingError(`${this.actions.table}: the stream ended within a row; run again`);
  }

  private collect(end: number): void {
    this.prf.begin();
    this.sites.length = 0;
    this.fields.length = 0;
    this.scratch.length = 0;
    const { bytes } = this.input;
    const { starts } = this;
    const columns = this.actions.columns.length;
    let column = 0;
    this.escapes = false;
    starts[0] = 0;
    for (let i = 0; i < end; i++) {
      const byte = bytes[i] as number;
      if (byte > backslash) continue;
      if (byte === backslash) this.escapes = true;
      else if (byte === tab) {
        if (++column >= columns) throw this.wrongColumns();
        starts[column] = i + 1;
      } else if (byte === newline) {
        if (column !== columns - 1 && columns > 0) throw this.wrongColumns();
        starts[columns] = i + 1;
        this.row();
        column = 0;
        this.escapes = false;
        starts[0] = i + 1;
      }
    }
  }

  private wrongColumns(): MaskingError {
    return new MaskingError(`${this.actions.table}: a row has another number of columns than the plan; the schema changed during the run`);
  }

  private row(): void {
    this.rows++;
    const { columns } = this.actions;
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i];
      if (column === undefined || column.kind === 'verbatim') continue;
      const start = this.starts[i] as number;
      const end = (this.starts[i + 1] as number) - 1;
      if (column.kind === 'removed') {
        this.addField(start, end, i, removed, 0, 0, 0);
        continue;
      }
      if (isNull(this.input.bytes, start, end)) continue;
      this.field(i, start, end);
    }
  }

  private field(index: number, start: number, end: number): void {
    const column = this.actions.columns[index];
    const firstSite = this.sites.length;
    const { textStart, textEnd } = this.text(start, end);
    const bytes = this.textBytes();
    if (column?.kind === 'value') this.addSite(textStart, textEnd, column.action, 0, 'plain');
    else if (column?.kind === 'array') {
      arrayElements(bytes, textStart, textEnd, (from, to, wasQuoted) => this.addSite(from, to, column.action, wasQuoted ? 0 : 1, 'array'));
    } else if (column?.kind === 'json') this.walkers[index]?.walk(this.textBytes(), textStart, textEnd, column.tree);
    this.addField(start, end, this.textInScratch, textStart, textEnd, firstSite, this.sites.length);
  }

  private addField(start: number, end: number, inScratch: number, textStart: number, textEnd: number, firstSite: number, lastSite: number): void {
    const at = this.fields.claim(fieldFields);
    const { values } = this.fields;
    values[at] = start;
    values[at + 1] = end;
    values[at + 2] = inScratch;
    values[at + 3] = textStart;
    values[at + 4] = textEnd;
    values[at + 5] = firstSite;
    values[at + 6] = lastSite;
  }

  // The text of a field is the input itself, unless an escape in it had to be undone.
  private text(start: number, end: number): { textStart: number; textEnd: number } {
    const { bytes } = this.input;
    this.textInScratch = 0;
    for (let i = this.escapes ? start : end; i < end; i++) {
      if (bytes[i] !== backslash) continue;
      this.textInScratch = 1;
      const textStart = this.scratch.length;
      unescapeField(bytes, start, end, this.scratch);
      return { textStart, textEnd: this.scratch.length };
    }
    return { textStart: start, textEnd: end };
  }

  private textBytes(): Uint8Array {
    return this.textInScratch === 1 ? this.scratch.bytes : this.input.bytes;
  }

  private addSite(start: number, end: number, actionIndex: number, quoted: number, layer: 'plain' | 'array' | 'json' | 'bare'): void {
    const action = this.actions.values[actionIndex] as ValueAction;
    let [from, to, inScratch] = [start, end, this.textInScratch];
    if (this.escapes && (layer === 'json' || layer === 'array') && this.textBytes().subarray(start, end).includes(backslash)) {
      from = this.scratch.length;
      const inner = Buffer.from(this.textBytes().subarray(start, end)).toString('utf8');
      this.scratch.all(Buffer.from(layer === 'json' ? String(JSON.parse(`"${inner}"`)) : inner.replaceAll(/\\(.)/gs, '$1')));
      [to, inScratch] = [this.scratch.length, 1];
    }
    const at = this.sites.claim(siteFields);
    const { values } = this.sites;
    values[at + site.from] = start;
    values[at + site.to] = end;
    values[at + site.valueFrom] = from;
    values[at + site.valueTo] = to;
    values[at + site.inScratch] = inScratch;
    values[at + site.action] = actionIndex;
    values[at + site.digest] = action.hashes ? this.hash(action, inScratch === 1 ? this.scratch.bytes : this.input.bytes, from, to) : 0;
    values[at + site.quoted] = layer === 'bare' && action.numeric ? 0 : quoted;
  }

  private addRemoved(start: number, end: number): void {
    this.sites.push(start, end, 0, 0, 0, removed, 0, 0);
  }

  private hash(action: ValueAction, bytes: Uint8Array, from: number, to: number): number {
    if (action.subject >= 0) return this.prf.add(action.domain, this.input.bytes, this.starts[action.subject] as number, (this.starts[action.subject + 1] as number) - 1);
    this.canonical.length = 0;
    action.masker.canonical(bytes, from, to, this.canonical);
    return this.prf.add(action.domain, this.canonical.bytes, 0, this.canonical.length);
  }

  private write(end: number): void {
    const { out, fields, input } = this;
    out.length = 0;
    let copied = 0;
    for (let i = 0; i < fields.length; i += fieldFields) {
      const record = fields.values;
      out.copy(input.bytes, copied, record[i] as number);
      copied = record[i + 1] as number;
      if (record[i + 3] === removed) {
        const column = this.actions.columns[record[i + 2] as number];
        if (column?.kind === 'removed') out.all(column.field);
      } else this.writeField(i);
    }
    out.copy(input.bytes, copied, end);
  }

  private writeField(at: number): void {
    const { out, sites } = this;
    const record = this.fields.values;
    const inScratch = record[at + 2] === 1;
    const bytes = inScratch ? this.scratch.bytes : this.input.bytes;
    const lastSite = record[at + 6] as number;
    let copied = record[at + 3] as number;
    for (let i = record[at + 5] as number; i <= lastSite; i += siteFields) {
      const start = (i < lastSite ? sites.values[i + site.from] : record[at + 4]) as number;
      if (start > copied && inScratch) escapeField(bytes, copied, start, out);
      else if (start > copied) out.copy(bytes, copied, start);
      if (i === lastSite) return;
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
