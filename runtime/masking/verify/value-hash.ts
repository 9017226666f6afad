const { imul } = Math; // looked up once: this runs for every byte

const firstFactor = 0x5bd1e995;
const secondFactor = 0x1b873593;

/**
 * Two independent hashes of `bytes[from..to)`, 64 bits together, into `pair`. What is stored and compared instead of a value:
 * four bytes at a time.
 */
export function hashValue(bytes: Uint8Array, from: number, to: number, seed: number, pair: Int32Array): void {
  let first = seed ^ imul(to - from, firstFactor);
  let second = seed ^ imul(to - from, secondFactor);
  let i = from;
  for (; i + 4 <= to; i += 4) {
    const word = (bytes[i] as number) | ((bytes[i + 1] as number) << 8) | ((bytes[i + 2] as number) << 16) | ((bytes[i + 3] as number) << 24);
    first = imul(first ^ word, firstFactor);
    first ^= first >>> 15;
    second = imul(second ^ word, secondFactor);
    second ^= second >>> 13;
  }
  let rest = 0;
  for (; i < to; i++) rest = (rest << 8) | (bytes[i] as number);
  pair[0] = mix(first ^ rest);
  pair[1] = mix(second ^ imul(rest, firstFactor));
}

/** Spreads what differs between two hashes over all their bits. */
export function mix(value: number): number {
  let x = value;
  x = imul(x ^ (x >>> 16), 0x7feb352d);
  x = imul(x ^ (x >>> 15), 0x846ca68b);
  return x ^ (x >>> 16);
}
