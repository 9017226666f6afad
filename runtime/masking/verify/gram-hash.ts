import { mix } from './value-hash';

const { imul } = Math; // looked up once: this runs for every byte

/** A value is anchored at a run of so many bytes; shorter values are left to the grammar check: they would be found everywhere. */
export const gram = 8;
/** So many more bytes belong to an anchor, where the value goes on: eight digits of one number are soon found in another. */
export const more = 4;

/** Scatters the older and the newer four bytes of a gram, each in its own way. */
export const olderHash = (bytes: number): number => imul(bytes, 0x2c1b3c6d);
export const newerHash = (bytes: number): number => imul(bytes, 0x297a2d39);

/**
 * The hash of an anchor, from those of the gram's halves and the bytes after it, 0 for none. Numbers that follow one another
 * must not lie beside one another, so it mixes well.
 */
export const anchorHash = (older: number, newer: number, after: number, seed: number): number => mix(older + newer + imul(after, 0x165667b1) + seed);

/** The same for another purpose: what has the same bits in one rarely has them in the other. */
export const spread = (hash: number): number => imul(hash ^ (hash >>> 15), 0x6a3f8d1b);

/** How many bits of the hash of a half are looked at: as many as have room, a bit each, in the nearest cache. */
export const halfBits = 20;

export function setBit(words: Int32Array, bit: number): void {
  words[bit >>> 5] = (words[bit >>> 5] as number) | (1 << bit);
}

/** Memory that all threads can look at. */
export const sharedWords = (count: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * count));
