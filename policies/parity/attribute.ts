/** What was seen at one place in every synthesis; undefined where it says nothing, since what it belongs to was not there. */
export type Observed = readonly (string | undefined)[];

/** The smallest sets of units that explain what was observed, each by the numbers of its units. More than one where the syntheses do not tell. */
export type Causes = readonly (readonly number[])[];

const MOST_TOGETHER = 3;

/**
 * Finds what causes a value. A set of units explains it when the value is the same in all syntheses in which the same units of the set
 * were swapped: then nothing outside of the set had any influence.
 */
export class Attribution {
  private readonly known = new Map<string, Causes>();
  private readonly count: number;

  /** @param swapped for each synthesis whether each unit was swapped */
  public constructor(private readonly swapped: readonly (readonly boolean[])[]) {
    this.count = swapped[0]?.length ?? 0;
  }

  /** None where no set of up to three units explains it. */
  public causes(observed: Observed): Causes {
    const classes = new Map<string, number>();
    const pattern = observed.map((value) => {
      if (value === undefined) return -1;
      if (!classes.has(value)) classes.set(value, classes.size);
      return classes.get(value) ?? -1;
    });
    const key = pattern.join();
    const causes = this.known.get(key) ?? this.search(pattern);
    this.known.set(key, causes);
    return causes;
  }

  private search(pattern: readonly number[]): Causes {
    for (let size = 1; size <= Math.min(MOST_TOGETHER, this.count); size++) {
      const found = this.sets(size, 0, []).filter((set) => this.explains(set, pattern));
      if (found.length > 0) return found;
    }
    return [];
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
