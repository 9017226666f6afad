import { MaskingError } from '../postgres/masking-error';
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
  public table(excluded: ReadonlySet<string>): WordTable {
    const { words } = this;
    const usable = (word: string | undefined): boolean => word !== undefined && !excluded.has(word.toLowerCase());
    return new WordTable(words.map((_, index) => {
      for (let step = 0; step < words.length; step++) {
        const word = words[(index + step) % words.length];
        if (word !== undefined && usable(word)) return word;
      }
      throw new MaskingError('every word of a dictionary occurs in the source: what is written could not be told from it; use masker pseudonym');
    }));
  }
}

const room = 16;

/** Words of at most 15 letters side by side in one array, each with its length behind it: looked up for every value. */
export class WordTable {
  public readonly bytes: Uint8Array;
  public readonly count: number;

  public constructor(words: readonly string[]) {
    this.count = words.length;
    this.bytes = new Uint8Array(room * words.length);
    words.forEach((word, i) => {
      if (word.length >= room) throw new RangeError(`the word ${word} is too long for the table`);
      this.bytes.set(Buffer.from(word), room * i);
      this.bytes[room * i + room - 1] = word.length;
    });
  }

  /** Where a word begins in `bytes`. */
  public start(index: number): number {
    return room * index;
  }

  /** Where the word that begins at `start` ends. */
  public end(start: number): number {
    return start + (this.bytes[start + room - 1] as number);
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
export function emitWord(table: WordTable, digest: Uint8Array, at: number, out: ByteSink): void {
  const { bytes } = table;
  const from = table.start(((digest[at] as number) | ((digest[at + 1] as number) << 8)) % table.count);
  const end = table.end(from);
  out.reserve(room);
  const target = out.bytes;
  let to = out.length;
  for (let i = from; i < end; i++) target[to++] = bytes[i] as number;
  out.length = to;
}
