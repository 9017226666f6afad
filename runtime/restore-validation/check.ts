/** One thing that was looked at in what was restored. Counts only: no value of the data leaves it. */
export interface Check {
  /** What must hold. */
  readonly claim: string;
  readonly passed: boolean;
  /** What was found. */
  readonly found: string;
}
