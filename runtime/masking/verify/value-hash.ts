const { imul } = Math; // looked up once: this runs for every byte

const factor = 0x5bd1e995;
const otherFactor = 0x1b873593;

/** A hash of a value's length, first and last eight bytes: it takes no time, and tells most values apart. A value has eight bytes or more. */
export function hashEnds(bytes: Uint8Array, from: number, to: number, seed: number): number {
  let hash = seed ^ imul(to - from, factor);
  hash = imul(hash ^ word(bytes, from), factor);
  hash = imul(hash ^ (hash >>> 15) ^ word(bytes, from + 4), factor);
  hash = imul(hash ^ (hash >>> 15) ^ word(bytes, to - 8), factor);
  return mix(hash ^ (hash >>> 15) ^ word(bytes, to - 4));
}

/** A hash of all of a value, four bytes at a time. */
export function hashAll(bytes: Uint8Array, from: number, to: number, seed: number): number {
  let hash = seed ^ imul(to - from, otherFactor);
  let i = from;
  for (; i + 4 <= to; i += 4) {
    hash = imul(hash ^ word(bytes, i), otherFactor);
    hash ^= hash >>> 13;
  }
  return mix(hash ^ word(bytes, to - 4));
}

/** Four bytes as a number. */
export const word = (bytes: Uint8Array, at: number): number => (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24);

/** Spreads what differs between two hashes over all their bits. */
export function mix(value: number): number {
  let x = value;
  x = imul(x ^ (x >>> 16), 0x7feb352d);
  x = imul(x ^ (x >>> 15), 0x846ca68b);
  return x ^ (x >>> 16);
}
