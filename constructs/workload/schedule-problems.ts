import { Problem, Problems } from '../../lib/values/problems';

/** When something runs, as EventBridge Scheduler takes it. */
interface Times {
  readonly schedule: string;
  readonly timeZone: string;
}

/** Minutes, hours, day of the month, month, day of the week, year: exactly one of the two days is `?`. */
const cron = /^cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)$/;
const rate = /^rate\((?:1 (?:minute|hour|day)|(?:[2-9]|[1-9]\d+) (?:minutes|hours|days))\)$/;

/** What is wrong with a schedule and its time zone. */
export function scheduleProblems({ schedule, timeZone }: Times): readonly Problem[] {
  const problems = new Problems();
  const [, , , dayOfMonth, , dayOfWeek] = cron.exec(schedule) ?? [];
  problems.when(dayOfMonth === undefined && !rate.test(schedule), {
    at: 'schedule', must: 'must be cron(minutes hours day month weekday year) or rate(n minutes|hours|days)', got: schedule, fix: 'for example cron(30 2 * * ? *)',
  });
  problems.when(dayOfMonth !== undefined && (dayOfMonth === '?') === (dayOfWeek === '?'), {
    at: 'schedule', must: 'must have "?" for either the day of the month or the weekday', got: schedule, fix: 'for example cron(30 2 * * ? *)',
  });
  problems.when(!isTimeZone(timeZone), {
    at: 'timeZone', must: 'must be a time zone of the IANA database', got: timeZone, fix: 'for example Europe/Berlin, or UTC',
  });
  return problems.list;
}

function isTimeZone(name: string): boolean {
  if (!/^[A-Z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
