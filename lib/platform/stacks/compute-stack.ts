import { Stage, aws_ec2 as ec2 } from 'aws-cdk-lib';
import { DataDomain } from '../../../constructs/keys/data-domain';
import { DataKey } from '../../../constructs/keys/data-key';
import { ServiceCluster } from '../../../constructs/workload/service-cluster';
import { Environment } from '../../environment/environment';
import { logRetentionOf } from '../log-retention';
import { PlatformStack } from '../platform-stack';
import { Surroundings } from '../surroundings';
import { FoundationStack } from './foundation-stack';

/** Where services run: the cluster, its names, and the key of the tasks' temporary storage. */
export class ComputeStack extends PlatformStack {
  public readonly cluster: ServiceCluster;

  public constructor(stage: Stage, environment: Environment, vpc: ec2.IVpc, foundation: FoundationStack, { prefix }: Surroundings) {
    super(stage, 'Compute', { description: 'Cluster and service discovery of the environment' });
    const storage = new DataKey(this, 'StorageKey', { prefix, domain: DataDomain.of('storage') });
    this.cluster = new ServiceCluster(this, 'Cluster', {
      vpc, namespaceName: `services.${environment.zoneName}`, storageKey: storage.key,
      insightsKey: foundation.keys.keyFor(DataDomain.LOGS), insightsRetention: logRetentionOf(environment),
    });
  }
}
