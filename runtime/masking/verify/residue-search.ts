import { anchorHash, gram, halfHash, halfIn, halvesSize, more, sharedBytes, sharedWords, spread } from './gram-hash';
import { anchorsWithin, headShift, offsetShift, slotFields, type SharedIndex } from './residue-index';
import { hashAll, hashEnds, word } from './value-hash';

const { clz32, imul } = Math; // looked up once: this runs for every candidate
/** Anchors for each word of the filter, of which each sets three bits of 32: less than one other gram in a hundred passes. */
const anchorsPerWord = 2;
const [fewestBits, mostBits] = [8, 27];

/** A run of bytes whose halves anchors have, in a list of integers: where it is in the normal form of a cell, where that lies, the hashes of the anchors it may be, and of which row it is. */
export const candidateFields = 6;
export const candidate = { at: 0, from: 1, to: 2, anchor: 3, longAnchor: 4, row: 5 } as const;

export interface ResidueHit {
  readonly start: number;
  readonly length: number;
}

/** What a search looks in: indexes of one seed, and what their anchors look like. In shared memory, so that threads can search together. */
export interface SearchTables {
  readonly seed: number;
  readonly values: number;
  readonly slots: readonly Int32Array[];
  /** Which older and newer halves anchors have. */
  readonly halves: Uint8Array;
  readonly filter: Int32Array;
}

export function searchTables(indexes: readonly SharedIndex[], seed: number): SearchTables {
  const values = indexes.reduce((sum, index) => sum + index.values, 0);
  const bits = Math.max(fewestBits, Math.min(mostBits, Math.ceil(Math.log2(1 + values / anchorsPerWord))));
  const filter = sharedWords(1 << bits);
  for (const { slots } of indexes) {
    for (let slot = 0; slot < slots.length; slot += slotFields) {
      if (slots[slot + 1] === 0) continue;
      const place = spread(slots[slot] as number);
      filter[place >>> (32 - bits)] = (filter[place >>> (32 - bits)] as number) | threeBits(slots[slot] as number);
    }
  }
  return { seed, values, slots: indexes.map(({ slots }) => slots), halves: union(indexes.map(({ halves }) => halves)), filter };
}

function threeBits(anchor: number): number {
  const bits = imul(anchor, 0x2545f491) >>> 17;
  return (1 << bits) | (1 << (bits >>> 5)) | (1 << (bits >>> 10)); // of each, the lowest five bits count
}

function union(sets: readonly Uint8Array[]): Uint8Array {
  const all = sharedBytes(halvesSize);
  for (const set of sets) for (let i = 0; i < all.length; i++) all[i] = (all[i] as number) | (set[i] as number);
  return all;
}

/**
 * Finds values of the source anywhere in a target. Most grams of a text are passed over since no anchor has their halves, which
 * the nearest cache tells; of the others most are not in the filter; what is left is looked up, and values are compared.
 */
export class ResidueSearch {
  public constructor(public readonly tables: SearchTables) {}

  public get values(): number {
    return this.tables.values;
  }

  /** Finds values in text in normal form. */
  public find(bytes: Uint8Array, length: number, hit: (hit: ResidueHit) => void): void {
    const { halves, seed } = this.tables;
    if (length < gram) return;
    let seen = 0; // both bits of each half that was passed, the newest in the lowest two
    for (let at = 0; at <= length - gram / 2; at++) {
      seen = (seen << 2) | halfIn(halves, halfHash(word(bytes, at)));
      if ((seen & (seen >>> 9) & 1) === 0) continue; // the newer half of an anchor, and four bytes back the older
      const start = at - gram / 2;
      const [older, newer] = [halfHash(word(bytes, start)), halfHash(word(bytes, at))];
      const anchor = anchorHash(older, newer, 0, seed);
      if (this.mayHave(anchor)) this.compare(bytes, 0, length, anchor, start, hit);
      if (start + gram + more > length) continue;
      const longAnchor = anchorHash(older, newer, word(bytes, start + gram), seed);
      if (this.mayHave(longAnchor)) this.compare(bytes, 0, length, longAnchor, start, hit);
    }
  }

  /** Tells of each row in which a candidate is a value. */
  public rowsOf(bytes: Uint8Array, candidates: Int32Array, take: (row: number) => void): void {
    for (let i = 0; i < candidates.length; i += candidateFields) {
      const [anchor, longAnchor] = [candidates[i + candidate.anchor] as number, candidates[i + candidate.longAnchor] as number];
      if (this.mayHave(anchor)) this.lookUp(bytes, candidates, i, anchor, take);
      if (longAnchor !== anchor && this.mayHave(longAnchor)) this.lookUp(bytes, candidates, i, longAnchor, take);
    }
  }

  private lookUp(bytes: Uint8Array, candidates: Int32Array, i: number, anchor: number, take: (row: number) => void): void {
    const [from, to] = [candidates[i + candidate.from] as number, candidates[i + candidate.to] as number];
    this.compare(bytes, from, to, anchor, candidates[i + candidate.at] as number, () => take(candidates[i + candidate.row] as number));
  }

  private mayHave(anchor: number): boolean {
    const { filter } = this.tables;
    const wanted = threeBits(anchor);
    return ((filter[spread(anchor) >>> (clz32(filter.length) + 1)] as number) & wanted) === wanted; // as many bits as the filter has words
  }

  private compare(bytes: Uint8Array, from: number, to: number, anchor: number, at: number, hit: (hit: ResidueHit) => void): void {
    const { slots: tables, seed } = this.tables;
    for (const slots of tables) {
      const last = slots.length - slotFields;
      for (let slot = slotFields * (spread(anchor) >>> clz32(last / slotFields)); slots[slot + 1] !== 0; slot = slot === last ? 0 : slot + slotFields) {
        if (slots[slot] !== anchor) continue;
        const place = slots[slot + 1] as number;
        const head = place >>> headShift;
        const start = at - ((place >>> offsetShift) & anchorsWithin);
        const end = start + (place & 0xffff);
        if (start < from || end > to) continue;
        const found = head === 0 ? hashEnds(bytes, start, end, seed) === slots[slot + 2] && hashAll(bytes, start, end, seed) === slots[slot + 3] : hashAll(bytes, start, end, seed) === slots[slot + 2];
        if (!found) continue;
        hit({ start, length: end - start });
        if (head > 0 && start - head >= from && hashAll(bytes, start - head, end, seed) === slots[slot + 3]) hit({ start: start - head, length: head + end - start });
      }
    }
  }
}
