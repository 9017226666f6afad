/**
 * One thing that is wrong with what a person wrote: where it stands, what must hold, what was given, what to do.
 */
export interface Problem {
  /** Where: the path of the property, for example `network.cidr`. */
  readonly at: string;
  /** What must hold, in words that follow the path: `must not overlap production's 10.10.0.0/16`. */
  readonly must: string;
  /** The value that was given. Left out where there is none to show, or where it may be a secret. */
  readonly got?: unknown;
  /** What to do about it: `choose a free block, for example 10.20.0.0/16`. */
  readonly fix?: string;
}

/**
 * Refuses a definition. The message lists every problem at once, one line each, in the one form the whole project uses:
 *
 *     environment "staging" has 2 problems
 *     - network.cidr: must not overlap production's 10.10.0.0/16, got "10.10.128.0/17"; choose a free block
 *     - integrations.erp: must not be live outside production; use Integration.sandbox(...)
 */
export class DefinitionError extends Error {
  public override readonly name = 'DefinitionError';

  public constructor(
    /** What is wrong, for example `environment "staging"`. */
    public readonly subject: string,
    public readonly problems: readonly Problem[],
  ) {
    super([`${subject} has ${count(problems)}`, ...problems.map(line)].join('\n'));
  }
}

/** Collects problems and refuses all of them together. */
export class Problems {
  private readonly found: Problem[] = [];

  /** Notes `problem` when `wrong` is true. Returns `wrong`, so that dependent checks can be skipped. */
  public when(wrong: boolean, problem: Problem): boolean {
    if (wrong) this.found.push(problem);
    return wrong;
  }

  /** Takes over problems found elsewhere, their paths put under `at`. */
  public addAll(problems: readonly Problem[], at?: string): void {
    for (const problem of problems) {
      this.found.push(at === undefined ? problem : { ...problem, at: `${at}.${problem.at}` });
    }
  }

  public get list(): readonly Problem[] {
    return this.found;
  }

  /** Throws a `DefinitionError` about `subject` when anything was noted. */
  public refuse(subject: string): void {
    if (this.found.length > 0) throw new DefinitionError(subject, this.found);
  }
}

function count(problems: readonly Problem[]): string {
  return problems.length === 1 ? '1 problem' : `${problems.length} problems`;
}

function line(problem: Problem): string {
  const got = problem.got === undefined ? '' : `, got ${JSON.stringify(problem.got)}`;
  const fix = problem.fix === undefined ? '' : `; ${problem.fix}`;
  return `- ${problem.at}: ${problem.must}${got}${fix}`;
}
