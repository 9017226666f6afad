import { ImageReference } from '../../values/image-reference';
import { logRetentionDays } from '../../values/log-retention-days';
import { Problems } from '../../values/problems';
import { isSecretName, secretShape } from '../../values/secret-shape';
import { isTagKey, isTagValue } from '../../values/tag-text';
import { isTimeZone } from '../../values/time-zone';
import { EnvironmentKind } from '../environment-kind';
import { EnvironmentProps } from '../environment-props';
import { OfficeHours, Weekday } from '../office-hours';
import { Retention } from '../retention';
import { checkChoice, checkWhole, isBlank, namedEntries, repeated } from './field-checks';

/** Refuses retentions, hours, tags, images and parameters that AWS does not take, or that are not what they seem. */
export function checkOperation(problems: Problems, { retention, retainsData, schedule, kind, tags, images, parameters }: EnvironmentProps): void {
  checkRetention(problems, retention ?? {});
  if (schedule !== undefined) checkSchedule(problems, schedule, kind);
  checkTags(problems, tags ?? {});
  problems.when(retainsData === false && kind === EnvironmentKind.PRODUCTION, { at: 'retainsData', must: 'must be true in production', got: false });
  for (const [name, image] of namedEntries(problems, 'images', images)) {
    const problem = ImageReference.problemOf(String(image));
    if (problem !== undefined) problems.addAll([{ ...problem, at: `images.${name}` }]);
  }
  for (const [name, value] of namedEntries(problems, 'parameters', parameters)) {
    const at = `parameters.${name}`;
    if (problems.when(isBlank(value) || value.length > 4096, { at, must: 'must be text of 1 to 4096 characters', got: value })) continue;
    const secret = secretShape(value) ?? (isSecretName(name) ? 'a secret by its name' : undefined);
    problems.when(secret !== undefined, { at, must: `must not be ${secret}`, fix: 'let the workload read it from its secret' });
  }
}

function checkRetention(problems: Problems, { logsDays, backupsDays, objectVersionsDays, deletedKeysDays }: Retention): void {
  if (logsDays !== undefined) {
    const longer = logRetentionDays.find((days) => days >= logsDays);
    problems.when(!logRetentionDays.includes(logsDays), {
      at: 'retention.logsDays', must: 'must be a retention that Amazon CloudWatch Logs offers', got: logsDays, fix: `choose ${longer ?? 3653}`,
    });
  }
  if (backupsDays !== undefined) checkWhole(problems, 'retention.backupsDays', backupsDays, [1, 36_500]);
  if (objectVersionsDays !== undefined) checkWhole(problems, 'retention.objectVersionsDays', objectVersionsDays, [1, 3650]);
  if (deletedKeysDays !== undefined) checkWhole(problems, 'retention.deletedKeysDays', deletedKeysDays, [7, 30]);
}

function checkSchedule(problems: Problems, schedule: OfficeHours, kind: EnvironmentKind): void {
  const unknown = problems.when(!(schedule instanceof OfficeHours), { at: 'schedule', must: 'must be office hours', fix: 'use OfficeHours.weekdays(...)' });
  if (unknown || schedule.isAlways) return;
  const { days, start, end, timeZone } = schedule;
  problems.when(kind === EnvironmentKind.PRODUCTION, { at: 'schedule', must: 'must be always in production', fix: 'use OfficeHours.always()' });
  problems.when(days.length === 0, { at: 'schedule.days', must: 'must name at least one day' });
  for (const day of days) checkChoice(problems, 'schedule.days', day, Object.values(Weekday));
  const twice = repeated(days);
  problems.when(twice !== undefined, { at: 'schedule.days', must: 'must not name a day twice', got: twice });
  const times = (['start', 'end'] as const).filter((field) => problems.when(!/^([01]\d|2[0-3]):[0-5]\d$/.test(String(schedule[field])), {
    at: `schedule.${field}`, must: 'must be a time of the day from 00:00 to 23:59', got: schedule[field], fix: 'write HH:MM, for example 07:00',
  }));
  problems.when(times.length === 0 && start >= end, { at: 'schedule.end', must: `must be later than the start, ${start}`, got: end });
  problems.when(!isTimeZone(timeZone), { at: 'schedule.timeZone', must: 'must be a time zone of the IANA database', got: timeZone, fix: 'write for example Europe/Berlin' });
}

function checkTags(problems: Problems, tags: { readonly [key: string]: string }): void {
  const count = Object.keys(tags).length;
  problems.when(count > 40, { at: 'tags', must: 'must be at most 40', got: count, fix: 'AWS allows 50 on a resource, and ten are kept for owner, kind and the like' });
  for (const [key, value] of Object.entries(tags)) {
    const reserved = problems.when(/^(aws|understudy):/i.test(key), { at: `tags.${key}`, must: 'must not begin with aws: or understudy:', fix: 'choose another key' });
    problems.when(!reserved && !isTagKey(key), {
      at: 'tags', must: 'must have keys of 1 to 128 letters, digits, spaces and _.:/=+-@', got: key,
    });
    problems.when(!isTagValue(value), {
      at: `tags.${key}`, must: 'must be at most 256 letters, digits, spaces and _.:/=+-@', got: value,
    });
  }
}
