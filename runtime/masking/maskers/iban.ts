import { alphanumeric, isDigit, isLetter } from './canonical-forms';
import type { MaskerDefinition } from './masker';

const bankMark = 4;

/**
 * Country, length, letters and layout stay and the check digits are right (ISO 13616), but the bank code begins with
 * 0000 (letters: XXXX), which no country has given to a bank.
 */
export const iban: MaskerDefinition = {
  name: 'iban', kinds: ['text'], grammar: '[A-Z]{2} ?\\d{2} ?[0X] ?[0X] ?[0X] ?[0X][ 0-9A-Z]*', disjoint: true, injective: 'no', width: 'value', atLeast: 8,
  make: () => ({
    canonical: alphanumeric, recipe: { kind: 'iban' },
    emit: (value, from, to, digest, at, out) => {
      const start = out.length;
      out.reserve(to - from + 8);
      const { bytes } = out;
      let end = start;
      let place = 0;
      for (let i = from; i < to; i++) {
        const byte = value[i] as number;
        if (byte === 32 && place > 0) bytes[end++] = 32;
        if (isDigit(byte) || isLetter(byte)) bytes[end++] = replacement(place++, byte, digest, at);
      }
      for (; place < 8; place++) bytes[end++] = place < 2 ? 88 : 48;
      out.length = end;
      writeCheckDigits(bytes, start, end);
    },
  }),
};

function replacement(place: number, byte: number, digest: Uint8Array, at: number): number {
  if (place < 2) return isLetter(byte) ? byte & ~32 : 88;
  if (place < 4) return 48; // the check digits, counted as 00 while they are computed
  const drawn = digest[at + (place & 31)] as number;
  if (place < 4 + bankMark) return isDigit(byte) ? 48 : 88;
  return isDigit(byte) ? 48 + (drawn % 10) : 65 + (drawn % 26);
}

// The check digits make the number, its first four places last, 1 modulo 97 (ISO 7064).
function writeCheckDigits(bytes: Uint8Array, start: number, end: number): void {
  let fifth = start;
  for (let place = 0; place < 4 || bytes[fifth] === 32; fifth++) if (bytes[fifth] !== 32) place++;
  const checked = 98 - remainder(bytes, start, fifth, remainder(bytes, fifth, end, 0));
  let third = start;
  for (let place = 0; place < 2 || bytes[third] === 32; third++) if (bytes[third] !== 32) place++;
  let fourth = third + 1;
  while (bytes[fourth] === 32) fourth++;
  bytes[third] = 48 + Math.floor(checked / 10);
  bytes[fourth] = 48 + (checked % 10);
}

function remainder(bytes: Uint8Array, from: number, to: number, before: number): number {
  let rest = before;
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    if (isDigit(byte)) rest = rest * 10 + byte - 48;
    else if (byte !== 32) rest = rest * 100 + byte - 55;
    if (rest > 10_000_000) rest %= 97; // as seldom as numbers stay small
  }
  return rest % 97;
}
