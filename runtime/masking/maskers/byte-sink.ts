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
    if (this.length === this.bytes.length) this.reserve(1);
    this.bytes[this.length++] = value;
  }

  public copy(source: Uint8Array, from: number, to: number): void {
    const count = to - from;
    this.reserve(count);
    if (count > 48) this.bytes.set(source.subarray(from, to), this.length);
    else for (let i = 0; i < count; i++) this.bytes[this.length + i] = source[from + i] ?? 0;
    this.length += count;
  }

  public all(source: Uint8Array): void {
    this.copy(source, 0, source.length);
  }

  /** A number of at least `width` digits. */
  public decimal(value: number, width = 1): void {
    const digits = String(value).padStart(width, '0');
    this.reserve(digits.length);
    for (let i = 0; i < digits.length; i++) this.bytes[this.length++] = digits.charCodeAt(i);
  }

  public written(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }
}
