/** The round constants and the initial state of SHA-256 (FIPS 180-4): fractional parts of cube and square roots of primes. */
function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime !== 0)) found.push(n);
  return found;
}

// 32 fractional bits of a root, by exact integer search: floating point alone would round the last bits.
function fraction(prime: number, power: 2n | 3n): number {
  const scaled = BigInt(prime) << (32n * power);
  let root = 0n;
  for (let bit = 1n << 40n; bit > 0n; bit >>= 1n) if ((root | bit) ** power <= scaled) root |= bit;
  return Number(root & 0xffff_ffffn) | 0;
}

export const roundConstants: readonly number[] = primes(64).map((prime) => fraction(prime, 3n));
export const initialState: readonly number[] = primes(8).map((prime) => fraction(prime, 2n));
