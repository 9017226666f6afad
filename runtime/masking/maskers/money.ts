import { createHmac } from 'node:crypto';
import { isDigit, nothing } from './canonical-forms';
import { MaskingError } from '../postgres/masking-error';
import type { ByteSink } from './byte-sink';
import type { MaskerDefinition } from './masker';

const factors = [3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19];

/** The factor of a group. */
export function factorOf(key: Uint8Array): number {
  const drawn = createHmac('sha256', key).update('factor').digest().readUInt32BE(0);
  return factors[drawn % factors.length] ?? 7;
}

/**
 * Amounts times the whole number of their group. A whole factor is exact at any scale, so a line is still rate times hours
 * and an invoice still the sum of its lines to the cent. It hides amounts, not their proportions.
 */
export const money: MaskerDefinition = {
  name: 'money', kinds: ['number', 'integer'], needs: 'group', grammar: '-?\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?|NaN|-?Infinity', disjoint: false,
  injective: 'permutation', width: 'value', growsBy: 2,
  make: ({ key }) => {
    const factor = factorOf(key);
    return { canonical: nothing, emit: (value, from, to, _digest, _at, out) => emitMultiple(value, from, to, factor, out) };
  },
};

function emitMultiple(value: Uint8Array, from: number, to: number, factor: number, out: ByteSink): void {
  for (let i = from; i < to; i++) {
    const byte = value[i] ?? 0;
    if (!isDigit(byte) && byte !== 46 && byte !== 45) return emitFloat(value, from, to, factor, out);
  }
  const negative = value[from] === 45;
  const start = negative ? from + 1 : from;
  if (negative) out.byte(45);
  const room = 2; // a factor below 100 adds at most two digits
  out.reserve(to - start + room);
  const base = out.length;
  let carry = 0;
  for (let i = to - 1; i >= start; i--) {
    const byte = value[i] ?? 0;
    if (byte === 46) out.bytes[base + room + i - start] = 46;
    else {
      carry += (byte - 48) * factor;
      out.bytes[base + room + i - start] = 48 + (carry % 10);
      carry = Math.floor(carry / 10);
    }
  }
  const front = carry >= 10 ? [48 + Math.floor(carry / 10), 48 + (carry % 10)] : carry > 0 ? [48 + carry] : [];
  front.forEach((byte, i) => { out.bytes[base + i] = byte; });
  out.bytes.copyWithin(base + front.length, base + room, base + room + to - start);
  out.length = base + front.length + to - start;
}

function emitFloat(value: Uint8Array, from: number, to: number, factor: number, out: ByteSink): void {
  const text = Buffer.from(value.subarray(from, to)).toString('latin1');
  const number = Number(text) * factor;
  const special = /^(?:NaN|-?Infinity)$/.test(text);
  if (!special && !Number.isFinite(number)) throw new MaskingError('masker money: a value is not a number; mask the path as text');
  out.all(Buffer.from(special ? text : String(number)));
}
