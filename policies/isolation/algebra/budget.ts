/** Work that one question may cost, in automaton steps. Measured: below one second. */
const DEFAULT_STEPS = 400_000;
/** Work that all statements of one policy may cost together. */
const ALL_STEPS = 2_000_000;

/** The question has no answer here; the verdict is then unknown, never a guess. */
export class Undecided extends Error {
  public override readonly name = 'Undecided';
}

/** Counts the work of one question and ends it when too much was spent. */
export class Budget {
  private left: number;

  public constructor(steps: number = DEFAULT_STEPS, private readonly whole?: Budget) {
    this.left = steps;
  }

  /** The budget of a question that is asked statement by statement: each gets a part, and all together no more than the whole. */
  public static ofQuestion(): Budget {
    return new Budget(ALL_STEPS);
  }

  public spend(steps: number): void {
    this.left -= steps;
    this.whole?.spend(steps);
    if (this.left < 0) throw new Undecided('the policy is too intricate to decide within the budget');
  }
}
