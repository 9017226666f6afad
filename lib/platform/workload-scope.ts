import { Duration, Stack, aws_ec2 as ec2, aws_kms as kms } from 'aws-cdk-lib';
import { DataDomain } from '../../constructs/keys/data-domain';
import { IServiceDependency } from '../../constructs/workload/consumer';
import { ContainerService } from '../../constructs/workload/container-service';
import { DocumentStore } from '../../constructs/workload/document-store';
import { ExternalSystem } from '../../constructs/workload/external-system';
import { RelationalDatabase } from '../../constructs/workload/relational-database';
import { WorkQueue } from '../../constructs/workload/work-queue';
import { Capacity } from '../environment/capacity';

/** What a workload says about a database. */
export interface DatabaseOptions {
  /** Its capacity: `scope.capacityOf('ledger')`, a `DatabaseCapacity`. */
  readonly capacity: Capacity;
}

/** What a workload says about a queue. */
export interface QueueOptions {
  /**
   * How long a worker may hold a message before another one gets it.
   * @default 5 minutes
   */
  readonly visibilityTimeout?: Duration;
}

/** What a workload says about a service or a worker. */
export interface ServiceOptions {
  /** Its image by digest: `scope.image('api')`. */
  readonly image: string;
  /** Its capacity: `scope.capacityOf('api')`, a `ServiceCapacity`. */
  readonly capacity: Capacity;
  /**
   * What it uses: databases, buckets, queues, integrations, other services.
   * @default nothing
   */
  readonly uses?: IServiceDependency[];
  /**
   * Command that replaces the image's own.
   * @default the image's own command
   */
  readonly command?: string[];
}

/** What a workload says about a service that listens. */
export interface ListeningServiceOptions extends ServiceOptions {
  /** Port it listens on. */
  readonly port: number;
  /**
   * Paths of the public address that lead to this service, for example `/api/*`.
   * @default it is reached from inside the environment only
   */
  readonly paths?: string[];
  /**
   * Path that answers 200 when the service is healthy; asked by the load balancer.
   * @default /health
   */
  readonly healthCheckPath?: string;
}

/** What a workload says about a worker. */
export interface WorkerOptions extends ServiceOptions {
  /**
   * Queue whose backlog scales the worker: one more task for every 100 messages that wait.
   * @default it scales on processor and memory only
   */
  readonly queue?: WorkQueue;
}

/**
 * Everything a workload may know of the environment it is built for, and everything it can make in it. It carries
 * parameters and no names: neither the name nor the kind of the environment, nor its account.
 */
export abstract class WorkloadScope {
  /** The network of the environment. */
  public abstract readonly network: ec2.IVpc;

  /** Days that logs are kept. */
  public abstract readonly logRetentionDays: number;

  /** Capacity declared under `name`. A name that no environment declares is refused. */
  public abstract capacityOf(name: string): Capacity;

  /** Image by digest declared under `name`. A name that no environment declares is refused. */
  public abstract image(name: string): string;

  /** Value of the parameter declared under `name`. A name that no environment declares is refused. */
  public abstract parameter(name: string): string;

  /** The external system declared under `name`, in the mode this environment declares. */
  public abstract integration(name: string): ExternalSystem;

  /** The environment's own key for a kind of data. */
  public abstract keyFor(domain: DataDomain): kms.IKey;

  /** Adds an Aurora PostgreSQL database in the isolated tier. */
  public abstract addDatabase(id: string, options: DatabaseOptions): RelationalDatabase;

  /** Adds a bucket for documents. */
  public abstract addBucket(id: string): DocumentStore;

  /** Adds a queue with its dead-letter queue. */
  public abstract addQueue(id: string, options?: QueueOptions): WorkQueue;

  /** Adds a service that listens, in a stack of its own. */
  public abstract addService(id: string, options: ListeningServiceOptions): ContainerService;

  /** Adds a worker that listens to nobody, in a stack of its own. */
  public abstract addWorker(id: string, options: WorkerOptions): ContainerService;

  /** Adds a stack for constructs of your own. The environment's boundary, tags and rules hold there too. */
  public abstract addStack(id: string): Stack;
}
