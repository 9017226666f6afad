import {
  type DBCluster, type DBInstance, DescribeDBClustersCommand, DescribeDBInstancesCommand, ModifyDBClusterCommand, ModifyDBInstanceCommand, type RDSClient,
  StartDBClusterCommand, StopDBClusterCommand,
} from '@aws-sdk/client-rds';
import type { DatabaseLevel, DatabasePart } from '../../lib/values/capacity-facts';
import type { Outcome } from './bring-together';

/** States in which a cluster answers and can be changed. */
const usable: readonly string[] = ['available', 'backing-up'];
const waiting: Outcome = { settled: false };

/**
 * An Aurora cluster that is started, stopped and scaled. AWS starts a stopped cluster after seven days by itself; since it is brought to where
 * it should be again and again, it is stopped again.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-cluster-stop-start.html
 */
export class ScaledDatabase {
  public constructor(private readonly rds: RDSClient, private readonly part: Pick<DatabasePart, 'cluster' | 'open'>) {}

  /** Brings it nearer to `level`, or to a stop. A stopped cluster cannot be changed: it goes back to its own scale before it stops. */
  public async bring(level: DatabaseLevel | 'stopped', free: boolean): Promise<Outcome> {
    try {
      const cluster = await this.describe();
      if (cluster === undefined) return { settled: true };
      return level === 'stopped' ? await this.stop(cluster, free) : await this.run(cluster, level, free);
    } catch (error) {
      if (/^InvalidDB(Cluster|Instance)State/.test(String(error))) return waiting; // it has just begun to change
      throw error;
    }
  }

  private async stop(cluster: DBCluster, free: boolean): Promise<Outcome> {
    if (cluster.Status === 'stopped') return { settled: true };
    if (!usable.includes(String(cluster.Status))) return waiting;
    const scaled = await this.scale(cluster, this.part.open);
    if (scaled !== undefined) return scaled;
    if (!free) return waiting;
    await this.rds.send(new StopDBClusterCommand({ DBClusterIdentifier: this.part.cluster }));
    return { settled: false, action: 'stopped' };
  }

  private async run(cluster: DBCluster, level: DatabaseLevel, free: boolean): Promise<Outcome> {
    if (cluster.Status === 'stopped') {
      if (!free) return waiting;
      await this.rds.send(new StartDBClusterCommand({ DBClusterIdentifier: this.part.cluster }));
      return { settled: false, action: 'started' };
    }
    if (!usable.includes(String(cluster.Status))) return waiting;
    return await this.scale(cluster, level) ?? { settled: true };
  }

  /** Takes the next step towards a scale; undefined when it is there. */
  private async scale(cluster: DBCluster, level: DatabaseLevel): Promise<Outcome | undefined> {
    return level.instanceClass === undefined ? this.scaleUnits(cluster, level) : this.scaleInstances(cluster, level.instanceClass);
  }

  private async scaleUnits(cluster: DBCluster, { minAcu: MinCapacity, maxAcu: MaxCapacity }: DatabaseLevel): Promise<Outcome | undefined> {
    const has = cluster.ServerlessV2ScalingConfiguration;
    if (has?.MinCapacity === MinCapacity && has?.MaxCapacity === MaxCapacity) return undefined;
    await this.rds.send(new ModifyDBClusterCommand({
      DBClusterIdentifier: this.part.cluster, ServerlessV2ScalingConfiguration: { MinCapacity, MaxCapacity }, ApplyImmediately: true,
    }));
    return { settled: false, action: `units ${MinCapacity} to ${MaxCapacity}` };
  }

  /** One instance at a time, the writer last, so that somebody answers all the while. */
  private async scaleInstances(cluster: DBCluster, instanceClass: string): Promise<Outcome | undefined> {
    const { DBInstances = [] } = await this.rds.send(new DescribeDBInstancesCommand({ Filters: [{ Name: 'db-cluster-id', Values: [this.part.cluster] }] }));
    const wanted = `db.${instanceClass}`;
    const others = DBInstances.filter(({ DBInstanceClass }) => DBInstanceClass !== wanted);
    if (others.length === 0) return undefined;
    if (DBInstances.some(({ DBInstanceStatus }) => DBInstanceStatus !== 'available')) return waiting;
    const next = inOrder(others, cluster).find(({ PendingModifiedValues }) => PendingModifiedValues?.DBInstanceClass !== wanted);
    if (next === undefined) return waiting;
    await this.rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: next.DBInstanceIdentifier, DBInstanceClass: wanted, ApplyImmediately: true }));
    return { settled: false, action: `${next.DBInstanceIdentifier} to ${wanted}` };
  }

  private async describe(): Promise<DBCluster | undefined> {
    try {
      const { DBClusters } = await this.rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier: this.part.cluster }));
      return DBClusters?.[0];
    } catch (error) {
      if (String(error).startsWith('DBClusterNotFound')) return undefined;
      throw error;
    }
  }
}

function inOrder(instances: readonly DBInstance[], { DBClusterMembers = [] }: DBCluster): DBInstance[] {
  const writer = DBClusterMembers.find(({ IsClusterWriter }) => IsClusterWriter === true)?.DBInstanceIdentifier;
  return instances.toSorted((a, b) => Number(a.DBInstanceIdentifier === writer) - Number(b.DBInstanceIdentifier === writer));
}
