import { Duration, RemovalPolicy, Stack, Stage, aws_ec2 as ec2, aws_kms as kms, aws_s3 as s3, aws_secretsmanager as secretsmanager, aws_sns as sns } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ConfigurationDocument, ConfigurationDocumentOptions } from '../../constructs/configuration/configuration-document';
import { DynamicConfiguration } from '../../constructs/configuration/dynamic-configuration';
import { Ingress } from '../../constructs/ingress/ingress';
import { DataDomain } from '../../constructs/keys/data-domain';
import { KeyRing } from '../../constructs/keys/key-ring';
import { EnvironmentSecret } from '../../constructs/secrets/environment-secret';
import { SecretContent } from '../../constructs/secrets/secret-content';
import { SecretRotation } from '../../constructs/secrets/secret-rotation';
import { ContainerService, ContainerServiceProps } from '../../constructs/workload/container-service';
import { DocumentStore } from '../../constructs/workload/document-store';
import { ExternalSystem } from '../../constructs/workload/external-system';
import { KeyValueTable } from '../../constructs/workload/key-value-table';
import { MemoryCache } from '../../constructs/workload/memory-cache';
import { RelationalDatabase } from '../../constructs/workload/relational-database';
import { ScheduledJob } from '../../constructs/workload/scheduled-job';
import { SearchDomain } from '../../constructs/workload/search-domain';
import { ServerlessFunction } from '../../constructs/workload/serverless-function';
import { ServiceCluster } from '../../constructs/workload/service-cluster';
import { ContainerTaskProps } from '../../constructs/workload/task-parts';
import { WorkQueue } from '../../constructs/workload/work-queue';
import { CacheCapacity } from '../environment/cache-capacity';
import { Capacity } from '../environment/capacity';
import { DatabaseCapacity } from '../environment/database-capacity';
import { Environment } from '../environment/environment';
import { FunctionCapacity } from '../environment/function-capacity';
import { Integration, IntegrationMode } from '../environment/integration';
import { JobCapacity } from '../environment/job-capacity';
import { SearchCapacity } from '../environment/search-capacity';
import { ServiceCapacity } from '../environment/service-capacity';
import { TableCapacity } from '../environment/table-capacity';
import { ImageReference } from '../values/image-reference';
import { DefinitionError } from '../values/problems';
import { logRetentionOf } from './log-retention';
import { CapacityParts } from './capacity-parts';
import { PlatformStack } from './platform-stack';
import { releaseOf, thresholdsOf } from './release-of';
import {
  CacheOptions, DatabaseOptions, FunctionOptions, JobOptions, ListeningServiceOptions, QueueOptions, SearchDomainOptions, ServiceOptions, TableOptions, WorkerOptions, WorkloadScope,
} from './workload-scope';

/** A role of the environment that pulls images from a repository of the delivery account. */
export interface ImagePull {
  readonly repository: string;
  readonly executionRoleName: string;
}

/** What the rest of the environment hands to its workload. */
export interface WorkloadSurroundings {
  readonly stage: Stage;
  readonly environment: Environment;
  /** First part of physical names and parameter paths: the platform's name, the same in every environment. */
  readonly prefix: string;
  readonly network: ec2.IVpc;
  readonly keys: KeyRing;
  /** Where it is written down what opens and closes. */
  readonly parts: CapacityParts;
  readonly cluster: ServiceCluster;
  readonly ingress: Ingress;
  /** Feature flags and documents of configuration. */
  readonly features: DynamicConfiguration;
  readonly accessLogBucket: s3.IBucket;
  /** Where alarms and reminders go. */
  readonly alerts: sns.ITopic;
  /** Stack for everything that keeps data. */
  readonly data: Stack;
  /** Stack for the credentials of external systems. */
  readonly integrations: Stack;
}

/** A database of the workload. */
export interface EnvironmentDatabase {
  /** Id with which the workload added it. */
  readonly id: string;
  readonly clusterName: string;
  readonly database: RelationalDatabase;
  /** Name of the database inside the cluster. */
  readonly databaseName: string;
}

const MESSAGES_PER_TASK = 100;
const SIMULATOR_PORT = 8080;

/** The translator from a workload's words to the constructs of one environment. */
export class EnvironmentWorkloadScope extends WorkloadScope {
  public readonly network: ec2.IVpc;
  public readonly logRetentionDays: number;
  public readonly features: DynamicConfiguration;
  /** Which roles pull images, and from where. */
  public readonly pulls: ImagePull[] = [];
  /** The databases, in the order in which the workload adds them. */
  public readonly databases: EnvironmentDatabase[] = [];
  /** Ports on which services accept the load balancer. */
  public readonly publicPorts = new Set<number>();
  private readonly systems = new Map<string, ExternalSystem>();
  private simulator?: ContainerService;

  public constructor(private readonly around: WorkloadSurroundings) {
    super();
    this.network = around.network;
    this.features = around.features;
    this.logRetentionDays = around.environment.retention.logsDays;
  }

  public capacityOf(name: string): Capacity {
    return this.around.parts.named(name, this.declared('capacity', this.around.environment.capacity, name));
  }

  public image(name: string): string {
    return this.declared('images', this.around.environment.images, name);
  }

  public parameter(name: string): string {
    return this.declared('parameters', this.around.environment.parameters, name);
  }

  public keyFor(domain: DataDomain): kms.IKey {
    return this.around.keys.keyFor(domain);
  }

  public integration(name: string): ExternalSystem {
    const known = this.systems.get(name) ?? this.addSystem(name);
    this.systems.set(name, known);
    return known;
  }

  public addDatabase(id: string, options: DatabaseOptions): RelationalDatabase {
    const { environment, data, prefix, parts } = this.around;
    const clusterName = `${prefix}-${id.toLowerCase()}`;
    const capacity = databaseCapacity(id, options.capacity);
    const database = new RelationalDatabase(data, id, {
      vpc: this.network,
      key: this.keyFor(DataDomain.DATABASE),
      logKey: this.keyFor(DataDomain.LOGS),
      logRetention: logRetentionOf(environment),
      size: { minAcu: capacity.minAcu, maxAcu: capacity.maxAcu, instanceType: capacity.instanceClass, readers: capacity.readers },
      backupRetention: Duration.days(Math.min(environment.retention.backupsDays, 35)),
      clusterName,
      deletionProtection: environment.retainsData,
      proxied: options.proxied,
    });
    parts.addDatabase(database, clusterName, capacity);
    this.databases.push({ id, clusterName, database, databaseName: RelationalDatabase.DATABASE_NAME });
    return database;
  }

  public addBucket(id: string): DocumentStore {
    const { environment, data, accessLogBucket } = this.around;
    return new DocumentStore(data, id, {
      key: this.keyFor(DataDomain.DOCUMENTS),
      accessLogBucket,
      keepVersions: Duration.days(environment.retention.objectVersionsDays),
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  public addQueue(id: string, options?: QueueOptions): WorkQueue {
    return new WorkQueue(this.around.data, id, {
      key: this.keyFor(DataDomain.MESSAGES), alerts: this.around.alerts, visibilityTimeout: options?.visibilityTimeout,
    });
  }

  public addService(id: string, options: ListeningServiceOptions): ContainerService {
    const { environment: { deployment }, ingress, alerts } = this.around;
    const { port, paths, healthCheckPath } = options;
    if (paths === undefined) return this.makeService(id, options, { port });
    const service = this.makeService(id, options, { port, release: releaseOf(deployment) });
    this.publicPorts.add(port);
    ingress.release(service, { paths, healthCheckPath, alerts, thresholds: thresholdsOf(deployment) });
    return service;
  }

  public addWorker(id: string, options: WorkerOptions): ContainerService {
    const worker = this.makeService(id, options, {}, options.queue);
    if (options.queue !== undefined) {
      worker.scaleOnBacklog(options.queue.metricBacklog(), MESSAGES_PER_TASK);
      worker.rollBackOn(options.queue.deadLetterAlarm);
    }
    return worker;
  }

  public addJob(id: string, options: JobOptions): ScheduledJob {
    const { schedule, timeZone } = options;
    return new ScheduledJob(this.addStack(`Job${id}`), id, {
      ...this.taskOf(id, options),
      schedule,
      timeZone,
      size: sizeOf(id, options.capacity, JobCapacity, 'JobCapacity.task(...)'),
      key: this.keyFor(DataDomain.MESSAGES),
      alerts: this.around.alerts,
    });
  }

  public addFunction(id: string, { capacity, ...options }: FunctionOptions): ServerlessFunction {
    const { environment, prefix, alerts } = this.around;
    return new ServerlessFunction(this.addStack(`Function${id}`), id, {
      ...options,
      vpc: this.network,
      size: sizeOf(id, capacity, FunctionCapacity, 'FunctionCapacity.memory(...)'),
      key: this.keyFor(DataDomain.MESSAGES),
      alerts,
      logKey: this.keyFor(DataDomain.LOGS),
      logRetention: logRetentionOf(environment),
      configurationPath: `/${prefix}/${id.toLowerCase()}`,
    });
  }

  public addTable(id: string, { capacity, ...options }: TableOptions): KeyValueTable {
    const { environment, data } = this.around;
    return new KeyValueTable(data, id, {
      ...options,
      key: this.keyFor(DataDomain.DATABASE),
      size: sizeOf(id, capacity, TableCapacity, 'TableCapacity.onDemand(...)'),
      recoveryWindow: Duration.days(Math.min(environment.retention.backupsDays, 35)),
      deletionProtection: environment.retainsData,
    });
  }

  public addCache(id: string, { capacity }: CacheOptions): MemoryCache {
    const { environment, data, prefix } = this.around;
    return new MemoryCache(data, id, {
      vpc: this.network,
      key: this.keyFor(DataDomain.DATABASE),
      size: sizeOf(id, capacity, CacheCapacity, 'CacheCapacity.serverless(...)'),
      cacheName: `${prefix}-${id.toLowerCase()}`,
      snapshotRetention: Duration.days(Math.min(environment.retention.backupsDays, 35)),
      removalPolicy: environment.retainsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }

  public addSearch(id: string, { capacity }: SearchDomainOptions): SearchDomain {
    const { environment, data, prefix } = this.around;
    return new SearchDomain(data, id, {
      vpc: this.network,
      key: this.keyFor(DataDomain.DATABASE),
      logKey: this.keyFor(DataDomain.LOGS),
      logRetention: logRetentionOf(environment),
      size: sizeOf(id, capacity, SearchCapacity, 'SearchCapacity.nodes(...)'),
      domainName: `${prefix}-${id.toLowerCase()}`,
      removalPolicy: environment.retainsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }

  public addConfiguration(id: string, options: ConfigurationDocumentOptions): ConfigurationDocument {
    return this.features.addDocument(id, options);
  }

  public addStack(id: string): Stack {
    return new PlatformStack(this.around.stage, id);
  }

  private addSystem(name: string): ExternalSystem {
    const { environment, integrations, cluster } = this.around;
    const integration = this.declared('integrations', environment.integrations, name);
    const key = this.keyFor(DataDomain.SECRETS);
    const scope = new Construct(integrations, pascalCase(name));
    const credential = this.addCredential(scope, name, integration, key);
    const common = { mode: integration.mode, credential, credentialKey: key };
    if (integration.mode === IntegrationMode.SIMULATED) {
      const simulator = this.simulatorOf();
      return new ExternalSystem(scope, pascalCase(name), { ...common, host: `simulator.${cluster.namespace.namespaceName}`, port: SIMULATOR_PORT, simulator });
    }
    return new ExternalSystem(scope, pascalCase(name), { ...common, host: integration.host ?? '', port: integration.port });
  }

  /** Every mode has a credential, so that a service finds the same settings whatever stands behind them (INT-03). */
  private addCredential(scope: Construct, name: string, integration: Integration, encryptionKey: kms.IKey): secretsmanager.ISecret {
    const simulated = integration.mode === IntegrationMode.SIMULATED;
    return new EnvironmentSecret(scope, 'Credential', {
      secretName: `${this.around.prefix}/integrations/${name}`,
      description: simulated ? `Credential the simulator of ${name} accepts` : `Credential of ${name}, issued by its administrator`,
      encryptionKey,
      content: simulated ? SecretContent.generatedPassword() : SecretContent.filledByOwner(),
      rotation: SecretRotation.byOwner(this.around.alerts, Duration.days(integration.credentialRotationDays)),
    }).secret;
  }

  /** One simulator stands in for every simulated system (INT-01): service virtualization inside the environment. */
  private simulatorOf(): ContainerService {
    this.simulator ??= this.makeService('Simulator', { image: this.image('simulator'), capacity: ServiceCapacity.tasks(1, 2) }, { port: SIMULATOR_PORT });
    return this.simulator;
  }

  private declared<T>(what: string, values: { readonly [name: string]: T }, name: string): T {
    const value = values[name];
    if (value !== undefined) return value;
    throw new DefinitionError('workload', [{
      at: `${what}.${name}`,
      must: 'must be declared by every environment',
      fix: `declared are ${Object.keys(values).toSorted().join(', ') || 'none'}`,
    }]);
  }

  /** A service is released on its own, therefore it has a stack of its own. */
  private makeService(id: string, options: ServiceOptions, own: Pick<ContainerServiceProps, 'port' | 'release'> = {}, queue?: WorkQueue): ContainerService {
    const size = sizeOf(id, options.capacity, ServiceCapacity, 'ServiceCapacity.tasks(...)');
    const service = new ContainerService(this.addStack(`Service${id}`), id, { ...this.taskOf(id, options), ...own, size });
    this.around.parts.addService(service, size, queue?.queue);
    return service;
  }

  /** What every task has that runs an image, however long it runs. */
  private taskOf(id: string, options: ServiceOptions): ContainerTaskProps {
    const { environment, cluster, prefix } = this.around;
    const executionRoleName = `${prefix}-${id.toLowerCase()}-execution`;
    this.pulls.push({ repository: ImageReference.parse(options.image).repository, executionRoleName });
    return {
      cluster,
      image: options.image,
      command: options.command,
      executionRoleName,
      logKey: this.keyFor(DataDomain.LOGS),
      logRetention: logRetentionOf(environment),
      configurationPath: `/${prefix}/${id.toLowerCase()}`,
      uses: options.uses,
    };
  }
}

/** A class, also one that only its factories instantiate. */
type KindOf<T> = Function & { readonly prototype: T };

/** The capacity, when it is of the kind that was asked for. */
function sizeOf<T extends Capacity>(id: string, capacity: Capacity, kind: KindOf<T>, fix: string): T {
  return isOf(capacity, kind) ? capacity : refuseCapacity(id, capacity, fix);
}

function isOf<T extends Capacity>(capacity: Capacity, kind: KindOf<T>): capacity is T {
  return capacity instanceof kind;
}

function databaseCapacity(id: string, capacity: Capacity): DatabaseCapacity {
  if (capacity instanceof DatabaseCapacity) return capacity;
  return refuseCapacity(id, capacity, 'DatabaseCapacity.serverless(...) or DatabaseCapacity.provisioned(...)');
}

function refuseCapacity(id: string, capacity: Capacity, fix: string): never {
  throw new DefinitionError('workload', [{ at: `${id}.capacity`, must: 'must be of the right kind', got: capacity.of, fix: `declare it with ${fix}` }]);
}

/** `time-capture` as `TimeCapture`. */
function pascalCase(name: string): string {
  return name.split(/[^A-Za-z0-9]+/).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
