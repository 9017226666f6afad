import { Fn, aws_ec2 as ec2, aws_iam as iam, aws_kms as kms, aws_logs as logs, aws_rds as rds, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** What a `DatabaseProxy` is made from. */
export interface DatabaseProxyProps {
  readonly vpc: ec2.IVpc;
  readonly cluster: rds.DatabaseCluster;
  /** Port of the cluster. */
  readonly databasePort: number;
  /** Whether there are readers, which then have an address of their own. */
  readonly hasReaders: boolean;
  /** Name of the proxy, unique in account and region. */
  readonly proxyName: string;
  readonly databaseUser: string;
  readonly logKey: kms.IKey;
  readonly logRetention: logs.RetentionDays;
}

/** A proxy listens where PostgreSQL usually does, whatever the port of the database behind it. */
const PROXY_PORT = 5432;

/**
 * An RDS proxy in front of a cluster: it shares connections among many tasks and holds them through a failover. Clients sign in to it by IAM
 * over TLS, and it signs in to the database by IAM too: no password stands anywhere on the way.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy.html
 */
export class DatabaseProxy extends Construct {
  public readonly connections: ec2.Connections;
  public readonly port = PROXY_PORT;
  /** Name under which the writer is reached. */
  public readonly host: string;
  /** Name under which readers are reached; the writer's where there are none. */
  public readonly readHost: string;
  /**
   * Lets whoever carries it sign in as the database user. It stands here and not with those who sign in, since only this stack can cut the id of the
   * proxy out of its ARN: CloudFormation documents no `Fn::Split` of another stack's output.
   */
  public readonly access: iam.ManagedPolicy;

  public constructor(scope: Construct, id: string, private readonly props: DatabaseProxyProps) {
    super(scope, id);
    const securityGroup = this.makeSecurityGroup();
    this.connections = new ec2.Connections({ securityGroups: [securityGroup] });
    const proxy = this.makeProxy(securityGroup);
    this.host = proxy.attrEndpoint;
    this.readHost = props.hasReaders ? this.makeReadEndpoint(proxy, securityGroup).attrEndpoint : proxy.attrEndpoint;
    this.access = this.makeAccess(proxy);
    this.reachDatabase(proxy);
  }

  private makeSecurityGroup(): ec2.SecurityGroup {
    return new ec2.SecurityGroup(this, 'SecurityGroup', { vpc: this.props.vpc, allowAllOutbound: false, description: `Reach of proxy ${this.props.proxyName}` });
  }

  private makeProxy(securityGroup: ec2.SecurityGroup): rds.CfnDBProxy {
    const { proxyName } = this.props;
    const proxy = new rds.CfnDBProxy(this, 'Proxy', {
      dbProxyName: proxyName, engineFamily: 'POSTGRESQL', requireTls: true, defaultAuthScheme: 'IAM_AUTH', debugLogging: false,
      roleArn: this.makeRole().roleArn, vpcSubnetIds: this.subnetIds(), vpcSecurityGroupIds: [securityGroup.securityGroupId],
    });
    proxy.node.addDependency(this.makeLog());
    return proxy;
  }

  /** RDS would make the log itself, unencrypted and kept for ever. */
  private makeLog(): logs.LogGroup {
    const { proxyName, logKey, logRetention } = this.props;
    return new logs.LogGroup(this, 'Logs', {
      logGroupName: `/aws/rds/proxy/${proxyName}`, encryptionKey: logKey, retention: logRetention, removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  private makeRole(): iam.Role {
    const { partition, region, account } = Stack.of(this);
    const { cluster, databaseUser, proxyName } = this.props;
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('rds.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': account } } }),
      description: `Signs in to the database behind ${proxyName}`,
    });
    new iam.ManagedPolicy(this, 'Policy', {
      roles: [role], description: `Sign in as ${databaseUser}`,
      statements: [new iam.PolicyStatement({
        actions: ['rds-db:connect'], resources: [`arn:${partition}:rds-db:${region}:${account}:dbuser:${cluster.clusterResourceIdentifier}/${databaseUser}`],
      })],
    });
    return role;
  }

  private makeAccess(proxy: rds.CfnDBProxy): iam.ManagedPolicy {
    const { partition, region, account } = Stack.of(this);
    const { databaseUser, proxyName } = this.props;
    return new iam.ManagedPolicy(this, 'Access', {
      description: `Sign in as ${databaseUser} through ${proxyName}`,
      statements: [new iam.PolicyStatement({
        actions: ['rds-db:connect'],
        resources: [`arn:${partition}:rds-db:${region}:${account}:dbuser:${Fn.select(6, Fn.split(':', proxy.attrDbProxyArn))}/${databaseUser}`],
      })],
    });
  }

  private makeReadEndpoint(proxy: rds.CfnDBProxy, securityGroup: ec2.SecurityGroup): rds.CfnDBProxyEndpoint {
    return new rds.CfnDBProxyEndpoint(this, 'Readers', {
      dbProxyName: proxy.ref, dbProxyEndpointName: `${this.props.proxyName}-readers`, targetRole: 'READ_ONLY',
      vpcSubnetIds: this.subnetIds(), vpcSecurityGroupIds: [securityGroup.securityGroupId],
    });
  }

  private reachDatabase(proxy: rds.CfnDBProxy): void {
    const { cluster, databasePort, proxyName } = this.props;
    this.connections.allowTo(cluster, ec2.Port.tcp(databasePort), `proxy ${proxyName} to its database`);
    const group = new rds.CfnDBProxyTargetGroup(this, 'Targets', {
      dbProxyName: proxy.ref, targetGroupName: 'default', dbClusterIdentifiers: [cluster.clusterIdentifier],
      connectionPoolConfigurationInfo: { maxConnectionsPercent: 90, maxIdleConnectionsPercent: 45, connectionBorrowTimeout: 30 },
    });
    group.node.addDependency(cluster);
  }

  private subnetIds(): string[] {
    return this.props.vpc.selectSubnets({ subnetGroupName: 'isolated' }).subnetIds;
  }
}
