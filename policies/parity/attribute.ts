/** What was seen at one place in every synthesis; undefined where it says nothing, since what it belongs to was not there. */
export type Observed = readonly (string | undefined)[];

/** Sets of units, each by the numbers of its units. */
export type Sets = readonly (readonly number[])[];

/** What may have caused a value. */
export interface Explanation {
  /** The smallest sets of units that explain it. More than one where the syntheses do not tell, none where no small set explains it. */
  readonly causes: Sets;
  /** Larger sets, without all units of a smaller one, that explain it as well: the smallest is the likeliest then, and not proved. */
  readonly larger: Sets;
}

/** A pattern of values, and what may have caused it. */
export interface ExplainedPattern {
  readonly pattern: readonly number[];
  /** How many places have it. */
  readonly places: number;
  readonly explanation: Explanation;
}

const MOST_TOGETHER = 3;

/**
 * Finds what causes a value. A set of units explains it when the value is the same in all syntheses in which the same units of the set
 * were swapped: then nothing outside of the set had any influence.
 */
export class Attribution {
  private readonly known = new Map<string, ExplainedPattern>();
  private readonly ofSize = new Map<number, Sets>();
  private readonly count: number;
  private readonly swapped: readonly Uint8Array[];
  private readonly seen = new Int32Array(1 << MOST_TOGETHER);

  /** @param swapped for each synthesis whether each unit was swapped */
  public constructor(swapped: readonly (readonly boolean[])[]) {
    this.swapped = swapped.map((row) => Uint8Array.from(row, Number));
    this.count = swapped[0]?.length ?? 0;
  }

  public explain(observed: Observed): Explanation {
    const pattern = patternOf(observed);
    const key = pattern.join();
    const known = this.known.get(key) ?? { pattern, places: 0, explanation: this.search(pattern) };
    this.known.set(key, { ...known, places: known.places + 1 });
    return known.explanation;
  }

  /** What is not settled: nothing explains it, several sets do, or one of several units that larger sets might stand in for. */
  public open(): ExplainedPattern[] {
    return [...this.known.values()].filter(({ explanation: { causes, larger } }) => causes.length !== 1 || larger.length > 0);
  }

  /** What was seen in each way in which the units of a set that explains a pattern can be swapped, by the number of the way; -1 for what was not. */
  public seenBy(set: readonly number[], pattern: readonly number[]): readonly number[] {
    this.explains(set, pattern);
    return [...this.seen.subarray(0, 1 << set.length)];
  }

  // One unit that explains a value by itself is not held against larger sets: every unit is swapped in its own half of the syntheses.
  private search(pattern: readonly number[]): Explanation {
    for (let size = 1; size <= MOST_TOGETHER; size++) {
      const causes = this.explaining(size, pattern);
      if (causes.length === 0) continue;
      const isPlain = size === 1 && causes.length === 1;
      return { causes, larger: isPlain ? [] : this.largerThan(size, pattern).filter((set) => !causes.some((cause) => cause.every((unit) => set.includes(unit)))) };
    }
    return { causes: [], larger: [] };
  }

  private largerThan(size: number, pattern: readonly number[]): Sets {
    return size < MOST_TOGETHER ? [...this.explaining(size + 1, pattern), ...this.largerThan(size + 1, pattern)] : [];
  }

  private explaining(size: number, pattern: readonly number[]): Sets {
    if (size > this.count) return [];
    const sets = this.ofSize.get(size) ?? this.sets(size, 0, []);
    this.ofSize.set(size, sets);
    return sets.filter((set) => this.explains(set, pattern));
  }

  // Asked for some ten thousand sets of every pattern: nothing is made here.
  private explains(set: readonly number[], pattern: readonly number[]): boolean {
    const { seen, swapped } = this;
    seen.fill(-1);
    for (let i = 0; i < pattern.length; i++) {
      const value = pattern[i] as number;
      if (value < 0) continue;
      const way = wayOf(set, swapped[i] as Uint8Array);
      const before = seen[way] as number;
      if (before >= 0 && before !== value) return false;
      seen[way] = value;
    }
    return true;
  }

  private sets(size: number, from: number, chosen: readonly number[]): number[][] {
    if (size === 0) return [[...chosen]];
    const found: number[][] = [];
    for (let unit = from; unit < this.count; unit++) found.push(...this.sets(size - 1, unit + 1, [...chosen, unit]));
    return found;
  }
}

/** The number of the way in which the units of a set are swapped in one synthesis. */
export function wayOf(set: readonly number[], swapped: Uint8Array): number {
  let way = 0;
  for (let i = 0; i < set.length; i++) way = way * 2 + (swapped[set[i] as number] as number);
  return way;
}

/** Values by number, in the order in which they are seen first; -1 where there is none. */
function patternOf(observed: Observed): number[] {
  const classes = new Map<string, number>();
  return observed.map((value) => {
    if (value === undefined) return -1;
    if (!classes.has(value)) classes.set(value, classes.size);
    return classes.get(value) ?? -1;
  });
}
