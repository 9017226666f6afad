import { Problems } from '../../values/problems';
import { backupPauseHours } from '../backup-pause';
import { EnvironmentProps } from '../environment-props';
import { OfficeHours } from '../office-hours';
import { checkWhole } from './field-checks';

/** Refuses goals of recovery that daily backups cannot reach, and locks that outlive what they lock. */
export function checkRecovery(problems: Problems, { recovery, retention, schedule }: EnvironmentProps): void {
  const { pointHours, timeHours, lockedDays } = recovery ?? {};
  const pause = backupPauseHours(schedule instanceof OfficeHours ? schedule : OfficeHours.always());
  if (pointHours !== undefined) {
    checkWhole(problems, 'recovery.pointHours', pointHours, [pause + 1, 8760], `up to ${pause} hours lie between two backups: one on each day on which it runs`);
  }
  if (timeHours !== undefined) checkWhole(problems, 'recovery.timeHours', timeHours, [1, 720]);
  if (lockedDays !== undefined) checkWhole(problems, 'recovery.lockedDays', lockedDays, [1, retention?.backupsDays ?? 35]);
}
