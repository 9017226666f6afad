import { compress, keyedState } from './sha256-block';

const rounds = 10;

/**
 * A keyed bijection on 0 ... size-1: a balanced Feistel network over HMAC-SHA256, walking on while it lands outside. Every
 * number has exactly one image, however small the range.
 */
export class KeyedPermutation {
  private readonly inner: Int32Array;
  private readonly outer: Int32Array;
  private readonly block = new Int32Array(16);
  private readonly state = new Int32Array(8);
  private readonly half: number;

  public constructor(key: Uint8Array, public readonly size: number) {
    if (!Number.isSafeInteger(size) || size < 1 || size > 2 ** 52) throw new RangeError('a permutation needs a size from 1 to 2^52');
    this.inner = keyedState(key, 0x36);
    this.outer = keyedState(key, 0x5c);
    this.half = 2 ** Math.max(1, Math.ceil(Math.log2(size) / 2));
  }

  public apply(value: number): number {
    if (!Number.isSafeInteger(value) || value < 0 || value >= this.size) throw new RangeError('value outside the permutation');
    let walked = value;
    do walked = this.network(walked);
    while (walked >= this.size);
    return walked;
  }

  private network(value: number): number {
    let left = Math.floor(value / this.half);
    let right = value % this.half;
    for (let round = 0; round < rounds; round++) [left, right] = [right, (left + this.hash(round, right)) % this.half];
    return left * this.half + right;
  }

  private hash(round: number, right: number): number {
    const { block, state } = this;
    block.fill(0);
    block.set([round, this.size / 2 ** 32, this.size, right, 0x8000_0000]);
    block[15] = (64 + 16) * 8;
    state.set(this.inner);
    compress(state, block);
    block.fill(0);
    block.set(state);
    block[8] = 0x8000_0000;
    block[15] = 96 * 8;
    state.set(this.outer);
    compress(state, block);
    return (state[0] as number) >>> 0;
  }
}
