import { unescapeField, isNull } from '../engine/copy-text';
import { ByteSink } from '../maskers/byte-sink';

/** The cells of one row; valid while the row is being read. */
export interface Cells {
  /** The text of a cell, unescaped; undefined for null. */
  bytes(index: number): Uint8Array | undefined;
}

/** Cuts a COPY stream into rows and cells. */
export class RowReader implements Cells {
  public rows = 0;
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

  public bytes(index: number): Uint8Array | undefined {
    const { bytes } = this.input;
    const start = this.starts[index] as number;
    const end = (this.starts[index + 1] as number) - 1;
    if (isNull(bytes, start, end)) return undefined;
    const cell = bytes.subarray(start, end);
    if (!cell.includes(92)) return cell;
    this.scratch.length = 0;
    unescapeField(bytes, start, end, this.scratch);
    return this.scratch.written();
  }

  private cut(start: number, end: number): void {
    const { bytes } = this.input;
    const { starts } = this;
    starts[0] = start;
    let column = 1;
    for (let i = start; i < end; i++) if (bytes[i] === 9) starts[column++] = i + 1;
    starts[column] = end + 1;
  }
}
