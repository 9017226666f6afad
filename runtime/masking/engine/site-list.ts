/** A growing list of records of a fixed number of integers: what the two passes over a batch hand to each other. */
export class IntegerRecords {
  public values: Int32Array;
  public length = 0;

  public constructor(capacity: number) {
    this.values = new Int32Array(capacity);
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
