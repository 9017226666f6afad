import {
  DeleteDBClusterCommand, DeleteDBClusterSnapshotCommand, DeleteDBInstanceCommand, DescribeDBClusterSnapshotsCommand, DescribeDBClustersCommand,
  DescribeDBInstancesCommand, type RDSClient,
} from '@aws-sdk/client-rds';
import { DeleteObjectsCommand, ListObjectVersionsCommand, type ObjectIdentifier, type S3Client } from '@aws-sdk/client-s3';
import { namesOf } from './run-names';
import { unless } from './unless';

/** What is left of a run, and what went with this call. */
export interface Destruction {
  /** Nothing is left: asked again, AWS knows none of the names. */
  readonly gone: boolean;
  readonly removed: readonly string[];
  readonly remaining: readonly string[];
}

/** Clients and the bucket of the runs. */
export interface Quarantine {
  readonly rds: RDSClient;
  readonly s3: S3Client;
  readonly bucket: string;
}

interface Part {
  readonly name: string;
  /** Whether it is there. */
  readonly exists: () => Promise<boolean>;
  /** Asks AWS to delete it; false where it cannot be deleted yet. */
  readonly remove: () => Promise<boolean>;
}

/**
 * Removes everything that a run has made here: its instance, cluster with backups and password, snapshot, and what it wrote down, in all
 * versions. It may be called as often as it takes: RDS needs minutes, and refuses while something is still being made.
 */
export async function destroyRun(quarantine: Quarantine, run: string): Promise<Destruction> {
  const removed: string[] = [];
  const remaining: string[] = [];
  for (const part of partsOf(quarantine, run)) {
    if (!await part.exists()) continue;
    remaining.push(part.name);
    if (await part.remove()) removed.push(part.name);
  }
  return { gone: remaining.length === 0, removed, remaining };
}

/** What RDS answers when something is in no state to be deleted, or is being deleted already. */
const later = ['InvalidDBInstanceState', 'InvalidDBInstanceStateFault', 'InvalidDBClusterStateFault', 'InvalidDBClusterSnapshotStateFault'];

function partsOf({ rds, s3, bucket }: Quarantine, run: string): Part[] {
  const { instance, cluster, snapshot, folder } = namesOf(run);
  const gone = [...later, 'DBInstanceNotFound', 'DBInstanceNotFoundFault', 'DBClusterNotFoundFault', 'DBClusterSnapshotNotFoundFault'];
  return [
    {
      name: `instance ${instance}`,
      exists: () => unless(['DBInstanceNotFound', 'DBInstanceNotFoundFault'], () => rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: instance }))),
      remove: () => unless(gone, () => rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: instance, SkipFinalSnapshot: true, DeleteAutomatedBackups: true }))),
    },
    {
      name: `cluster ${cluster}`,
      exists: () => unless(['DBClusterNotFoundFault'], () => rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier: cluster }))),
      remove: () => unless(gone, () => rds.send(new DeleteDBClusterCommand({ DBClusterIdentifier: cluster, SkipFinalSnapshot: true, DeleteAutomatedBackups: true }))),
    },
    {
      name: `snapshot ${snapshot}`,
      exists: () => unless(['DBClusterSnapshotNotFoundFault'], () => rds.send(new DescribeDBClusterSnapshotsCommand({ DBClusterSnapshotIdentifier: snapshot }))),
      remove: () => unless(gone, () => rds.send(new DeleteDBClusterSnapshotCommand({ DBClusterSnapshotIdentifier: snapshot }))),
    },
    {
      name: `folder ${folder}`,
      exists: async () => (await versionsOf(s3, bucket, folder)).length > 0,
      remove: () => removeFolder(s3, bucket, folder),
    },
  ];
}

async function versionsOf(s3: S3Client, Bucket: string, Prefix: string): Promise<ObjectIdentifier[]> {
  const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix }));
  return [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
}

async function removeFolder(s3: S3Client, Bucket: string, Prefix: string): Promise<boolean> {
  for (let found = await versionsOf(s3, Bucket, Prefix); found.length > 0; found = await versionsOf(s3, Bucket, Prefix)) {
    const { Errors = [] } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: found, Quiet: true } }));
    if (Errors.length > 0) throw new Error(`${Errors.length} objects below ${Prefix} could not be deleted: ${Errors[0]?.Code ?? 'for a reason that S3 does not say'}`);
  }
  return true;
}
