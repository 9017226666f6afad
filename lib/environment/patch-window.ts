import { Weekday } from './office-hours';

/**
 * When hosts are patched, once a month. The baseline is the same in every environment; production's window must come later in the month than
 * that of every other environment, so that a patch is rehearsed before it plays.
 */
export interface PatchWindow {
  /** Which one of the month: 1 to 4, for example 2 for the second Tuesday. */
  readonly week: number;
  /** The day of the week. */
  readonly day: Weekday;
  /** When it begins, `HH:MM`. */
  readonly start: string;
  /** The time zone, a name of the IANA database. */
  readonly timeZone: string;
  /**
   * How long it lasts, in hours, between 2 and 24; no patch begins in its last hour.
   * @default 4
   */
  readonly hours?: number;
}

/** The patch window of an environment with nothing left to default. */
export interface EnvironmentPatchWindow {
  /** Which one of the month: 1 to 4. */
  readonly week: number;
  /** The day of the week. */
  readonly day: Weekday;
  /** When it begins, `HH:MM`. */
  readonly start: string;
  /** The time zone, a name of the IANA database. */
  readonly timeZone: string;
  /** How long it lasts, in hours. */
  readonly hours: number;
}

/** Whether `later` comes after `earlier` in every month, whatever day it begins with. */
export function isAlwaysAfter(later: PatchWindow, earlier: PatchWindow): boolean {
  // The second Monday may come before the second Sunday or after it, but each week's days end before the next week's begin.
  return later.week > earlier.week;
}
