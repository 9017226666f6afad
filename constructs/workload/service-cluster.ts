import { RemovalPolicy, aws_ec2 as ec2, aws_ecs as ecs, aws_kms as kms, aws_logs as logs, aws_servicediscovery as discovery } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** Properties of a `ServiceCluster`. */
export interface ServiceClusterProps {
  /** The network the services run in. */
  readonly vpc: ec2.IVpc;

  /**
   * Private DNS name under which services find each other, for example `internal.projects.example.com`. It is a zone of
   * its own, associated with `vpc` only: no name of it resolves in another environment (ISL-07).
   */
  readonly namespaceName: string;

  /** Key for the temporary storage of tasks. */
  readonly storageKey: kms.IKey;

  /**
   * Key of the log that Container Insights writes: what each task uses, by name and address. Its policy must admit CloudWatch Logs.
   * @default - ECS makes the log itself, under no key of yours and kept for ever
   */
  readonly insightsKey?: kms.IKey;

  /**
   * How long that log is kept. Only together with `insightsKey`.
   * @default logs.RetentionDays.ONE_MONTH
   */
  readonly insightsRetention?: logs.RetentionDays;
}

const defaults = { insightsRetention: logs.RetentionDays.ONE_MONTH };

/**
 * An ECS cluster on Fargate with service discovery of its own and Container Insights on. Interactive shells are off:
 * services in it never enable ECS Exec (ISO 27001:2022 control 8.31, no tools on production systems). Given a key, also what Container Insights
 * writes lies under it and ends.
 *
 * @example
 * declare const vpc: ec2.IVpc;
 * declare const key: kms.IKey;
 * new ServiceCluster(this, 'Cluster', { vpc, namespaceName: 'internal.projects.example.com', storageKey: key, insightsKey: key });
 */
export class ServiceCluster extends Construct {
  /** The ECS cluster. */
  public readonly cluster: ecs.Cluster;
  /** The private DNS namespace services register in. */
  public readonly namespace: discovery.PrivateDnsNamespace;

  public constructor(scope: Construct, id: string, props: ServiceClusterProps) {
    super(scope, id);
    this.cluster = this.makeCluster(props);
    this.namespace = new discovery.PrivateDnsNamespace(this, 'Namespace', { name: props.namespaceName, vpc: props.vpc });
    this.namespace.applyRemovalPolicy(RemovalPolicy.DESTROY);
    if (props.insightsKey !== undefined) this.makeInsightsLog(props.insightsKey, props.insightsRetention ?? defaults.insightsRetention);
  }

  private makeCluster(props: ServiceClusterProps): ecs.Cluster {
    return new ecs.Cluster(this, 'Cluster', {
      vpc: props.vpc,
      containerInsightsV2: ecs.ContainerInsights.ENHANCED,
      enableFargateCapacityProviders: true,
      managedStorageConfiguration: { fargateEphemeralStorageKmsKey: props.storageKey },
    });
  }

  /** ECS writes to a log of this name when the first task runs, and makes it only where there is none. */
  private makeInsightsLog(encryptionKey: kms.IKey, retention: logs.RetentionDays): void {
    new logs.LogGroup(this, 'Insights', {
      logGroupName: `/aws/ecs/containerinsights/${this.cluster.clusterName}/performance`, encryptionKey, retention, removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}
