import type { ByteSink } from '../maskers/byte-sink';

/**
 * The one form of all spellings of a value: lower case, without separators, accents and line breaks. Searching in this form
 * finds `ANNA-MUSTER` and a name broken over two lines when the source has `Anna Muster`.
 */
const mapped = new Uint8Array(256).map((_, byte) => byte);
for (let byte = 65; byte <= 90; byte++) mapped[byte] = byte + 32;
for (let byte = 0; byte <= 32; byte++) mapped[byte] = 0;
for (const byte of Buffer.from('.,;:-_/\\()[]{}<>"\'`+*=|#~^!?&%$')) mapped[byte] = 0;

/** What each byte becomes; 0 is dropped. */
export const normalByte: Uint8Array = mapped;
/** 1 for a byte that becomes another or stays, 0 for one that is dropped. */
export const isKept: Uint8Array = mapped.map((byte) => (byte === 0 ? 0 : 1));

/** Appends the normal form of bytes. Texts with other letters than ASCII take the slower way. */
export function normalise(bytes: Uint8Array, from: number, to: number, into: ByteSink): void {
  into.reserve(to - from);
  const normal = into.bytes;
  let { length } = into;
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    if (byte >= 128) return foldInto(bytes.subarray(from, to), into);
    normal[length] = mapped[byte] as number;
    length += isKept[byte] as number;
  }
  into.length = length;
}

function foldInto(bytes: Uint8Array, into: ByteSink): void {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  const folded = Buffer.from(foldLetters(text));
  into.reserve(folded.length);
  for (const byte of folded) {
    const normal = mapped[byte] as number;
    if (normal !== 0) into.bytes[into.length++] = normal;
  }
}

/** Letters without accents, compatibility forms as the plain ones, invisible characters gone. */
function foldLetters(text: string): string {
  return text.normalize('NFKD').replaceAll(/[\p{M}\p{Cf}\p{Zs}]/gu, '').toLowerCase().replaceAll('ß', 'ss').replaceAll('ø', 'o').replaceAll('æ', 'ae').replaceAll('ł', 'l');
}
