import { CopyDBClusterSnapshotCommand, type DBClusterSnapshot, DescribeDBClusterSnapshotsCommand, type RDSClient } from '@aws-sdk/client-rds';
import { everyPage } from '../aws/every-page';
import { unless } from './unless';

/** Where snapshots come from, and how they are called. */
export interface SnapshotSource {
  /** Production's account: no snapshot of another one is ever looked at. */
  readonly account: string;
  /** How the names of the snapshots of the dataset begin. */
  readonly prefix: string;
}

/** The snapshot a run starts from. */
export interface TakenSnapshot {
  readonly arn: string;
  /** When production made it. */
  readonly taken: string;
}

/** The newest snapshot that production shares of the dataset. */
export async function newestShared(rds: RDSClient, { account, prefix }: SnapshotSource): Promise<TakenSnapshot> {
  const shared = await everyPage(async (Marker) => {
    const page = await rds.send(new DescribeDBClusterSnapshotsCommand({ SnapshotType: 'shared', IncludeShared: true, Marker }));
    return { items: page.DBClusterSnapshots, next: page.Marker };
  });
  const own = shared.flatMap(wholeSnapshot).filter(({ arn }) => arn.includes(`:${account}:cluster-snapshot:${prefix}`));
  const [newest] = own.toSorted((a, b) => b.taken.getTime() - a.taken.getTime());
  if (newest === undefined) throw new Error(`production must share a snapshot ${prefix}*; none is shared now, wait for its next one`);
  return { arn: newest.arn, taken: newest.taken.toISOString() };
}

/** What a snapshot is, once it is whole: AWS tells name and time of one that is being made later. */
function wholeSnapshot({ DBClusterSnapshotArn: arn, SnapshotCreateTime: taken, Status }: DBClusterSnapshot): readonly { readonly arn: string; readonly taken: Date }[] {
  return Status !== 'available' || arn === undefined || taken === undefined ? [] : [{ arn, taken }];
}

/** Copies it under the key of quarantine. Called again, it leaves the copy that is there. */
export async function copySnapshot(rds: RDSClient, from: string, name: string, KmsKeyId: string): Promise<void> {
  await unless(['DBClusterSnapshotAlreadyExistsFault'], () => rds.send(new CopyDBClusterSnapshotCommand({
    SourceDBClusterSnapshotIdentifier: from, TargetDBClusterSnapshotIdentifier: name, KmsKeyId, CopyTags: false,
  })));
}

/** Whether the copy is whole; a copy that failed ends the run. */
export async function isCopied(rds: RDSClient, DBClusterSnapshotIdentifier: string): Promise<boolean> {
  const { DBClusterSnapshots } = await rds.send(new DescribeDBClusterSnapshotsCommand({ DBClusterSnapshotIdentifier }));
  const status = DBClusterSnapshots?.[0]?.Status;
  if (status !== 'available' && status !== 'copying' && status !== 'creating') throw new Error(`the copy of the snapshot must become available, it is ${status ?? 'gone'}`);
  return status === 'available';
}
