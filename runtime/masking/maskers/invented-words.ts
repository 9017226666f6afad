import type { ByteSink } from './byte-sink';

/** Words made of syllables no language puts in this order. Real names are not in here, and each source's own are left out. */
export class InventedWords {
  public readonly words: readonly string[];
  /** A regular expression for exactly these words. */
  public readonly pattern: string;

  public constructor(starts: readonly string[], middles: readonly string[], ends: readonly string[]) {
    this.words = starts.flatMap((start) => middles.flatMap((middle) => ends.map((end) => start + middle + end)));
    this.pattern = `(?:${starts.join('|')})(?:${middles.join('|')})(?:${ends.join('|')})`;
  }

  /** The words as bytes; a word of the source is replaced by the next one that is not, so the others keep their place. */
  public table(excluded: ReadonlySet<string>): readonly Uint8Array[] {
    const { words } = this;
    const usable = (word: string | undefined): boolean => word !== undefined && !excluded.has(word.toLowerCase());
    return words.map((_, index) => {
      for (let step = 0; step < words.length; step++) {
        const word = words[(index + step) % words.length];
        if (word !== undefined && usable(word)) return Uint8Array.from(Buffer.from(word));
      }
      throw new RangeError('every word of the dictionary occurs in the source');
    });
  }
}

export const givenNames = new InventedWords(
  ['Bral', 'Dwen', 'Fjor', 'Glim', 'Hral', 'Jorv', 'Klau', 'Mirv', 'Nyst', 'Orv', 'Prel', 'Quil', 'Skal', 'Thrin', 'Ulv', 'Vosk'],
  ['a', 'e', 'i', 'o'],
  ['bix', 'dwyn', 'fenn', 'gost', 'hjem', 'jax', 'kolv', 'mirn', 'nusk', 'pryn', 'quor', 'rilv', 'stroz', 'tvik', 'vonn', 'zard'],
);

export const familyNames = new InventedWords(
  ['Ambr', 'Blyck', 'Chorv', 'Drosk', 'Eskv', 'Ferlw', 'Grauv', 'Hjolm', 'Isterk', 'Kvalm', 'Lundrw', 'Mosk', 'Norgv', 'Ploth', 'Rhynd', 'Stuvr'],
  ['ab', 'ed', 'il', 'or', 'um', 'ys', 'ag', 'ek'],
  ['brask', 'clyth', 'dorn', 'fjall', 'grund', 'hoek', 'kvist', 'lowsk', 'marn', 'nwick', 'plank', 'rovsk', 'strom', 'thorv', 'wynd', 'zell'],
);

/** A word chosen by 16 bits of a digest. */
export function emitWord(table: readonly Uint8Array[], digest: Uint8Array, at: number, out: ByteSink): void {
  const index = ((digest[at] ?? 0) | ((digest[at + 1] ?? 0) << 8)) % table.length;
  out.all(table[index] ?? new Uint8Array());
}
