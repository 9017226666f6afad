import { Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { EvidenceArchive } from '../../constructs/audit/evidence-archive';
import { LogArchive } from '../../constructs/audit/log-archive';
import { LogKind } from '../../constructs/audit/log-kind';
import { LogSource } from '../../constructs/audit/log-source';
import { MonitoringSink } from '../../constructs/pathways/monitoring-sink';
import { Telemetry } from '../../constructs/pathways/telemetry';
import { Environment } from '../environment/environment';
import { evidenceBucketNameOf, evidenceKeyAliasOf, forwardingSourceOf, refreshSourceOf, reviewSourceOf } from './evidence-names';
import { logArchiveNames, trailArnOf } from './log-archive-names';
import { monitoredEnvironments } from './monitored-environments';
import { SupportingStage } from './supporting-stage';
import { Surroundings } from './surroundings';

const ARCHIVE_RETENTION = Duration.days(400);

/** The audit account: the archive that takes the logs of all accounts and that none of them can change (OPS-02), and a view of their metrics (OPS-01). */
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
    this.addEvidence(environments, around);
    this.addMonitoring(monitoredEnvironments(environments, around.audit), around);
  }

  /**
   * Records of access reviews in every account, this one included, and of restore tests, drift and copies in every environment, where none of them
   * can change them (ACC-05, OPS-03, PAR-04, DAT-13).
   */
  private addEvidence(environments: readonly Environment[], around: Surroundings): void {
    new EvidenceArchive(new Stack(this, 'Evidence', { description: 'Records of access reviews and checks in every account' }), 'Evidence', {
      bucketName: evidenceBucketNameOf(around),
      keyAlias: evidenceKeyAliasOf(around),
      retention: ARCHIVE_RETENTION,
      sources: [
        ...[...environments, around.delivery, around.audit, around.quarantine].map((account) => reviewSourceOf(around, account)),
        ...environments.map((environment) => forwardingSourceOf(around, environment)),
        ...(around.refresh === undefined ? [] : [refreshSourceOf(around, around.quarantine)]),
      ],
    });
  }

  /** Takes metrics and nothing else: what workloads log stays in the environment, and what is audited is in the archive. */
  private addMonitoring(environments: readonly Environment[], { prefix }: Surroundings): void {
    if (environments.length === 0) return;
    const monitoring = new Stack(this, 'Monitoring', { description: 'Metrics of all environments in one place' });
    new MonitoringSink(monitoring, 'Sink', {
      sinkName: prefix, sources: environments.map(({ account }) => ({ account, telemetry: [Telemetry.METRICS] })),
    });
  }
}

function sourcesOf(environments: readonly Environment[], around: Surroundings): LogSource[] {
  const network = [LogKind.CLOUDTRAIL, LogKind.VPC_FLOW, LogKind.RESOLVER_QUERY, LogKind.NETWORK_FIREWALL];
  return [
    ...environments.map((environment) => ({ account: environment.account, kinds: network, trailArn: trailArnOf(around, environment) })),
    ...[around.delivery, around.audit, around.quarantine].map((supporting) => ({
      account: supporting.account, kinds: supporting === around.quarantine && around.refresh !== undefined ? [LogKind.CLOUDTRAIL, LogKind.VPC_FLOW, LogKind.RESOLVER_QUERY] : [LogKind.CLOUDTRAIL], trailArn: trailArnOf(around, supporting),
    })),
  ];
}
