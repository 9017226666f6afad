const { imul } = Math; // looked up once: this runs for every letter
const bits = 20;
const backslash = 92;

/** Finds given words, of the letters a to z, in COPY text: whole words, in any case. */
export class WordSearch {
  private readonly words: ReadonlySet<string>;
  /** A bit for each word, by its hash: so few of a million are set that hardly anything else has to be looked up. */
  private readonly filter = new Uint32Array(1 << (bits - 5));
  private readonly longest: number;
  /** The end of the last piece, where a word may have begun. */
  private carry = new Uint8Array();

  public constructor(words: readonly string[], private readonly found: Set<string>) {
    this.words = new Set(words);
    this.longest = Math.max(...words.map((word) => word.length));
    for (const word of words) {
      let hash = 0;
      for (const letter of Buffer.from(word)) hash = step(hash, letter);
      this.filter[place(hash) >>> 5] = (this.filter[place(hash) >>> 5] ?? 0) | (1 << (place(hash) & 31));
    }
  }

  public push(piece: Uint8Array): void {
    const bytes = this.carry.length > 0 ? Buffer.concat([this.carry, piece]) : piece;
    const start = this.scan(bytes);
    this.carry = Uint8Array.from(bytes.subarray(Math.max(start, bytes.length - this.longest - 2)));
  }

  // Answers where a word begins that has not ended yet. A row ends with a newline, so none is left over at the end.
  private scan(bytes: Uint8Array): number {
    const { filter } = this;
    let start = 0;
    let hash = 0;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i] as number;
      const letter = byte | 32;
      if (letter >= 97 && letter <= 122 && byte >= 65) {
        hash = step(hash, letter);
        continue;
      }
      if (i > start && (((filter[place(hash) >>> 5] as number) >>> (place(hash) & 31)) & 1) === 1) this.check(bytes, start, i);
      start = i + 1;
      if (byte === backslash) { // an escape: the letter after it is a control character
        if (start === bytes.length) return i;
        i++;
        start++;
      }
      hash = 0;
    }
    return start;
  }

  private check(bytes: Uint8Array, start: number, end: number): void {
    const word = Buffer.from(bytes.subarray(start, end)).toString('latin1').toLowerCase();
    if (this.words.has(word)) this.found.add(word);
  }
}

const step = (hash: number, letter: number): number => imul(hash ^ letter, 0x01000193);
const place = (hash: number): number => (hash ^ (hash >>> 15)) & ((1 << bits) - 1);
