import { MaskingError } from '../postgres/masking-error';
import { backslash, newline, tab } from './copy-text';

/** Where the fields of a batch of rows begin: the one pass that looks at every byte, so it does nothing else. */
export class RowSplitter {
  /** For each row, where each field starts, and one past the newline: a field ends one byte before the next starts. */
  public starts: Int32Array;
  /** 1 for each row with an escape in it: most have none, and need no second look. */
  public escapes: Uint8Array;
  public rows = 0;
  /** How many starts a row has. */
  public readonly stride: number;

  public constructor(private readonly table: string, private readonly columns: number) {
    this.stride = columns + 1;
    this.starts = new Int32Array(this.stride << 8);
    this.escapes = new Uint8Array(1 << 8);
  }

  /** Splits the whole rows in `bytes[0..end)`; the last byte is a newline. */
  public split(bytes: Uint8Array, end: number): void {
    this.rows = 0;
    for (let at = 0; at < end; ) {
      if (this.rows === this.escapes.length) this.grow();
      at = this.some(bytes, at, end);
    }
  }

  // As many rows as there is room for.
  private some(bytes: Uint8Array, from: number, end: number): number {
    const { starts, stride, escapes } = this;
    const room = escapes.length;
    let { rows } = this;
    let at = rows * stride;
    let rowEnd = at + stride;
    let escaped = 0;
    let i = from;
    starts[at++] = from;
    for (; i < end && rows < room; i++) {
      const byte = bytes[i] as number;
      if (byte > newline) {
        if (byte === backslash) escaped = 1;
      } else if (byte === tab) {
        if (at >= rowEnd - 1) throw this.wrongColumns();
        starts[at++] = i + 1;
      } else if (byte === newline) {
        if (this.columns > 0 && at++ !== rowEnd - 1) throw this.wrongColumns();
        starts[rowEnd - 1] = i + 1;
        escapes[rows++] = escaped;
        escaped = 0;
        at = rowEnd;
        rowEnd += stride;
        if (rows < room) starts[at++] = i + 1;
      }
    }
    this.rows = rows;
    return i;
  }

  private wrongColumns(): MaskingError {
    return new MaskingError(`${this.table}: a row has another number of columns than the plan; the schema changed during the run`);
  }

  private grow(): void {
    const starts = new Int32Array(2 * this.starts.length);
    starts.set(this.starts);
    this.starts = starts;
    const escapes = new Uint8Array(2 * this.escapes.length);
    escapes.set(this.escapes);
    this.escapes = escapes;
  }
}
