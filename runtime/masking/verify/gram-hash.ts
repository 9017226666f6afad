const { imul } = Math; // looked up once: this runs for every byte

/** A value is anchored at a run of so many bytes; shorter values are left to the grammar check: they would be found everywhere. */
export const gram = 8;

/** Scatters the older and the newer four bytes of a gram, each in its own way. */
export const olderHash = (bytes: number): number => imul(bytes, 0x2c1b3c6d);
export const newerHash = (bytes: number): number => imul(bytes, 0x297a2d39);

/** The hash of a gram, from those of its halves. */
export const gramHash = (older: number, newer: number, seed: number): number => {
  const x = older + newer + seed;
  return imul(x ^ (x >>> 15), 0x1b56c4e9);
};

/** The same for another purpose: what has the same bits in one rarely has them in the other. */
export const spread = (hash: number): number => imul(hash ^ (hash >>> 15), 0x6a3f8d1b);

/** How many bits of the hash of a half are looked at: as many as have room, a bit each, in the nearest cache. */
export const halfBits = 20;

export function setBit(words: Int32Array, bit: number): void {
  words[bit >>> 5] = (words[bit >>> 5] as number) | (1 << bit);
}

/** Memory that all threads can look at. */
export const sharedWords = (count: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * count));
