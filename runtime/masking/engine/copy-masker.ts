import { ByteSink } from '../maskers/byte-sink';
import { asIs, formOf, nothing } from '../maskers/canonical-forms';
import type { Recipe } from '../maskers/recipe';
import { MaskingError } from '../postgres/masking-error';
import { actionSize, notDone, nullField, site, siteSize } from '../prf/batch-layout';
import type { RowPrf } from '../prf/prf';
import { recipeWords } from '../prf/recipe-bytes';
import { arrayElements } from './array-sites';
import type { ColumnAction, TableActions, ValueAction } from './column-action';
import { backslash, escapeField, isNull, newline, unescapeField } from './copy-text';
import { JsonWalker } from './json-sites';
import { IntegerRecords } from './site-list';

/** Rows and known fields of a batch: what is looked at again should still be in the processor's cache. */
const [mostRows, mostFields] = [512, 1 << 14];
const siteFields = siteSize / 4;

/** Finds the sites in a text: a document or an array. */
type FindSites = (bytes: Uint8Array, start: number, end: number) => void;

/** A column that does not stay as it is. */
interface ActiveColumn {
  readonly column: number;
  readonly does: ColumnAction;
  /** Of a column whose values hold several. */
  readonly find: FindSites | undefined;
}

/**
 * Masks rows in COPY text format, bytes to bytes, a batch of rows at a time: split them, go through each column and collect
 * what to hash, compute all hashes at once, write. What is kept is copied as it is. The batch does what is alike in all
 * rows; documents, arrays, and fields with escapes are taken apart here.
 */
export class CopyMasker {
  public rows = 0;
  /** The beginning of a row whose end has not come yet. */
  private readonly begun = new ByteSink(1 << 12);
  /** Texts of fields that had escapes. */
  private readonly scratch = new ByteSink(1 << 14);
  private readonly canonical = new ByteSink(1024);
  private readonly field = new ByteSink(1024);
  private readonly out = new ByteSink(1 << 17);
  /** What cells refer to by a negative number: a value that had escapes, or a whole text, with the sites within it behind. */
  private readonly sites = new IntegerRecords(siteFields * 4096);
  private readonly active: readonly ActiveColumn[];
  private readonly batchRows: number;
  /** Where the batch keeps what it knows of columns and actions. */
  private readonly outputsAt: number;
  private readonly actionsAt: number;
  /** Whether the field at hand had to be unescaped. */
  private textInScratch = false;

  public constructor(private readonly actions: TableActions, private readonly prf: RowPrf) {
    this.active = actions.columns.flatMap((does, column) => (does.kind === 'verbatim' ? [] : [{ column, does, find: this.finder(does, actions.names[column] as string) }]));
    this.batchRows = Math.max(1, Math.min(mostRows, Math.floor(mostFields / (actions.columns.length + 1))));
    [this.actionsAt, this.outputsAt] = this.describe();
  }

  /** Takes any piece of the stream; returns the masked rows that are complete by now. Valid until the next call. */
  public push(chunk: Uint8Array): Uint8Array {
    const { begun, prf, out } = this;
    let complete = chunk.length; // bytes of rows that end in it; a buffer's own search from behind is slow
    while (complete > 0 && chunk[complete - 1] !== newline) complete--;
    out.length = 0;
    if (complete > 0) {
      const start = prf.place(begun.length + complete);
      prf.bytes.set(begun.written(), start);
      prf.bytes.set(chunk.subarray(0, complete), start + begun.length);
      const end = start + begun.length + complete;
      for (let from = start; from < end; ) from = this.batch(from, end);
      begun.length = 0;
    }
    begun.copy(chunk, complete, chunk.length);
    return out.written();
  }

  /** Says that the stream is over. */
  public finish(): void {
    if (this.begun.length > 0) throw new MaskingError(`${this.actions.table}: the stream ended within a row; run again`);
  }

  private finder(does: ColumnAction, name: string): FindSites | undefined {
    if (does.kind === 'array') {
      return (bytes, start, end) => arrayElements(bytes, start, end, (from, to, wasQuoted) => this.addSite(from, to, does.action, wasQuoted ? 0 : 1, 'array'));
    }
    if (does.kind !== 'json') return undefined;
    const walker = new JsonWalker(`${this.actions.table}.${name}`, {
      mask: (action, start, end, string) => this.addSite(start, end, action, string ? 0 : 1, string ? 'json' : 'bare'),
      remove: (start, end) => this.addText(start, end, site.removed),
    });
    return (bytes, start, end) => walker.walk(bytes, start, end, does.tree);
  }

  // What is hashed by another column's value, and what writes nothing from its own, is not done by the batch among sites.
  private describe(): readonly [number, number] {
    const { actions: { values }, active, prf } = this;
    const keep = (bytes: Uint8Array): number => prf.keep(bytes);
    const kept = (words: readonly number[]): number => prf.keep(new Uint8Array(Int32Array.from(words).buffer));
    const recipes = values.map(({ masker, form, subject, domain }) => [...recipeWords(masker.recipe, keep), subject >= 0 ? formOf(nothing) : form, domain]);
    const actionsAt = kept(recipes.flat());
    const recipeOf = (does: ColumnAction): number => {
      if (does.kind === 'value') return actionsAt + actionSize * does.action;
      const removed: Recipe = { kind: 'pieces', pieces: does.kind === 'removed' ? [{ literal: Buffer.from(does.field).toString('latin1') }] : [] };
      return kept(recipeWords(removed, keep));
    };
    const outputs = active.map(({ column, does }) => [4 * column, recipeOf(does), does.kind === 'removed' ? 1 : 0]);
    return [actionsAt, kept(outputs.flat())];
  }

  // Masks as many of the rows as one batch takes; answers where the others begin.
  private batch(from: number, end: number): number {
    const { prf, active, actions: { columns, table }, out } = this;
    const next = prf.split(from, end, columns.length, this.batchRows, active.length);
    if (prf.rows < 0) throw new MaskingError(`${table}: a row has another number of columns than the plan; the schema changed during the run`);
    this.rows += prf.rows;
    this.collect();
    prf.run();
    prf.beginWriting(from);
    for (let cell = 0, total = prf.rows * active.length; ; cell++) {
      cell = prf.write(cell, next, this.outputsAt, this.actionsAt);
      if (cell === total) break;
      this.writeField(cell);
    }
    out.all(prf.written());
    return next;
  }

  // Sites first, as they are placed before all messages.
  private collect(): void {
    const { active, prf, sites } = this;
    sites.length = 0;
    this.scratch.length = 0;
    active.forEach(({ column, find }, place) => {
      if (find !== undefined) this.collectStructures(place, column, find);
    });
    if (sites.length > 0) {
      prf.takeSites(sites.values, sites.length);
      if (prf.hashSites(this.actionsAt) > 0) this.hashOtherSites(prf.sites >> 2);
    }
    active.forEach(({ column, does }, place) => {
      if (does.kind === 'value') this.collectValues(place, column, does.action);
    });
  }

  private collectValues(place: number, column: number, actionIndex: number): void {
    const { prf, actions: { columns, values }, sites } = this;
    const { subject, form, hashes, domain } = values[actionIndex] as ValueAction;
    const left = subject >= 0 && hashes
      ? prf.column(place, columns.length, column, subject, formOf(asIs), domain)
      : prf.column(place, columns.length, column, column, form, domain);
    if (left === 0) return;
    for (let row = 0; row < prf.rows; row++) {
      if (prf.words[this.cell(row, place)] !== notDone) continue;
      const { textStart, textEnd } = this.text(...this.span(row, column));
      const at = this.addText(textStart, textEnd, actionIndex);
      this.refer(row, place, at);
      sites.values[at + site.digest] = this.hash(values[actionIndex] as ValueAction, this.textInScratch, textStart, textEnd, row);
    }
  }

  // Where a cell is among the words.
  private cell(row: number, place: number): number {
    return (this.prf.cells >> 2) + row * this.active.length + place;
  }

  private span(row: number, column: number): readonly [number, number] {
    const { prf: { words, starts }, actions: { columns } } = this;
    const at = (starts >> 2) + row * (columns.length + 2) + column;
    return [words[at] as number, (words[at + 1] as number) - 1];
  }

  // A cell that refers to a site is negative, and not null.
  private refer(row: number, place: number, firstSite: number): void {
    this.prf.words[this.cell(row, place)] = nullField - 1 - firstSite;
  }

  // An array or a document: its sites are behind that of the whole text, which says where the last one is.
  private collectStructures(place: number, column: number, find: FindSites): void {
    const { prf, sites } = this;
    const { words, bytes } = prf;
    for (let row = 0; row < prf.rows; row++) {
      const [start, end] = this.span(row, column);
      const escaped = words[(prf.starts >> 2) + (row + 1) * (this.actions.columns.length + 2) - 1] === 1;
      if (escaped && isNull(bytes, start, end)) {
        words[this.cell(row, place)] = nullField;
        continue;
      }
      this.textInScratch = false;
      const { textStart, textEnd } = escaped ? this.text(start, end) : { textStart: start, textEnd: end };
      const first = this.addText(textStart, textEnd, site.whole);
      find(this.textBytes(), textStart, textEnd);
      sites.values[first + site.last] = sites.length;
      sites.values[first + site.quoted] = row;
      this.refer(row, place, first);
    }
  }

  // The text of a field is the input itself, unless an escape in it had to be undone.
  private text(start: number, end: number): { textStart: number; textEnd: number } {
    const { bytes } = this.prf;
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
    return this.textInScratch ? this.scratch.bytes : this.prf.bytes;
  }

  private addText(start: number, end: number, action: number): number {
    return this.addRecord(start, end, start, end, this.textInScratch, action, 0);
  }

  private addRecord(from: number, to: number, valueFrom: number, valueTo: number, inScratch: boolean, action: number, quoted: number): number {
    const at = this.sites.claim(siteFields);
    const { values } = this.sites;
    values[at + site.from] = from;
    values[at + site.to] = to;
    values[at + site.valueFrom] = valueFrom;
    values[at + site.valueTo] = valueTo;
    values[at + site.inScratch] = inScratch ? 1 : 0;
    values[at + site.action] = action;
    values[at + site.digest] = notDone;
    values[at + site.quoted] = quoted;
    return at;
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
    this.addRecord(start, end, from, to, inScratch, actionIndex, layer === 'bare' && action.numeric ? 0 : quoted);
  }

  // Those with escapes, long ones, and those that go by another column.
  private hashOtherSites(sitesAt: number): void {
    const { prf, sites: { values, length }, actions } = this;
    for (let at = 0, row = 0; at < length; at += siteFields) {
      const actionIndex = values[at + site.action] as number;
      if (actionIndex === site.whole) row = values[at + site.quoted] as number;
      const action = actions.values[actionIndex];
      if (action === undefined || prf.words[sitesAt + at + site.digest] !== notDone) continue;
      const digest = this.hash(action, values[at + site.inScratch] === 1, values[at + site.valueFrom] as number, values[at + site.valueTo] as number, row);
      prf.words[sitesAt + at + site.digest] = digest;
    }
  }

  private hash(action: ValueAction, inScratch: boolean, from: number, to: number, row: number): number {
    const { prf, canonical } = this;
    if (!action.hashes) return notDone;
    canonical.length = 0;
    if (action.subject >= 0) canonical.copy(prf.bytes, ...this.span(row, action.subject));
    else action.masker.canonical(inScratch ? this.scratch.bytes : prf.bytes, from, to, canonical);
    return prf.add(action.domain, canonical.bytes, 0, canonical.length);
  }

  // What the batch does not write itself.
  private writeField(cell: number): void {
    const { prf, active, actions: { values }, field } = this;
    field.length = 0;
    const { column, does } = active[cell % active.length] as ActiveColumn;
    const known = prf.words[(prf.cells >> 2) + cell] as number;
    if (does.kind === 'removed') field.all(does.field);
    else if (does.kind === 'value' && known >= 0) (values[does.action] as ValueAction).masker.emit(prf.bytes, ...this.span(Math.floor(cell / active.length), column), prf.bytes, known, field);
    else this.writeSites(nullField - 1 - known);
    prf.append(field.written());
  }

  private writeSites(first: number): void {
    const { field, sites } = this;
    if (sites.values[first + site.action] !== site.whole) return this.writeSite(first);
    const last = sites.values[first + site.last] as number;
    const inScratch = sites.values[first + site.inScratch] === 1;
    const bytes = inScratch ? this.scratch.bytes : this.prf.bytes;
    let copied = sites.values[first + site.from] as number;
    for (let i = first + siteFields; i <= last; i += siteFields) {
      const start = (i < last ? sites.values[i + site.from] : sites.values[first + site.to]) as number;
      if (inScratch) escapeField(bytes, copied, start, field);
      else field.copy(bytes, copied, start);
      if (i === last) return;
      this.writeSite(i);
      copied = sites.values[i + site.to] as number;
    }
  }

  private writeSite(at: number): void {
    const { field, prf, sites: { values } } = this;
    if (values[at + site.action] === site.removed) return field.all(nullWord);
    const { masker } = this.actions.values[values[at + site.action] as number] as ValueAction;
    const bytes = values[at + site.inScratch] === 1 ? this.scratch.bytes : prf.bytes;
    const quoted = values[at + site.quoted] === 1;
    if (quoted) field.byte(34);
    masker.emit(bytes, values[at + site.valueFrom] as number, values[at + site.valueTo] as number, prf.bytes, this.digestOf(at), field);
    if (quoted) field.byte(34);
  }

  // A site that the batch took has its digest there.
  private digestOf(at: number): number {
    const { prf, sites: { values } } = this;
    const inBatch = prf.sites + 4 * at < prf.sitesEnd;
    return (inBatch ? prf.words[(prf.sites >> 2) + at + site.digest] : values[at + site.digest]) as number;
  }
}

const nullWord = Uint8Array.from(Buffer.from('null'));
