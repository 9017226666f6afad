/**
 * Which of `count` units are swapped in each of a few syntheses, so that the values of all syntheses together tell what caused them.
 *
 * Any two units are seen in all four ways: neither in the environment itself, both where everything is swapped, and each without the
 * other here, since each row swaps about half of the units and each unit has a different set of rows of the same number (Sperner, Ein Satz
 * über Untermengen einer endlichen Menge, 1928). What depends on several units is told by further swaps, chosen by what these show.
 */
export function swapPlan(count: number): boolean[][] {
  if (count <= 1) return [];
  const length = lengthFor(count);
  const all = words(length, Math.floor(length / 2));
  const columns = Array.from({ length: count }, (_, i) => all[Math.floor(i * all.length / count)] ?? []);
  return Array.from({ length }, (_, row) => columns.map((column) => column[row] === true));
}

/** The fewest rows for which there are enough words of the weight. */
function lengthFor(count: number): number {
  let length = 2;
  while (choose(length, Math.floor(length / 2)) < count) length += 1;
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
