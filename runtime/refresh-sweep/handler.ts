import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DescribeDBClusterSnapshotsCommand, DescribeDBClustersCommand, DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { clientSettings } from '../aws/client-settings';
import { everyPage } from '../aws/every-page';
import { isFault } from '../aws/fault';
import { setting } from '../aws/setting';
import { destroyRun } from '../data-refresh/destroy-run';
import { RUN_PREFIX, runOf } from '../data-refresh/run-names';
import { putMeasures } from '../evidence/put-measure';

/** What a sweep has found. */
export interface Sweep {
  /** Runs that are over and had left something. */
  readonly swept: readonly string[];
  /** Of these, those of which something is still there: the next sweep goes on. */
  readonly remaining: readonly string[];
}

const rds = new RDSClient(clientSettings);
const s3 = new S3Client(clientSettings);
const sfn = new SFNClient(clientSettings);
const cloudwatch = new CloudWatchClient(clientSettings);

/**
 * Removes what ended runs have left, whoever ended them: the state machine itself may have been stopped, timed out or deleted. It looks at
 * what is there and not at what should be. A run that is older than any run may be is stopped first.
 */
export async function handler(): Promise<Sweep> {
  const swept: string[] = [];
  const remaining: string[] = [];
  for (const run of await runsThatLeftSomething()) {
    if (await isAtWork(run)) continue;
    swept.push(run);
    const { gone } = await destroyRun({ rds, s3, bucket: setting('RUNS_BUCKET') }, run);
    if (!gone) remaining.push(run);
  }
  await putMeasures(cloudwatch, { RefreshLeftovers: swept.length });
  return { swept, remaining };
}

async function runsThatLeftSomething(): Promise<string[]> {
  const names = [
    ...await everyPage(async (Marker) => {
      const page = await rds.send(new DescribeDBClustersCommand({ Marker }));
      return { items: page.DBClusters?.map(({ DBClusterIdentifier }) => DBClusterIdentifier), next: page.Marker };
    }),
    ...await everyPage(async (Marker) => {
      const page = await rds.send(new DescribeDBInstancesCommand({ Marker }));
      return { items: page.DBInstances?.map(({ DBInstanceIdentifier }) => DBInstanceIdentifier), next: page.Marker };
    }),
    ...await everyPage(async (Marker) => {
      const page = await rds.send(new DescribeDBClusterSnapshotsCommand({ SnapshotType: 'manual', Marker }));
      return { items: page.DBClusterSnapshots?.map(({ DBClusterSnapshotIdentifier }) => DBClusterSnapshotIdentifier), next: page.Marker };
    }),
    ...await everyPage(async (ContinuationToken) => {
      const page = await s3.send(new ListObjectsV2Command({ Bucket: setting('RUNS_BUCKET'), Prefix: 'runs/', Delimiter: '/', ContinuationToken }));
      return { items: page.CommonPrefixes?.map(({ Prefix }) => Prefix?.replace(/^runs\/(.*)\/$/, `${RUN_PREFIX}$1`)), next: page.NextContinuationToken };
    }),
  ];
  return [...new Set(names.map((name) => runOf(name)).filter((run) => run !== undefined))].toSorted();
}

/** Whether the machine still works on the run and may. */
async function isAtWork(run: string): Promise<boolean> {
  const executionArn = `${setting('STATE_MACHINE').replace(':stateMachine:', ':execution:')}:${run}`;
  try {
    const { status, startDate } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (status !== 'RUNNING') return false;
    if (Date.now() - (startDate?.getTime() ?? 0) < Number(setting('MOST_HOURS')) * 3_600_000) return true;
    await sfn.send(new StopExecutionCommand({ executionArn, error: 'TooOld', cause: 'the run is older than any run may be' }));
    return false;
  } catch (error) {
    if (isFault(error, 'ExecutionDoesNotExist')) return false;
    throw error;
  }
}
