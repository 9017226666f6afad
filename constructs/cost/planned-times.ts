import { hoursOf } from '../../lib/values/capacity-plan';
import { instantOf } from '../../lib/values/local-time';
import { Problems } from '../../lib/values/problems';
import { isTimeZone } from '../../lib/values/time-zone';

/** When an environment is open. */
export interface WorkingHours {
  /** Days of the week, `MON` to `SUN`. At least one. */
  readonly days: string[];
  /** When it opens, `HH:MM`. */
  readonly start: string;
  /** When it closes, `HH:MM`, later than it opens. */
  readonly end: string;
  /** The time zone of both, a name of the IANA database such as `Europe/Berlin`. Offsets are refused: they know no summer time. */
  readonly timeZone: string;
}

/** A planned time of another scale. */
export interface PlannedWindow {
  /** Its name, unique in the environment: lower-case letters, digits and hyphens. */
  readonly name: string;
  /** When it begins, `YYYY-MM-DDTHH:MM` in its time zone. */
  readonly start: string;
  /** When it ends, `YYYY-MM-DDTHH:MM` in its time zone, later than the start. */
  readonly end: string;
  /** The time zone of both. */
  readonly timeZone: string;
  /** Why the scale is needed. */
  readonly reason: string;
  /** Who answers for it. */
  readonly owner: string;
}

const weekdays = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'];

/** Notes what is wrong with hours and windows. */
export function checkPlannedTimes(problems: Problems, hours: WorkingHours | undefined, windows: readonly PlannedWindow[]): void {
  if (hours !== undefined) checkHours(problems, hours);
  const sound = windows.filter((window) => checkWindow(problems, window));
  sound.forEach((later, index) => {
    for (const earlier of sound.slice(0, index)) {
      problems.when(overlap(earlier, later), { at: `windows.${later.name}`, must: `must not overlap the window ${earlier.name}` });
      problems.when(earlier.name === later.name, { at: `windows.${later.name}`, must: 'must have a name of its own', got: later.name });
    }
  });
}

function checkHours(problems: Problems, { days, start, end, timeZone }: WorkingHours): void {
  problems.when(days.length === 0, { at: 'hours.days', must: 'must name at least one day', got: days });
  for (const day of days) problems.when(!weekdays.includes(day), { at: 'hours.days', must: `must be one of ${weekdays.join(', ')}`, got: day });
  const isTime = (time: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(time);
  problems.when(!isTime(start), { at: 'hours.start', must: 'must be a time of the day, HH:MM', got: start });
  problems.when(!isTime(end), { at: 'hours.end', must: 'must be a time of the day, HH:MM', got: end });
  problems.when(isTime(start) && isTime(end) && start >= end, { at: 'hours.end', must: `must be later than the start, ${start}`, got: end });
  checkZone(problems, 'hours.timeZone', timeZone);
}

/** Returns whether its times are real. */
function checkWindow(problems: Problems, window: PlannedWindow): boolean {
  const at = `windows.${window.name}`;
  problems.when(!/^[a-z][a-z0-9-]{0,39}$/.test(window.name), { at: 'windows', must: 'must have names of at most 40 lower-case letters, digits and hyphens', got: window.name });
  if (checkZone(problems, `${at}.timeZone`, window.timeZone)) return false;
  const unreal = (['start', 'end'] as const).filter((field) => problems.when(instantOf(window[field], window.timeZone) === undefined, {
    at: `${at}.${field}`, must: `must be a time that clocks in ${window.timeZone} show`, got: window[field], fix: 'write YYYY-MM-DDTHH:MM',
  }));
  if (unreal.length > 0) return false;
  return !problems.when(hoursOf(window) <= 0, { at: `${at}.end`, must: `must be later than the start, ${window.start}`, got: window.end });
}

/** Returns whether it is none. */
function checkZone(problems: Problems, at: string, timeZone: string): boolean {
  return problems.when(!isTimeZone(timeZone), { at, must: 'must be a time zone of the IANA database', got: timeZone, fix: 'write for example Europe/Berlin' });
}

function overlap(one: PlannedWindow, other: PlannedWindow): boolean {
  const [from, to, otherFrom, otherTo] = [one.start, one.end].map((time) => instantOf(time, one.timeZone) ?? 0)
    .concat([other.start, other.end].map((time) => instantOf(time, other.timeZone) ?? 0));
  return Number(from) < Number(otherTo) && Number(otherFrom) < Number(to);
}
