import {
  Duration, Stack, TimeZone, Token, aws_backup as backup, aws_events as events, aws_events_targets as targets, aws_iam as iam, aws_kms as kms, aws_sns as sns,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';
import { asBackup, backupStatements } from './backup-permissions';
import { BackupTag } from './backup-tag';
import { LockedVault } from './locked-vault';

/** Properties of a `ScheduledBackup`. */
export interface ScheduledBackupProps {
  /** Where recovery points are kept. */
  readonly vault: LockedVault;

  /** What is backed up: every Aurora cluster, bucket and table of account and region that carries this tag. */
  readonly selectedBy: BackupTag;

  /** Keys of what is backed up. */
  readonly keys: kms.IKey[];

  /** How long a recovery point is kept: whole days, within what the vault allows. */
  readonly retention: Duration;

  /** Who hears of a backup that failed. The key of an encrypted topic must admit EventBridge. */
  readonly alerts: sns.ITopic;

  /**
   * When backups begin. A database that is stopped cannot be backed up: choose a time at which it runs.
   * @default - every day at 02:00
   */
  readonly schedule?: events.Schedule;

  /**
   * The time zone of the schedule, a name of the IANA database.
   * @default - UTC
   */
  readonly timeZone?: string;

  /**
   * Whether every change is kept too, so that any second of the last 35 days (or of `retention`, if shorter) can be restored.
   * @default false
   */
  readonly continuous?: boolean;
}

const defaults = { schedule: events.Schedule.cron({ minute: '0', hour: '2' }), startWithin: Duration.hours(1), completeWithin: Duration.hours(6), continuousDays: 35 };

/**
 * A plan that backs up, on a schedule, everything that carries a tag, into a locked vault of the same account, with a role of its
 * own that can back up and not restore. There is no copy to another account or region. Somebody hears of each backup that fails.
 *
 * It refuses a retention that the vault would refuse at night.
 *
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/creating-a-backup-plan.html
 * @example
 * declare const vault: LockedVault;
 * declare const key: kms.IKey;
 * declare const alerts: sns.ITopic;
 * new ScheduledBackup(this, 'Daily', {
 *   vault, keys: [key], alerts, retention: Duration.days(35), selectedBy: { key: 'understudy:backup', value: 'daily' },
 * });
 */
export class ScheduledBackup extends Construct {
  /** The plan. */
  public readonly plan: backup.BackupPlan;
  /** The role that backs up. */
  public readonly role: iam.IRole;

  public constructor(scope: Construct, id: string, props: ScheduledBackupProps) {
    super(scope, id);
    refuse(this.node.path, props);
    this.plan = this.makePlan(props);
    this.role = this.makeRole(props);
    this.select(props.selectedBy);
    this.tellOfFailures(props.alerts);
  }

  private makePlan(props: ScheduledBackupProps): backup.BackupPlan {
    const when = {
      scheduleExpression: props.schedule ?? defaults.schedule,
      scheduleExpressionTimezone: props.timeZone === undefined ? undefined : TimeZone.of(props.timeZone),
    };
    const plan = new backup.BackupPlan(this, 'Plan', { backupVault: props.vault.vault });
    plan.addRule(new backup.BackupPlanRule({
      ruleName: 'scheduled',
      ...when,
      startWindow: defaults.startWithin,
      completionWindow: defaults.completeWithin,
      deleteAfter: props.retention,
    }));
    if (props.continuous === true) {
      plan.addRule(new backup.BackupPlanRule({
        ruleName: 'continuous',
        ...when,
        enableContinuousBackup: true,
        deleteAfter: Duration.days(Math.min(defaults.continuousDays, props.retention.toDays())),
      }));
    }
    return plan;
  }

  private makeRole({ vault, keys }: ScheduledBackupProps): iam.IRole {
    const role = new iam.Role(this, 'Role', { assumedBy: asBackup(Stack.of(this)), description: 'AWS Backup backs up and does not restore' });
    new iam.ManagedPolicy(this, 'Policy', {
      roles: [role], description: 'What AWS Backup may do to back up',
      statements: backupStatements(Stack.of(this), vault.vault.backupVaultArn, [...new Set([vault.key, ...keys].map(({ keyArn }) => keyArn))]),
    });
    return role;
  }

  private select({ key, value }: BackupTag): void {
    new backup.BackupSelection(this, 'Selection', {
      backupPlan: this.plan, role: this.role, disableDefaultBackupPolicy: true, backupSelectionName: 'tagged',
      resources: [backup.BackupResource.fromTag(key, value)],
    });
  }

  private tellOfFailures(alerts: sns.ITopic): void {
    new events.Rule(this, 'Failures', {
      description: 'A backup failed, was aborted or did not begin in time',
      eventPattern: { source: ['aws.backup'], detailType: ['Backup Job State Change'], detail: { state: ['ABORTED', 'EXPIRED', 'FAILED'] } },
      targets: [new targets.SnsTopic(alerts)],
    });
  }
}

function refuse(path: string, { retention, vault, selectedBy }: ScheduledBackupProps): void {
  const problems = new Problems();
  const days = retention.toDays({ integral: false });
  const [least, most] = [vault.minRetention.toDays(), vault.maxRetention.toDays()];
  problems.when(!Number.isInteger(days) || days < least || days > most, {
    at: 'retention', must: `must be whole days from ${least} to ${most}, which the vault allows`, got: days, fix: 'change the retention or the lock of the vault',
  });
  problems.when(!Token.isUnresolved(selectedBy.key) && (selectedBy.key === '' || selectedBy.key.startsWith('aws:')), {
    at: 'selectedBy.key', must: 'must be a tag that a template can set', got: selectedBy.key, fix: 'for example "understudy:backup"',
  });
  problems.refuse(`backup "${path}"`);
}
