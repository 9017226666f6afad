import { mix } from './value-hash';

const { imul } = Math; // looked up once: this runs for every byte

/** A value is anchored at a run of so many bytes; shorter values are left to the grammar check: they would be found everywhere. */
export const gram = 8;
/** So many more bytes belong to an anchor, where the value goes on: eight digits of one number are soon found in another. */
export const more = 4;

/** Scatters four bytes of a gram. */
export const halfFactor = 0x2c1b3c6d;
export const halfHash = (bytes: number): number => imul(bytes, halfFactor);

/** Makes of an older half another than of a newer one; scatters what comes after. */
export const olderFactor = 0x297a2d39;
export const afterFactor = 0x165667b1;

/**
 * The hash of an anchor, from those of the gram's halves and the bytes after it, 0 for none. Numbers that follow one another
 * must not lie beside one another, so it mixes well.
 */
export const anchorHash = (older: number, newer: number, after: number, seed: number): number => mix(imul(older, olderFactor) + newer + imul(after, afterFactor) + seed);

/** The same for another purpose: what has the same bits in one rarely has them in the other. */
export const spread = (hash: number): number => imul(hash ^ (hash >>> 15), 0x6a3f8d1b);

/** How many bits of the hash of a half are looked at: as many as have room in the nearest cache, two bits each. */
const halfBits = 20;
/** Four halves have a byte in the set of halves: for each a bit that says it is the older half of an anchor, and one for the newer. */
export const halvesSize = 1 << (halfBits - 2);
export const halfShift = 32 - halfBits;
export const [newerBit, olderBit] = [1, 2];

/** Which halves an anchor has that some value has: both bits of a half. */
export function halfIn(halves: Uint8Array, hash: number): number {
  const place = hash >>> halfShift;
  return ((halves[place >>> 2] as number) >>> ((place & 3) << 1)) & 3;
}

export function addHalf(halves: Uint8Array, hash: number, bit: number): void {
  const place = hash >>> halfShift;
  halves[place >>> 2] = (halves[place >>> 2] as number) | (bit << ((place & 3) << 1));
}

/** Memory that all threads can look at. */
export const sharedWords = (count: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * count));
export const sharedBytes = (count: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(count));
