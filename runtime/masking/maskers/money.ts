import { createHmac } from 'node:crypto';
import { isDigit, nothing } from './canonical-forms';
import { MaskingError } from '../postgres/masking-error';
import type { ByteSink } from './byte-sink';
import type { MaskerDefinition } from './masker';

/** The largest factor of a group: an amount grows by three digits at most. */
export const largestFactor = 999;

// Whole numbers of three digits that do not only move the point.
const factors = Array.from({ length: largestFactor - 100 }, (_, i) => 101 + i).filter((factor) => factor % 10 !== 0);

/** The factor of a group. */
export function factorOf(key: Uint8Array): number {
  const drawn = createHmac('sha256', key).update('factor').digest().readUInt32BE(0);
  return factors[drawn % factors.length] as number;
}

/**
 * Amounts times the whole number of their group. Only a whole factor keeps every sum and product to the cent, whoever
 * computes it: a line is still rate times hours, an invoice the sum of its lines. The price is that all amounts have the
 * factor as a common divisor, so whoever has enough of them can compute it. What is confidential and need not add up, as a
 * salary, is for masker `amount`.
 */
export const money: MaskerDefinition = {
  name: 'money', kinds: ['number', 'integer'], needs: 'group', grammar: '-?\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?|NaN|-?Infinity', disjoint: false,
  injective: 'permutation', width: 'value', growsBy: largestFactor,
  make: ({ key }) => {
    const factor = factorOf(key);
    return { canonical: nothing, recipe: { kind: 'multiple', factor }, emit: (value, from, to, _digest, _at, out) => emitMultiple(value, from, to, factor, out) };
  },
};

const room = 3; // digits that a factor adds at most

function emitMultiple(value: Uint8Array, from: number, to: number, factor: number, out: ByteSink): void {
  const negative = value[from] === 45;
  const start = negative ? from + 1 : from;
  for (let i = start; i < to; i++) {
    const byte = value[i] as number;
    if (!isDigit(byte) && byte !== 46) return emitFloat(value, from, to, factor, out);
  }
  if (negative) out.byte(45);
  out.reserve(to - start + room);
  const base = out.length;
  let carry = 0;
  for (let i = to - 1; i >= start; i--) {
    const byte = value[i] as number;
    if (byte === 46) out.bytes[base + room + i - start] = 46;
    else {
      carry += (byte - 48) * factor;
      out.bytes[base + room + i - start] = 48 + (carry % 10);
      carry = Math.floor(carry / 10);
    }
  }
  if (carry > 0) out.decimal(carry);
  const front = out.length - base;
  out.bytes.copyWithin(base + front, base + room, base + room + to - start);
  out.length = base + front + to - start;
}

function emitFloat(value: Uint8Array, from: number, to: number, factor: number, out: ByteSink): void {
  const text = Buffer.from(value.subarray(from, to)).toString('latin1');
  if (/^(?:NaN|-?Infinity)$/.test(text)) return out.all(Buffer.from(text));
  const number = Number(text) * factor;
  if (!Number.isFinite(number)) throw new MaskingError('masker money: a value is not a number; mask the path as text');
  out.all(Buffer.from(String(number)));
}
