import { unescapeField, isNull } from '../engine/copy-text';
import { ByteSink } from '../maskers/byte-sink';
import * as layout from './lane-layout';
import type { VerificationLanes } from './verification-lanes';

const [tab, newline, backslash] = [9, 10, 92];

/** A cell, as it was looked at last; valid until the next look. */
export interface Cell {
  readonly source: Uint8Array;
  readonly from: number;
  readonly to: number;
}

/** Some rows of a relation; valid while they are being taken. */
export interface Batch extends Cell {
  readonly rows: number;
  /** Where a column begins and ends in what is known of the first row, in the memory of the lanes, and how much is known of each. Undefined: the lanes do not have the batch. */
  readonly lanes: { at(column: number): number; readonly size: number } | undefined;
  /** Looks at a cell: `false` for null, otherwise its text, unescaped, is `source[from..to)`. */
  look(row: number, column: number): boolean;
}

/** Rows of a relation, in pieces, until their end. */
export interface RowsPass {
  push(piece: Uint8Array): void;
  end(): void;
}

/** Cuts a COPY stream into batches of rows: in lanes where there are any, but for rows that are too long for them. */
export class RowReader implements Batch {
  public total = 0;
  public rows = 0;
  public source: Uint8Array = new Uint8Array();
  public from = 0;
  public to = 0;
  public lanes: Batch['lanes'];
  /** For each row, as integers: where each cell starts, where the next row starts, whether it has an escape. */
  private starts: Int32Array = new Int32Array();
  private first = 0;
  private bytes: Uint8Array = new Uint8Array();
  private readonly size: number;
  private own: Int32Array = new Int32Array();
  private readonly input = new ByteSink(1 << 17);
  private readonly scratch = new ByteSink(1 << 10);

  public constructor(private readonly columns: number, private readonly memory: VerificationLanes | undefined, private readonly take: (batch: Batch) => void) {
    this.size = columns + 2;
  }

  public push(piece: Uint8Array): void {
    const { input } = this;
    const before = input.length;
    input.copy(piece, 0, piece.length);
    const last = piece.lastIndexOf(newline);
    if (last < 0) return;
    const end = before + last + 1;
    for (let from = 0; from < end; ) {
      from += this.cut(from, end);
      this.total += this.rows;
      this.take(this);
    }
    input.bytes.copyWithin(0, end, input.length);
    input.length -= end;
  }

  public look(row: number, column: number): boolean {
    const { bytes, starts, first, size, scratch } = this;
    const at = first + row * size;
    this.source = bytes;
    this.from = starts[at + column] as number;
    this.to = (starts[at + column + 1] as number) - 1;
    if (starts[at + size - 1] === 0) return true;
    if (isNull(bytes, this.from, this.to)) return false;
    scratch.length = 0;
    unescapeField(bytes, this.from, this.to, scratch);
    this.source = scratch.bytes;
    this.from = 0;
    this.to = scratch.length;
    return true;
  }

  // Cuts some of the rows; answers how long they are.
  private cut(from: number, end: number): number {
    const { memory, input, columns, size } = this;
    const fits = end - from <= layout.mostText ? end : input.bytes.lastIndexOf(newline, from + layout.mostText - 1) + 1;
    if (memory === undefined || fits <= from) return this.cutHere(from, end);
    this.rows = memory.split(input.bytes, from, fits, columns);
    this.bytes = memory.bytes;
    this.starts = memory.words;
    this.first = layout.starts >> 2;
    this.lanes = { at: (column) => layout.starts + 4 * column, size: 4 * size };
    return (this.starts[this.first + this.rows * size - 2] as number) - layout.text;
  }

  private cutHere(start: number, end: number): number {
    const { columns, size, input: { bytes } } = this;
    const most = Math.min(layout.mostRows, Math.ceil((end - start) / Math.max(1, columns)));
    if (this.own.length < most * size) this.own = new Int32Array(most * size);
    const { own } = this;
    let [row, column, escaped, at] = [0, 0, 0, start];
    own[0] = start;
    for (; at < end && row < most; at++) {
      const byte = bytes[at];
      if (byte === tab) own[row * size + ++column] = at + 1;
      else if (byte === backslash) escaped = 1;
      else if (byte === newline) {
        own[row * size + columns] = at + 1;
        own[row * size + columns + 1] = escaped;
        own[++row * size] = at + 1;
        [column, escaped] = [0, 0];
      }
    }
    this.rows = row;
    this.bytes = bytes;
    this.starts = own;
    this.first = 0;
    this.lanes = undefined;
    return at - start;
  }
}
