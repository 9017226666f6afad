import { type BackupClient, ListProtectedResourcesByBackupVaultCommand, ListRecoveryPointsByBackupVaultCommand, type RecoveryPointByBackupVault } from '@aws-sdk/client-backup';
import { everyPage } from '../aws/every-page';

/** The recovery point that a resource is recovered from. */
export interface ChosenPoint {
  readonly resource: string;
  readonly type: string;
  readonly recoveryPoint: string;
  /** When it was made, as an ISO 8601 instant. */
  readonly made: string;
}

/** The newest whole snapshot of each resource of the vault that the runbook recovers, not newer than `before`. */
export async function choosePoints(backup: BackupClient, vault: string, types: ReadonlySet<string>, before: Date): Promise<{ chosen: ChosenPoint[]; without: string[] }> {
  const resources = await everyPage(async (NextToken) => {
    const page = await backup.send(new ListProtectedResourcesByBackupVaultCommand({ BackupVaultName: vault, NextToken }));
    return { items: page.Results, next: page.NextToken };
  });
  const chosen: ChosenPoint[] = [];
  const without: string[] = [];
  for (const { ResourceArn: resource = '', ResourceType: type = '' } of resources) {
    if (!types.has(type)) continue;
    const point = await newest(backup, vault, resource, before);
    if (point === undefined) without.push(resource);
    else chosen.push({ resource, type, recoveryPoint: point.RecoveryPointArn ?? '', made: (point.CreationDate ?? new Date(0)).toISOString() });
  }
  return { chosen: chosen.toSorted((a, b) => (a.resource < b.resource ? -1 : 1)), without: without.toSorted() };
}

async function newest(backup: BackupClient, BackupVaultName: string, ByResourceArn: string, before: Date): Promise<RecoveryPointByBackupVault | undefined> {
  const points = await everyPage(async (NextToken) => {
    const page = await backup.send(new ListRecoveryPointsByBackupVaultCommand({ BackupVaultName, ByResourceArn, ByCreatedBefore: before, NextToken }));
    return { items: page.RecoveryPoints, next: page.NextToken };
  });
  return points.filter(({ Status, RecoveryPointArn }) => Status === 'COMPLETED' && RecoveryPointArn?.includes('continuous:') !== true).toSorted((a, b) => (b.CreationDate?.getTime() ?? 0) - (a.CreationDate?.getTime() ?? 0))[0];
}
