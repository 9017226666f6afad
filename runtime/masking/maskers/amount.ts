import { createHmac } from 'node:crypto';
import { isDigit, nothing } from './canonical-forms';
import { MaskingError } from '../postgres/masking-error';
import type { ByteSink } from './byte-sink';
import type { MaskerDefinition } from './masker';

const [least, most] = [1.25, 8];
const billion = 1e9;

/** The factor of a group in billionths, drawn evenly over its logarithm from 1.25 to 8: some four billion values. */
export function billionthsOf(key: Uint8Array): number {
  const share = createHmac('sha256', key).update('amount').digest().readUIntBE(0, 6) / 2 ** 48;
  return Math.floor(least * (most / least) ** share * billion);
}

/**
 * Amounts times the keyed factor of their group, rounded half away from zero to as many decimals as they had. Nothing in
 * the masked amounts tells the factor. Order, sign, zero and equality stay; sums and products hold to half a unit of the
 * last digit for each amount in them, not to the cent: where they must, use masker `money`.
 */
export const amount: MaskerDefinition = {
  name: 'amount', kinds: ['number', 'integer'], needs: 'group', grammar: '-?\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?|NaN|-?Infinity', disjoint: false,
  injective: 'no', width: 'value', growsBy: most,
  make: ({ key }) => {
    const factor = billionthsOf(key);
    return { canonical: nothing, emit: (value, from, to, _digest, _at, out) => emitScaled(value, from, to, factor, out) };
  },
};

function emitScaled(value: Uint8Array, from: number, to: number, factor: number, out: ByteSink): void {
  const start = value[from] === 45 ? from + 1 : from;
  let units = 0; // the amount in units of its last digit
  let decimals = 0;
  let digits = 0;
  for (let i = start; i < to; i++) {
    const byte = value[i] as number;
    if (byte === 46 && decimals === 0) decimals = to - i - 1;
    else if (isDigit(byte)) {
      units = 10 * units + byte - 48;
      digits++;
    } else return emitOther(value, from, to, factor, out);
  }
  if (digits === 0) return emitOther(value, from, to, factor, out);
  const scaled = units < 1e12 ? scale(units, factor) : scaleLarge(Buffer.from(value.subarray(start, to)).toString('latin1'), factor);
  if (start > from) out.byte(45);
  const text = String(scaled).padStart(decimals + 1, '0');
  out.all(Buffer.from(decimals === 0 ? text : `${text.slice(0, -decimals)}.${text.slice(-decimals)}`, 'latin1'));
}

// Exact in doubles: both halves have six digits, the factor ten.
function scale(units: number, factor: number): number {
  const high = Math.floor(units / 1e6) * factor;
  const whole = Math.floor(high / 1000);
  return whole + Math.floor(((high - 1000 * whole) * 1e6 + (units % 1e6) * factor + billion / 2) / billion);
}

function scaleLarge(digits: string, factor: number): bigint {
  return (BigInt(digits.replace('.', '')) * BigInt(factor) + BigInt(billion / 2)) / BigInt(billion);
}

function emitOther(value: Uint8Array, from: number, to: number, factor: number, out: ByteSink): void {
  const text = Buffer.from(value.subarray(from, to)).toString('latin1');
  if (/^(?:NaN|-?Infinity)$/.test(text)) return out.all(Buffer.from(text));
  const number = /^-?[\d.]+e[+-]?\d+$/i.test(text) ? Number(text) * (factor / billion) : Number.NaN;
  if (!Number.isFinite(number)) throw new MaskingError('masker amount: a value is not a number; mask the path as text');
  out.all(Buffer.from(String(number)));
}
