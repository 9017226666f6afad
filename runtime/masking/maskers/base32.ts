import type { ByteSink } from './byte-sink';

const letters = Uint8Array.from(Buffer.from('abcdefghijklmnopqrstuvwxyz234567'));

/** A regular expression for 16 letters that carry 80 bits. */
export const eightyBits = '[a-z2-7]{16}';

/** Writes 80 bits of a digest as 16 letters. */
export function emitEightyBits(digest: Uint8Array, at: number, out: ByteSink): void {
  out.reserve(16);
  for (let half = 0; half < 2; half++) {
    let low = 0;
    let high = 0;
    const from = at + 5 * half;
    for (let i = 0; i < 3; i++) high = (high << 8) | (digest[from + i] ?? 0);
    for (let i = 3; i < 5; i++) low = (low << 8) | (digest[from + i] ?? 0);
    // 24 + 16 bits: four letters of the upper 20, one across, three of the lower 15.
    for (let shift = 19; shift >= 4; shift -= 5) out.bytes[out.length++] = letters[(high >> shift) & 31] ?? 0;
    out.bytes[out.length++] = letters[((high & 15) << 1) | (low >> 15)] ?? 0;
    for (let shift = 10; shift >= 0; shift -= 5) out.bytes[out.length++] = letters[(low >> shift) & 31] ?? 0;
  }
}
