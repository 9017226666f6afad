import { anchorHash, gram, halfBits, more, newerHash, olderHash, setBit, sharedWords, spread } from './gram-hash';
import { hashAll, hashEnds, word } from './value-hash';

/** What a slot holds: the anchor; its offset in the value and the value's length; hashes of its ends and of all of it. */
export const slotFields = 4;
const longest = 0xffff;
const [fewestBits, mostBits] = [12, 26];
/** Values are counted by their anchors, in so many places. */
const placeBits = 18;
const mostCounted = 255;
/** So many values more than the average may have their anchors in one place before others are better. */
const crowd = 2;
/** Values that are put into the table at a time. */
const batch = 256;

/** An index as threads hand it on: its memory is shared. */
export interface SharedIndex {
  readonly slots: Int32Array;
  /** Which older and newer halves the anchors have, a bit for each. */
  readonly older: Int32Array;
  readonly newer: Int32Array;
  readonly values: number;
}

/**
 * The source's values, as hashes: values themselves are not kept. Each is anchored at a run of bytes in it, one that few others
 * are anchored at, so that a search compares few values at each place. A value that comes again is known, unless its
 * anchor has become crowded meanwhile; then it is kept once more.
 */
export class ResidueIndex {
  private slots: Int32Array;
  private bits: number;
  private values = 0;
  private readonly older = sharedWords(1 << (halfBits - 5));
  private readonly newer = sharedWords(1 << (halfBits - 5));
  private readonly anchored = new Uint8Array(1 << placeBits);
  private offset = 0;
  /** Values that wait for their slot, as they will be in it. */
  private readonly waiting = new Int32Array(slotFields * batch);
  private count = 0;
  private touched = 0;

  /** `expected`: how many values there may be; more are no harm, but moving them takes time. Only indexes of one `seed` can be searched together. */
  public constructor(expected: number, private readonly seed: number) {
    this.bits = Math.max(fewestBits, Math.min(mostBits, Math.ceil(Math.log2(1 + 2.4 * expected))));
    this.slots = emptySlots(this.bits);
  }

  /** Adds a value in normal form. */
  public add(bytes: Uint8Array, from: number, to: number): void {
    const length = Math.min(to - from, longest);
    if (length < gram) return;
    const { waiting, seed } = this;
    const at = slotFields * this.count++;
    waiting[at] = this.chooseAnchor(bytes, from, from + length);
    waiting[at + 1] = (this.offset << 16) | length;
    waiting[at + 2] = hashEnds(bytes, from, from + length, seed);
    waiting[at + 3] = hashAll(bytes, from, from + length, seed);
    if (this.count === batch) this.placeWaiting();
  }

  public shared(): SharedIndex {
    this.placeWaiting();
    const { slots, older, newer, values } = this;
    return { slots, older, newer, values };
  }

  // The first that is not crowded; else the least crowded.
  private chooseAnchor(bytes: Uint8Array, from: number, to: number): number {
    const { seed, anchored } = this;
    const enough = Math.min(mostCounted, crowd + (1.25 * this.values) / anchored.length);
    let older = 0;
    let newer = 0;
    let [anchor, olderHalf, newerHalf] = [0, 0, 0];
    let least = mostCounted + 1;
    for (let i = from; i < from + gram - 1; i++) {
      older = (older << 8) | (newer >>> 24);
      newer = (newer << 8) | (bytes[i] as number);
    }
    for (let i = from + gram - 1; i < to && least >= enough; i++) {
      older = (older << 8) | (newer >>> 24);
      newer = (newer << 8) | (bytes[i] as number);
      const after = i + more < to ? word(bytes, i + 1) : 0;
      const hash = anchorHash(olderHash(older), newerHash(newer), after, seed);
      const others = anchored[hash >>> (32 - placeBits)] as number;
      if (others >= least) continue;
      least = others;
      anchor = hash;
      olderHalf = olderHash(older);
      newerHalf = newerHash(newer);
      this.offset = i - from - gram + 1;
    }
    setBit(this.older, olderHalf >>> (32 - halfBits));
    setBit(this.newer, newerHalf >>> (32 - halfBits));
    if (least < mostCounted) anchored[anchor >>> (32 - placeBits)] = least + 1;
    return anchor;
  }

  // Each slot is somewhere else in memory. All are asked for before any is looked at, so that they come at the same time.
  private placeWaiting(): void {
    const { waiting, count } = this;
    while ((this.values + count) * 3 * slotFields > 2 * this.slots.length) this.grow();
    const { slots, bits } = this;
    let touched = 0;
    for (let at = 0; at < slotFields * count; at += slotFields) touched |= slots[slotOf(waiting[at] as number, bits)] as number;
    this.touched ^= touched; // or the loop would be left out
    for (let at = 0; at < slotFields * count; at += slotFields) this.place(at);
    this.count = 0;
  }

  private place(at: number): void {
    const { slots, bits, waiting } = this;
    const [anchor, last] = [waiting[at] as number, slots.length - slotFields];
    const [ends, all] = [waiting[at + 2] as number, waiting[at + 3] as number];
    let slot = slotOf(anchor, bits);
    for (; slots[slot + 1] !== 0; slot = slot === last ? 0 : slot + slotFields) {
      if (slots[slot] !== anchor || slots[slot + 2] !== ends || slots[slot + 3] !== all) continue;
      const counted = anchor >>> (32 - placeBits);
      if ((this.anchored[counted] as number) < mostCounted) this.anchored[counted] = (this.anchored[counted] as number) - 1; // it was counted when it came first
      return;
    }
    for (let k = 0; k < slotFields; k++) slots[slot + k] = waiting[at + k] as number;
    this.values++;
  }

  private grow(): void {
    const old = this.slots;
    this.slots = emptySlots(++this.bits);
    const { slots, bits } = this;
    const last = slots.length - slotFields;
    for (let from = 0; from < old.length; from += slotFields) {
      if (old[from + 1] === 0) continue;
      let slot = slotOf(old[from] as number, bits);
      while (slots[slot + 1] !== 0) slot = slot === last ? 0 : slot + slotFields;
      for (let k = 0; k < slotFields; k++) slots[slot + k] = old[from + k] as number;
    }
  }
}

const emptySlots = (bits: number): Int32Array => sharedWords(slotFields << bits);
/** Where the slot of an anchor is, if nobody has it. */
const slotOf = (anchor: number, bits: number): number => slotFields * (spread(anchor) >>> (32 - bits));
