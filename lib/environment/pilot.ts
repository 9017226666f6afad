/** A trial of a feature with real customers: the exception to "no testing in live", and therefore declared, owned and ended. */
export interface Pilot {
  /** When it ends, as an ISO 8601 instant with a zone: `2027-03-31T22:00:00Z`. The feature is switched off then by itself. */
  readonly until: string;

  /** Who answers for it: an e-mail address. */
  readonly owner: string;

  /** Why it has to be in live: a sentence a reviewer can judge. Must not be empty. */
  readonly reason: string;

  /** How it is undone before its end, and what becomes of what it did. Must not be empty. */
  readonly rollback: string;
}
