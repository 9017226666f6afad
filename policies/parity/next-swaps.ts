import type { Attribution, OpenPattern } from './attribute';
import { attributedPlaces } from './ledger';
import type { Material } from './material';

const MOST_ROWS = 4;
const POOL = 60;
const MOST_SETS = 80;
const MOST_PATTERNS = 30;

/**
 * Which units to swap next, so that the most is told about causes that are still open. None when every value has one cause that needs no
 * further proof.
 */
export function nextSwaps(material: Material): string[][] {
  if ('failure' in material.twin || material.variants.length === 0) return [];
  const { attribution } = attributedPlaces(material, material.twin);
  const open = attribution.open();
  // What one set explains is tried once more; what several explain, until one is left.
  const again = open.some(({ settled }) => !settled) || material.variants.length <= plannedCount(material);
  if (open.length === 0 || !again) return [];
  const names = material.units.map(({ name }) => name);
  return chooseRows(attribution, open.slice(0, MOST_PATTERNS).map((one) => ({ ...one, sets: spread(one.sets, MOST_SETS) })), names.length).map((row) => names.filter((_, i) => row[i] === true));
}

/** As many syntheses as tell any two units apart, and a few: more of them mean that somebody has asked before. */
function plannedCount({ units }: Material): number {
  return Math.ceil(Math.log2(units.length + 1)) + 7;
}

function chooseRows(attribution: Attribution, open: readonly OpenPattern[], count: number): boolean[][] {
  const pool = candidates(open, count);
  const cells = open.map(({ sets }) => sets.map(() => ''));
  const chosen: boolean[][] = [];
  while (chosen.length < MOST_ROWS) {
    const outcomes = pool.map((row) => ({ row, cells: open.map(({ sets, pattern }, p) =>
      sets.map((set, s) => `${cells[p]?.[s] ?? ''}${attribution.predicted(set, pattern, row) ?? '?'},`)) }));
    const best = outcomes.map((outcome) => ({ ...outcome, left: outcome.cells.reduce((sum, some) => sum + unsplit(some), 0) })).toSorted((a, b) => a.left - b.left)[0];
    if (best === undefined) break;
    chosen.push(best.row);
    best.cells.forEach((some, p) => { cells[p] = some; });
    if (best.left === cells.reduce((sum, some) => sum + some.length, 0)) break; // every set stands alone
  }
  return chosen;
}

/** Some of them from everywhere, not those of the first units only. */
function spread<T>(all: readonly T[], most: number): readonly T[] {
  return all.length <= most ? all : Array.from({ length: most }, (_, i) => all[Math.floor(i * all.length / most)]).filter((each) => each !== undefined);
}

/** How many sets are expected to be left in one cell with the right one, times their number. */
function unsplit(cells: readonly string[]): number {
  const sizes = new Map<string, number>();
  for (const cell of cells) sizes.set(cell, (sizes.get(cell) ?? 0) + 1);
  return [...sizes.values()].reduce((sum, size) => sum + size * size, 0);
}

/** The sets themselves, all but them, and rows of every share: the same ones in every run. */
function candidates(open: readonly OpenPattern[], count: number): boolean[][] {
  const sets = open.flatMap(({ sets: some }) => some.slice(0, 4));
  const next = sequence(count);
  const random = Array.from({ length: POOL }, (_, i) => Array.from({ length: count }, () => next() < 0.2 + 0.3 * (i % 3)));
  return [...sets.flatMap((set) => [true, false].map((value) => Array.from({ length: count }, (_, unit) => set.includes(unit) === value))).slice(0, POOL), ...random];
}

/** Numbers from 0 to 1 that look random and are the same for the same seed (linear congruence of Numerical Recipes). */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}
