/**
 * The platform team's own signature under what this library accepts on parts of its own: who has read the list (`understudy exceptions
 * --library`), where that is written down, and until when it counts.
 */
export interface LibraryReview {
  /** Who has read it and answers for it: a team or an e-mail address. */
  readonly owner: string;

  /** Where the review is written down: the id or the address of a ticket. */
  readonly ticket: string;

  /** The last day on which it counts, `YYYY-MM-DD`, at most 366 days ahead. */
  readonly until: string;
}
