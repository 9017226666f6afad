import {
  DescribeDBClusterSnapshotAttributesCommand, DescribeDBClusterSnapshotsCommand, DescribeDBClustersCommand, DescribeDBInstancesCommand,
  DescribeDBSnapshotAttributesCommand, DescribeDBSnapshotsCommand, DescribeExportTasksCommand, type RDSClient,
} from '@aws-sdk/client-rds';
import { type DataCopy, stackOf } from './data-copy';
import { everyPage } from '../aws/every-page';

/**
 * Databases, snapshots that people made, and exports. Snapshots that RDS and AWS Backup make by themselves end with their retention
 * and cannot be shared; they are left out.
 */
export async function databaseCopies(rds: RDSClient): Promise<DataCopy[]> {
  return [...await clusters(rds), ...await instances(rds), ...await clusterSnapshots(rds), ...await snapshots(rds), ...await exportTasks(rds)];
}

async function clusters(rds: RDSClient): Promise<DataCopy[]> {
  const found = await everyPage(async (Marker) => {
    const page = await rds.send(new DescribeDBClustersCommand({ Marker }));
    return { items: page.DBClusters, next: page.Marker };
  });
  return found.map((cluster) => ({
    kind: 'database cluster', name: cluster.DBClusterIdentifier ?? '', created: cluster.ClusterCreateTime, stack: stackOf(cluster.TagList), sharedWith: [],
  }));
}

/** Instances of a cluster hold no data of their own. */
async function instances(rds: RDSClient): Promise<DataCopy[]> {
  const found = await everyPage(async (Marker) => {
    const page = await rds.send(new DescribeDBInstancesCommand({ Marker }));
    return { items: page.DBInstances, next: page.Marker };
  });
  return found.filter(({ DBClusterIdentifier }) => DBClusterIdentifier === undefined).map((instance) => ({
    kind: 'database instance', name: instance.DBInstanceIdentifier ?? '', created: instance.InstanceCreateTime, stack: stackOf(instance.TagList), sharedWith: [],
  }));
}

async function clusterSnapshots(rds: RDSClient): Promise<DataCopy[]> {
  const found = await everyPage(async (Marker) => {
    const page = await rds.send(new DescribeDBClusterSnapshotsCommand({ SnapshotType: 'manual', Marker }));
    return { items: page.DBClusterSnapshots, next: page.Marker };
  });
  return Promise.all(found.map(async ({ DBClusterSnapshotIdentifier: name = '', SnapshotCreateTime: created }) => {
    const { DBClusterSnapshotAttributesResult: result } = await rds.send(new DescribeDBClusterSnapshotAttributesCommand({ DBClusterSnapshotIdentifier: name }));
    return { kind: 'cluster snapshot', name, created, sharedWith: restorers(result?.DBClusterSnapshotAttributes) };
  }));
}

async function snapshots(rds: RDSClient): Promise<DataCopy[]> {
  const found = await everyPage(async (Marker) => {
    const page = await rds.send(new DescribeDBSnapshotsCommand({ SnapshotType: 'manual', Marker }));
    return { items: page.DBSnapshots, next: page.Marker };
  });
  return Promise.all(found.map(async ({ DBSnapshotIdentifier: name = '', SnapshotCreateTime: created }) => {
    const { DBSnapshotAttributesResult: result } = await rds.send(new DescribeDBSnapshotAttributesCommand({ DBSnapshotIdentifier: name }));
    return { kind: 'database snapshot', name, created, sharedWith: restorers(result?.DBSnapshotAttributes) };
  }));
}

function restorers(attributes: ReadonlyArray<{ readonly AttributeName?: string; readonly AttributeValues?: string[] }> | undefined): string[] {
  return attributes?.find(({ AttributeName }) => AttributeName === 'restore')?.AttributeValues ?? [];
}

async function exportTasks(rds: RDSClient): Promise<DataCopy[]> {
  const found = await everyPage(async (Marker) => {
    const page = await rds.send(new DescribeExportTasksCommand({ Marker }));
    return { items: page.ExportTasks, next: page.Marker };
  });
  return found.filter(({ Status }) => Status !== 'CANCELED' && Status !== 'FAILED').map((task) => ({
    kind: 'database export', name: task.ExportTaskIdentifier ?? '', created: task.TaskStartTime, sharedWith: [],
  }));
}
