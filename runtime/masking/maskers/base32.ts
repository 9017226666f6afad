import type { ByteSink } from './byte-sink';

const letters = Uint8Array.from(Buffer.from('abcdefghijklmnopqrstuvwxyz234567'));

/** A regular expression for 16 letters that carry 80 bits. */
export const eightyBits = '[a-z2-7]{16}';

/** Writes 80 bits of a digest as 16 letters. */
export function emitEightyBits(digest: Uint8Array, at: number, out: ByteSink): void {
  out.reserve(16);
  out.length = writeEightyBits(digest, at, out.bytes, out.length);
}

/** The same into bytes with room for it; gives where it ends. */
export function writeEightyBits(digest: Uint8Array, at: number, bytes: Uint8Array, start: number): number {
  let to = start;
  for (let from = at; from < at + 10; from += 5) {
    // 20 + 20 bits: the third byte is shared.
    const middle = digest[from + 2] as number;
    const high = ((digest[from] as number) << 12) | ((digest[from + 1] as number) << 4) | (middle >> 4);
    const low = ((middle & 15) << 16) | ((digest[from + 3] as number) << 8) | (digest[from + 4] as number);
    bytes[to++] = letters[high >> 15] as number;
    bytes[to++] = letters[(high >> 10) & 31] as number;
    bytes[to++] = letters[(high >> 5) & 31] as number;
    bytes[to++] = letters[high & 31] as number;
    bytes[to++] = letters[low >> 15] as number;
    bytes[to++] = letters[(low >> 10) & 31] as number;
    bytes[to++] = letters[(low >> 5) & 31] as number;
    bytes[to++] = letters[low & 31] as number;
  }
  return to;
}
