/**
 * A grammar, compiled to tables: one look-up a byte, no strings. Understands what the grammars of maskers are made of:
 * literals, classes, groups, alternatives, `? * + {n} {n,m}` and `$`; anything else is left to the regular expression.
 */
export interface ByteGrammar {
  matches(bytes: Uint8Array, from: number, to: number): boolean;
  /** The tables it looks at, as far as texts have led there; what they do not tell, `matches` does. */
  readonly tables?: GrammarTables;
}

/** From a state and the class of a byte to the next state. A state is told by the place of its row; the first is at the third. */
export interface GrammarTables {
  readonly next: Int32Array;
  readonly classOf: Uint8Array;
  /** How far to shift a state to come to the number of its row. */
  readonly width: number;
  /** By row: 1 where a text may end. */
  readonly accepts: Uint8Array;
  /** Rows that are in use. */
  readonly rows: number;
  /** How often the tables have changed. */
  readonly version: number;
}

export function byteGrammar(source: string): ByteGrammar {
  const automaton = new Parser(source).automaton();
  const text = new TextGrammar(source);
  return automaton === undefined ? text : new TableGrammar(automaton, text);
}

class TextGrammar implements ByteGrammar {
  private readonly expression: RegExp;

  public constructor(source: string) {
    this.expression = new RegExp(`^(?:${source})$`);
  }

  public matches(bytes: Uint8Array, from: number, to: number): boolean {
    return this.expression.test(Buffer.from(bytes.subarray(from, to)).toString('latin1'));
  }
}

/** States with an edge on a set of bytes, edges on nothing, and edges that may be taken at the end only. */
interface State { bytes?: Uint8Array; to: number; free: number[]; atEnd: number[] }
interface Automaton { readonly states: readonly State[]; readonly first: number; readonly last: number }
/** A part of the automaton: where it is entered and left. */
interface Part { readonly first: number; readonly last: number }

const limits: Readonly<Record<string, readonly [number, number]>> = { '*': [0, Infinity], '+': [1, Infinity], '?': [0, 1] };
const special = new Set('.^$|()[]{}*+?\\');

class Parser {
  private at = 0;
  private failed = false;
  private readonly states: State[] = [];

  public constructor(private readonly source: string) {}

  public automaton(): Automaton | undefined {
    const { first, last } = this.alternatives();
    return this.failed || this.at < this.source.length ? undefined : { states: this.states, first, last };
  }

  private alternatives(): Part {
    const [first, last] = [this.state(), this.state()];
    do {
      const part = this.sequence();
      this.join(first, part.first);
      this.join(part.last, last);
    } while (this.takes('|'));
    return { first, last };
  }

  private sequence(): Part {
    const first = this.state();
    let last = first;
    while (!this.failed && this.at < this.source.length && !'|)'.includes(this.source.charAt(this.at))) {
      const start = this.at;
      const part = this.repeated(start, this.atom());
      this.join(last, part.first);
      last = part.last;
    }
    return { first, last };
  }

  private repeated(start: number, once: Part): Part {
    const count = /^(?:[*+?]|\{(\d+)(?:,(\d+))?\})/.exec(this.source.slice(this.at));
    if (count === null) return once;
    const after = this.at + count[0].length;
    const [least, most] = limits[count[0]] ?? [Number(count[1]), Number(count[2] ?? count[1])];
    if (least === 0 || most === Infinity) {
      const [first, last] = [this.state(), this.state()];
      this.join(first, once.first);
      this.join(once.last, last);
      if (least === 0) this.join(first, last);
      if (most === Infinity) this.join(once.last, once.first);
      if (most === Infinity || most === 1) {
        this.at = after;
        return { first, last };
      }
    }
    let whole: Part = least === 0 ? this.optional(once) : once;
    for (let i = 1; i < most; i++) {
      this.at = start; // the same source once more makes the same part once more
      const more = this.atom();
      const next = i < least ? more : this.optional(more);
      this.join(whole.last, next.first);
      whole = { first: whole.first, last: next.last };
    }
    this.at = after;
    return whole;
  }

  private optional(part: Part): Part {
    this.join(part.first, part.last);
    return part;
  }

  private atom(): Part {
    const letter = this.source.charAt(this.at++);
    if (letter === '(') return this.group();
    if (letter === '[') return this.set(this.characterClass());
    if (letter === '$') {
      const [first, last] = [this.state(), this.state()];
      this.states[first]?.atEnd.push(last);
      return { first, last };
    }
    if (letter === '\\') return this.set(this.escaped());
    if (special.has(letter) || letter > '~') this.failed = true;
    return this.set([letter.charCodeAt(0)]);
  }

  private group(): Part {
    if (!this.source.startsWith('?:', this.at)) this.failed = true;
    this.at += 2;
    const inner = this.alternatives();
    if (!this.takes(')')) this.failed = true;
    return inner;
  }

  private characterClass(): number[] {
    const bytes: number[] = [];
    const negated = this.takes('^');
    while (!this.failed && !this.takes(']')) {
      const members = this.member();
      const range = this.source[this.at] === '-' && this.source[this.at + 1] !== ']';
      if (range) {
        this.at++;
        const [low, high] = [Number(members[0]), Number(this.member()[0])];
        for (let byte = low; byte <= high; byte++) bytes.push(byte);
      } else bytes.push(...members);
    }
    return negated ? Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => !bytes.includes(byte)) : bytes;
  }

  private member(): number[] {
    const letter = this.source.charAt(this.at++);
    if (letter > '~') this.failed = true;
    return letter === '\\' ? this.escaped() : [letter.charCodeAt(0)];
  }

  private escaped(): number[] {
    const letter = this.source.charAt(this.at++);
    if (letter === 'd') return [48, 49, 50, 51, 52, 53, 54, 55, 56, 57];
    if (/[a-z0-9]/i.test(letter) || letter === '') this.failed = true;
    return [letter.charCodeAt(0)];
  }

  private set(members: readonly number[]): Part {
    const bytes = new Uint8Array(256);
    for (const byte of members) bytes[byte] = 1;
    const last = this.state();
    return { first: this.states.push({ bytes, to: last, free: [], atEnd: [] }) - 1, last };
  }

  private takes(letter: string): boolean {
    const found = this.source[this.at] === letter;
    if (found) this.at++;
    return found;
  }

  private state(): number {
    return this.states.push({ to: -1, free: [], atEnd: [] }) - 1;
  }

  private join(from: number, to: number): void {
    this.states[from]?.free.push(to);
  }
}

const unknown = 0;
export const dead = 1;
/** The row of the first state: no state is unknown or dead. */
export const firstRow = 2;
/** A grammar that needs more states than this is left to the regular expression too. */
const mostStates = 4096;

/** Bytes that no edge tells apart are of one class: tables have a column for each class, and stay in the nearest cache. */
function byteClasses(states: readonly State[]): { readonly classOf: Uint8Array; readonly examples: readonly number[] } {
  const sets = [...new Set(states.flatMap(({ bytes }) => bytes ?? []))];
  const numbers = new Map<string, number>();
  const examples: number[] = [];
  const classOf = Uint8Array.from({ length: 256 }, (_, byte) => {
    const edges = sets.map((bytes) => bytes[byte]).join('');
    const number = numbers.get(edges) ?? examples.push(byte) - 1;
    numbers.set(edges, number);
    return number;
  });
  return { classOf, examples };
}

/** The automaton made deterministic, state by state as texts lead there. */
class TableGrammar implements ByteGrammar, GrammarTables {
  public next: Int32Array;
  public readonly classOf: Uint8Array;
  public readonly width: number;
  public readonly accepts = new Uint8Array(mostStates + firstRow + 1);
  public version = 0;
  /** A byte of each class. */
  private readonly examples: readonly number[];
  private state = 0;
  private readonly sets: (readonly number[])[] = [];
  private readonly numbers = new Map<string, number>();

  public constructor(private readonly automaton: Automaton, private readonly text: TextGrammar) {
    const { classOf, examples } = byteClasses(automaton.states);
    this.classOf = classOf;
    this.examples = examples;
    this.width = Math.max(1, Math.ceil(Math.log2(examples.length)));
    this.next = new Int32Array(64 << this.width);
    this.number(this.closure([this.automaton.first], false));
  }

  public get tables(): GrammarTables {
    return this;
  }

  public get rows(): number {
    return firstRow + this.sets.length;
  }

  public matches(bytes: Uint8Array, from: number, to: number): boolean {
    let state = firstRow << this.width;
    for (let at = from; at < to; at++) {
      at = this.follow(state, bytes, at, to);
      state = this.state;
      if (at === to) break;
      if (this.sets.length >= mostStates) return this.text.matches(bytes, from, to);
      state = this.explore(state | (this.classOf[bytes[at] as number] as number));
      if (state === dead) return false;
    }
    return this.accepts[state >> this.width] === 1;
  }

  // As far as tables tell.
  private follow(first: number, bytes: Uint8Array, from: number, to: number): number {
    const { classOf, next } = this;
    let state = first;
    let at = from;
    for (; at < to; at++) {
      const found = next[state | (classOf[bytes[at] as number] as number)] as number;
      if (found <= dead) break;
      state = found;
    }
    this.state = state;
    return at;
  }

  private explore(place: number): number {
    const known = this.next[place] as number;
    if (known !== unknown) return known;
    const byte = this.examples[place & ((1 << this.width) - 1)] as number;
    const reached = (this.sets[(place >> this.width) - firstRow] as readonly number[]).flatMap((state) => {
      const { bytes, to } = this.automaton.states[state] as State;
      return bytes?.[byte] === 1 ? [to] : [];
    });
    const found = reached.length === 0 ? dead : this.number(this.closure(reached, false)) << this.width;
    this.next[place] = found;
    this.version++;
    return found;
  }

  // The row of a set of states.
  private number(set: readonly number[]): number {
    const name = set.join();
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    const row = firstRow + this.sets.push(set) - 1;
    this.numbers.set(name, row);
    this.accepts[row] = this.closure(set, true).includes(this.automaton.last) ? 1 : 0;
    if ((row + 1) << this.width > this.next.length) {
      const larger = new Int32Array(2 * this.next.length);
      larger.set(this.next);
      this.next = larger;
    }
    return row;
  }

  private closure(from: readonly number[], atEnd: boolean): readonly number[] {
    const found = new Set(from);
    for (const state of found) {
      const { free, atEnd: ends } = this.automaton.states[state] as State;
      for (const next of atEnd ? [...free, ...ends] : free) found.add(next);
    }
    return [...found].toSorted((a, b) => a - b);
  }
}
