import { mix, word } from './value-hash';

const { imul, clz32 } = Math; // looked up once: this runs for every byte
export const registers = 4096;
/** Two hashes at a time, so that none waits for the other. */
export const sketchFactors = { byte: 0x01000193, word: 0x5bd1e995, other: 0x1b873593 } as const;

/** Counts distinct values in 4 kB, within about 3 % (HyperLogLog). Enough to see that a column collapsed. */
export class DistinctSketch {
  public readonly ranks = new Uint8Array(registers);

  public add(bytes: Uint8Array, from: number, to: number): void {
    let hash = imul(to - from, sketchFactors.byte);
    let other = 0;
    let i = from;
    for (; i + 8 <= to; i += 8) {
      hash = imul(hash ^ word(bytes, i), sketchFactors.word);
      hash ^= hash >>> 15;
      other = imul(other ^ word(bytes, i + 4), sketchFactors.other);
      other ^= other >>> 15;
    }
    for (; i < to; i++) hash = imul(hash ^ (bytes[i] as number), sketchFactors.byte);
    hash ^= imul(other, sketchFactors.byte);
    hash = mix(hash) >>> 0;
    const rank = clz32((hash << 12) | (1 << 11)) + 1;
    const register = hash >>> 20;
    if (rank > (this.ranks[register] as number)) this.ranks[register] = rank;
  }

  /** Takes in what another has counted. */
  public merge(ranks: Uint8Array): void {
    for (let i = 0; i < registers; i++) this.ranks[i] = Math.max(this.ranks[i] as number, ranks[i] as number);
  }

  public distinct(): number {
    let sum = 0;
    let empty = 0;
    for (const rank of this.ranks) {
      sum += 2 ** -rank;
      if (rank === 0) empty++;
    }
    const estimate = (0.7213 / (1 + 1.079 / registers)) * registers * registers / sum;
    return Math.round(estimate < 2.5 * registers && empty > 0 ? registers * Math.log(registers / empty) : estimate);
  }
}
