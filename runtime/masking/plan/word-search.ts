import {
  addInt, andInt, answer, equal, get, increase, int, loadByte, more, repeatWhile, set, shiftRightInt, storeInt, timesInt, wasmModule, when, xorInt, type WasmFunction,
} from '../prf/wasm-code';

const { imul } = Math;
const backslash = 92;
const bits = 20;
/** Bits by the hash of a word: so few of a million are set that hardly anything else has to be looked up. */
const filterAt = 0;
/** For each byte the small letter that it is, or 0. */
const lettersAt = 1 << (bits - 3);
/** Where the word begins that has not ended yet. */
const openWord = lettersAt + 256;
const textAt = openWord + 16;
const pageSize = 65_536;

const step = (hash: number, letter: number): number => imul(hash ^ letter, 0x01000193);
const place = (hash: number): number => (hash ^ (hash >>> 15)) & ((1 << bits) - 1);

/** `scan(at, end, list)`: puts where words that may be wanted begin and end on a list. Gives the end of it. */
function scan(): WasmFunction {
  const [at, end, list, start, hash, byte, letter, bit] = [0, 1, 2, 3, 4, 5, 6, 7];
  const wanted = andInt(more(get(at), get(start)), shiftRightInt(loadByte(shiftRightInt(get(bit), int(3)), filterAt), andInt(get(bit), int(7))), int(1));
  const wordEnd = [
    set(bit, andInt(xorInt(get(hash), shiftRightInt(get(hash), int(15))), int((1 << bits) - 1))),
    when(wanted, [storeInt(get(list), 0, get(start)), storeInt(get(list), 4, get(at)), increase(list, 8)]),
    set(start, addInt(get(at), int(1))), set(hash, int(0)),
    when(equal(get(byte), int(backslash)), [ // an escape: the letter after it is a control character
      when(equal(get(start), get(end)), [storeInt(int(openWord), 0, get(at)), answer(get(list))]),
      increase(at, 1), increase(start, 1),
    ]),
  ];
  return {
    parameters: 3, gives: true, integers: 5,
    body: [
      set(start, get(at)),
      repeatWhile(more(get(end), get(at)), [
        set(byte, loadByte(get(at))), set(letter, loadByte(get(byte), lettersAt)),
        when(get(letter), [set(hash, timesInt(xorInt(get(hash), get(letter)), int(0x01000193)))], wordEnd),
        increase(at, 1),
      ]),
      storeInt(int(openWord), 0, get(start)), answer(get(list)),
    ].flat(),
  };
}

let compiled: WebAssembly.Module | undefined;

/** Finds given words, of the letters a to z, in COPY text: whole words, in any case. */
export class WordSearch {
  private readonly words: ReadonlySet<string>;
  private readonly longest: number;
  private readonly memory = new WebAssembly.Memory({ initial: 8 });
  private bytes = new Uint8Array(this.memory.buffer);
  private readonly scan: (at: number, end: number, list: number) => number;
  /** The end of the last piece, where a word may have begun. */
  private carry = new Uint8Array();

  public constructor(words: readonly string[], private readonly found: Set<string>) {
    this.words = new Set(words);
    this.longest = Math.max(...words.map((word) => word.length));
    compiled ??= new WebAssembly.Module(wasmModule([scan()]));
    this.scan = new WebAssembly.Instance(compiled, { env: { memory: this.memory } }).exports['f0'] as typeof this.scan;
    for (const word of words) {
      const bit = place(Buffer.from(word).reduce(step, 0));
      this.bytes[bit >> 3] = (this.bytes[bit >> 3] as number) | (1 << (bit & 7));
    }
    for (const letter of Buffer.from('abcdefghijklmnopqrstuvwxyz')) {
      this.bytes[lettersAt + letter] = letter;
      this.bytes[lettersAt + letter - 32] = letter;
    }
  }

  public push(piece: Uint8Array): void {
    const { carry } = this;
    const end = textAt + carry.length + piece.length;
    const listAt = (end + 3) & ~3;
    this.reach(listAt + 4 * (end - textAt) + 8); // a word and what ends it have two bytes at least
    this.bytes.set(carry, textAt);
    this.bytes.set(piece, textAt + carry.length);
    const listEnd = this.scan(textAt, end, listAt);
    const places = new Int32Array(this.memory.buffer, listAt, (listEnd - listAt) / 4);
    for (let i = 0; i < places.length; i += 2) this.check(places[i] as number, places[i + 1] as number);
    const [open] = new Int32Array(this.memory.buffer, openWord, 1);
    this.carry = this.bytes.slice(Math.max(open as number, end - this.longest - 2), end);
  }

  private reach(end: number): void {
    if (end <= this.bytes.length) return;
    this.memory.grow(Math.ceil((end - this.bytes.length) / pageSize));
    this.bytes = new Uint8Array(this.memory.buffer);
  }

  private check(start: number, end: number): void {
    const word = Buffer.from(this.bytes.subarray(start, end)).toString('latin1').toLowerCase();
    if (this.words.has(word)) this.found.add(word);
  }
}
