import { Construct } from 'constructs';
import { DataDomain } from '../../constructs/keys/data-domain';
import { EvidenceStore } from '../../constructs/evidence/evidence-store';
import { DnsDelegation } from '../../constructs/names/dns-delegation';
import { ServiceCluster } from '../../constructs/workload/service-cluster';
import { Environment } from '../environment/environment';
import { DefinitionError } from '../values/problems';
import { CapacityParts } from './capacity-parts';
import { DeployedStage } from './deployed-stage';
import { deploymentOf } from './deployment-of';
import { EnvironmentDatabase, EnvironmentWorkloadScope, ImagePull } from './environment-workload-scope';
import { recordsOf } from './evidence-names';
import { keepStacks } from './keep-stacks';
import { labelEnvironment } from './labels';
import { logRetentionOf } from './log-retention';
import { RefreshPlan, refreshNamesOf } from './refresh-plan';
import { monitoredEnvironments } from './monitored-environments';
import { PlatformStack } from './platform-stack';
import { AccessReviewStack } from './stacks/access-review-stack';
import { BoundaryStack, BoundaryStackProps } from './stacks/boundary-stack';
import { ComputeStack } from './stacks/compute-stack';
import { CostStack } from './stacks/cost-stack';
import { DeploymentStack } from './stacks/deployment-stack';
import { FeaturesStack } from './stacks/features-stack';
import { FoundationStack } from './stacks/foundation-stack';
import { IdentityStack } from './stacks/identity-stack';
import { IngressStack } from './stacks/ingress-stack';
import { MonitoringLinkStack } from './stacks/monitoring-link-stack';
import { NamesStack } from './stacks/names-stack';
import { NetworkStack } from './stacks/network-stack';
import { ObservabilityStack } from './stacks/observability-stack';
import { PatchingStack } from './stacks/patching-stack';
import { ProtectionStack } from './stacks/protection-stack';
import { MaskedLoadStack } from './stacks/masked-load-stack';
import { RecoveryStack } from './stacks/recovery-stack';
import { SessionsStack } from './stacks/sessions-stack';
import { SnapshotShareStack } from './stacks/snapshot-share-stack';
import { TrailStack } from './stacks/trail-stack';
import { Surroundings, capacityPathOf, delegationOf, repositoryNameOf } from './surroundings';
import { Workload } from './workload';

/** What a refresh stands on in an environment. */
interface RefreshParts {
  readonly foundation: FoundationStack;
  readonly cluster: ServiceCluster;
  readonly evidence: EvidenceStore;
  readonly databases: readonly EnvironmentDatabase[];
}

/**
 * One environment as a CDK stage: the same stacks for every kind, in the order in which they are deployed. Stacks are
 * cut by what changes together and by who owns it, and refer to each other inside this account only.
 */
export class EnvironmentStage extends DeployedStage {
  /** Which of its roles pull images, and from where. */
  public readonly pulls: readonly ImagePull[];

  public constructor(scope: Construct, environment: Environment, workload: Workload, around: Surroundings) {
    super(scope, environment.name, deploymentOf(environment, around), { env: { account: environment.account, region: environment.region } });
    const delegation = delegationOf(environment, around);

    new BoundaryStack(this, crossingsOf(environment, around, delegation));
    const foundation = new FoundationStack(this, environment, around);
    new TrailStack(this, around, {
      logKey: foundation.keys.keyFor(DataDomain.LOGS), logRetention: logRetentionOf(environment), alerts: foundation.alerts,
    });
    new IdentityStack(this, environment, foundation, around);
    new ProtectionStack(this, around, { alerts: foundation.alerts, accessLogBucket: foundation.accessLogs.bucket, retentionDays: environment.retention.logsDays });
    new PatchingStack(this, environment, foundation, around);
    new AccessReviewStack(this, around, {
      keys: foundation.keys, alerts: foundation.alerts, everyDays: environment.governance.accessReviewEveryDays, reviewer: environment.owner.team,
      permittedAccounts: around.neighbours.get(environment.account) ?? [], logRetention: logRetentionOf(environment),
    });
    const { banner } = new SessionsStack(this, environment, foundation);
    const networkStack = new NetworkStack(this, environment, foundation, around);
    const { vpc } = networkStack.network;
    const { names } = new NamesStack(this, environment, vpc, delegation);
    const { ingress } = new IngressStack(this, environment, networkStack.network, names, foundation);
    const { cluster } = new ComputeStack(this, environment, vpc, foundation, around);
    const { features } = new FeaturesStack(this, environment, ingress.loadBalancer, foundation, around);

    const parts = new CapacityParts(environment, capacityPathOf(around));
    const data = new PlatformStack(this, 'Data', { description: 'Everything that keeps data' });
    const workloadScope = new EnvironmentWorkloadScope({
      stage: this,
      environment,
      prefix: around.prefix,
      network: vpc,
      keys: foundation.keys,
      parts,
      alerts: foundation.alerts,
      accessLogBucket: foundation.accessLogs.bucket,
      cluster,
      ingress,
      features,
      data,
      integrations: new PlatformStack(this, 'Integrations', { description: 'Credentials of external systems' }),
    });
    workload.define(workloadScope);
    this.pulls = [...workloadScope.pulls, ...loadingPulls(environment, around)];
    networkStack.addEgressFirewall([...workloadScope.publicPorts]);
    this.addMonitoring(environment, around);
    const { evidence } = new RecoveryStack(this, environment, vpc, data, foundation, around);
    this.addRefresh(environment, { foundation, cluster, evidence, databases: workloadScope.databases }, around);
    new ObservabilityStack(this, environment, { vpc, cluster, ingress, banner, foundation, parts, hasFrontDoor: workloadScope.publicPorts.size > 0 }, around);
    new CostStack(this, environment, foundation, around, parts, cluster.cluster);
    new DeploymentStack(this);
    labelEnvironment(this, environment);
    if (environment.retainsData) keepStacks(this);
  }

  /** Production shares snapshots with quarantine; an environment of masked data takes what quarantine has made of them. */
  private addRefresh(environment: Environment, parts: RefreshParts, around: Surroundings): void {
    const { refresh: plan } = around;
    if (plan === undefined) return;
    const databases = refreshedDatabases(plan, parts.databases);
    if (environment === plan.production) new SnapshotShareStack(this, environment, plan, databases, parts.foundation, around);
    if (plan.masked.includes(environment)) new MaskedLoadStack(this, environment, { ...parts, plan, databases }, around);
  }

  /** Only once the sink is known: AWS makes up a part of its ARN. */
  private addMonitoring(environment: Environment, { audit, monitoringSinkArn }: Surroundings): void {
    const monitored = monitoredEnvironments([environment], audit).length > 0;
    if (monitored && monitoringSinkArn !== undefined) new MonitoringLinkStack(this, environment, monitoringSinkArn);
  }
}

/** The loading task pulls the masking image where masked copies arrive. */
function loadingPulls(environment: Environment, { refresh, prefix }: Surroundings): ImagePull[] {
  const { repository, starter } = refreshNamesOf(prefix);
  return refresh?.masked.includes(environment) === true ? [{ repository, executionRoleName: starter }] : [];
}

/** The databases that are refreshed, all of them there: a platform that names one nobody adds would never refresh it. */
function refreshedDatabases({ options }: RefreshPlan, databases: readonly EnvironmentDatabase[]): EnvironmentDatabase[] {
  const missing = options.databases.filter(({ database }) => databases.every(({ id }) => id !== database));
  if (missing.length > 0) {
    throw new DefinitionError('platform', missing.map(({ database }) => ({
      at: 'refresh.databases', must: `must be added by the workload, which adds ${databases.map(({ id }) => id).join(', ') || 'none'}`, got: database,
    })));
  }
  return databases.filter(({ id }) => options.databases.some(({ database }) => database === id));
}

/** What roles of an environment may reach in other accounts, each by a pathway of the platform. */
function crossingsOf(environment: Environment, around: Surroundings, delegation: DnsDelegation): BoundaryStackProps {
  const { delivery: { account, region }, quarantine, refresh } = around;
  return {
    assumableRoleArns: [delegation.delegationRoleArn],
    foreignResources: [
      { account, arns: [`arn:aws:ecr:${region}:${account}:repository/${repositoryNameOf(around, '*')}`] },
      { account: around.audit.account, arns: recordsOf(around, environment) },
      ...(refresh?.masked.includes(environment) === true ? [{ account: quarantine.account, arns: [`arn:aws:kms:${quarantine.region}:${quarantine.account}:key/*`] }] : []),
    ],
    ...(refresh?.production === environment ? { snapshotSharerArns: [`arn:aws:iam::${environment.account}:role/${refreshNamesOf(around.prefix).sharer}`] } : {}),
  };
}
