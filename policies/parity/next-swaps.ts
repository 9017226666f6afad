import { wayOf, type Attribution, type ExplainedPattern, type Sets } from './attribute';
import { attributedPlaces } from './ledger';
import type { Material } from './material';

const MOST_ROWS = 4;
const RANDOM_ROWS = 20;
const SUSPECT_ROWS = 20;
const MOST_SETS = 80;
const MOST_PATTERNS = 30;

/** Which units to swap next, so that the most is told about causes that are still open. None when there are none. */
export function nextSwaps(material: Material): string[][] {
  if ('failure' in material.twin || material.variants.length === 0) return [];
  const { attribution } = attributedPlaces(material, material.twin);
  const questions = attribution.open().filter(({ explanation }) => explanation.causes.length > 0).slice(0, MOST_PATTERNS).map((open) => new Question(open, attribution));
  const names = material.units.map(({ name }) => name);
  return chooseRows(questions, names.length).map((row) => names.filter((_, unit) => row[unit] === 1));
}

/** A set of units that may be the cause, and what was seen so far in each way of swapping them. */
interface Suspect {
  readonly set: readonly number[];
  readonly seen: readonly number[];
}

/** A pattern that several sets explain, and what further syntheses would tell of them. */
class Question {
  public readonly likeliest: Sets;
  private readonly suspects: readonly Suspect[];
  private readonly values: number;
  private readonly places: number;

  public constructor({ explanation: { causes, larger }, pattern, places }: ExplainedPattern, attribution: Attribution) {
    this.likeliest = spread(causes, MOST_SETS);
    this.suspects = [...this.likeliest, ...spread(larger, MOST_SETS)].map((set) => ({ set, seen: attribution.seenBy(set, pattern) }));
    this.places = places;
    this.values = Math.max(...pattern) + 2;
  }

  /** One number for each set: what it foretells of the rows chosen before, which `cells` tells, and of this one. */
  public foretold(cells: readonly number[], row: Uint8Array): number[] {
    return this.suspects.map(({ set, seen }, i) => (cells[i] ?? 0) * this.values + (seen[wayOf(set, row)] as number) + 1);
  }

  /** How many sets are expected to be left if one of the likeliest is the cause: those that foretell the same. As a logarithm, for each place. */
  public expectedLeft(cells: readonly number[]): number {
    const alike = new Map<number, number>();
    for (const cell of cells) alike.set(cell, (alike.get(cell) ?? 0) + 1);
    const left = this.likeliest.reduce((sum, _, i) => sum + (alike.get(cells[i] as number) ?? 0), 0);
    return this.places * Math.log(left / this.likeliest.length);
  }
}

function chooseRows(questions: readonly Question[], count: number): Uint8Array[] {
  const pool = questions.length === 0 ? [] : candidates(questions, count);
  const chosen: Uint8Array[] = [];
  let cells: ReadonlyArray<readonly number[]> = questions.map(() => []);
  let left = Number.POSITIVE_INFINITY;
  while (chosen.length < MOST_ROWS && left > 0) {
    const outcomes = pool.map((row) => {
      const told = questions.map((question, i) => question.foretold(cells[i] ?? [], row));
      return { row, told, left: questions.reduce((sum, question, i) => sum + question.expectedLeft(told[i] ?? []), 0) };
    });
    const best = outcomes.toSorted((a, b) => a.left - b.left)[0];
    if (best === undefined || best.left >= left) break; // no row tells more
    chosen.push(best.row);
    ({ left, told: cells } = best);
  }
  return chosen;
}

/**
 * Rows of every share, and rows that swap some units of each likely cause, or all but these: whatever does not have the units left out
 * foretells there what was seen with everything swapped. The same ones in every run.
 */
function candidates(questions: readonly Question[], count: number): Uint8Array[] {
  const next = sequence(count);
  const row = (isSwapped: (unit: number) => boolean): Uint8Array => Uint8Array.from({ length: count }, (_, unit) => Number(isSwapped(unit)));
  const random = Array.from({ length: RANDOM_ROWS }, (_, i) => row(() => next() < 0.2 + 0.3 * (i % 3)));
  const suspected = Array.from({ length: SUSPECT_ROWS }, () => new Set(questions.flatMap(({ likeliest }) => someOf(likeliest[Math.floor(next() * likeliest.length)] ?? [], next))));
  return [...random, ...suspected.flatMap((units) => [row((unit) => units.has(unit)), row((unit) => !units.has(unit))])];
}

/** At least one unit of a set, and not all of several. */
function someOf(set: readonly number[], next: () => number): number[] {
  const size = 1 + Math.floor(next() * Math.max(1, set.length - 1));
  const first = Math.floor(next() * set.length);
  return Array.from({ length: size }, (_, i) => set[(first + i) % set.length] as number);
}

/** Some of them from everywhere, not those of the first units only. */
function spread<T>(all: readonly T[], most: number): readonly T[] {
  return all.length <= most ? all : Array.from({ length: most }, (_, i) => all[Math.floor(i * all.length / most)] as T);
}

/** Numbers from 0 to 1 that look random and are the same for the same seed (linear congruence of Numerical Recipes). */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}
