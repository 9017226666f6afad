import { initialState, roundConstants } from './sha256-constants';

const K = Int32Array.from(roundConstants);
const W = new Int32Array(64);

/** Takes the 16 words of a block into `state`. This is the whole of SHA-256 except the padding. */
export function compress(state: Int32Array, block: Int32Array): void {
  W.set(block);
  for (let i = 16; i < 64; i++) {
    const x = W[i - 15] as number;
    const y = W[i - 2] as number;
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    W[i] = (W[i - 16] as number) + s0 + (W[i - 7] as number) + s1;
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i++) {
    const e1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + e1 + ((e & f) ^ (~e & g)) + (K[i] as number) + (W[i] as number)) | 0;
    const a0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (a0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  const sums = [a, b, c, d, e, f, g, h];
  for (let i = 0; i < 8; i++) state[i] = (state[i] as number) + (sums[i] as number);
}

/** The state after the padded key: an HMAC then costs two blocks instead of four. */
export function keyedState(key: Uint8Array, pad: 0x36 | 0x5c): Int32Array {
  const state = Int32Array.from(initialState);
  const block = new Int32Array(16);
  for (let i = 0; i < 64; i++) block[i >> 2] = ((block[i >> 2] as number) << 8) | ((key[i] ?? 0) ^ pad);
  compress(state, block);
  return state;
}
