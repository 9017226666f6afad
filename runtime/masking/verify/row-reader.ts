import { unescapeField, isNull } from '../engine/copy-text';
import { ByteSink } from '../maskers/byte-sink';

const [tab, backslash] = [9, 92];
/** 0 for the two bytes that mean something within a row. */
const isPlain = new Uint8Array(256).fill(1);
isPlain[tab] = isPlain[backslash] = 0;

/** The cells of one row; valid while the row is being read. */
export interface Cells {
  /** Looks at a cell: `false` for null, otherwise its text, unescaped, is `source[from..to)`. */
  look(index: number): boolean;
  readonly source: Uint8Array;
  readonly from: number;
  readonly to: number;
}

/** Cuts a COPY stream into rows and cells. */
export class RowReader implements Cells {
  public rows = 0;
  public source: Uint8Array = new Uint8Array();
  public from = 0;
  public to = 0;
  private escapes = false;
  private readonly input = new ByteSink(1 << 17);
  private readonly scratch = new ByteSink(1 << 10);
  private readonly starts: Int32Array;

  public constructor(columns: number, private readonly row: (cells: Cells) => void) {
    this.starts = new Int32Array(columns + 1);
  }

  public push(piece: Uint8Array): void {
    const { input, starts } = this;
    let at = input.length;
    input.copy(piece, 0, piece.length);
    if (!piece.includes(10)) return;
    let rowStart = 0;
    for (let newline = input.bytes.indexOf(10, at); newline >= 0 && newline < input.length; newline = input.bytes.indexOf(10, at)) {
      this.cut(rowStart, newline);
      this.rows++;
      this.row(this);
      at = newline + 1;
      rowStart = at;
    }
    input.bytes.copyWithin(0, rowStart, input.length);
    input.length -= rowStart;
    starts[0] = 0;
  }

  public look(index: number): boolean {
    const { bytes } = this.input;
    this.source = bytes;
    this.from = this.starts[index] as number;
    this.to = (this.starts[index + 1] as number) - 1;
    if (!this.escapes) return true;
    if (isNull(bytes, this.from, this.to)) return false;
    this.scratch.length = 0;
    unescapeField(bytes, this.from, this.to, this.scratch);
    this.source = this.scratch.bytes;
    this.from = 0;
    this.to = this.scratch.length;
    return true;
  }

  private cut(start: number, end: number): void {
    const { bytes } = this.input;
    const { starts } = this;
    starts[0] = start;
    let column = 1;
    let escapes = false;
    for (let i = start; i < end; i++) {
      const byte = bytes[i] as number;
      if (isPlain[byte] === 1) continue;
      if (byte === tab) starts[column++] = i + 1;
      else escapes = true;
    }
    this.escapes = escapes;
    starts[column] = end + 1;
  }
}
