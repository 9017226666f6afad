import type { DeclaredException } from './declared-exception';

/** Who has put an entry into the register: the platform team, or this library about a part of its own. */
export type EntryOrigin = 'platform' | 'library';

/** A finding of one rule on one construct that an entry covers. */
export interface Covered {
  /** Qualified id of the rule, as it is acknowledged. */
  readonly rule: string;
  /** Path of the construct in the app. */
  readonly place: string;
}

/** An entry as the assembly keeps it (`exceptions.json`): what was declared, by whom, and which constructs it came to mean. */
export interface RecordedException extends DeclaredException {
  readonly origin: EntryOrigin;
  /** The environment (or account, or stack of an app without environments) that the entry is about; `*` for a part that every account has. */
  readonly environment: string;
  readonly covers: readonly Covered[];
}

/**
 * How an entry stands on a day. `in force` is fine, `ends soon` warns, `unneeded` says that the library's entry has nothing to cover in
 * this platform; all others fail.
 */
export type ExceptionStanding = 'in force' | 'ends soon' | 'unneeded' | 'ended' | 'too long' | 'unused' | 'too wide';

/** An entry of the register as reports show it. Plain data. */
export interface ExceptionState extends Omit<RecordedException, 'covers'> {
  readonly standing: ExceptionStanding;
  /** True when the standing fails a synthesis. */
  readonly fails: boolean;
  /** Days until the last day, 0 on it, negative after it. */
  readonly daysLeft: number;
  /** What is wrong and what to do, for every standing but `in force` and `unneeded`. */
  readonly problem?: string;
  /** The findings that it silences now. */
  readonly silences: readonly Covered[];
}
