/**
 * One finding that may stand for a while: which rule, where, who answers for it, why, what tracks its end, and its last day. The
 * register that holds these (`ExceptionRegister`) is the only way to acknowledge a finding.
 */
export interface DeclaredException {
  /**
   * The rule by its qualified id: `Iso27001::Iso27001-bucket-is-versioned`, `AwsSolutions::AwsSolutions-IAM5[Resource::*]`. One rule for each
   * entry; a pattern is refused, and so is a rule of isolation, which is locked.
   */
  readonly rule: string;

  /**
   * The construct, by its path below the construct that the register stands in, beginning with the environment:
   * `staging/Reports/Cache/Bucket`. The last part `Resource` may be left out. `*` stands for any letters of one part, not in the first two
   * parts (environment and stack). Refused: a scope without resources, in several stacks, or with more than ten resources.
   */
  readonly scope: string;

  /** Who answers for it: a team or an e-mail address. Must not be empty. */
  readonly owner: string;

  /** What makes the finding harmless in this place, in a sentence that a reviewer can judge: at least five words. */
  readonly reason: string;

  /** Where its end is tracked: the id or the address of a ticket. Must not be empty. */
  readonly ticket: string;

  /** The last day on which it counts, `YYYY-MM-DD`, at most 366 days ahead. The day after, the finding fails again. */
  readonly until: string;
}
