import { Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { LogArchive } from '../../constructs/audit/log-archive';
import { LogKind } from '../../constructs/audit/log-kind';
import { LogSource } from '../../constructs/audit/log-source';
import { Environment } from '../environment/environment';
import { logArchiveNames, trailArnOf } from './log-archive-names';
import { SupportingStage } from './supporting-stage';
import { Surroundings } from './surroundings';

const ARCHIVE_RETENTION = Duration.days(400);

/** The audit account: the archive that takes the logs of all accounts and that none of them can change (OPS-02). */
export class AuditStage extends SupportingStage {
  public constructor(scope: Construct, environments: readonly Environment[], around: Surroundings) {
    super(scope, 'audit', around.audit, around);
    const archive = new Stack(this, 'Archive', { description: 'Immutable logs of every account' });
    const { bucketName, keyAlias } = logArchiveNames(around);
    new LogArchive(archive, 'Archive', {
      bucketName, keyAlias, retention: ARCHIVE_RETENTION, sources: sourcesOf(environments, around),
    });
    // CloudTrail refuses a trail into a bucket that is not there; the trail names the bucket and refers to nothing.
    this.trail.addStackDependency(archive);
  }
}

function sourcesOf(environments: readonly Environment[], around: Surroundings): LogSource[] {
  const network = [LogKind.CLOUDTRAIL, LogKind.VPC_FLOW, LogKind.RESOLVER_QUERY, LogKind.NETWORK_FIREWALL];
  return [
    ...environments.map((environment) => ({ account: environment.account, kinds: network, trailArn: trailArnOf(around, environment) })),
    ...[around.delivery, around.audit, around.quarantine].map((supporting) => ({
      account: supporting.account, kinds: [LogKind.CLOUDTRAIL], trailArn: trailArnOf(around, supporting),
    })),
  ];
}
