import { randomBytes } from 'node:crypto';

const { imul } = Math; // looked up once: this runs for every byte

/** Values shorter than this are left to the grammar check: they would be found everywhere. */
export const gram = 8;
const base = 0x01000193;
const filterBits = 26;

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
  private size = 1 << 16;
  private count = 0;
  private anchors = new Uint32Array(this.size);
  private places = new Uint32Array(this.size); // offset of the anchor in the value, length of the value
  private first = new Uint32Array(this.size);
  private second = new Uint32Array(this.size);
  private readonly filter = new Uint32Array(1 << (filterBits - 5));
  private readonly frequency = new Uint8Array(1 << 20);
  private seen = new Float64Array(1 << 17);
  private seenCount = 0;
  private readonly seed = randomBytes(4).readUInt32LE() | 1;
  private readonly leaving = power(base, gram - 1);

  public get values(): number {
    return this.count;
  }

  /** Adds a value in normal form. */
  public add(bytes: Uint8Array, from: number, to: number): void {
    const length = Math.min(to - from, 0xffff);
    if (length < gram) return;
    const end = from + length;
    const first = this.fullHash(bytes, from, end, 0x5bd1e995);
    const second = this.fullHash(bytes, from, end, 0x1b873593);
    if (this.isKnown(first, second)) return;
    const { anchor, offset } = this.rarest(bytes, from, end);
    if (this.count * 2 >= this.size) this.grow();
    this.insert(anchor, ((offset << 16) | length) >>> 0, first, second);
    const bit = anchor >>> (32 - filterBits);
    this.filter[bit >>> 5] = (this.filter[bit >>> 5] as number) | (1 << (bit & 31));
  }

  /** Finds values in text in normal form. */
  public find(bytes: Uint8Array, length: number, hit: (hit: ResidueHit) => void): void {
    if (length < gram) return;
    const { filter, seed, leaving } = this;
    let hash = 0;
    for (let i = 0; i < length; i++) {
      if (i >= gram) hash = (hash - imul(bytes[i - gram] as number, leaving)) | 0;
      hash = (imul(hash, base) + (bytes[i] as number)) | 0;
      if (i < gram - 1) continue;
      const anchor = mix(hash ^ seed);
      const bit = anchor >>> (32 - filterBits);
      if (((filter[bit >>> 5] as number) & (1 << (bit & 31))) !== 0) this.compare(bytes, length, anchor, i - gram + 1, hit);
    }
  }

  private compare(bytes: Uint8Array, length: number, anchor: number, at: number, hit: (hit: ResidueHit) => void): void {
    for (let slot = anchor & (this.size - 1); this.places[slot] !== 0; slot = (slot + 1) & (this.size - 1)) {
      if (this.anchors[slot] !== anchor) continue;
      const place = this.places[slot] as number;
      const start = at - (place >>> 16);
      const end = start + (place & 0xffff);
      if (start < 0 || end > length) continue;
      if (this.fullHash(bytes, start, end, 0x5bd1e995) === this.first[slot] && this.fullHash(bytes, start, end, 0x1b873593) === this.second[slot]) hit({ start, length: end - start });
    }
  }

  private rarest(bytes: Uint8Array, from: number, to: number): { anchor: number; offset: number } {
    let best = { anchor: 0, offset: 0 };
    let least = 256;
    let hash = 0;
    for (let i = from; i < to && least > 0; i++) {
      if (i - from >= gram) hash = (hash - imul(bytes[i - gram] as number, this.leaving)) | 0;
      hash = (imul(hash, base) + (bytes[i] as number)) | 0;
      if (i - from < gram - 1) continue;
      const anchor = mix(hash ^ this.seed);
      const often = this.frequency[anchor >>> 12] as number;
      if (often < least) {
        least = often;
        best = { anchor, offset: i - from - gram + 1 };
      }
    }
    if (least < 255) this.frequency[best.anchor >>> 12] = least + 1;
    return best;
  }

  private fullHash(bytes: Uint8Array, from: number, to: number, factor: number): number {
    let hash = this.seed ^ factor;
    for (let i = from; i < to; i++) hash = imul(hash ^ (bytes[i] as number), factor) ^ (hash >>> 15);
    return mix(hash);
  }

  private isKnown(first: number, second: number): boolean {
    const key = 1 + first * 0x10_0000 + (second >>> 12);
    if (!this.remember(this.seen, first, key)) return true;
    this.seenCount++;
    if (this.seenCount * 2 > this.seen.length) this.growSeen();
    return false;
  }

  private remember(table: Float64Array, hash: number, key: number): boolean {
    let slot = hash & (table.length - 1);
    for (; table[slot] !== 0; slot = (slot + 1) & (table.length - 1)) if (table[slot] === key) return false;
    table[slot] = key;
    return true;
  }

  private growSeen(): void {
    const larger = new Float64Array(2 * this.seen.length);
    for (const key of this.seen) if (key !== 0) this.remember(larger, Math.floor((key - 1) / 0x10_0000), key);
    this.seen = larger;
  }

  private insert(anchor: number, place: number, first: number, second: number): void {
    let slot = anchor & (this.size - 1);
    while (this.places[slot] !== 0) slot = (slot + 1) & (this.size - 1);
    this.anchors[slot] = anchor;
    this.places[slot] = place;
    this.first[slot] = first;
    this.second[slot] = second;
    this.count++;
  }

  private grow(): void {
    const old = [this.anchors, this.places, this.first, this.second] as const;
    this.size *= 2;
    this.count = 0;
    this.anchors = new Uint32Array(this.size);
    this.places = new Uint32Array(this.size);
    this.first = new Uint32Array(this.size);
    this.second = new Uint32Array(this.size);
    for (let i = 0; i < old[1].length; i++) {
      if (old[1][i] !== 0) this.insert(old[0][i] as number, old[1][i] as number, old[2][i] as number, old[3][i] as number);
    }
  }
}

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
