import { type DBCluster, DescribeDBClustersCommand, DisableHttpEndpointCommand, EnableHttpEndpointCommand, RDSClient } from '@aws-sdk/client-rds';
import { ExecuteStatementCommand, RDSDataClient } from '@aws-sdk/client-rds-data';
import { clientSettings } from '../aws/client-settings';
import { setting } from '../aws/setting';
import { userStatements } from './user-statements';

const rds = new RDSClient(clientSettings);
const data = new RDSDataClient(clientSettings);

const TRIES = 20;
const PAUSE_MILLISECONDS = 15_000;
/** What the Data API says of a database that is not there yet: just switched on, or waking up. */
const notYet = ['BadRequestException', 'DatabaseResumingException', 'DatabaseUnavailableException', 'HttpEndpointNotEnabledException', 'ServiceUnavailableError'];

/**
 * Makes the user of the database that services sign in as, with IAM and without a password. It asks as the administrator, whose password RDS
 * keeps, through the Data API, which it switches on for this and off again whatever comes of it. May be run again at any time.
 *
 * A cluster that is stopped has its user already: it was there when the cluster was made.
 */
export async function handler(): Promise<string> {
  const clusterArn = setting('CLUSTER_ARN');
  const statements = userStatements({ user: setting('DATABASE_USER'), database: setting('DATABASE_NAME') });
  const { Status, MasterUserSecret } = await describe(clusterArn);
  if (Status === 'stopped' || Status === 'stopping') return 'the cluster is stopped; its user was made when it first ran';
  const secretArn = MasterUserSecret?.SecretArn;
  if (secretArn === undefined) throw new Error(`${clusterArn} must keep the password of its administrator in Secrets Manager`);
  await rds.send(new EnableHttpEndpointCommand({ ResourceArn: clusterArn }));
  try {
    for (const sql of statements) await execute(clusterArn, secretArn, sql);
  } finally {
    await rds.send(new DisableHttpEndpointCommand({ ResourceArn: clusterArn }));
  }
  return `${statements.length} statements`;
}

async function describe(clusterArn: string): Promise<DBCluster> {
  const { DBClusters } = await rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier: clusterArn }));
  const cluster = DBClusters?.[0];
  if (cluster === undefined) throw new Error(`${clusterArn} must exist`);
  return cluster;
}

async function execute(resourceArn: string, secretArn: string, sql: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await data.send(new ExecuteStatementCommand({ resourceArn, secretArn, database: setting('DATABASE_NAME'), sql }));
      return;
    } catch (error) {
      if (!notYet.includes((error as Error).name) || tries >= TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
    }
  }
}
