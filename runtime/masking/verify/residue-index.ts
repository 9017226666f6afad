import { gram, gramHash, halfBits, newerHash, olderHash, setBit, sharedWords, spread } from './gram-hash';
import { hashValue } from './value-hash';

/** What a slot holds: the anchor; its offset in the value and the value's length; two hashes of the value. */
export const slotFields = 4;
const longest = 0xffff;
const [fewestBits, mostBits] = [12, 26];
/** Values are counted by their anchors, in so many places. */
const placeBits = 20;
const mostCounted = 255;
/** So many values may share an anchor before others are better. */
const crowd = 8;

/** An index as threads hand it on: its memory is shared. */
export interface SharedIndex {
  readonly slots: Int32Array;
  /** Which older and newer halves the anchors have, a bit for each. */
  readonly older: Int32Array;
  readonly newer: Int32Array;
  readonly values: number;
}

/**
 * The source's values, as hashes: values themselves are not kept. Each is anchored at a run of eight bytes in it, one that few
 * others are anchored at, so that a search compares few values at each place. A value that comes again is known, unless its
 * anchor has become crowded meanwhile; then it is kept once more.
 */
export class ResidueIndex implements SharedIndex {
  public slots: Int32Array;
  public values = 0;
  public readonly older = sharedWords(1 << (halfBits - 5));
  public readonly newer = sharedWords(1 << (halfBits - 5));
  private bits: number;
  private readonly anchored = new Uint8Array(1 << placeBits);
  private readonly pair = new Int32Array(2);
  private offset = 0;
  private olderHalf = 0;
  private newerHalf = 0;

  /** `expected`: how many values there may be; more are no harm, but moving them takes time. Only indexes of one `seed` can be searched together. */
  public constructor(expected: number, private readonly seed: number) {
    this.bits = Math.max(fewestBits, Math.min(mostBits, Math.ceil(Math.log2(1 + 1.6 * expected))));
    this.slots = emptySlots(this.bits);
  }

  /** Adds a value in normal form. */
  public add(bytes: Uint8Array, from: number, to: number): void {
    const length = Math.min(to - from, longest);
    if (length < gram) return;
    const anchor = this.chooseAnchor(bytes, from, from + length);
    hashValue(bytes, from, from + length, this.seed, this.pair);
    this.place(anchor, length);
  }

  // The first that is not crowded; else the least crowded.
  private chooseAnchor(bytes: Uint8Array, from: number, to: number): number {
    const { seed, anchored } = this;
    const enough = crowd + (this.values >>> (placeBits - 1));
    let older = 0;
    let newer = 0;
    let anchor = 0;
    let least = mostCounted + 1;
    for (let i = from; i < from + gram - 1; i++) {
      older = (older << 8) | (newer >>> 24);
      newer = (newer << 8) | (bytes[i] as number);
    }
    for (let i = from + gram - 1; i < to; i++) {
      older = (older << 8) | (newer >>> 24);
      newer = (newer << 8) | (bytes[i] as number);
      const olderHalf = olderHash(older);
      const newerHalf = newerHash(newer);
      const hash = gramHash(olderHalf, newerHalf, seed);
      const others = anchored[hash >>> (32 - placeBits)] as number;
      if (others >= least) continue;
      least = others;
      anchor = hash;
      this.offset = i - from - gram + 1;
      this.olderHalf = olderHalf;
      this.newerHalf = newerHalf;
      if (others < enough) break;
    }
    return anchor;
  }

  private place(anchor: number, length: number): void {
    const { slots, bits, pair, anchored } = this;
    const last = slots.length - slotFields;
    const first = pair[0] as number;
    const second = pair[1] as number;
    let slot = slotFields * (spread(anchor) >>> (32 - bits));
    for (; slots[slot + 1] !== 0; slot = slot === last ? 0 : slot + slotFields) {
      if (slots[slot] === anchor && slots[slot + 2] === first && slots[slot + 3] === second) return;
    }
    slots[slot] = anchor;
    slots[slot + 1] = (this.offset << 16) | length;
    slots[slot + 2] = first;
    slots[slot + 3] = second;
    setBit(this.older, this.olderHalf >>> (32 - halfBits));
    setBit(this.newer, this.newerHalf >>> (32 - halfBits));
    const at = anchor >>> (32 - placeBits);
    if ((anchored[at] as number) < mostCounted) anchored[at] = (anchored[at] as number) + 1;
    if (++this.values * 3 * slotFields > 2 * slots.length) this.grow();
  }

  private grow(): void {
    const old = this.slots;
    this.slots = emptySlots(++this.bits);
    const { slots, bits } = this;
    const last = slots.length - slotFields;
    for (let from = 0; from < old.length; from += slotFields) {
      if (old[from + 1] === 0) continue;
      let slot = slotFields * (spread(old[from] as number) >>> (32 - bits));
      while (slots[slot + 1] !== 0) slot = slot === last ? 0 : slot + slotFields;
      for (let k = 0; k < slotFields; k++) slots[slot + k] = old[from + k] as number;
    }
  }
}

const emptySlots = (bits: number): Int32Array => sharedWords(slotFields << bits);
