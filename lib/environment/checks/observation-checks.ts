import { Problems } from '../../values/problems';
import { isTimeZone } from '../../values/time-zone';
import { EnvironmentProps } from '../environment-props';
import { Weekday } from '../office-hours';
import { PatchWindow } from '../patch-window';
import { Thresholds } from '../thresholds';
import { checkChoice, checkWhole } from './field-checks';

/** Least and most of each threshold; the whole ones count things, the others measure shares. */
const ranges: Readonly<Record<keyof Thresholds, { readonly range: readonly [number, number]; readonly whole: boolean }>> = {
  errorPercent: { range: [0.01, 100], whole: false },
  latencyMillis: { range: [10, 60_000], whole: true },
  cpuPercent: { range: [1, 100], whole: false },
  memoryPercent: { range: [1, 100], whole: false },
  queueAgeMinutes: { range: [1, 10_080], whole: true },
  loggedErrors: { range: [1, 1_000_000], whole: true },
  checkSuccessPercent: { range: [1, 100], whole: false },
  alarmAfterMinutes: { range: [5, 1440], whole: true },
  tracedPercent: { range: [0, 100], whole: false },
};

/** Refuses thresholds that no measure can cross, and patch windows that are not real. */
export function checkObservation(problems: Problems, { thresholds, patchWindow }: EnvironmentProps): void {
  for (const [name, { range, whole }] of Object.entries(ranges)) {
    const value = thresholds?.[name as keyof Thresholds];
    if (value === undefined) continue;
    if (whole) checkWhole(problems, `thresholds.${name}`, value, range);
    else checkShare(problems, `thresholds.${name}`, value, range);
  }
  if (patchWindow !== undefined) checkPatchWindow(problems, patchWindow);
}

function checkShare(problems: Problems, at: string, value: unknown, [least, most]: readonly [number, number]): void {
  const number = typeof value === 'number' && value >= least && value <= most;
  problems.when(!number, { at, must: `must be a number from ${least} to ${most}`, got: value });
}

function checkPatchWindow(problems: Problems, { week, day, start, timeZone, hours }: PatchWindow): void {
  checkWhole(problems, 'patchWindow.week', week, [1, 4], 'a fifth one does not come every month');
  checkChoice(problems, 'patchWindow.day', day, Object.values(Weekday));
  problems.when(!/^([01]\d|2[0-3]):[0-5]\d$/.test(String(start)), {
    at: 'patchWindow.start', must: 'must be a time of the day from 00:00 to 23:59', got: start, fix: 'write HH:MM, for example 03:00',
  });
  problems.when(!isTimeZone(timeZone), { at: 'patchWindow.timeZone', must: 'must be a time zone of the IANA database', got: timeZone, fix: 'write for example Europe/Berlin' });
  if (hours !== undefined) checkWhole(problems, 'patchWindow.hours', hours, [2, 24]);
}
