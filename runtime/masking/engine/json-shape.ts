import type { JsonLeaf } from './json-tree';

const [quote, backslash, openBrace, openBracket, comma, colon, closeBrace, closeBracket, letterN] = [34, 92, 123, 91, 44, 58, 125, 93, 110];
const mostScalars = 64;
const longestDocument = 4096;

/** A scalar of a document: where it lies, between its quotes where it is a string, and what happens to it. */
export interface JsonScalar {
  readonly start: number;
  readonly end: number;
  readonly string: boolean;
  /** Undefined: only null may be there. */
  readonly leaf: JsonLeaf | undefined;
}

/** Told of each scalar of a document that has a shape. */
type TakeScalar = (leaf: number, start: number, end: number, string: boolean) => void;

/**
 * A document without its scalars: names and punctuation, byte for byte. Most documents of a column have one of a few shapes;
 * one that is known needs no second look at its names.
 */
export class JsonShape {
  private readonly places: Int32Array;

  private constructor(private readonly between: readonly Uint8Array[], private readonly scalars: readonly JsonScalar[]) {
    this.places = new Int32Array(2 * scalars.length);
  }

  /** The shape of a document that was walked. Undefined: too large to be worth it. */
  public static of(bytes: Uint8Array, start: number, end: number, scalars: readonly JsonScalar[]): JsonShape | undefined {
    if (scalars.length > mostScalars || end - start > longestDocument) return undefined;
    const starts = [...scalars.map((scalar) => scalar.start), end];
    return new JsonShape(starts.map((until, i) => bytes.slice(scalars[i - 1]?.end ?? start, until)), scalars);
  }

  /** Whether a document has this shape; if so, its scalars are told. */
  public take(bytes: Uint8Array, start: number, end: number, scalar: TakeScalar): boolean {
    const { scalars, places, between } = this;
    let at = start;
    for (let i = 0; i < scalars.length; i++) {
      const { string, leaf } = scalars[i] as JsonScalar;
      at = behind(between[i] as Uint8Array, bytes, at);
      if (at < 0) return false;
      places[2 * i] = at;
      at = string ? stringEnd(bytes, at, end) : tokenEnd(bytes, at, end);
      if (at < 0 || (leaf === undefined && bytes[places[2 * i] as number] !== letterN)) return false;
      places[2 * i + 1] = at;
    }
    if (behind(between[scalars.length] as Uint8Array, bytes, at) !== end) return false;
    for (let i = 0; i < scalars.length; i++) {
      const { string, leaf } = scalars[i] as JsonScalar;
      const from = places[2 * i] as number;
      if (typeof leaf === 'number' && (string || bytes[from] !== letterN)) scalar(leaf, from, places[2 * i + 1] as number, string);
    }
    return true;
  }
}

// Where the bytes end, if they are there. Each of these answers -1 if not.
function behind(wanted: Uint8Array, bytes: Uint8Array, at: number): number {
  for (let i = 0; i < wanted.length; i++) if (wanted[i] !== bytes[at + i]) return -1;
  return at + wanted.length;
}

function stringEnd(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte === quote) return at;
    if (byte === backslash) at++;
  }
  return -1;
}

// A number, true, false or null.
function tokenEnd(bytes: Uint8Array, start: number, end: number): number {
  const first = bytes[start];
  if (first === quote || first === openBrace || first === openBracket) return -1;
  let at = start;
  for (; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte <= 32 || byte === comma || byte === closeBrace || byte === closeBracket || byte === colon) break;
  }
  return at > start ? at : -1;
}
