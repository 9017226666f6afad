import { ByteSink } from './byte-sink';

export type Canonical = (value: Uint8Array, from: number, to: number, into: ByteSink) => void;

const isSpace = (byte: number): boolean => byte === 32 || (byte >= 9 && byte <= 13);
export const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57;
export const isLetter = (byte: number): boolean => (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122);

/** The bytes themselves: identifiers in which case and spaces matter. */
export const asIs: Canonical = (value, from, to, into) => into.copy(value, from, to);

/** Lower case, outer spaces dropped, inner runs of spaces as one. Latin capitals with accents are lowered too. */
export const folded: Canonical = (value, from, to, into) => {
  into.reserve(to - from);
  const { bytes, length: start } = into;
  let end = start;
  let pending = false;
  let before = 0;
  for (let i = from; i < to; i++) {
    const byte = value[i] as number;
    if (byte <= 32 && isSpace(byte)) {
      pending = end > start;
      continue;
    }
    if (pending) {
      bytes[end++] = 32;
      pending = false;
    }
    const capital = (byte >= 65 && byte <= 90) || (before === 0xc3 && byte >= 0x80 && byte <= 0x9e && byte !== 0x97);
    bytes[end++] = capital ? byte + 32 : byte;
    before = byte;
  }
  into.length = end;
};

/** Digits only: a telephone number in any layout. */
export const digitsOnly: Canonical = (value, from, to, into) => {
  into.reserve(to - from);
  const { bytes } = into;
  let end = into.length;
  for (let i = from; i < to; i++) {
    const byte = value[i] as number;
    if (isDigit(byte)) bytes[end++] = byte;
  }
  into.length = end;
};

/** Letters, as capitals, and digits: an account number in any layout. */
export const alphanumeric: Canonical = (value, from, to, into) => {
  into.reserve(to - from);
  const { bytes } = into;
  let end = into.length;
  for (let i = from; i < to; i++) {
    const byte = value[i] as number;
    if (isDigit(byte)) bytes[end++] = byte;
    else if (isLetter(byte)) bytes[end++] = byte & ~32;
  }
  into.length = end;
};

/** Nothing: the masker takes all it needs from the value itself. */
export const nothing: Canonical = () => undefined;

const forms: readonly Canonical[] = [digitsOnly, alphanumeric, asIs, folded, nothing];

/** The number of a form: what is hashed in batches names it by that. */
export function formOf(canonical: Canonical): number {
  return forms.indexOf(canonical);
}

/** What a form that takes bytes one by one makes of each: 0 where it drops it. */
export function byteMap(canonical: Canonical): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => {
    const sink = new ByteSink(1);
    canonical(Uint8Array.of(byte), 0, 1, sink);
    return sink.bytes[0] as number;
  });
}

/** Writes a value in the form of a number. */
export function inForm(form: number, value: Uint8Array, from: number, to: number, into: ByteSink): void {
  forms[form]?.(value, from, to, into);
}
