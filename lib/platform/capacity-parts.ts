import { aws_sqs as sqs } from 'aws-cdk-lib';
import { CapacityPart } from '../../constructs/cost/capacity-part';
import { EnvironmentMonitor } from '../../constructs/observability/environment-monitor';
import { SyntheticCheck } from '../../constructs/observability/synthetic-check';
import { ContainerService } from '../../constructs/workload/container-service';
import { RelationalDatabase } from '../../constructs/workload/relational-database';
import { Capacity } from '../environment/capacity';
import { DatabaseCapacity } from '../environment/database-capacity';
import { Environment } from '../environment/environment';
import { ServiceCapacity } from '../environment/service-capacity';

/** A document of Parameter Store has 4 KB; names of alarms at most 255 characters, usually a quarter of that. */
const ALARMS_OF_ONE_PART = 15;

/** Writes down what opens and closes with an environment, and remembers what its control must be allowed to touch. */
export class CapacityParts {
  /** Identifiers of the Aurora clusters. */
  public readonly databases: string[] = [];
  /** Identifiers of the instances of a class of their own. */
  public readonly instances: string[] = [];
  /** Queues whose workers are stopped while nothing happens. */
  public readonly queues: sqs.IQueue[] = [];

  /** Names of the synthetic checks. */
  public readonly checks: string[] = [];
  /** How the names of the alarms begin that are silent while the environment is closed. */
  public alarmsNamed?: string;

  private readonly names = new WeakMap<Capacity, string>();

  public constructor(private readonly environment: Environment, private readonly path: string) {}

  /** The same capacity, which from now on is known by its name: two names may have been given one object. */
  public named(name: string, capacity: Capacity): Capacity {
    const fields = Object.fromEntries(Object.entries(Object.getOwnPropertyDescriptors(capacity))); // without the mark of jsii, which is of one object only
    const own = Object.create(Object.getPrototypeOf(capacity) as object, fields) as Capacity;
    this.names.set(own, name);
    return own;
  }

  public addDatabase(database: RelationalDatabase, clusterIdentifier: string, capacity: DatabaseCapacity): void {
    this.databases.push(clusterIdentifier);
    if (capacity.instanceClass !== undefined) this.instances.push(...database.cluster.instanceIdentifiers);
    CapacityPart.ofDatabase(database, 'Capacity', {
      path: this.path, name: database.node.id, clusterIdentifier, open: capacity, windows: this.inWindows(capacity, (each) => each instanceof DatabaseCapacity),
    });
  }

  public addService(owner: ContainerService, capacity: ServiceCapacity, queue?: sqs.IQueue): void {
    const { service, node, port } = owner;
    const { onlyInWindows = [], stopWorkersAfterMinutes: minutes } = this.environment.idle;
    const idle = queue === undefined || minutes === undefined ? undefined : { queueUrl: queue.queueUrl, minutes };
    if (queue !== undefined && idle !== undefined) this.queues.push(queue);
    CapacityPart.ofService(owner, 'Capacity', {
      path: this.path, name: node.id, clusterName: service.cluster.clusterName, serviceName: service.serviceName, worker: port === undefined, idle,
      open: onlyInWindows.includes(this.names.get(capacity) ?? '') ? undefined : capacity,
      windows: this.inWindows(capacity, (each) => each instanceof ServiceCapacity),
    });
  }

  public addCheck(check: SyntheticCheck): void {
    this.checks.push(check.checkName);
    CapacityPart.ofCheck(check, 'Capacity', { path: this.path, name: check.node.id, checkName: check.checkName });
  }

  /** The alarms that a closed environment would set off, so many in a document as Parameter Store takes. */
  public addAlarms(monitor: EnvironmentMonitor): void {
    this.alarmsNamed = monitor.sleepingNames;
    const names = monitor.sleepingAlarms.map(({ alarmName }) => alarmName);
    for (let first = 0; first < names.length; first += ALARMS_OF_ONE_PART) {
      const id = `Alarms${first / ALARMS_OF_ONE_PART + 1}`;
      CapacityPart.ofAlarms(monitor, id, { path: this.path, name: id, alarmNames: names.slice(first, first + ALARMS_OF_ONE_PART) });
    }
  }

  /** What a capacity is in each window. The environment has checked that AWS offers it. */
  private inWindows<T extends Capacity>(capacity: T, isOfKind: (each: Capacity | undefined) => each is T): { [window: string]: T } {
    const name = this.names.get(capacity) ?? '';
    return Object.fromEntries(Object.entries(this.environment.windows).flatMap(([window, plan]) => {
      const scaled = plan.capacityFrom({ [name]: capacity })[name];
      return isOfKind(scaled) ? [[window, scaled]] : [];
    }));
  }
}
