import {
  CopyDBClusterSnapshotCommand, CreateDBClusterSnapshotCommand, type DBClusterSnapshot, DeleteDBClusterSnapshotCommand, DescribeDBClusterSnapshotsCommand,
  ModifyDBClusterSnapshotAttributeCommand, RDSClient,
} from '@aws-sdk/client-rds';
import { clientSettings } from '../aws/client-settings';
import { everyPage } from '../aws/every-page';
import { setting } from '../aws/setting';
import { unless } from '../data-refresh/unless';

/** The steps, each may be repeated: `share` until it says done, `withdraw` on a schedule. */
export type Step =
  | { readonly step: 'share'; readonly started: string }
  | { readonly step: 'withdraw' };

/** What a call has done. */
export interface Sharing {
  readonly done: boolean;
  readonly shared: readonly string[];
  readonly withdrawn: readonly string[];
}

const rds = new RDSClient(clientSettings);
const HOUR = 3_600_000;

/**
 * Shares a snapshot of each dataset with quarantine, under the key made for that, and takes it back. Nothing is shared that lies under
 * another key: a snapshot is taken, copied under that key, and only the copy is shared.
 */
export async function handler(input: Step): Promise<Sharing> {
  return input.step === 'share' ? share(input.started) : withdraw();
}

/** Dataset to the name of its cluster. */
function clusters(): [dataset: string, cluster: string][] {
  return Object.entries(JSON.parse(setting('CLUSTERS')) as Record<string, string>);
}

async function share(started: string): Promise<Sharing> {
  const moment = started.replaceAll(/\D/g, '').slice(0, 12);
  const shared: string[] = [];
  for (const [dataset, cluster] of clusters()) {
    const copy = `${setting('SNAPSHOT_PREFIX')}${dataset}-${moment}`;
    if (await shareOne(cluster, `${setting('TAKEN_PREFIX')}${dataset}-${moment}`, copy)) shared.push(copy);
  }
  return { done: shared.length === clusters().length, shared, withdrawn: [] };
}

/** Goes as far as it can without waiting; says whether the copy is shared. */
async function shareOne(cluster: string, taken: string, copy: string): Promise<boolean> {
  const ready = await find(copy);
  if (ready?.Status === 'available') {
    await shareWithQuarantine(ready);
    await remove(taken);
    return true;
  }
  if (ready !== undefined) return stillMaking(copy, ready);
  const whole = await find(taken);
  if (whole === undefined) {
    await unless(['DBClusterSnapshotAlreadyExistsFault'], () => rds.send(new CreateDBClusterSnapshotCommand({ DBClusterIdentifier: cluster, DBClusterSnapshotIdentifier: taken })));
    return false;
  }
  if (whole.Status !== 'available') return stillMaking(taken, whole);
  await unless(['DBClusterSnapshotAlreadyExistsFault'], () => rds.send(new CopyDBClusterSnapshotCommand({
    SourceDBClusterSnapshotIdentifier: taken, TargetDBClusterSnapshotIdentifier: copy, KmsKeyId: setting('SHARE_KEY'), CopyTags: false,
  })));
  return false;
}

function stillMaking(name: string, { Status = 'gone' }: DBClusterSnapshot): false {
  if (!['creating', 'copying'].includes(Status)) throw new Error(`snapshot ${name} must become available, it is ${Status}`);
  return false;
}

/** Looks at the key before it shares: the name alone proves nothing. */
async function shareWithQuarantine({ DBClusterSnapshotIdentifier, KmsKeyId }: DBClusterSnapshot): Promise<void> {
  if (KmsKeyId !== setting('SHARE_KEY')) throw new Error(`snapshot ${DBClusterSnapshotIdentifier ?? ''} must lie under the key made for sharing, it lies under ${KmsKeyId ?? 'none'}`);
  await rds.send(new ModifyDBClusterSnapshotAttributeCommand({ DBClusterSnapshotIdentifier, AttributeName: 'restore', ValuesToAdd: [setting('QUARANTINE_ACCOUNT')] }));
}

/** Removes what has been shared for long enough, and what an interrupted run has left. A snapshot that is gone is shared no more. */
async function withdraw(): Promise<Sharing> {
  const most = Number(setting('SHARED_HOURS')) * HOUR;
  const all = await everyPage(async (Marker) => {
    const page = await rds.send(new DescribeDBClusterSnapshotsCommand({ SnapshotType: 'manual', Marker }));
    return { items: page.DBClusterSnapshots, next: page.Marker };
  });
  const own = all.filter(({ DBClusterSnapshotIdentifier: name = '' }) => name.startsWith(setting('SNAPSHOT_PREFIX')) || name.startsWith(setting('TAKEN_PREFIX')));
  const over = own.filter(({ SnapshotCreateTime }) => Date.now() - (SnapshotCreateTime?.getTime() ?? 0) >= most);
  const withdrawn: string[] = [];
  for (const { DBClusterSnapshotIdentifier: name = '' } of over) if (await remove(name)) withdrawn.push(name);
  return { done: withdrawn.length === over.length, shared: [], withdrawn };
}

async function find(DBClusterSnapshotIdentifier: string): Promise<DBClusterSnapshot | undefined> {
  let found: DBClusterSnapshot | undefined;
  await unless(['DBClusterSnapshotNotFoundFault'], async () => {
    const { DBClusterSnapshots } = await rds.send(new DescribeDBClusterSnapshotsCommand({ DBClusterSnapshotIdentifier }));
    found = DBClusterSnapshots?.[0];
  });
  return found;
}

function remove(DBClusterSnapshotIdentifier: string): Promise<boolean> {
  return unless(['DBClusterSnapshotNotFoundFault', 'InvalidDBClusterSnapshotStateFault'], () => rds.send(new DeleteDBClusterSnapshotCommand({ DBClusterSnapshotIdentifier })));
}
