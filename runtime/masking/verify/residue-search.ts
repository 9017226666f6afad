import { anchorHash, gram, halfBits, more, newerHash, olderHash, sharedWords, spread } from './gram-hash';
import { slotFields, type SharedIndex } from './residue-index';
import { hashAll, hashEnds, word } from './value-hash';

const { clz32 } = Math; // looked up once: this runs for every byte
/** Anchors for each word of the filter, of which each sets two bits of 32: about one other gram in fifty passes. */
const anchorsPerWord = 2;
const [fewestBits, mostBits] = [8, 27];

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
  readonly older: Int32Array;
  readonly newer: Int32Array;
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
      filter[place >>> (32 - bits)] = (filter[place >>> (32 - bits)] as number) | twoBits(place);
    }
  }
  return { seed, values, slots: indexes.map(({ slots }) => slots), older: union(indexes.map(({ older }) => older)), newer: union(indexes.map(({ newer }) => newer)), filter };
}

const twoBits = (place: number): number => (1 << place) | (1 << (place >>> 5)); // of each, the lowest five bits count

function union(sets: readonly Int32Array[]): Int32Array {
  const all = sharedWords(1 << (halfBits - 5));
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
    for (let at = this.candidate(bytes, 0, length); at >= 0; at = this.candidate(bytes, at + 1, length)) this.lookUp(bytes, length, at, hit);
  }

  // Where the next gram is whose halves anchors have; -1 if there is none. The one loop that sees every byte, so it calls nothing.
  private candidate(bytes: Uint8Array, from: number, length: number): number {
    const { older: olderHalves, newer: newerHalves } = this.tables;
    const first = from + gram - 1;
    if (first >= length) return -1;
    let older = 0;
    let newer = 0;
    for (let i = from; i < first; i++) {
      older = (older << 8) | (newer >>> 24);
      newer = (newer << 8) | (bytes[i] as number);
    }
    for (let i = first; i < length; i++) {
      older = (older << 8) | (newer >>> 24);
      newer = (newer << 8) | (bytes[i] as number);
      const olderHalf = olderHash(older);
      const newerHalf = newerHash(newer);
      const isOlder = (olderHalves[olderHalf >>> (37 - halfBits)] as number) >>> (olderHalf >>> (32 - halfBits));
      const isNewer = (newerHalves[newerHalf >>> (37 - halfBits)] as number) >>> (newerHalf >>> (32 - halfBits));
      if ((isOlder & isNewer & 1) === 1) return i - gram + 1;
    }
    return -1;
  }

  private lookUp(bytes: Uint8Array, length: number, at: number, hit: (hit: ResidueHit) => void): void {
    const { seed } = this.tables;
    const olderHalf = olderHash(halfAt(bytes, at));
    const newerHalf = newerHash(halfAt(bytes, at + gram / 2));
    this.lookUpAnchor(bytes, length, at, anchorHash(olderHalf, newerHalf, 0, seed), hit);
    const after = at + gram;
    if (after + more <= length) this.lookUpAnchor(bytes, length, at, anchorHash(olderHalf, newerHalf, word(bytes, after), seed), hit);
  }

  private lookUpAnchor(bytes: Uint8Array, length: number, at: number, anchor: number, hit: (hit: ResidueHit) => void): void {
    const { filter } = this.tables;
    const place = spread(anchor);
    const wanted = twoBits(place);
    const found = filter[place >>> (clz32(filter.length) + 1)] as number; // as many bits as the filter has words
    if ((found & wanted) === wanted) this.compare(bytes, length, anchor, at, hit);
  }

  private compare(bytes: Uint8Array, length: number, anchor: number, at: number, hit: (hit: ResidueHit) => void): void {
    const { slots: tables, seed } = this.tables;
    for (const slots of tables) {
      const last = slots.length - slotFields;
      for (let slot = slotFields * (spread(anchor) >>> clz32(last / slotFields)); slots[slot + 1] !== 0; slot = slot === last ? 0 : slot + slotFields) {
        if (slots[slot] !== anchor) continue;
        const place = slots[slot + 1] as number;
        const start = at - (place >>> 16);
        const end = start + (place & 0xffff);
        if (start < 0 || end > length) continue;
        if (hashEnds(bytes, start, end, seed) === slots[slot + 2] && hashAll(bytes, start, end, seed) === slots[slot + 3]) hit({ start, length: end - start });
      }
    }
  }
}

// The bytes of half a gram, as the loops that go through grams have them.
const halfAt = (bytes: Uint8Array, at: number): number => ((bytes[at] as number) << 24) | ((bytes[at + 1] as number) << 16) | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number);
