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
    canonical: alphanumeric,
    emit: (value, from, to, digest, at, out) => {
      const start = out.length;
      const places: number[] = []; // where the letters and digits went
      for (let i = from; i < to; i++) {
        const byte = value[i] ?? 0;
        if (byte === 32 && places.length > 0) out.byte(32);
        if (!isDigit(byte) && !isLetter(byte)) continue;
        places.push(out.length - start);
        out.byte(replacement(places.length - 1, byte, digest, at));
      }
      for (; places.length < 8; places.push(out.length - start - 1)) out.byte(places.length < 2 ? 88 : 48);
      const checked = 98 - remainder(out.bytes, start, [...places.slice(4), ...places.slice(0, 4)]);
      out.bytes[start + (places[2] ?? 0)] = 48 + Math.floor(checked / 10);
      out.bytes[start + (places[3] ?? 0)] = 48 + (checked % 10);
    },
  }),
};

function replacement(place: number, byte: number, digest: Uint8Array, at: number): number {
  if (place < 2) return isLetter(byte) ? byte & ~32 : 88;
  if (place < 4) return 48; // the check digits, counted as 00 while they are computed
  const drawn = digest[at + (place & 31)] ?? 0;
  if (place < 4 + bankMark) return isDigit(byte) ? 48 : 88;
  return isDigit(byte) ? 48 + (drawn % 10) : 65 + (drawn % 26);
}

function remainder(bytes: Uint8Array, start: number, order: readonly number[]): number {
  let rest = 0;
  for (const place of order) {
    const byte = bytes[start + place] ?? 0;
    rest = isDigit(byte) ? (rest * 10 + byte - 48) % 97 : (rest * 100 + byte - 55) % 97;
  }
  return rest;
}
