import { KeyedPermutation } from '../prf/keyed-permutation';
import { MaskingError } from '../postgres/masking-error';
import type { ByteSink } from './byte-sink';
import { isDigit, isLetter, nothing } from './canonical-forms';
import type { MaskerDefinition, ValueMasker } from './masker';
import { emitCode, permutationsOf } from './numbers-with-layout';

const separators = new Set(Buffer.from(' +./()-'));

/** A mark in front, and behind it a keyed bijection over all values of the same layout: no two values get one mask. */
function marked(name: string, mark: string, grammar: string, lettersToo: boolean): MaskerDefinition {
  const front = Uint8Array.from(Buffer.from(mark));
  return {
    name, kinds: ['text'], grammar, disjoint: true, injective: 'permutation', width: 'value', adds: mark.length,
    make: ({ key }): ValueMasker => {
      const permutation = permutationsOf(key);
      return {
        canonical: nothing,
        emit: (value, from, to, _digest, _at, out) => {
          for (let i = from; i < to; i++) {
            const byte = value[i] as number;
            const good = isDigit(byte) || separators.has(byte) || (lettersToo && isLetter(byte));
            if (!good) throw new MaskingError(`masker ${name}: a value has other characters than it can permute; use pseudonym`);
          }
          out.all(front);
          emitCode(permutation, value, from, to, out);
        },
      };
    },
  };
}

/** Behind +999, a country code that the ITU keeps in reserve, all digits of the number permuted; its layout stays. */
export const uniquePhone = marked('unique-phone', '+999 ', '\\+999 [ +./()0-9-]*', false);

/** Behind 000, which no office issues, all digits and letters of the number permuted; its layout stays. */
export const uniqueTaxId = marked('unique-tax-id', '000-', '000-[A-Za-z0-9 +./()-]*', true);

// ISO 13616 registry: the countries with an IBAN, by its length.
const registry = 'NO15 BE16 DK18 FI18 FK18 FO18 GL18 NL18 SD18 MK19 SI19 AT20 BA20 EE20 KZ20 LT20 LU20 MN20 XK20 CH21 HR21 LI21 LV21 '
  + 'BG22 BH22 CR22 DE22 GB22 GE22 IE22 ME22 RS22 VA22 AE23 GI23 IL23 IQ23 OM23 SO23 TL23 AD24 CZ24 ES24 MD24 PK24 RO24 SA24 SE24 SK24 TN24 VG24 '
  + 'LY25 PT25 ST25 IS26 TR26 BI27 DJ27 FR27 GR27 IT27 MC27 MR27 SM27 AL28 AZ28 BY28 CY28 DO28 GT28 HN28 HU28 LB28 NI28 PL28 SV28 '
  + 'BR29 EG29 PS29 QA29 UA29 JO30 KW30 MU30 YE30 MT31 SC31 LC32 RU33';

/** Country codes that ISO 3166 leaves to users, and no registry of banks has: one for each country of a length. */
const userCodes = Array.from('ABCDEFGHIJLMNOPQRSTUVWYZ', (letter) => `X${letter}`);

const codeOfCountry = new Map<string, string>();
for (const entry of registry.split(' ')) {
  const length = entry.slice(2);
  const same = registry.split(' ').filter((other) => other.endsWith(length));
  codeOfCountry.set(entry, userCodes[same.indexOf(entry)] as string);
}

/**
 * One IBAN for one IBAN: length, layout and the kind of each place stay, the check digits are right, everything behind them
 * is permuted. The country becomes one that ISO 3166 leaves to users (XA to XZ), where no bank is. What is no IBAN of a
 * country of the registry stops the run: in a unique column it would otherwise take the place of another.
 */
export const uniqueIban: MaskerDefinition = {
  name: 'unique-iban', kinds: ['text'], grammar: '[ -]*X[ -]*[A-Z](?:[ -]*[0-9]){2}(?:[ -]*[A-Z0-9])*[ -]*', disjoint: true, injective: 'permutation', width: 'value',
  make: ({ key }) => {
    const permutation = permutationsOf(key);
    return { canonical: nothing, emit: (value, from, to, _digest, _at, out) => emitIban(permutation, value, from, to, out) };
  },
};

function emitIban(permutation: (size: number) => KeyedPermutation, value: Uint8Array, from: number, to: number, out: ByteSink): void {
  const text = Buffer.from(value.subarray(from, to)).toString('latin1').toUpperCase();
  const plain = text.replaceAll(/[ -]/g, '');
  const country = codeOfCountry.get(`${plain.slice(0, 2)}${plain.length}`);
  if (country === undefined || !/^[A-Z]{2}\d\d[A-Z0-9]+$/.test(plain)) throw new MaskingError('masker unique-iban: a value is not an IBAN of a known country and its length; use pseudonym');
  const account = Buffer.from(plain.slice(4));
  const start = out.length;
  emitCode(permutation, account, 0, account.length, out);
  const image = Buffer.from(out.bytes.subarray(start, out.length)).toString('latin1');
  out.length = start;
  const masked = `${country}${checkDigits(country, image)}${image}`;
  let at = 0;
  for (const letter of text) out.byte((/[ -]/.test(letter) ? letter : masked.charAt(at++)).charCodeAt(0));
}

function checkDigits(country: string, account: string): string {
  let rest = 0;
  for (const letter of `${account}${country}00`) for (const digit of String(parseInt(letter, 36))) rest = (rest * 10 + Number(digit)) % 97;
  return String(98 - rest).padStart(2, '0');
}
