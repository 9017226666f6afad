import {
  Duration, Names, RemovalPolicy, Stack, aws_ec2 as ec2, aws_iam as iam, aws_kms as kms, aws_logs as logs, aws_rds as rds,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';
import { IConsumer, IServiceDependency } from './consumer';
import { DatabaseProxy } from './database-proxy';
import { DatabaseUser } from './database-user';
import { settingName } from './setting-name';

/** How large a database is. Either the serverless bounds or an instance type; never both. */
export interface DatabaseSize {
  /**
   * Least capacity of a serverless instance in Aurora capacity units (2 GiB of memory each); a multiple of 0.5.
   * @default the database is provisioned, see `instanceType`
   */
  readonly minAcu?: number;
  /**
   * Most capacity of a serverless instance in Aurora capacity units, up to 256.
   * @default the database is provisioned, see `instanceType`
   */
  readonly maxAcu?: number;
  /**
   * Instance type of every instance, for example `r8g.large`.
   * @default the database is serverless, see `minAcu`
   */
  readonly instanceType?: string;
  /**
   * Instances beside the writer, each in another availability zone.
   * @default 1
   */
  readonly readers?: number;
}

/** Properties of a `RelationalDatabase`. */
export interface RelationalDatabaseProps {
  /** The network; the database lies in its isolated tier. */
  readonly vpc: ec2.IVpc;
  /** Key of storage, snapshots, performance data and the administrator's password. */
  readonly key: kms.IKey;
  /** Key of the log group. */
  readonly logKey: kms.IKey;
  /** How long the database log is kept. */
  readonly logRetention: logs.RetentionDays;
  /** How large it is. */
  readonly size: DatabaseSize;
  /** How long automated backups are kept: 1 to 35 days. */
  readonly backupRetention: Duration;
  /** Name of the cluster, unique in account and region: letters, digits and hyphens. */
  readonly clusterName: string;
  /**
   * Whether the cluster refuses to be deleted, and a final snapshot is kept when it is removed.
   * @default true: it refuses
   */
  readonly deletionProtection?: boolean;
  /**
   * Whether services reach it through an RDS proxy, which shares connections among many tasks and holds them through a failover. The name of the
   * cluster then has at most 52 characters.
   * @default false - they connect to the cluster
   */
  readonly proxied?: boolean;
}

const defaults = { readers: 1, port: 5433, databaseName: 'app', databaseUser: 'service', proxied: false, monitoringInterval: Duration.seconds(60) };

/**
 * An Aurora PostgreSQL cluster in the isolated tier: storage, snapshots and passwords under your key, TLS forced, no
 * public address, IAM authentication so that no service holds a password, the user that they sign in as made with the cluster,
 * a proxy on demand that signs in by IAM as well, the administrator's password kept and rotated by RDS, performance data, logs under your key, deletion protection.
 *
 * It refuses a size that is both serverless and provisioned or neither, bounds that contradict each other, and backup
 * retention outside 1 to 35 days.
 *
 * @example
 * declare const vpc: ec2.IVpc;
 * declare const key: kms.IKey;
 * new RelationalDatabase(this, 'Ledger', {
 *   vpc, key, logKey: key, logRetention: logs.RetentionDays.ONE_MONTH,
 *   size: { minAcu: 0.5, maxAcu: 4 },
 *   backupRetention: Duration.days(7),
 *   clusterName: 'projects-ledger',
 * });
 */
export class RelationalDatabase extends Construct implements IServiceDependency, ec2.IConnectable {
  /** Name of the database inside the cluster. */
  public static readonly DATABASE_NAME = defaults.databaseName;

  /** The cluster. */
  public readonly cluster: rds.DatabaseCluster;
  /** Name of the cluster. */
  public readonly clusterName: string;
  /** The network reach of the database: it accepts what was declared and opens nothing itself. */
  public readonly connections: ec2.Connections;
  /** The user that services sign in as, by IAM. */
  public readonly user: DatabaseUser;

  private readonly proxy?: DatabaseProxy;

  public constructor(scope: Construct, id: string, props: RelationalDatabaseProps) {
    super(scope, id);
    refuseWrong(this.node.path, props);
    this.clusterName = props.clusterName;

    const logGroup = this.makeLogGroup(props);
    const securityGroup = this.makeSecurityGroup(props);
    this.cluster = this.makeCluster(props, securityGroup);
    this.cluster.node.addDependency(logGroup);
    this.connections = this.cluster.connections;
    this.user = this.makeUser(props);
    if (props.proxied ?? defaults.proxied) this.proxy = this.makeProxy(props);
  }

  public attachTo(consumer: IConsumer): void {
    const { host, readHost, port } = this.proxy ?? {
      host: this.cluster.clusterEndpoint.hostname, readHost: this.cluster.clusterReadEndpoint.hostname, port: defaults.port,
    };
    consumer.connectTo(this.proxy ?? this, ec2.Port.tcp(port), `${consumer.node.id} to ${this.node.id}`);
    if (this.proxy === undefined) consumer.allow(this.signingIn());
    else consumer.allowPolicy(this.proxy.access);
    consumer.addSetting(settingName(this, 'HOST'), host);
    consumer.addSetting(settingName(this, 'READ_HOST'), readHost);
    consumer.addSetting(settingName(this, 'PORT'), String(port));
    consumer.addSetting(settingName(this, 'NAME'), defaults.databaseName);
    consumer.addSetting(settingName(this, 'USER'), defaults.databaseUser);
  }

  private signingIn(): iam.PolicyStatement {
    const { partition, region, account } = Stack.of(this);
    return new iam.PolicyStatement({
      actions: ['rds-db:connect'],
      resources: [`arn:${partition}:rds-db:${region}:${account}:dbuser:${this.cluster.clusterResourceIdentifier}/${defaults.databaseUser}`],
    });
  }

  private makeUser({ key, logKey, logRetention }: RelationalDatabaseProps): DatabaseUser {
    return new DatabaseUser(this, 'User', {
      cluster: this.cluster, userName: defaults.databaseUser, databaseName: defaults.databaseName, key, logKey, logRetention,
    });
  }

  private makeProxy({ vpc, clusterName: proxyName, size, logKey, logRetention }: RelationalDatabaseProps): DatabaseProxy {
    return new DatabaseProxy(this, 'Proxy', {
      vpc, cluster: this.cluster, databasePort: defaults.port, hasReaders: (size.readers ?? defaults.readers) > 0, proxyName,
      databaseUser: defaults.databaseUser, logKey, logRetention,
    });
  }

  /** RDS would make the log group itself, unencrypted and kept for ever. */
  private makeLogGroup(props: RelationalDatabaseProps): logs.LogGroup {
    return new logs.LogGroup(this, 'Logs', {
      logGroupName: `/aws/rds/cluster/${props.clusterName}/postgresql`,
      encryptionKey: props.logKey,
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  private makeSecurityGroup(props: RelationalDatabaseProps): ec2.SecurityGroup {
    return new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc: props.vpc, allowAllOutbound: false, description: `Reach of ${Names.uniqueResourceName(this, { maxLength: 60, separator: '-' })}`,
    });
  }

  private makeCluster(props: RelationalDatabaseProps, securityGroup: ec2.SecurityGroup): rds.DatabaseCluster {
    const engine = rds.DatabaseClusterEngine.auroraPostgres({ version: rds.AuroraPostgresEngineVersion.VER_17_9 });
    const protect = props.deletionProtection ?? true;
    return new rds.DatabaseCluster(this, 'Cluster', {
      engine,
      clusterIdentifier: props.clusterName,
      defaultDatabaseName: defaults.databaseName,
      port: defaults.port,
      ...instances(props.size, props.key),
      vpc: props.vpc,
      vpcSubnets: { subnetGroupName: 'isolated' },
      securityGroups: [securityGroup],
      storageEncrypted: true,
      storageEncryptionKey: props.key,
      credentials: rds.Credentials.fromUsername('administrator', { encryptionKey: props.key }),
      manageMasterUserPassword: true,
      iamAuthentication: true,
      parameterGroup: new rds.ParameterGroup(this, 'Parameters', {
        engine,
        description: 'TLS only; every change of definition is logged',
        parameters: { 'rds.force_ssl': '1', 'ssl_min_protocol_version': 'TLSv1.2', 'log_statement': 'ddl', 'log_connections': '1' },
      }),
      backup: { retention: props.backupRetention, preferredWindow: '01:00-02:00' },
      preferredMaintenanceWindow: 'sun:03:00-sun:04:00',
      copyTagsToSnapshot: true,
      cloudwatchLogsExports: ['postgresql'],
      monitoringInterval: defaults.monitoringInterval,
      enablePerformanceInsights: true,
      performanceInsightRetention: rds.PerformanceInsightRetention.DEFAULT,
      performanceInsightEncryptionKey: props.key,
      deletionProtection: protect,
      removalPolicy: protect ? RemovalPolicy.RETAIN : RemovalPolicy.SNAPSHOT,
    });
  }
}

function instances(size: DatabaseSize, key: kms.IKey): Partial<rds.DatabaseClusterProps> {
  const watched = { publiclyAccessible: false, enablePerformanceInsights: true, performanceInsightEncryptionKey: key };
  const readers = Array.from({ length: size.readers ?? defaults.readers }, (_, index) => `Reader${index + 1}`);
  if (size.instanceType !== undefined) {
    const options = { ...watched, instanceType: new ec2.InstanceType(size.instanceType) };
    return { writer: rds.ClusterInstance.provisioned('Writer', options), readers: readers.map((id) => rds.ClusterInstance.provisioned(id, options)) };
  }
  return {
    writer: rds.ClusterInstance.serverlessV2('Writer', watched),
    readers: readers.map((id) => rds.ClusterInstance.serverlessV2(id, { ...watched, scaleWithWriter: true })),
    serverlessV2MinCapacity: size.minAcu,
    serverlessV2MaxCapacity: size.maxAcu,
  };
}

function refuseWrong(path: string, props: RelationalDatabaseProps): void {
  const problems = new Problems();
  const { minAcu, maxAcu, instanceType, readers } = props.size;
  const serverless = minAcu !== undefined || maxAcu !== undefined;
  problems.when(serverless === (instanceType !== undefined), {
    at: 'size', must: 'must be either serverless (minAcu and maxAcu) or provisioned (instanceType)', got: props.size,
  });
  if (serverless) {
    problems.when(!isAcu(minAcu), { at: 'size.minAcu', must: 'must be a multiple of 0.5 from 0 to 256', got: minAcu });
    problems.when(!isAcu(maxAcu) || (maxAcu ?? 0) < Math.max(minAcu ?? 0, 1), {
      at: 'size.maxAcu', must: `must be a multiple of 0.5 from 1 to 256 and at least minAcu (${minAcu})`, got: maxAcu,
    });
  }
  problems.when(readers !== undefined && !(Number.isInteger(readers) && readers >= 0 && readers <= 15), {
    at: 'size.readers', must: 'must be a whole number from 0 to 15', got: readers,
  });
  const days = props.backupRetention.toDays({ integral: false });
  problems.when(!(Number.isInteger(days) && days >= 1 && days <= 35), { at: 'backupRetention', must: 'must be 1 to 35 whole days', got: days });
  problems.when(!/^[a-z](?:-?[a-z0-9]){0,62}$/.test(props.clusterName), {
    at: 'clusterName', must: 'must be at most 63 lower case letters, digits and single hyphens and start with a letter', got: props.clusterName,
  });
  problems.when((props.proxied ?? defaults.proxied) && props.clusterName.length > 52, {
    at: 'clusterName', must: 'must be at most 52 characters where services come through a proxy, which is named for it', got: props.clusterName,
  });
  problems.refuse(`database "${path}"`);
}

function isAcu(value: number | undefined): boolean {
  return value !== undefined && value >= 0 && value <= 256 && Number.isInteger(value * 2);
}
