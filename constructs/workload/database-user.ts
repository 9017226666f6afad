import { Duration, aws_iam as iam, aws_kms as kms, aws_logs as logs, aws_rds as rds, triggers } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';
import { HandlerFunction } from '../runtime/handler-function';

/** What a `DatabaseUser` is made from. */
export interface DatabaseUserProps {
  /** The cluster. RDS keeps the password of its administrator. */
  readonly cluster: rds.DatabaseCluster;
  /** Name of the user: lower-case letters, digits and `_`, at most 63. */
  readonly userName: string;
  /** Name of the database it works in: lower-case letters, digits and `_`, at most 63. */
  readonly databaseName: string;
  /** Key of the administrator's password, and of the settings and failed events of the function that makes the user. */
  readonly key: kms.IKey;
  /** Key of its log. Its policy must admit CloudWatch Logs. */
  readonly logKey: kms.IKey;
  /** How long its log is kept. */
  readonly logRetention: logs.RetentionDays;
}

/**
 * A user of an Aurora PostgreSQL database that signs in by IAM and has no password. It works with the data of schema `public` and administers
 * nothing. CloudFormation has no type for it: a function makes the user in the deployment that makes the cluster, as the administrator, through
 * the Data API, which is on for these seconds only; when the function fails, the deployment fails. It may be called again at any time, for
 * example when tables were loaded by somebody else.
 *
 * It refuses names that PostgreSQL would want quoted, and names that begin with `pg_` or `rds`, which belong to the database.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.IAMDBAuth.DBAccounts.html
 * @example
 * declare const cluster: rds.DatabaseCluster;
 * declare const key: kms.IKey;
 * new DatabaseUser(this, 'User', { cluster, userName: 'service', databaseName: 'app', key, logKey: key, logRetention: logs.RetentionDays.ONE_MONTH });
 */
export class DatabaseUser extends Construct {
  /** What makes the user, once in a deployment and whenever it is called. */
  public readonly handler: HandlerFunction;

  public constructor(scope: Construct, id: string, props: DatabaseUserProps) {
    super(scope, id);
    refuse(this.node.path, props);
    this.handler = this.makeHandler(props);
    const trigger = new triggers.Trigger(this, 'Made', { handler: this.handler.function, timeout: Duration.minutes(10) });
    trigger.executeAfter(props.cluster);
  }

  private makeHandler({ cluster, userName, databaseName, key, logKey, logRetention }: DatabaseUserProps): HandlerFunction {
    const handler = new HandlerFunction(this, 'Handler', {
      handler: 'database-user', description: `Makes user ${userName} of a database`, key, logKey, logRetention, timeout: Duration.minutes(10),
      settings: { CLUSTER_ARN: cluster.clusterArn, DATABASE_USER: userName, DATABASE_NAME: databaseName },
    });
    const allow = (actions: string[], ...resources: string[]) => handler.allow(new iam.PolicyStatement({ actions, resources }));
    allow(['rds:DescribeDBClusters', 'rds:DisableHttpEndpoint', 'rds:EnableHttpEndpoint', 'rds-data:ExecuteStatement'], cluster.clusterArn);
    if (cluster.secret !== undefined) allow(['secretsmanager:GetSecretValue'], cluster.secret.secretArn);
    return handler;
  }
}

function refuse(path: string, { cluster, userName, databaseName }: DatabaseUserProps): void {
  const problems = new Problems();
  const form = /^[a-z_][a-z0-9_]{0,62}$/;
  problems.when(cluster.secret === undefined, { at: 'cluster', must: 'must have an administrator whose password is kept', fix: 'set manageMasterUserPassword' });
  problems.when(!form.test(userName) || /^(pg_|rds)/.test(userName), {
    at: 'userName', must: 'must be at most 63 lower-case letters, digits and "_", and not begin with pg_ or rds', got: userName, fix: 'for example service',
  });
  problems.when(!form.test(databaseName), { at: 'databaseName', must: 'must be at most 63 lower-case letters, digits and "_"', got: databaseName, fix: 'for example app' });
  problems.refuse(`database user "${path}"`);
}
