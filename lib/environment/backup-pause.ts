import { OfficeHours, Weekday } from './office-hours';

/**
 * The longest time between the beginnings of two backups, in hours. Backups begin once on each day on which the environment runs: a
 * database that is stopped cannot be backed up.
 */
export function backupPauseHours({ isAlways, days }: OfficeHours): number {
  const week = Object.values(Weekday);
  const on = isAlways ? week.map((_, index) => index) : days.map((day) => week.indexOf(day)).toSorted((a, b) => a - b);
  const gaps = on.map((day, index) => (on[index + 1] ?? (on[0] ?? 0) + week.length) - day);
  return 24 * Math.max(1, ...gaps);
}
