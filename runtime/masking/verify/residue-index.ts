import { randomBytes } from 'node:crypto';

const { imul } = Math; // looked up once: this runs for every byte

/** Values shorter than this are left to the grammar check: they would be found everywhere. */
export const gram = 8;
const base = 0x01000193;
const firstFactor = 0x5bd1e995;
const secondFactor = 0x1b873593;
const largestFilter = 30;

export interface ResidueHit {
  readonly start: number;
  readonly length: number;
}

/**
 * The source's values, to be found anywhere in a target. Each value is anchored at its rarest run of eight bytes; a
 * rolling hash over the target looks each run up in a bit filter, and only what passes is compared in full (by two
 * independent hashes: values themselves are not kept).
 */
export class ResidueIndex {
  private size: number;
  private count = 0;
  private slots: Uint32Array; // anchor; offset of the anchor in the value and length of the value; two hashes of the value
  private seen: Uint32Array; // two hashes of the value
  private filterBits: number;
  private filter: Uint32Array;
  private readonly frequency = new Uint8Array(1 << 20);
  private readonly seed = randomBytes(4).readUInt32LE() | 1;
  private readonly leaving = power(base, gram - 1);

  /** `expected`: how many values there may be; more are no harm, but moving them takes time. */
  public constructor(expected = 0) {
    this.size = 1 << Math.max(16, Math.min(26, Math.ceil(Math.log2(1 + 2.4 * expected))));
    this.slots = new Uint32Array(4 * this.size);
    this.seen = new Uint32Array(2 * this.size);
    this.filterBits = filterBitsFor(this.size);
    this.filter = new Uint32Array(1 << (this.filterBits - 5));
  }

  public get values(): number {
    return this.count;
  }

  /** Adds a value in normal form. */
  public add(bytes: Uint8Array, from: number, to: number): void {
    const length = Math.min(to - from, 0xffff);
    if (length < gram) return;
    const end = from + length;
    const { seed, leaving, frequency } = this;
    let [first, second] = [seed ^ firstFactor, seed ^ secondFactor];
    let hash = 0;
    let [anchor, offset, least] = [0, 0, 256];
    for (let i = from; i < end; i++) {
      const byte = bytes[i] as number;
      first = imul(first ^ byte, firstFactor) ^ (first >>> 15);
      second = imul(second ^ byte, secondFactor) ^ (second >>> 15);
      if (i - from >= gram) hash = (hash - imul(bytes[i - gram] as number, leaving)) | 0;
      hash = (imul(hash, base) + byte) | 0;
      if (i - from < gram - 1 || ((i - from) & 3) !== 3 || least === 0) continue; // every fourth run is enough to choose from
      const mixed = mix(hash ^ seed);
      const often = frequency[mixed >>> 12] as number;
      if (often < least) {
        least = often;
        anchor = mixed;
        offset = i - from - gram + 1;
      }
    }
    first = mix(first);
    second = mix(second);
    if (this.isKnown(first, second)) return;
    if (least < 255) frequency[anchor >>> 12] = least + 1;
    this.insert(anchor, ((offset << 16) | length) >>> 0, first, second);
  }

  /** Finds values in text in normal form. */
  public find(bytes: Uint8Array, length: number, hit: (hit: ResidueHit) => void): void {
    if (length < gram) return;
    const { filter, seed, leaving } = this;
    const shift = 32 - this.filterBits;
    let hash = 0;
    for (let i = 0; i < gram - 1; i++) hash = (imul(hash, base) + (bytes[i] as number)) | 0;
    for (let i = gram - 1, start = 0; i < length; i++, start++) {
      hash = (imul(hash, base) + (bytes[i] as number)) | 0;
      const anchor = mix(hash ^ seed);
      const bit = anchor >>> shift;
      if (((filter[bit >>> 5] as number) & (1 << (bit & 31))) !== 0) this.compare(bytes, length, anchor, start, hit);
      hash = (hash - imul(bytes[start] as number, leaving)) | 0;
    }
  }

  private compare(bytes: Uint8Array, length: number, anchor: number, at: number, hit: (hit: ResidueHit) => void): void {
    const { slots, size } = this;
    for (let slot = anchor & (size - 1); slots[4 * slot + 1] !== 0; slot = (slot + 1) & (size - 1)) {
      if (slots[4 * slot] !== anchor) continue;
      const place = slots[4 * slot + 1] as number;
      const start = at - (place >>> 16);
      const end = start + (place & 0xffff);
      if (start < 0 || end > length) continue;
      if (this.fullHash(bytes, start, end, firstFactor) === slots[4 * slot + 2] && this.fullHash(bytes, start, end, secondFactor) === slots[4 * slot + 3]) hit({ start, length: end - start });
    }
  }

  private fullHash(bytes: Uint8Array, from: number, to: number, factor: number): number {
    let hash = this.seed ^ factor;
    for (let i = from; i < to; i++) hash = imul(hash ^ (bytes[i] as number), factor) ^ (hash >>> 15);
    return mix(hash);
  }

  // Values repeat, and the rarest run is another each time.
  private isKnown(first: number, second: number): boolean {
    const { seen, size } = this;
    const low = second | 1; // never 0, which is an empty place
    let slot = first & (size - 1);
    for (; seen[2 * slot + 1] !== 0; slot = (slot + 1) & (size - 1)) if (seen[2 * slot] === first && seen[2 * slot + 1] === low >>> 0) return true;
    seen[2 * slot] = first;
    seen[2 * slot + 1] = low;
    return false;
  }

  private insert(anchor: number, place: number, first: number, second: number): void {
    const { slots, size } = this;
    let slot = anchor & (size - 1);
    while (slots[4 * slot + 1] !== 0) slot = (slot + 1) & (size - 1);
    slots[4 * slot] = anchor;
    slots[4 * slot + 1] = place;
    slots[4 * slot + 2] = first;
    slots[4 * slot + 3] = second;
    this.mark(anchor);
    if (++this.count * 3 > 2 * size) this.grow();
  }

  private mark(anchor: number): void {
    const bit = anchor >>> (32 - this.filterBits);
    this.filter[bit >>> 5] = (this.filter[bit >>> 5] as number) | (1 << (bit & 31));
  }

  // The filter has at least 16 bits for each value, so that few runs pass it by chance.
  private grow(): void {
    const old = this.slots;
    this.size *= 2;
    this.slots = new Uint32Array(4 * this.size);
    this.seen = new Uint32Array(2 * this.size);
    this.filterBits = filterBitsFor(this.size);
    this.filter = new Uint32Array(1 << (this.filterBits - 5));
    const { slots, size } = this;
    for (let i = 0; i < old.length; i += 4) {
      if (old[i + 1] === 0) continue;
      let slot = (old[i] as number) & (size - 1);
      while (slots[4 * slot + 1] !== 0) slot = (slot + 1) & (size - 1);
      for (let k = 0; k < 4; k++) slots[4 * slot + k] = old[i + k] as number;
      this.mark(old[i] as number);
      this.isKnown(old[i + 2] as number, old[i + 3] as number);
    }
  }
}

const filterBitsFor = (size: number): number => Math.min(largestFilter, Math.log2(size) + 4);

function mix(value: number): number {
  let x = value;
  x = imul(x ^ (x >>> 16), 0x7feb352d);
  x = imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

function power(value: number, exponent: number): number {
  let result = 1;
  for (let i = 0; i < exponent; i++) result = imul(result, value);
  return result;
}
