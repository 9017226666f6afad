import { Duration, Stage, aws_ec2 as ec2, aws_logs as logs } from 'aws-cdk-lib';
import { Ingress } from '../../../constructs/ingress/ingress';
import { DataDomain } from '../../../constructs/keys/data-domain';
import { DataKey } from '../../../constructs/keys/data-key';
import { EnvironmentBanner } from '../../../constructs/labels/environment-banner';
import { DeliveryMeasures } from '../../../constructs/observability/delivery-measures';
import { EnvironmentMonitor } from '../../../constructs/observability/environment-monitor';
import { LogWatch } from '../../../constructs/observability/log-watch';
import { RequestTraces } from '../../../constructs/observability/request-traces';
import { SyntheticCheck } from '../../../constructs/observability/synthetic-check';
import { ContainerService } from '../../../constructs/workload/container-service';
import { RelationalDatabase } from '../../../constructs/workload/relational-database';
import { ServiceCluster } from '../../../constructs/workload/service-cluster';
import { WorkQueue } from '../../../constructs/workload/work-queue';
import { Environment } from '../../environment/environment';
import { CapacityParts } from '../capacity-parts';
import { logRetentionOf } from '../log-retention';
import { PlatformStack } from '../platform-stack';
import { Surroundings } from '../surroundings';
import { FoundationStack } from './foundation-stack';

/** What an `ObservabilityStack` watches, beside what it finds in the stage. */
export interface Observed {
  readonly vpc: ec2.IVpc;
  readonly cluster: ServiceCluster;
  readonly ingress: Ingress;
  readonly banner: EnvironmentBanner;
  readonly foundation: FoundationStack;
  /** Whether anything is called from outside. */
  readonly hasFrontDoor: boolean;
  /** Where it is written down what rests while the environment is closed. */
  readonly parts: CapacityParts;
}

/** Any answer will do but an error of the load balancer or of the service behind it. */
const FRONT_DOOR_PATH = '/';
/** Synthetics keeps results no longer. */
const LONGEST_RESULTS_DAYS = 455;

/**
 * Dashboards, alarms, checks and traces of an environment (OPS-01, DEL-09). It finds every service, database and queue of the stage by itself,
 * also those in a team's own stacks, so that nothing runs unwatched and every environment is watched alike. Made last, therefore.
 */
export class ObservabilityStack extends PlatformStack {
  private readonly monitor: EnvironmentMonitor;

  public constructor(private readonly stage: Stage, private readonly settings: Environment, private readonly observed: Observed, { prefix }: Surroundings) {
    super(stage, 'Observability', { description: 'Dashboards, alarms, synthetic checks and traces of the environment' });
    const { tracedPercent, latencyMillis } = settings.thresholds;
    this.monitor = new EnvironmentMonitor(this, 'Monitor', {
      dashboardName: prefix, banner: observed.banner, alerts: observed.foundation.alerts, thresholds: settings.thresholds,
    });
    this.watch();
    this.check(prefix);
    observed.parts.addAlarms(this.monitor);
    this.measureDelivery(prefix);
    new RequestTraces(this, 'Traces', { prefix: prefix.slice(0, 20), tracedPercent, slowMillis: latencyMillis });
  }

  private watch(): void {
    this.monitor.watchIngress(this.observed.ingress);
    for (const construct of this.stage.node.findAll()) {
      if (construct instanceof ContainerService) this.watchService(construct);
      if (construct instanceof RelationalDatabase) this.monitor.watchDatabase(construct);
      if (construct instanceof WorkQueue) this.monitor.watchQueue(construct);
    }
  }

  private watchService(service: ContainerService): void {
    this.monitor.watchService(service);
    const logGroup = service.node.findAll().find((child) => child instanceof logs.LogGroup);
    if (logGroup === undefined) return;
    this.monitor.watchLog(new LogWatch(this, `Log${service.node.id}`, {
      logGroup, title: service.node.id, key: this.observed.foundation.keys.keyFor(DataDomain.LOGS),
    }));
  }

  /**
   * Asks every service that listens at its own name, and once as a caller does: by the public name, through the web application firewall and the
   * load balancer. From inside the network, so that it is the same in every environment, whoever may call in from outside.
   */
  private check(prefix: string): void {
    const { vpc, cluster, foundation } = this.observed;
    const listening = this.stage.node.findAll().filter((construct) => construct instanceof ContainerService && construct.port !== undefined) as ContainerService[];
    if (listening.length === 0) return;
    const { key } = new DataKey(this, 'ChecksKey', { prefix, domain: DataDomain.of('checks') });
    const check = new SyntheticCheck(this, 'Services', {
      checkName: `${prefix.slice(0, 31)}-services`, key, vpc, accessLogBucket: foundation.accessLogs.bucket, awakeWith: listening[0],
      retention: Duration.days(Math.min(this.settings.retention.logsDays, LONGEST_RESULTS_DAYS)),
    });
    if (this.observed.hasFrontDoor) check.ask('FrontDoor', `https://${this.settings.zoneName}${FRONT_DOOR_PATH}`);
    for (const service of listening) check.askService(service, cluster.namespace.namespaceName);
    this.observed.parts.addCheck(check);
    this.monitor.watchCheck(check);
  }

  private measureDelivery(prefix: string): void {
    const { cluster, banner, foundation } = this.observed;
    new DeliveryMeasures(this, 'Delivery', {
      cluster: cluster.cluster, banner, dashboardName: `${prefix}-delivery`, alerts: foundation.alerts,
      key: foundation.keys.keyFor(DataDomain.MESSAGES), logKey: foundation.keys.keyFor(DataDomain.LOGS), logRetention: logRetentionOf(this.settings),
    });
  }
}
