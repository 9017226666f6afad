import { DataClass } from './data-class';

/**
 * What must be agreed before anything is built: without it an environment starts clean and gathers copies that nobody answers for.
 */
export interface Governance {
  /** Every how many days access is reviewed, between 1 and 365. */
  readonly accessReviewEveryDays: number;

  /** How data in this environment is handled: a sentence, or the https address of the policy. Must not be empty. */
  readonly dataHandling: string;

  /** The classes of data the environment may contain. It must cover what the environment's data policy brings. */
  readonly mayContain: DataClass[];

  /**
   * The classes of data the environment must never contain; none of them may be in `mayContain`. Outside production it must name original
   * records, original documents and production secrets.
   */
  readonly mustNeverContain: DataClass[];

  /**
   * Every how many days masked data is refreshed, between 1 and 365.
   * @default - data is not refreshed; refused when the environment's data is masked
   */
  readonly refreshCadenceDays?: number;
}

/** What a derived environment says differently about its governance. */
export interface GovernanceOverrides {
  /**
   * Every how many days access is reviewed.
   * @default - as in the environment it is derived from
   */
  readonly accessReviewEveryDays?: number;

  /**
   * How data is handled.
   * @default - as in the environment it is derived from
   */
  readonly dataHandling?: string;

  /**
   * The classes of data the environment may contain; replaces the list.
   * @default - as in the environment it is derived from
   */
  readonly mayContain?: DataClass[];

  /**
   * The classes of data the environment must never contain; replaces the list.
   * @default - as in the environment it is derived from
   */
  readonly mustNeverContain?: DataClass[];

  /**
   * Every how many days masked data is refreshed.
   * @default - as in the environment it is derived from
   */
  readonly refreshCadenceDays?: number;
}
