import { addHalf, anchorHash, gram, halfHash, halvesSize, more, newerBit, olderBit, sharedBytes, sharedWords, spread } from './gram-hash';
import { hashAll, hashEnds, word } from './value-hash';

/** What a slot holds: the anchor; where it is in the value; two hashes of the value. */
export const slotFields = 4;
/** A value has so many bytes at most, and its anchor is among the first of them. */
export const longest = 0xffff;
export const anchorsWithin = 0x1fff;
/** A value may have so many bytes before its core. */
export const longestHead = 7;
/** Where an anchor is: the length of what it belongs to, its offset there, and how many more bytes the whole value has before. */
export const [offsetShift, headShift] = [16, 29];
const [fewestBits, mostBits] = [12, 26];
/** Values are counted by their anchors, in so many places. */
export const placeBits = 18;
export const mostCounted = 255;
/** So many values more than the average may have their anchors in one place before others are better. */
const crowd = 2;
/** Values that are put into the table at a time. */
const batch = 256;

/** An index as threads hand it on: its memory is shared. */
export interface SharedIndex {
  readonly slots: Int32Array;
  /** Which older and newer halves the anchors have. */
  readonly halves: Uint8Array;
  readonly values: number;
}

/** What anchors are chosen by; where batches of rows are worked on in a memory of their own, it is there. */
export interface AnchorTables {
  readonly halves: Uint8Array;
  /** How many values have their anchor in each place. */
  readonly anchored: Uint8Array;
}

const ownTables = (): AnchorTables => ({ halves: new Uint8Array(halvesSize), anchored: new Uint8Array(1 << placeBits) });

/**
 * The source's values, as hashes: values themselves are not kept. Each is anchored at a run of bytes in it, one that few others
 * are anchored at, so that a search compares few values at each place. A value that comes again is known, unless its
 * anchor has become crowded meanwhile; then it is kept once more. Of a value that is found in more than one spelling, the
 * one that is part of all is its core: there the anchor is, and one slot stands for both.
 */
export class ResidueIndex {
  private slots: Int32Array;
  private bits: number;
  private values = 0;
  private offset = 0;
  /** Values that wait for their slot, as they will be in it. */
  private readonly waiting = new Int32Array(slotFields * batch);
  private count = 0;
  private touched = 0;

  /** `expected`: how many values there may be; more are no harm, but moving them takes time. Only indexes of one `seed` can be searched together. */
  public constructor(expected: number, public readonly seed: number, private readonly tables: AnchorTables = ownTables()) {
    this.bits = Math.max(fewestBits, Math.min(mostBits, Math.ceil(Math.log2(1 + 1.8 * expected))));
    this.slots = emptySlots(this.bits);
  }

  /** An anchor that fewer values than this have is good enough. */
  public get enough(): number {
    return Math.min(mostCounted, Math.ceil(crowd + (1.25 * this.values) / this.tables.anchored.length));
  }

  /** Adds a value in normal form; from `core` on, it is a value of its own. */
  public add(bytes: Uint8Array, from: number, to: number, core = from): void {
    const head = core - from;
    const end = from + Math.min(to - from, longest);
    if (end - core < gram || head > longestHead) {
      if (end - from >= gram) this.addOne(bytes, from, from, end);
      if (head > 0 && end - core >= gram) this.addOne(bytes, core, core, end);
    } else this.addOne(bytes, from, core, end);
  }

  /** Puts values into the table that are as they will be in a slot; many at a time, since each slot is somewhere else in memory. */
  public place(waiting: Int32Array, from: number, to: number): void {
    for (let at = from; at < to; at += slotFields * batch) this.placeBatch(waiting, at, Math.min(to, at + slotFields * batch));
  }

  public shared(): SharedIndex {
    this.placeWaiting();
    const halves = sharedBytes(halvesSize);
    halves.set(this.tables.halves);
    return { slots: this.slots, halves, values: this.values };
  }

  private addOne(bytes: Uint8Array, from: number, core: number, to: number): void {
    const { waiting, seed } = this;
    const at = slotFields * this.count++;
    const head = core - from;
    waiting[at] = this.chooseAnchor(bytes, core, to);
    waiting[at + 1] = (head << headShift) | (this.offset << offsetShift) | (to - core);
    waiting[at + 2] = head === 0 ? hashEnds(bytes, core, to, seed) : hashAll(bytes, core, to, seed);
    waiting[at + 3] = hashAll(bytes, from, to, seed);
    if (this.count === batch) this.placeWaiting();
  }

  // The first that is not crowded; else the least crowded.
  private chooseAnchor(bytes: Uint8Array, from: number, to: number): number {
    const { seed, enough } = this;
    const { anchored, halves } = this.tables;
    let [anchor, olderHalf, newerHalf] = [0, 0, 0];
    let least = mostCounted + 1;
    const last = Math.min(to - gram, from + anchorsWithin);
    for (let at = from; at <= last && least >= enough; at++) {
      const older = halfHash(word(bytes, at));
      const newer = halfHash(word(bytes, at + gram / 2));
      const hash = anchorHash(older, newer, at + gram + more <= to ? word(bytes, at + gram) : 0, seed);
      const others = anchored[hash >>> (32 - placeBits)] as number;
      if (others >= least) continue;
      least = others;
      anchor = hash;
      olderHalf = older;
      newerHalf = newer;
      this.offset = at - from;
    }
    addHalf(halves, olderHalf, olderBit);
    addHalf(halves, newerHalf, newerBit);
    if (least < mostCounted) anchored[anchor >>> (32 - placeBits)] = least + 1;
    return anchor;
  }

  private placeWaiting(): void {
    this.placeBatch(this.waiting, 0, slotFields * this.count);
    this.count = 0;
  }

  // All slots are asked for before any is looked at, so that they come at the same time.
  private placeBatch(waiting: Int32Array, from: number, to: number): void {
    while ((this.values + (to - from) / slotFields) * 3 * slotFields > 2 * this.slots.length) this.grow();
    const { slots, bits } = this;
    let touched = 0;
    for (let at = from; at < to; at += slotFields) touched |= slots[slotOf(waiting[at] as number, bits)] as number;
    this.touched ^= touched; // or the loop would be left out
    for (let at = from; at < to; at += slotFields) this.placeOne(waiting, at);
  }

  private placeOne(waiting: Int32Array, at: number): void {
    const { slots, bits } = this;
    const { anchored } = this.tables;
    const [anchor, last] = [waiting[at] as number, slots.length - slotFields];
    const [first, second] = [waiting[at + 2] as number, waiting[at + 3] as number];
    let slot = slotOf(anchor, bits);
    for (; slots[slot + 1] !== 0; slot = slot === last ? 0 : slot + slotFields) {
      if (slots[slot] !== anchor || slots[slot + 2] !== first || slots[slot + 3] !== second) continue;
      const counted = anchor >>> (32 - placeBits);
      if ((anchored[counted] as number) < mostCounted) anchored[counted] = (anchored[counted] as number) - 1; // it was counted when it came first
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
