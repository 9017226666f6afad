import { RemovalPolicy, Stage } from 'aws-cdk-lib';
import { MaskedDataDrop } from '../../../constructs/data-refresh/masked-data-drop';
import { MaskedDataLoad } from '../../../constructs/data-refresh/masked-data-load';
import { MaskingKeys } from '../../../constructs/data-refresh/masking-keys';
import { EvidenceStore } from '../../../constructs/evidence/evidence-store';
import { DataDomain } from '../../../constructs/keys/data-domain';
import { EncryptedLogGroup } from '../../../constructs/logging/encrypted-log-group';
import { ServiceCluster } from '../../../constructs/workload/service-cluster';
import { Environment } from '../../environment/environment';
import { EnvironmentDatabase } from '../environment-workload-scope';
import { logRetentionOf } from '../log-retention';
import { PlatformStack } from '../platform-stack';
import { RefreshPlan, datasetOf, refreshNamesOf } from '../refresh-plan';
import { Surroundings } from '../surroundings';
import { FoundationStack } from './foundation-stack';

/** What a `MaskedLoadStack` stands on. */
export interface MaskedLoadStackProps {
  readonly plan: RefreshPlan;
  readonly databases: readonly EnvironmentDatabase[];
  readonly cluster: ServiceCluster;
  readonly evidence: EvidenceStore;
  readonly foundation: FoundationStack;
}

/** An environment's side of the data refresh: where masked copies arrive, and what loads them. */
export class MaskedLoadStack extends PlatformStack {
  public constructor(stage: Stage, environment: Environment, { plan, databases, cluster, evidence, foundation }: MaskedLoadStackProps, { prefix, quarantine }: Surroundings) {
    super(stage, 'DataRefresh', { description: 'Masked data that arrives from quarantine' });
    const { masker, refresher, loader, starter, dropKey } = refreshNamesOf(prefix);
    const logKey = foundation.keys.keyFor(DataDomain.LOGS);
    const workflowLog = new EncryptedLogGroup(this, 'Workflows', { encryptionKey: logKey, retention: logRetentionOf(environment), removalPolicy: RemovalPolicy.DESTROY });
    const drop = new MaskedDataDrop(this, 'Drop', {
      bucketName: MaskedDataDrop.bucketNameOf(prefix, environment.account, environment.region), keyAlias: dropKey, quarantineAccount: quarantine.account,
      publishingRoleName: masker, receivingRoleName: refresher, accessLogBucket: foundation.accessLogs.bucket,
    });
    new MaskedDataLoad(this, 'Load', {
      drop, environment: environment.name, image: plan.options.image, roleName: loader, executionRoleName: starter,
      databases: databases.map(({ id, database, databaseName }) => ({
        dataset: datasetOf(id), database, databaseName, policyVersion: plan.options.databases.find((one) => one.database === id)?.policyVersion ?? '',
      })),
      signingKeyArn: MaskingKeys.signingKeyArnOf(prefix, quarantine.account, quarantine.region), signingKeys: `arn:aws:kms:${quarantine.region}:${quarantine.account}:key/*`,
      cluster: cluster.cluster, subnets: { subnetGroupName: 'private' }, evidenceBucketName: evidence.bucket.bucketName, evidenceKey: logKey,
      databaseKey: foundation.keys.keyFor(DataDomain.DATABASE), logKey, logRetention: logRetentionOf(environment), workflowLog: workflowLog.logGroup, alerts: foundation.alerts,
    });
  }
}
