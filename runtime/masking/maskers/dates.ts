import { asIs, isDigit } from './canonical-forms';
import { MaskingError } from '../postgres/masking-error';
import type { ByteSink } from './byte-sink';
import type { MaskerDefinition } from './masker';

const dayLength = 86_400_000;

/** Days to move by: 30 to 365 back or forth, never 0. */
export function shiftOf(digest: Uint8Array, at: number): number {
  const drawn = ((digest[at] as number) | ((digest[at + 1] as number) << 8)) % 336;
  return ((digest[at + 2] as number) & 1) === 0 ? 30 + drawn : -30 - drawn;
}

/**
 * Moves every date in the value by as many days as its subject is given: intervals, order and the time of day stay.
 * Ranges move at both ends; infinity stays infinity.
 */
export const dateShift: MaskerDefinition = {
  name: 'date-shift', kinds: ['date', 'timestamp', 'range', 'text'], needs: 'subject',
  // Quotes belong to ranges of timestamps.
  grammar: '-?infinity|empty|[\\[("]*(?:\\d{4,6}-\\d\\d-\\d\\d[^a-zA-Z]*(?: BC)?)?[\\])"]*', disjoint: false, injective: 'no', width: 'value', atLeast: 10,
  make: ({ kind }) => ({
    canonical: asIs,
    emit: (value, from, to, digest, at, out) => {
      if (kind === 'text') checkIsDate(value, from, to);
      const shift = shiftOf(digest, at);
      for (let i = from; i < to; ) {
        const length = dateLength(value, i, to);
        if (length === 0) out.byte(value[i++] as number);
        else {
          emitMoved(value, i, length, shift, out);
          i += length;
        }
      }
    },
  }),
};

// The database vouches for a date column; in a text anything may stand, and what is not a date would stay.
function checkIsDate(value: Uint8Array, from: number, to: number): void {
  const text = Buffer.from(value.subarray(from, to)).toString('latin1');
  if (!/^\d{4,6}-\d\d-\d\d(?:[ T]\d\d:\d\d[\d:.]*(?:Z|[+-][\d:]{2,6})?)?$/.test(text)) throw new MaskingError('masker date-shift: a text is not a date; mask it as free-text');
}

// How many bytes from `at` are a date: year of four to six digits, two for month and day.
function dateLength(value: Uint8Array, at: number, to: number): number {
  if (at > 0 && isDigit(value[at - 1] as number)) return 0;
  let year = 0;
  while (at + year < to && isDigit(value[at + year] as number)) year++;
  if (year < 4 || year > 6 || at + year + 6 > to) return 0;
  const shape = [45, 0, 0, 45, 0, 0];
  return shape.every((byte, i) => (byte === 0 ? isDigit(value[at + year + i] as number) : value[at + year + i] === byte)) ? year + 6 : 0;
}

function emitMoved(value: Uint8Array, at: number, length: number, shift: number, out: ByteSink): void {
  const number = (from: number, count: number): number => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum = 10 * sum + (value[from + i] as number) - 48;
    return sum;
  };
  const years = length - 6;
  const moved = new Date(0);
  moved.setUTCFullYear(number(at, years), number(at + years + 1, 2) - 1, number(at + years + 4, 2));
  moved.setTime(moved.getTime() + shift * dayLength);
  out.decimal(Math.max(1, moved.getUTCFullYear()), 4);
  out.byte(45);
  out.decimal(moved.getUTCMonth() + 1, 2);
  out.byte(45);
  out.decimal(moved.getUTCDate(), 2);
}
