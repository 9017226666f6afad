import { UNTOLD } from './statement';

/** How a text of a policy is to be read: what `*` and `?` mean in it, and whether letter case counts. */
export interface GlobStyle {
  /** `?` and `*` stand for themselves (StringEquals). */
  readonly literal?: boolean;
  /** Upper and lower case are the same (StringEqualsIgnoreCase, action names). */
  readonly ignoreCase?: boolean;
  /** `*` and `?` do not cross a colon in the first five parts (ArnLike). */
  readonly arn?: boolean;
}

type Token = string; // one character, or one of the four wildcards below
const STAR = 'STAR';
const ONE = 'ONE';
const STAR_IN_PART = 'STAR_IN_PART';
const ONE_IN_PART = 'ONE_IN_PART';
const cache = new Map<string, Glob>();
const CACHE_LIMIT = 50_000;

/**
 * One IAM pattern as a deterministic automaton that is built while it is used. A state is a number; 0 is the start and
 * -1 is the state from which nothing is accepted any more.
 */
export class Glob {
  /** The automaton of `text`; the same text and style give the same object. */
  public static of(text: string, style: GlobStyle = {}): Glob {
    const key = `${style.literal ? 'l' : ''}${style.ignoreCase ? 'i' : ''}${style.arn ? 'a' : ''}:${text}`;
    const known = cache.get(key);
    if (known) return known;
    if (cache.size > CACHE_LIMIT) cache.clear();
    const made = new Glob(text, style);
    cache.set(key, made);
    return made;
  }

  /** The one text this pattern accepts, or undefined when it accepts several. */
  public readonly only: string | undefined;
  /** It accepts every text. */
  public readonly everything: boolean;
  /** A text it accepts. */
  public readonly example: string;
  /** The characters that must be told apart. */
  public readonly letters: ReadonlySet<string>;
  private readonly tokens: readonly Token[];
  private readonly positions: (readonly number[])[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly next: Map<string, number>[] = [];

  private constructor(public readonly text: string, public readonly style: GlobStyle) {
    this.tokens = tokensOf(text, style);
    const wild = this.tokens.some((token) => token.length > 1);
    const cased = style.ignoreCase === true && text.toLowerCase() !== text.toUpperCase();
    this.only = wild || cased ? undefined : text;
    this.example = this.tokens.map((token) => (token === ONE || token === ONE_IN_PART ? 'x' : token.length > 1 ? '' : token)).join('');
    this.everything = this.tokens.length === 1 && this.tokens[0] === STAR;
    this.letters = new Set(this.tokens.filter((token) => token.length === 1)
      .flatMap((token) => (style.ignoreCase ? [token.toLowerCase(), token.toUpperCase()] : [token]))
      .concat(this.tokens.includes(STAR_IN_PART) || this.tokens.includes(ONE_IN_PART) ? [':'] : []));
    this.stateOf(this.closure([0]));
  }

  /** The state after reading `letter` in `state`. */
  public step(state: number, letter: string): number {
    if (state < 0) return -1;
    const known = this.next[state]?.get(letter);
    if (known !== undefined) return known;
    const reached: number[] = [];
    for (const position of this.positions[state] ?? []) this.advance(position, letter, reached);
    const result = reached.length === 0 ? -1 : this.stateOf(this.closure(reached));
    this.next[state]?.set(letter, result);
    return result;
  }

  public accepts(state: number): boolean {
    return state >= 0 && (this.positions[state]?.includes(this.tokens.length) ?? false);
  }

  /** Whether `text` as a whole fits the pattern. */
  public matches(text: string): boolean {
    if (this.only !== undefined) return this.only === text;
    if (this.everything) return true;
    let state = 0;
    for (const letter of text) {
      state = this.step(state, letter);
      if (state < 0) return false;
    }
    return this.accepts(state);
  }

  /** The letters that lead somewhere special from `state`. */
  public lettersAt(state: number): string[] {
    const found: string[] = [];
    for (const position of this.positions[state] ?? []) {
      const token = this.tokens[position];
      if (token === undefined || token === STAR || token === ONE) continue;
      if (token.length > 1) found.push(':');
      else if (this.style.ignoreCase) found.push(token.toLowerCase(), token.toUpperCase());
      else found.push(token);
    }
    return found;
  }

  private advance(position: number, letter: string, reached: number[]): void {
    const token = this.tokens[position];
    if (token === undefined) return;
    if (token === STAR || (token === STAR_IN_PART && letter !== ':')) reached.push(position);
    else if (token === ONE || (token === ONE_IN_PART && letter !== ':')) reached.push(position + 1);
    else if (token === letter || (this.style.ignoreCase && token.toLowerCase() === letter.toLowerCase())) reached.push(position + 1);
  }

  private closure(positions: readonly number[]): readonly number[] {
    const all = new Set(positions);
    for (const position of all) {
      const token = this.tokens[position];
      if (token === STAR || token === STAR_IN_PART) all.add(position + 1);
    }
    return [...all].sort((a, b) => a - b);
  }

  private stateOf(positions: readonly number[]): number {
    const key = positions.join();
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const number = this.positions.length;
    this.positions.push(positions);
    this.next.push(new Map());
    this.numbers.set(key, number);
    return number;
  }
}

function tokensOf(text: string, style: GlobStyle): Token[] {
  if (style.literal) return [...text].map((letter) => (letter === UNTOLD ? STAR : letter));
  const parts = style.arn && text.split(':').length >= 6;
  let colons = 0;
  const tokens: Token[] = [];
  for (const letter of text) {
    if (letter === ':') colons += 1;
    const inPart = parts && colons < 5;
    const token = letter === UNTOLD ? STAR : letter === '*' ? (inPart ? STAR_IN_PART : STAR) : letter === '?' ? (inPart ? ONE_IN_PART : ONE) : letter;
    if (token === STAR && tokens.at(-1) === STAR) continue;
    tokens.push(token);
  }
  return tokens;
}
