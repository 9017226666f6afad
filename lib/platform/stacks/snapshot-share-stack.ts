import { RemovalPolicy, Stage, aws_events as events } from 'aws-cdk-lib';
import { SnapshotShare } from '../../../constructs/data-refresh/snapshot-share';
import { DataDomain } from '../../../constructs/keys/data-domain';
import { EncryptedLogGroup } from '../../../constructs/logging/encrypted-log-group';
import { Environment } from '../../environment/environment';
import { EnvironmentDatabase } from '../environment-workload-scope';
import { logRetentionOf } from '../log-retention';
import { PlatformStack } from '../platform-stack';
import { RefreshPlan, cadenceOf, datasetOf, fastestCadence, refreshNamesOf } from '../refresh-plan';
import { Surroundings } from '../surroundings';
import { FoundationStack } from './foundation-stack';

/** Production's side of the data refresh: the one grant. */
export class SnapshotShareStack extends PlatformStack {
  public constructor(stage: Stage, environment: Environment, plan: RefreshPlan, databases: readonly EnvironmentDatabase[], foundation: FoundationStack, around: Surroundings) {
    super(stage, 'DataRefresh', { description: 'Snapshots for quarantine, and for nobody else' });
    const { sharer, refresher, shareKey, snapshots } = refreshNamesOf(around.prefix);
    const [key, logKey] = [foundation.keys.keyFor(DataDomain.MESSAGES), foundation.keys.keyFor(DataDomain.LOGS)];
    const workflowLog = new EncryptedLogGroup(this, 'Workflows', { encryptionKey: logKey, retention: logRetentionOf(environment), removalPolicy: RemovalPolicy.DESTROY });
    const { day, month, weekDay } = cadenceOf(fastestCadence(plan));
    new SnapshotShare(this, 'Share', {
      clusters: Object.fromEntries(databases.map(({ id, clusterName }) => [datasetOf(id), clusterName])), clusterKeys: [foundation.keys.keyFor(DataDomain.DATABASE)],
      quarantineAccount: around.quarantine.account, copyingRoleName: refresher, roleName: sharer, keyAlias: shareKey, snapshotPrefix: snapshots,
      schedule: events.Schedule.cron({ minute: '0', hour: '2', month, ...(weekDay === '?' ? { day } : { weekDay }) }),
      key, logKey, logRetention: logRetentionOf(environment), workflowLog: workflowLog.logGroup, alerts: foundation.alerts,
    });
  }
}
