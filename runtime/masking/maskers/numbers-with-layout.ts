import { alphanumeric, digitsOnly, isDigit, isLetter, nothing } from './canonical-forms';
import { KeyedPermutation } from '../prf/keyed-permutation';
import { MaskingError } from '../postgres/masking-error';
import type { ByteSink } from './byte-sink';
import type { MaskerDefinition } from './masker';

const separators = new Uint8Array(256);
for (const byte of Buffer.from(' +./()-')) separators[byte] = 1;
const nine = 57;
const zero = 48;
const capitalX = 88;

export const isSeparator = (byte: number): boolean => separators[byte] === 1;

/** A digit drawn from a digest; the digest is read around again for values longer than it. */
function digit(digest: Uint8Array, at: number, index: number): number {
  return zero + ((digest[at + (index & 31)] as number) + (index >> 5)) % 10;
}

interface Marking { readonly mark: number; readonly marked: number; readonly letters: boolean }

const phoneMarking: Marking = { mark: nine, marked: 3, letters: false };
const taxMarking: Marking = { mark: zero, marked: 3, letters: true };
const postcodeMarking: Marking = { mark: zero, marked: 2, letters: true };

/** Keeps the separators of a number, replaces its first digits by a mark and the others by digits of the digest. */
function emitMarked({ mark, marked, letters }: Marking, value: Uint8Array, from: number, to: number, digest: Uint8Array, at: number, out: ByteSink): void {
  if (digitCount(value, from, to) < marked) {
    for (let i = 0; i < marked; i++) out.byte(mark); // too few digits to keep a layout
    return;
  }
  out.reserve(to - from);
  const { bytes } = out;
  let end = out.length;
  let count = 0;
  for (let i = from; i < to; i++) {
    const byte = value[i] as number;
    if (isDigit(byte)) {
      bytes[end++] = count < marked ? mark : digit(digest, at, count);
      count++;
    } else if (isLetter(byte) && letters) bytes[end++] = capitalX;
    else if (separators[byte] === 1) bytes[end++] = byte;
  }
  out.length = end;
}

function digitCount(value: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i++) if (isDigit(value[i] as number)) count++;
  return count;
}

/** The layout stays; the number begins with 999, a country code that the ITU keeps in reserve. Words in it are dropped. */
export const phone: MaskerDefinition = {
  name: 'phone', kinds: ['text'], grammar: '[ +./()-]*9[ +./()-]*9[ +./()-]*9[ +./()0-9-]*', disjoint: true, injective: 'no', width: 'value', atLeast: 5,
  make: () => ({
    canonical: digitsOnly, recipe: { kind: 'layout', ...phoneMarking },
    emit: (value, from, to, digest, at, out) => emitMarked(phoneMarking, value, from, to, digest, at, out),
  }),
};

/** Tax and social security numbers: layout stays, letters become X, and three leading zeros no office issues. */
export const taxId: MaskerDefinition = {
  name: 'tax-id', kinds: ['text'], grammar: '[X +./()-]*0[X +./()-]*0[X +./()-]*0[X +./()0-9-]*', disjoint: true, injective: 'no', width: 'value', atLeast: 5,
  make: () => ({ canonical: alphanumeric, recipe: { kind: 'layout', ...taxMarking }, emit: (value, from, to, digest, at, out) => emitMarked(taxMarking, value, from, to, digest, at, out) }),
};

/** Account and card numbers in a national layout: three leading zeros. */
export const bankAccount: MaskerDefinition = { ...taxId, name: 'bank-account' };

/** Postal codes: two zeros first, letters become X. */
export const postcode: MaskerDefinition = {
  name: 'postcode', kinds: ['text'], grammar: '[X +./()0-9-]*', disjoint: false, injective: 'no', width: 'value', atLeast: 3,
  make: () => ({ canonical: alphanumeric, recipe: { kind: 'layout', ...postcodeMarking }, emit: (value, from, to, digest, at, out) => emitMarked(postcodeMarking, value, from, to, digest, at, out) }),
};

/** Codes in which every digit and letter may be any other: a keyed bijection over all codes of the same layout. */
export const code: MaskerDefinition = {
  name: 'code', kinds: ['text'], grammar: '[ -~]*', disjoint: false, injective: 'permutation', width: 'value',
  make: ({ key }) => {
    const permutation = permutationsOf(key);
    return { canonical: nothing, emit: (value, from, to, _digest, _at, out) => emitCode(permutation, value, from, to, out) };
  },
};

/** The keyed permutations of all sizes, each made when it is first needed. */
export function permutationsOf(key: Uint8Array): (size: number) => KeyedPermutation {
  const known = new Map<number, KeyedPermutation>();
  return (size) => {
    const made = known.get(size) ?? new KeyedPermutation(key, size);
    known.set(size, made);
    return made;
  };
}

const radix = (byte: number): number => (isDigit(byte) ? 10 : isLetter(byte) ? 26 : 1);
const firstOf = (byte: number): number => (isDigit(byte) ? 48 : byte < 97 ? 65 : 97);

/** A code too long for one permutation is permuted in pieces; each piece is a bijection, so the whole is one. */
export function emitCode(permutation: (size: number) => KeyedPermutation, value: Uint8Array, from: number, to: number, out: ByteSink): void {
  for (let start = from; start < to; ) {
    let size = 1;
    let number = 0;
    let end = start;
    for (; end < to && size * 26 < 2 ** 52; end++) {
      const byte = value[end] as number;
      if (byte >= 128) throw new MaskingError('masker code: a value has letters outside A to Z, which would stay; use pseudonym');
      const base = radix(byte);
      size *= base;
      number = number * base + (base === 1 ? 0 : byte - firstOf(byte));
    }
    let image = size === 1 ? 0 : permutation(size).apply(number);
    out.reserve(end - start);
    for (let i = end - 1; i >= start; i--) {
      const byte = value[i] as number;
      const base = radix(byte);
      out.bytes[out.length + i - start] = base === 1 ? byte : firstOf(byte) + (image % base);
      image = Math.floor(image / base);
    }
    out.length += end - start;
    start = end;
  }
}
