/** A moment as a clock in a time zone shows it. */
export interface LocalTime {
  /** `2026-06-08`. */
  readonly date: string;
  /** `MON` to `SUN`. */
  readonly weekday: string;
  /** `08:30`. */
  readonly time: string;
}

/** What a clock in `timeZone` shows at `instant` (milliseconds since 1970). */
export function localTimeAt(instant: number, timeZone: string): LocalTime {
  const parts = new Map(formatFor(timeZone).formatToParts(instant).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  return {
    date: `${part('year')}-${part('month')}-${part('day')}`,
    weekday: part('weekday').toUpperCase(),
    time: `${part('hour')}:${part('minute')}`,
  };
}

/**
 * The moment at which a clock in `timeZone` shows `local`, `2026-06-08T08:30`, in milliseconds since 1970. Where a clock shows it twice
 * because summer ends, the first. Undefined where no clock ever shows it: no such day, or an hour that is left out because summer begins.
 */
export function instantOf(local: string, timeZone: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(local)) return undefined;
  const asUtc = Date.parse(`${local}:00Z`);
  if (Number.isNaN(asUtc)) return undefined;
  const candidates = [-DAY, 0, DAY].map((around) => asUtc - offsetAt(asUtc + around, timeZone));
  return candidates.filter((instant) => shownAt(instant, timeZone) === local).toSorted((a, b) => a - b)[0];
}

const DAY = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone, hourCycle: 'h23', weekday: 'short', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit',
  });
  formats.set(timeZone, made);
  return made;
}

function shownAt(instant: number, timeZone: string): string {
  const { date, time } = localTimeAt(instant, timeZone);
  return `${date}T${time}`;
}

/** How far a clock in the time zone is ahead of UTC, in milliseconds. */
function offsetAt(instant: number, timeZone: string): number {
  return Date.parse(`${shownAt(instant, timeZone)}:00Z`) - Math.floor(instant / 60_000) * 60_000;
}
