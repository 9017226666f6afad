/**
 * Which of `count` units are swapped in each of a few syntheses, so that the values of all syntheses together tell what caused them.
 *
 * Any two units are seen in all four ways (neither, the one, the other, both): each of the first rows swaps a little more than half of
 * the units, and each unit has a different set of rows of the same number (Kleitman and Spencer, Families of k-independent sets, 1973).
 * The synthesis in which nothing is swapped is the environment itself. The further rows swap few units or many, the same ones in every
 * run: they tell apart the causes of what depends on several units at once.
 */
export function swapPlan(count: number): boolean[][] {
  if (count <= 1) return [];
  const length = lengthFor(count);
  const weight = Math.floor(length / 2) + 1;
  const all = words(length, weight);
  const columns = Array.from({ length: count }, (_, i) => all[Math.floor(i * all.length / count)] ?? []);
  const rows = Array.from({ length }, (_, row) => columns.map((column) => column[row] === true));
  return [...rows, ...furtherRows(count)];
}

const shares = [0.3, 0.7];

function furtherRows(count: number): boolean[][] {
  const next = sequence(count);
  return shares.map((share) => Array.from({ length: count }, () => next() < share));
}

/** The fewest rows for which there are enough words of the weight. */
function lengthFor(count: number): number {
  let length = 2;
  while (choose(length, Math.floor(length / 2) + 1) < count) length += 1;
  return length;
}

function choose(n: number, k: number): number {
  return Array.from({ length: k }, (_, i) => i).reduce((product, i) => product * (n - i) / (i + 1), 1);
}

/** Every word of `length` with `weight` places set, in a fixed order. */
function words(length: number, weight: number): boolean[][] {
  if (weight === 0) return [Array.from({ length }, () => false)];
  if (length === weight) return [Array.from({ length }, () => true)];
  return [...words(length - 1, weight - 1).map((word) => [true, ...word]), ...words(length - 1, weight).map((word) => [false, ...word])];
}

/** Numbers from 0 to 1 that look random and are the same for the same seed (mulberry32). */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = Math.trunc(state + 0x6D_2B_79_F5);
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
