/** One place where a value is replaced, as eight numbers in a row: what the two passes over a batch hand to each other. */
export const siteFields = 8;

/** Where the replaced bytes lie in the field's text. */
export const from = 0;
export const to = 1;
/** Where the value itself lies, unescaped. */
export const valueFrom = 2;
export const valueTo = 3;
/** 1 if the value lies in the scratch bytes, 0 if in the input. */
export const inScratch = 4;
/** Which action of the table writes the replacement. */
export const action = 5;
/** Where its digest is. */
export const digest = 6;
/** 1 if the replacement needs quotes around it. */
export const quoted = 7;

/** A growing list of records of a fixed number of integers. */
export class IntegerRecords {
  public values: Int32Array;
  public length = 0;

  public constructor(capacity: number) {
    this.values = new Int32Array(capacity);
  }

  public push(...record: readonly number[]): void {
    if (this.length + record.length > this.values.length) this.grow();
    for (const value of record) this.values[this.length++] = value;
  }

  /** Makes room for one record of `count` integers and gives its place. */
  public claim(count: number): number {
    if (this.length + count > this.values.length) this.grow();
    const at = this.length;
    this.length += count;
    return at;
  }

  private grow(): void {
    const larger = new Int32Array(2 * this.values.length);
    larger.set(this.values.subarray(0, this.length));
    this.values = larger;
  }
}
