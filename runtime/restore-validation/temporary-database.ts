import {
  CreateDBInstanceCommand, type DBCluster, DeleteDBInstanceCommand, DescribeDBClustersCommand, DescribeDBInstancesCommand, EnableHttpEndpointCommand,
  ModifyDBClusterCommand, type RDSClient,
} from '@aws-sdk/client-rds';
import { type DatabaseAccess } from './check-database';

/** AWS Backup restores a cluster without an instance; this is the one that the validation adds and takes away again. */
export function instanceOf(cluster: string): string {
  return `${cluster.slice(0, 52)}-validator`;
}

/** Name of the cluster with this ARN. */
export function clusterOf(arn: string): string {
  return arn.split(':').at(-1) ?? '';
}

/**
 * Gives the restored cluster a small instance that no network reaches, a password that RDS makes up and keeps, and the Data API. May
 * be called again: what is there already stays.
 */
export async function prepareDatabase(rds: RDSClient, clusterArn: string, keyArn: string): Promise<void> {
  const DBClusterIdentifier = clusterOf(clusterArn);
  const cluster = await describe(rds, DBClusterIdentifier);
  if (cluster.MasterUserSecret === undefined) {
    await rds.send(new ModifyDBClusterCommand({
      DBClusterIdentifier, ManageMasterUserPassword: true, MasterUserSecretKmsKeyId: keyArn, ApplyImmediately: true,
      ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 4 },
    }));
  }
  if (cluster.HttpEndpointEnabled !== true) await rds.send(new EnableHttpEndpointCommand({ ResourceArn: clusterArn }));
  await unless('DBInstanceAlreadyExistsFault', () => rds.send(new CreateDBInstanceCommand({
    DBInstanceIdentifier: instanceOf(DBClusterIdentifier), DBClusterIdentifier, Engine: cluster.Engine ?? 'aurora-postgresql',
    DBInstanceClass: 'db.serverless', PubliclyAccessible: false, AutoMinorVersionUpgrade: false,
  })));
}

/** How to ask the database, as soon as it can be asked. */
export async function accessTo(rds: RDSClient, clusterArn: string): Promise<DatabaseAccess | undefined> {
  const name = clusterOf(clusterArn);
  const { Status, HttpEndpointEnabled, MasterUserSecret } = await describe(rds, name);
  const { DBInstances } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: instanceOf(name) }));
  const ready = Status === 'available' && HttpEndpointEnabled === true && MasterUserSecret?.SecretStatus === 'active' && DBInstances?.[0]?.DBInstanceStatus === 'available';
  return ready && MasterUserSecret.SecretArn !== undefined ? { resourceArn: clusterArn, secretArn: MasterUserSecret.SecretArn } : undefined;
}

/** Takes the instance away, so that the cluster can be deleted. */
export async function removeInstance(rds: RDSClient, clusterArn: string): Promise<void> {
  await unless('DBInstanceNotFoundFault', () => unless('InvalidDBInstanceStateFault', () =>
    rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: instanceOf(clusterOf(clusterArn)), SkipFinalSnapshot: true }))));
}

async function describe(rds: RDSClient, DBClusterIdentifier: string): Promise<DBCluster> {
  const { DBClusters } = await rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier }));
  const cluster = DBClusters?.[0];
  if (cluster === undefined) throw new Error(`cluster ${DBClusterIdentifier} must exist`);
  return cluster;
}

async function unless(fault: string, call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof Error && error.name === fault)) throw error;
  }
}
