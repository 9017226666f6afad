import { compress, keyedState } from './sha256-block';
import { longestMessage, shortened, type Prf } from './prf';

/** The batch in plain TypeScript: for processors without WebAssembly SIMD, and the reference the other one is tested by. */
export class PurePrf implements Prf {
  public digests = new Uint8Array(32 * 1024);
  private used = 0;
  private readonly keys: { inner: Int32Array; outer: Int32Array }[] = [];
  private readonly block = new Int32Array(16);
  private readonly state = new Int32Array(8);

  public domain(key: Uint8Array): number {
    return this.keys.push({ inner: keyedState(key, 0x36), outer: keyedState(key, 0x5c) }) - 1;
  }

  public begin(): void {
    this.used = 0;
  }

  public add(domain: number, bytes: Uint8Array, from: number, to: number): number {
    if (to - from > longestMessage) {
      const short = shortened(bytes, from, to);
      return this.add(domain, short, 0, short.length);
    }
    const at = this.used;
    this.used += 32;
    if (this.used > this.digests.length) this.grow();
    this.hash(domain, bytes, from, to, at);
    return at;
  }

  public run(): void {
    // Each message was hashed when it was added: without lanes there is nothing to gain by waiting.
  }

  private hash(domain: number, bytes: Uint8Array, from: number, to: number, at: number): void {
    const key = this.keys[domain];
    if (key === undefined) throw new RangeError('unknown masking domain');
    const { block, state } = this;
    const length = to - from;
    state.set(key.inner);
    for (let start = 0; start < length + 9; start += 64) {
      block.fill(0);
      for (let i = start; i <= length && i < start + 64; i++) block[(i & 63) >> 2] = (block[(i & 63) >> 2] ?? 0) | ((i === length ? 0x80 : (bytes[from + i] ?? 0)) << (24 - 8 * (i & 3)));
      if (start + 64 >= length + 9) block[15] = (64 + length) * 8;
      compress(state, block);
    }
    block.fill(0);
    block.set(state);
    block[8] = 0x8000_0000;
    block[15] = 96 * 8;
    state.set(key.outer);
    compress(state, block);
    for (let i = 0; i < 32; i++) this.digests[at + i] = (state[i >> 2] ?? 0) >>> (24 - 8 * (i & 3));
  }

  private grow(): void {
    const larger = new Uint8Array(2 * this.digests.length);
    larger.set(this.digests);
    this.digests = larger;
  }
}
