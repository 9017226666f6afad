import { Duration, RemovalPolicy, Stack, Stage, Tags, aws_ec2 as ec2, aws_events as events, aws_kms as kms, aws_logs as logs } from 'aws-cdk-lib';
import { BackupTag } from '../../../constructs/backup/backup-tag';
import { LockedVault } from '../../../constructs/backup/locked-vault';
import { RestoreLanding } from '../../../constructs/backup/restore-landing';
import { RestoreTesting } from '../../../constructs/backup/restore-testing';
import { RestoreValidation } from '../../../constructs/backup/restore-validation';
import { ScheduledBackup } from '../../../constructs/backup/scheduled-backup';
import { CopyWatch } from '../../../constructs/drift/copy-watch';
import { DriftWatch } from '../../../constructs/drift/drift-watch';
import { EvidenceForwarding } from '../../../constructs/evidence/evidence-forwarding';
import { EvidenceStore } from '../../../constructs/evidence/evidence-store';
import { DataDomain } from '../../../constructs/keys/data-domain';
import { EncryptedLogGroup } from '../../../constructs/logging/encrypted-log-group';
import { RecoveryRunbook } from '../../../constructs/recovery/recovery-runbook';
import { DataMode } from '../../environment/data-policy';
import { Environment } from '../../environment/environment';
import { OfficeHours } from '../../environment/office-hours';
import { evidenceBucketNameOf, forwardingSourceOf, forwardingWritingOf } from '../evidence-names';
import { logRetentionOf } from '../log-retention';
import { PlatformStack } from '../platform-stack';
import { Surroundings } from '../surroundings';
import { FoundationStack } from './foundation-stack';

/** What a plan backs up: the platform puts it on everything that keeps data. */
const BACKED_UP: BackupTag = { key: 'understudy:backup', value: 'daily' };

/** Types that AWS Backup backs up here. */
const backedUpTypes = ['AWS::RDS::DBCluster', 'AWS::S3::Bucket', 'AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'];

/** How an environment comes back: backups, restore tests, the recovery runbook, and who notices drift and unmanaged copies. */
export class RecoveryStack extends PlatformStack {
  public readonly evidence: EvidenceStore;

  public constructor(
    stage: Stage, private readonly settings: Environment, vpc: ec2.IVpc, data: Stack, private readonly foundation: FoundationStack, around: Surroundings,
  ) {
    super(stage, 'Recovery', { description: 'Backups, restore tests, recovery runbook, drift and copy detection' });
    this.evidence = this.makeEvidence();
    const vault = this.makeVault(around);
    const landing = new RestoreLanding(this, 'Landing', { vpc, subnets: { subnetGroupName: 'isolated' }, keys: [vault.key, ...this.dataKeys()] });
    this.backUp(data, vault);
    this.addRecovery(vault, landing, around);
    this.watch(stage, landing);
    this.forwardEvidence(around);
  }

  private makeEvidence(): EvidenceStore {
    return new EvidenceStore(this, 'Evidence', { key: this.keyFor(DataDomain.LOGS), accessLogBucket: this.foundation.accessLogs.bucket });
  }

  private makeVault({ prefix }: Surroundings): LockedVault {
    const { lockedDays } = this.settings.recovery;
    return new LockedVault(this, 'Vault', {
      vaultName: prefix, key: this.keyFor(DataDomain.BACKUPS), minRetention: Duration.days(lockedDays),
      maxRetention: Duration.days(this.settings.retention.backupsDays + 1), // AWS Backup wants it above the least
    });
  }

  private backUp(data: Stack, vault: LockedVault): void {
    Tags.of(data).add(BACKED_UP.key, BACKED_UP.value, { includeResourceTypes: backedUpTypes });
    new ScheduledBackup(this, 'Backup', {
      vault, selectedBy: BACKED_UP, keys: this.dataKeys(), retention: Duration.days(this.settings.retention.backupsDays), alerts: this.foundation.alerts,
      ...backupTimes(this.settings.schedule),
    });
  }

  private addRecovery(vault: LockedVault, landing: RestoreLanding, { prefix }: Surroundings): void {
    const { data, recovery } = this.settings;
    const common = { ...this.common(), landing, workflowLog: this.makeWorkflowLog() };
    const validation = new RestoreValidation(this, 'Validation', {
      ...common, expectsMaskedData: data.mode === DataMode.MASKED, keys: this.dataKeys(), passwordKey: this.keyFor(DataDomain.DATABASE),
    });
    new RestoreTesting(this, 'RestoreTesting', {
      planName: prefix.replaceAll('-', '_'), vault, selectedBy: BACKED_UP, landing, validation, alerts: this.foundation.alerts,
    });
    new RecoveryRunbook(this, 'Runbook', {
      ...common, vault, validation, pointObjective: Duration.hours(recovery.pointHours), timeObjective: Duration.hours(recovery.timeHours),
    });
  }

  private watch(stage: Stage, { restoredPrefix }: RestoreLanding): void {
    new DriftWatch(this, 'Drift', { ...this.common(), declaredBy: stage });
    new CopyWatch(this, 'Copies', { ...this.common(), declaredBy: stage, temporaryPrefixes: [RestoreLanding.TEST_PREFIX, restoredPrefix] });
  }

  /** To the audit account, so that who runs the environment is not the only one who has the records. */
  private forwardEvidence(around: Surroundings): void {
    const { evidence: store, ...common } = this.common();
    const { roleName, folder } = forwardingSourceOf(around, this.settings);
    const { statements } = forwardingWritingOf(around, this.settings);
    new EvidenceForwarding(this, 'Forwarding', { ...common, store, roleName, records: { bucketName: evidenceBucketNameOf(around), folder, statements } });
  }

  private makeWorkflowLog(): logs.ILogGroup {
    return new EncryptedLogGroup(this, 'Workflows', {
      encryptionKey: this.keyFor(DataDomain.LOGS), retention: logRetentionOf(this.settings), removalPolicy: RemovalPolicy.DESTROY,
    }).logGroup;
  }

  /** What every part with a handler takes. */
  private common() {
    return {
      evidence: this.evidence, key: this.keyFor(DataDomain.MESSAGES), logKey: this.keyFor(DataDomain.LOGS), logRetention: logRetentionOf(this.settings),
      alerts: this.foundation.alerts,
    };
  }

  private dataKeys(): kms.IKey[] {
    return [this.keyFor(DataDomain.DATABASE), this.keyFor(DataDomain.DOCUMENTS)];
  }

  private keyFor(domain: DataDomain): kms.IKey {
    return this.foundation.keys.keyFor(domain);
  }
}

/** Once on each day on which databases run, an hour after they have started; at 02:00 UTC where they always run. */
function backupTimes({ isAlways, days, start, timeZone }: OfficeHours): { readonly schedule?: events.Schedule; readonly timeZone?: string } {
  if (isAlways) return {};
  const [hour, minute] = start.split(':').map(Number);
  return { schedule: events.Schedule.cron({ minute: String(minute), hour: String(((hour ?? 0) + 1) % 24), weekDay: days.join(',') }), timeZone };
}
