import { nothing } from './canonical-forms';
import type { ByteSink } from './byte-sink';
import type { MaskerDefinition } from './masker';
import { permutationsOf } from './numbers-with-layout';

type Permute = (number: number, least: number, most: number) => number;

/** The largest numbers of 16 and of 32 bits; one less than zero goes one further. */
const typeLimits = [32_767, 2_147_483_647];
/** The largest number of 64 bits: 9223, and 15 digits. */
const [largestHead, largestTail] = [9223, 372_036_854_775_807];
const tailDigits = 15;
const tailSize = 10 ** tailDigits;

/**
 * Whole numbers: a keyed bijection over all numbers with as many digits. Those that fit 16, 32 or 64 bits stay among
 * themselves: no number outgrows its column, and columns of different types, where one references the other, mask alike.
 */
export const integer: MaskerDefinition = {
  name: 'integer', kinds: ['integer'], grammar: '-?\\d+', disjoint: false, injective: 'permutation', width: 'value',
  make: ({ key }) => {
    const permutation = permutationsOf(key);
    const permute: Permute = (number, least, most) => least + permutation(most - least + 1).apply(number - least);
    return {
      canonical: nothing,
      emit: (value, from, to, _digest, _at, out) => {
        const negative = value[from] === 45;
        const start = negative ? from + 1 : from;
        const text = Buffer.from(value.subarray(start, to)).toString('latin1');
        out.copy(value, from, start);
        if (text.length <= tailDigits) out.decimal(short(Number(text), text.length, negative, permute));
        else emitLong(text, negative, permute, out);
      },
    };
  },
};

function short(number: number, digits: number, negative: boolean, permute: Permute): number {
  const beyond = negative ? 1 : 0;
  let least = digits === 1 ? beyond : 10 ** (digits - 1); // there is no -0
  let most = 10 ** digits - 1;
  for (const limit of typeLimits.map((own) => own + beyond)) {
    if (limit < least || limit > most) continue;
    if (number <= limit) most = limit;
    else least = limit + 1;
  }
  return permute(number, least, most);
}

// Beyond one permutation: the last 15 digits by one of their own, those before them by what becomes of the last.
function emitLong(text: string, negative: boolean, permute: Permute, out: ByteSink): void {
  const [head, tail] = [Number(text.slice(0, -tailDigits)), Number(text.slice(-tailDigits))];
  if (head === largestHead) {
    out.decimal(head);
    out.decimal(permute(tail, 0, largestTail + (negative ? 1 : 0)), tailDigits);
    return;
  }
  const masked = permute(tail, 0, tailSize - 1);
  const least = 10 ** (text.length - tailDigits - 1);
  const most = Math.min(10 * least, largestHead) - 1;
  out.decimal(permute(least + (head - least + masked) % (most - least + 1), least, most));
  out.decimal(masked, tailDigits);
}
