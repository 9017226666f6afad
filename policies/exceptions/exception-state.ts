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
  /** What is wrong and what to do; none where the standing is `in force` or `unneeded`. */
  readonly problems: readonly string[];
  /** The findings that it silences now. */
  readonly silences: readonly Covered[];
}

/** The register in the assembly. */
export const EXCEPTIONS_FILE = 'exceptions.json';

/** Days before the last day from which an entry warns. */
export const WARNING_DAYS = 30;

/** Nobody decides for longer than this: an entry is renewed, with its reason read again, at least once a year. */
export const LONGEST_DAYS = 366;

/** Whom the entries belong to that this library brings along about parts of its own, unless the platform team signs for them. */
export const LIBRARY_OWNER = 'cdk-understudy';

/** What a synthesis has found and an acknowledgement has silenced. */
export interface SilencedFindings {
  readonly findings: readonly Covered[];
  /** Whether the policy that a rule belongs to has judged at all; an entry for one that did not run is not held to be unused. */
  hasJudged(rule: string): boolean;
}

/** How every entry stands on `today` (`YYYY-MM-DD`), in the order of the register. */
export function exceptionStates(entries: readonly RecordedException[], { findings, hasJudged }: SilencedFindings, today: string): ExceptionState[] {
  const silenced = new Set(findings.map(keyOf));
  return entries.map(({ covers, ...entry }) => {
    const silences = covers.filter((covered) => silenced.has(keyOf(covered)));
    const idle = hasJudged(entry.rule) ? [...new Set(covers.filter((covered) => !silenced.has(keyOf(covered))).map(({ place }) => place))] : [];
    const judged = judgementsOf(entry, { silences, idle, daysLeft: daysBetween(today, entry.until), judged: hasJudged(entry.rule) });
    const [worst] = judged;
    return {
      ...entry,
      standing: worst?.standing ?? (entry.origin === 'library' && silences.length === 0 ? 'unneeded' : 'in force'),
      fails: judged.some(({ standing }) => standing !== 'ends soon'),
      daysLeft: daysBetween(today, entry.until),
      problems: judged.map(({ problem }) => problem),
      silences,
    };
  });
}

interface Use {
  readonly silences: readonly Covered[];
  /** Constructs that it covers and on which its rule finds nothing. */
  readonly idle: readonly string[];
  readonly daysLeft: number;
  readonly judged: boolean;
}

/** What is wrong with an entry, worst first. What the library brings along may cover nothing: not every platform has every part. */
function judgementsOf(entry: Omit<RecordedException, 'covers'>, { silences, idle, daysLeft, judged }: Use): { standing: ExceptionStanding; problem: string }[] {
  const own = entry.origin === 'platform';
  const unused = own && judged && silences.length === 0;
  const rows: [boolean, ExceptionStanding, string][] = [
    [daysLeft < 0, 'ended', `it ended on ${entry.until}; ${own ? 'mend the finding, or have it decided again with a new last day' : 'take a version of the library whose parts were reviewed since, or sign for them with libraryReview'}`],
    [unused, 'unused', 'its rule finds nothing there any more; remove it'],
    [own && !unused && idle.length > 0, 'too wide', `its rule finds nothing on ${idle.join(', ')}; name only what it is about`],
    [entry.owner !== LIBRARY_OWNER && daysLeft > LONGEST_DAYS, 'too long', `it counts for ${daysLeft} days more, and nobody decides for more than ${LONGEST_DAYS}; choose an earlier last day`],
    [daysLeft >= 0 && daysLeft <= WARNING_DAYS, 'ends soon', `it ends on ${entry.until}, ${daysLeft === 0 ? 'today' : `in ${daysLeft} day${daysLeft === 1 ? '' : 's'}`}; mend the finding before`],
  ];
  return rows.filter(([holds]) => holds).map(([, standing, problem]) => ({ standing, problem }));
}

function keyOf({ rule, place }: Covered): string {
  return `${rule} ${place}`;
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

/** Whether `text` is a day that exists, written as `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);
}
