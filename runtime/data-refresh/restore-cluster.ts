import {
  CreateDBInstanceCommand, type DBCluster, DescribeDBClustersCommand, DescribeDBInstancesCommand, ModifyDBClusterCommand, RestoreDBClusterFromSnapshotCommand,
  type RDSClient,
} from '@aws-sdk/client-rds';
import { type RunNames } from './run-names';
import { unless } from './unless';

/** Where the restored database lies. */
export interface Landing {
  readonly subnetGroup: string;
  readonly securityGroup: string;
  readonly key: string;
  /** Most capacity of the instance, in Aurora capacity units. */
  readonly maxAcu: number;
}

/** How the masking task reaches the restored database. */
export interface RestoredCluster {
  readonly host: string;
  readonly port: string;
  readonly secret: string;
}

/** Restores the copy beside everything else: isolated subnets, the key of quarantine, nothing that refuses to be deleted. */
export async function restoreCluster(rds: RDSClient, { cluster, snapshot, instance }: RunNames, { subnetGroup, securityGroup, key, maxAcu }: Landing): Promise<void> {
  await unless(['DBClusterAlreadyExistsFault'], () => rds.send(new RestoreDBClusterFromSnapshotCommand({
    DBClusterIdentifier: cluster, SnapshotIdentifier: snapshot, Engine: 'aurora-postgresql', DBSubnetGroupName: subnetGroup, VpcSecurityGroupIds: [securityGroup],
    KmsKeyId: key, DeletionProtection: false, EnableIAMDatabaseAuthentication: false,
    ServerlessV2ScalingConfiguration: { MinCapacity: 2, MaxCapacity: maxAcu },
  })));
  await unless(['DBInstanceAlreadyExists', 'DBInstanceAlreadyExistsFault'], () => rds.send(new CreateDBInstanceCommand({
    DBInstanceIdentifier: instance, DBClusterIdentifier: cluster, Engine: 'aurora-postgresql', DBInstanceClass: 'db.serverless', PubliclyAccessible: false,
    AutoMinorVersionUpgrade: false,
  })));
}

/**
 * How to reach the database, as soon as it can be reached. Nobody knows production's password here: once the cluster is up, RDS makes one up
 * and keeps it under the key.
 */
export async function reachCluster(rds: RDSClient, { cluster, instance }: RunNames, key: string): Promise<RestoredCluster | undefined> {
  const found = await describe(rds, cluster);
  if (found.Status !== 'available') return refuseBroken(cluster, found.Status);
  if (found.MasterUserSecret === undefined) {
    await rds.send(new ModifyDBClusterCommand({ DBClusterIdentifier: cluster, ManageMasterUserPassword: true, MasterUserSecretKmsKeyId: key, ApplyImmediately: true }));
    return undefined;
  }
  const { DBInstances } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: instance }));
  const status = DBInstances?.[0]?.DBInstanceStatus;
  if (status !== 'available') return refuseBroken(instance, status);
  const { Endpoint: host, Port: port, MasterUserSecret: { SecretStatus, SecretArn: secret } } = found;
  return SecretStatus !== 'active' || host === undefined || port === undefined || secret === undefined ? undefined : { host, port: String(port), secret };
}

async function describe(rds: RDSClient, DBClusterIdentifier: string): Promise<DBCluster> {
  const { DBClusters } = await rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier }));
  return DBClusters?.[0] ?? {};
}

/** A state from which nothing becomes available by waiting ends the run. */
function refuseBroken(what: string, status: string | undefined): undefined {
  if (status === undefined || /fail|incompatible|inaccessible|delet|stop|restore-error|storage-full/.test(status)) throw new Error(`${what} must become available, it is ${status ?? 'gone'}`);
  return undefined;
}
