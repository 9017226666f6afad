/** Work that one question may cost, in automaton steps. Measured: below one second. */
const DEFAULT_STEPS = 400_000;

/** The question has no answer here; the verdict is then unknown, never a guess. */
export class Undecided extends Error {
  public override readonly name = 'Undecided';
}

/** Counts the work of one question and ends it when too much was spent. */
export class Budget {
  private left: number;

  public constructor(steps: number = DEFAULT_STEPS) {
    this.left = steps;
  }

  public spend(steps: number): void {
    this.left -= steps;
    if (this.left < 0) throw new Undecided('the policy is too intricate to decide within the budget');
  }
}
