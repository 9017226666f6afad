/** Bytes that are written one after the other into one growing array. */
export class ByteSink {
  public bytes: Uint8Array;
  public length = 0;

  public constructor(capacity = 1024) {
    this.bytes = new Uint8Array(capacity);
  }

  /** Makes room for `count` more bytes, so that a loop may write to `bytes` itself. */
  public reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.bytes.length, this.length + count));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }

  public byte(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  public copy(source: Uint8Array, from: number, to: number): void {
    const count = to - from;
    this.reserve(count);
    const { bytes, length } = this;
    if (count > 96) bytes.set(source.subarray(from, to), length);
    else for (let i = 0; i < count; i++) bytes[length + i] = source[from + i] as number;
    this.length = length + count;
  }

  public all(source: Uint8Array): void {
    this.copy(source, 0, source.length);
  }

  /** A number of at least `width` digits. */
  public decimal(value: number, width = 1): void {
    let digits = 1;
    for (let limit = 10; value >= limit || digits < width; limit *= 10) digits++;
    this.reserve(digits);
    const { bytes, length } = this;
    for (let i = length + digits - 1, rest = value; i >= length; i--) {
      const tenth = Math.floor(rest / 10);
      bytes[i] = 48 + rest - 10 * tenth;
      rest = tenth;
    }
    this.length = length + digits;
  }

  public written(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }
}
