import { ByteSink } from '../maskers/byte-sink';
import type { ByteGrammar } from './byte-grammar';
import { isKept, normalByte, normalise } from './normal-form';
import { gram } from './gram-hash';
import type { ResidueIndex } from './residue-index';
import { spellings } from './spellings';

const [newline, space, plus, at, zero] = [10, 32, 43, 64, 48];
const [noPlace, manyPlaces] = [-1, -2];
const [digit, letter, other, layout, lineEnd] = [1, 2, 4, 8, 16];

/** What each byte says of the value it is in. `layout` may stand in a telephone number. */
const kinds = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) kinds[byte] = byte >= 128 || (byte < 32 && byte !== newline) ? other : 0;
for (let byte = 48; byte <= 57; byte++) kinds[byte] = digit;
for (let byte = 65; byte <= 90; byte++) kinds[byte] = kinds[byte + 32] = letter;
for (const byte of Buffer.from(' ()./-')) kinds[byte] = layout;
kinds[newline] = lineEnd;

/**
 * Puts values into the index in normal form, with the spellings that normal form does not cover. A spelling that is part of
 * another stands for both: who writes a mail address also writes the name before its @. Only values in letters outside
 * ASCII are looked at as strings.
 */
export class ValueCollector {
  private readonly sink = new ByteSink(256);
  private readonly turned = new ByteSink(256);
  /** Where the @ is in the normal form. */
  private atPlace = noPlace;

  /** `common`: texts a masker could have written itself, which cannot be told from its output. */
  public constructor(private readonly index: ResidueIndex, private readonly publicValues: ReadonlySet<string>, private readonly common: ByteGrammar | undefined) {}

  public add(bytes: Uint8Array, from: number, to: number): void {
    if (to - from < gram || this.common?.matches(bytes, from, to) === true) return;
    const seen = this.normalise(bytes, from, to);
    if ((seen & other) !== 0) return this.addText(Buffer.from(bytes.subarray(from, to)).toString('utf8'));
    const { sink, atPlace } = this;
    if (atPlace >= 0 && this.isMailName(atPlace)) return this.put(sink.bytes, 0, 0, atPlace);
    if (atPlace !== noPlace) return this.put(sink.bytes, 0, 0, sink.length);
    this.put(sink.bytes, 0, (seen & letter) === 0 ? this.national(bytes[from] as number, to - from) : (seen & digit) === 0 ? 0 : this.account(), sink.length);
    if ((seen & lineEnd) !== 0) this.addLines(bytes, from, to);
    else if ((seen & digit) === 0) this.addNameTurned(bytes, from, to);
  }

  public addText(value: string): void {
    if (value.length < gram) return;
    this.addOne(value);
    for (const spelling of spellings(value)) this.addOne(spelling);
  }

  // Into the sink; answers which kinds of bytes it saw.
  private normalise(bytes: Uint8Array, from: number, to: number): number {
    const { sink } = this;
    sink.length = 0;
    sink.reserve(to - from);
    const normal = sink.bytes;
    let [seen, length, atPlace] = [0, 0, noPlace];
    for (let i = from; i < to; i++) {
      const byte = bytes[i] as number;
      seen |= kinds[byte] as number;
      if (byte === at) atPlace = atPlace === noPlace ? length : manyPlaces;
      normal[length] = normalByte[byte] as number;
      length += isKept[byte] as number;
    }
    sink.length = length;
    this.atPlace = atPlace;
    return seen;
  }

  private put(bytes: Uint8Array, from: number, core: number, to: number): void {
    if (this.publicValues.size === 0) return this.index.add(bytes, from, to, core);
    if (!this.isPublic(bytes, from, to)) this.index.add(bytes, from, to);
    if (core > from && !this.isPublic(bytes, core, to)) this.index.add(bytes, core, to);
  }

  private isPublic(bytes: Uint8Array, from: number, to: number): boolean {
    return this.publicValues.has(Buffer.from(bytes.subarray(from, to)).toString('latin1'));
  }

  private addOne(value: string): void {
    const { sink } = this;
    const bytes = Buffer.from(value);
    sink.length = 0;
    normalise(bytes, 0, bytes.length, sink);
    this.put(sink.bytes, 0, 0, sink.length);
  }

  // Long enough to be somebody's, and not only digits.
  private isMailName(length: number): boolean {
    const { bytes } = this.sink;
    if (length < gram) return false;
    for (let i = 0, letters = 0; i < length; i++) {
      letters = (kinds[bytes[i] as number] as number) === letter ? letters + 1 : 0;
      if (letters === 3) return true;
    }
    return false;
  }

  // Where the number begins without its country's code, which has one to three digits: the shortest is part of the others.
  private national(first: number, written: number): number {
    const { bytes, length } = this.sink;
    if ((first !== plus && first !== zero && first !== space) || written < 9 || written > 24) return 0;
    let bare = 0;
    while (bare < length && bytes[bare] === zero) bare++;
    const international = first === plus || bare >= 2;
    for (let code = international ? 3 : 0; code >= 0; code--) {
      let start = bare + code;
      while (start < length && bytes[start] === zero) start++;
      if (length - start >= 9) return start;
    }
    return 0;
  }

  // Where the account begins in what may be an IBAN.
  private account(): number {
    const { bytes, length } = this.sink;
    const isCountry = kinds[bytes[0] as number] === letter && kinds[bytes[1] as number] === letter && isDigit(bytes[2] as number) && isDigit(bytes[3] as number);
    return isCountry && length >= 15 && length <= 34 ? 4 : 0;
  }

  // Of a name, the words in other orders.
  private addNameTurned(bytes: Uint8Array, from: number, to: number): void {
    if (to - from > 60) return;
    const words = Buffer.from(bytes.subarray(from, to)).toString('latin1').trim().split(/\s+/);
    if (words.length < 2 || words.length > 3 || words.some((word) => !/^[A-Za-z'.-]{2,}$/.test(word))) return;
    const [first, second, third] = words as [string, string, string?];
    if (third === undefined) return this.addWords([second, first]);
    for (const order of [[second, third, first], [third, second, first], [third, first, second]]) this.addWords(order);
  }

  // Of a text that was copied in part, each line.
  private addLines(bytes: Uint8Array, from: number, to: number): void {
    for (let start = from; start < to; ) {
      const found = bytes.indexOf(newline, start);
      const end = found < 0 || found > to ? to : found;
      if (end - start >= 16) this.addPlain(bytes, start, end);
      start = end + 1;
    }
  }

  private addWords(words: readonly string[]): void {
    const bytes = Buffer.from(words.join(''));
    this.addPlain(bytes, 0, bytes.length);
  }

  private addPlain(bytes: Uint8Array, from: number, to: number): void {
    const { turned } = this;
    turned.length = 0;
    normalise(bytes, from, to, turned);
    this.put(turned.bytes, 0, 0, turned.length);
  }
}

const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57;
