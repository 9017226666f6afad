/** What was seen at one place in every synthesis; undefined where it says nothing, since what it belongs to was not there. */
export type Observed = readonly (string | undefined)[];

/** The smallest sets of units that explain what was observed, each by the numbers of its units. More than one where the syntheses do not tell. */
export type Causes = readonly (readonly number[])[];

/** A pattern of values whose cause needs more syntheses. */
export interface OpenPattern {
  readonly pattern: readonly number[];
  /** Whether one set explains it better than all others. */
  readonly settled: boolean;
  readonly sets: Causes;
}

const MOST_TOGETHER = 3;

/**
 * Finds what causes a value. A set of units explains it when the value is the same in all syntheses in which the same units of the set
 * were swapped: then nothing outside of the set had any influence.
 */
export class Attribution {
  private readonly known = new Map<string, Causes>();
  private readonly ofSize = new Map<number, readonly (readonly number[])[]>();
  private readonly count: number;

  /** @param swapped for each synthesis whether each unit was swapped */
  public constructor(private readonly swapped: readonly (readonly boolean[])[]) {
    this.count = swapped[0]?.length ?? 0;
  }

  /** None where no set of up to three units explains it. */
  public causes(observed: Observed): Causes {
    const pattern = patternOf(observed);
    const key = pattern.join();
    const causes = this.known.get(key) ?? this.search(pattern);
    this.known.set(key, causes);
    return causes;
  }

  /** What of it is not settled: several sets explain it, or one of several units that a larger set might explain as well. */
  public open(): OpenPattern[] {
    return [...this.known].filter(([, causes]) => causes.length !== 1 || (causes[0]?.length ?? 0) > 1).map(([key, causes]) => {
      const pattern = key.split(',').map(Number);
      const larger = causes.length === 1 ? this.explaining((causes[0]?.length ?? 0) + 1, pattern) : [];
      return { pattern, settled: causes.length === 1, sets: [...causes, ...larger.filter((set) => !causes[0]?.every((unit) => set.includes(unit)))] };
    });
  }

  /** What would be seen with these units swapped if a set were the cause; undefined where that has not been seen yet. */
  public predicted(set: readonly number[], pattern: readonly number[], swapped: readonly boolean[]): number | undefined {
    const like = this.swapped.findIndex((row, i) => (pattern[i] ?? -1) >= 0 && set.every((unit) => row[unit] === swapped[unit]));
    return like < 0 ? undefined : pattern[like];
  }

  private search(pattern: readonly number[]): Causes {
    for (let size = 1; size <= MOST_TOGETHER; size++) {
      const found = this.explaining(size, pattern);
      if (found.length > 0) return found;
    }
    return [];
  }

  private explaining(size: number, pattern: readonly number[]): readonly (readonly number[])[] {
    if (size > Math.min(MOST_TOGETHER, this.count)) return [];
    const sets = this.ofSize.get(size) ?? this.sets(size, 0, []);
    this.ofSize.set(size, sets);
    return sets.filter((set) => this.explains(set, pattern));
  }

  private sets(size: number, from: number, chosen: readonly number[]): number[][] {
    if (size === 0) return [[...chosen]];
    const found: number[][] = [];
    for (let unit = from; unit < this.count; unit++) found.push(...this.sets(size - 1, unit + 1, [...chosen, unit]));
    return found;
  }

  private explains(set: readonly number[], pattern: readonly number[]): boolean {
    const seen = new Map<number, number>();
    for (const [i, value] of pattern.entries()) {
      if (value < 0) continue;
      let way = 0;
      for (const unit of set) way = way * 2 + (this.swapped[i]?.[unit] === true ? 1 : 0);
      const before = seen.get(way);
      if (before !== undefined && before !== value) return false;
      seen.set(way, value);
    }
    return true;
  }
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
