import { instantOf, localTimeAt } from './local-time';

/** When an environment is open, as data. */
export interface OpeningHours {
  /** `MON` to `SUN`. */
  readonly days: readonly string[];
  /** `HH:MM`. */
  readonly start: string;
  /** `HH:MM`, later than the start. */
  readonly end: string;
  /** A name of the IANA database. */
  readonly timeZone: string;
}

/** A planned time of another scale, as data. */
export interface WindowTimes {
  /** Name of the window. */
  readonly name: string;
  /** `YYYY-MM-DDTHH:MM`. */
  readonly start: string;
  /** `YYYY-MM-DDTHH:MM`, later than the start. */
  readonly end: string;
  /** A name of the IANA database. */
  readonly timeZone: string;
}

/** What an environment does at a moment: closed, open at its own scale, or in a window at the scale of the window. */
export interface Mode {
  readonly open: boolean;
  readonly window?: string;
}

/** What an environment with these hours and windows does at `instant`. Without hours it is always open. A window opens it at any hour. */
export function modeAt(instant: number, hours: OpeningHours | undefined, windows: readonly WindowTimes[]): Mode {
  const window = windows.find(({ start, end, timeZone }) => isWithin(instant, instantOf(start, timeZone), instantOf(end, timeZone)));
  if (window !== undefined) return { open: true, window: window.name };
  return { open: hours === undefined || isOpen(instant, hours) };
}

/** Hours of a week in which an environment with these hours is open. */
export function openHoursAWeek(hours: OpeningHours | undefined): number {
  return hours === undefined ? 168 : hours.days.length * (minutesOf(hours.end) - minutesOf(hours.start)) / 60;
}

/** Length of a window in hours; 0 where its times are none. */
export function hoursOf({ start, end, timeZone }: WindowTimes): number {
  return ((instantOf(end, timeZone) ?? 0) - (instantOf(start, timeZone) ?? 0)) / 3_600_000;
}

function isOpen(instant: number, { days, start, end, timeZone }: OpeningHours): boolean {
  const { weekday, time } = localTimeAt(instant, timeZone);
  return days.includes(weekday) && time >= start && time < end;
}

/** From the start on, until before the end. A window whose times are none is never. */
function isWithin(instant: number, start: number | undefined, end: number | undefined): boolean {
  return start !== undefined && end !== undefined && instant >= start && instant < end;
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
