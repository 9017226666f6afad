import { RemovalPolicy, aws_ec2 as ec2, aws_ecs as ecs, aws_kms as kms, aws_servicediscovery as discovery } from 'aws-cdk-lib';
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
}

/**
 * An ECS cluster on Fargate with service discovery of its own and Container Insights on. Interactive shells are off:
 * services in it never enable ECS Exec (ISO 27001:2022 control 8.31, no tools on production systems).
 *
 * @example
 * declare const vpc: ec2.IVpc;
 * declare const key: kms.IKey;
 * new ServiceCluster(this, 'Cluster', { vpc, namespaceName: 'internal.projects.example.com', storageKey: key });
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
  }

  private makeCluster(props: ServiceClusterProps): ecs.Cluster {
    return new ecs.Cluster(this, 'Cluster', {
      vpc: props.vpc,
      containerInsightsV2: ecs.ContainerInsights.ENHANCED,
      enableFargateCapacityProviders: true,
      managedStorageConfiguration: { fargateEphemeralStorageKmsKey: props.storageKey },
    });
  }
}
