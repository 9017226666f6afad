import { type BackupClient, DescribeRestoreJobCommand, GetRecoveryPointRestoreMetadataCommand, StartRestoreJobCommand } from '@aws-sdk/client-backup';
import { createHash } from 'node:crypto';
import { type ChosenPoint } from './recovery-points';

/** Where and as whom the runbook restores. */
export interface RestorePlace {
  readonly vault: string;
  readonly roleArn: string;
  readonly subnetGroup: string;
  readonly securityGroup: string;
  /** How names begin of what the runbook restores; its permissions end there. */
  readonly prefix: string;
}

/** Restores a database beside the one that is lost, into the isolated tier. The same run never restores twice. */
export async function startRestore(backup: BackupClient, run: string, point: ChosenPoint, place: RestorePlace): Promise<string> {
  const { RestoreMetadata = {} } = await backup.send(new GetRecoveryPointRestoreMetadataCommand({
    BackupVaultName: place.vault, RecoveryPointArn: point.recoveryPoint,
  }));
  const { RestoreJobId } = await backup.send(new StartRestoreJobCommand({
    RecoveryPointArn: point.recoveryPoint,
    IamRoleArn: place.roleArn,
    ResourceType: point.type,
    IdempotencyToken: fingerprint(`${run} ${point.recoveryPoint}`),
    CopySourceTagsToRestoredResource: false,
    Metadata: { ...RestoreMetadata, ...placing(RestoreMetadata, nameOf(run, point, place), place) },
  }));
  if (RestoreJobId === undefined) throw new Error(`the restore of ${point.resource} must have an id`);
  return RestoreJobId;
}

/** How far a restore is. */
export async function progressOf(backup: BackupClient, RestoreJobId: string): Promise<{ state: 'running' | 'done' | 'failed'; why?: string; arn?: string }> {
  const { Status, StatusMessage, CreatedResourceArn } = await backup.send(new DescribeRestoreJobCommand({ RestoreJobId }));
  if (Status === 'COMPLETED') return { state: 'done', arn: CreatedResourceArn ?? '' };
  return Status === 'PENDING' || Status === 'RUNNING' ? { state: 'running' } : { state: 'failed', why: StatusMessage ?? Status ?? 'no status' };
}

function nameOf(run: string, { resource }: ChosenPoint, { prefix }: RestorePlace): string {
  return `${prefix}${fingerprint(`${run} ${resource}`).slice(0, 16)}`;
}

/** The metadata of AWS Backup under its own spelling, which is not the same for every recovery point. */
function placing(metadata: Readonly<Record<string, string>>, name: string, { subnetGroup, securityGroup }: RestorePlace): Record<string, string> {
  const wanted = { DBClusterIdentifier: name, DBSubnetGroupName: subnetGroup, VpcSecurityGroupIds: JSON.stringify([securityGroup]) };
  const spelled = new Map(Object.keys(metadata).map((key) => [key.toLowerCase(), key]));
  return Object.fromEntries(Object.entries(wanted).map(([key, value]) => [spelled.get(key.toLowerCase()) ?? key, value]));
}

function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
