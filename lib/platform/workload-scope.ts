import { Duration, Stack, aws_ec2 as ec2, aws_kms as kms, aws_lambda as lambda } from 'aws-cdk-lib';
import { ConfigurationDocument, ConfigurationDocumentOptions } from '../../constructs/configuration/configuration-document';
import { DynamicConfiguration } from '../../constructs/configuration/dynamic-configuration';
import { DataDomain } from '../../constructs/keys/data-domain';
import { IServiceDependency } from '../../constructs/workload/consumer';
import { ContainerService } from '../../constructs/workload/container-service';
import { DocumentStore } from '../../constructs/workload/document-store';
import { ExternalSystem } from '../../constructs/workload/external-system';
import { KeyValueTable, TableIndex } from '../../constructs/workload/key-value-table';
import { MemoryCache } from '../../constructs/workload/memory-cache';
import { RelationalDatabase } from '../../constructs/workload/relational-database';
import { ScheduledJob } from '../../constructs/workload/scheduled-job';
import { SearchDomain } from '../../constructs/workload/search-domain';
import { ServerlessFunction } from '../../constructs/workload/serverless-function';
import { WorkQueue } from '../../constructs/workload/work-queue';
import { Capacity } from '../environment/capacity';

/** What a workload says about a database. */
export interface DatabaseOptions {
  /** Its capacity: `scope.capacityOf('ledger')`, a `DatabaseCapacity`. */
  readonly capacity: Capacity;
  /**
   * Whether services reach it through an RDS proxy, in every environment alike.
   * @default false - they connect to the database
   */
  readonly proxied?: boolean;
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

/** What a workload says about a job that runs on a schedule. */
export interface JobOptions extends ServiceOptions {
  /** When it runs: `cron(30 2 * * ? *)` or `rate(15 minutes)`, in the words of EventBridge Scheduler. */
  readonly schedule: string;
  /** Time zone of the schedule, for example `Europe/Berlin`. */
  readonly timeZone: string;
}

/** What a workload says about a serverless function. */
export interface FunctionOptions {
  /** The code, for example `lambda.Code.fromAsset('functions/thumbnails')`: built before, the same for every environment. */
  readonly code: lambda.Code;
  /** Its capacity: `scope.capacityOf('thumbnails')`, a `FunctionCapacity`. */
  readonly capacity: Capacity;
  /**
   * What is called in the code.
   * @default index.handler
   */
  readonly handler?: string;
  /**
   * What the code runs on.
   * @default lambda.Runtime.NODEJS_24_X
   */
  readonly runtime?: lambda.Runtime;
  /**
   * How long one call may take, at most 15 minutes.
   * @default 30 seconds
   */
  readonly timeout?: Duration;
  /**
   * Queue whose messages it works off.
   * @default it is called by what uses it
   */
  readonly queue?: WorkQueue;
  /**
   * What it uses: databases, buckets, queues, integrations, services.
   * @default nothing
   */
  readonly uses?: IServiceDependency[];
}

/** What a workload says about a DynamoDB table. */
export interface TableOptions {
  /** Its capacity: `scope.capacityOf('sessions')`, a `TableCapacity`. */
  readonly capacity: Capacity;
  /** Attribute by which items are found; a string. */
  readonly partitionKey: string;
  /**
   * Attribute by which items of one partition are ordered; a string.
   * @default - one item for each partition key
   */
  readonly sortKey?: string;
  /**
   * Further orders in which it can be read.
   * @default - none
   */
  readonly indexes?: TableIndex[];
  /**
   * Attribute with the moment, in seconds since 1970, after which an item is removed.
   * @default - items stay
   */
  readonly expiresAt?: string;
}

/** What a workload says about a cache. */
export interface CacheOptions {
  /** Its capacity: `scope.capacityOf('recent')`, a `CacheCapacity`. */
  readonly capacity: Capacity;
}

/** What a workload says about a search domain. */
export interface SearchDomainOptions {
  /** Its capacity: `scope.capacityOf('documents')`, a `SearchCapacity`. */
  readonly capacity: Capacity;
}

/**
 * Everything a workload may know of the environment it is built for, and everything it can make in it. It carries
 * parameters and no names: neither the name nor the kind of the environment, nor its account.
 */
export abstract class WorkloadScope {
  /** The network of the environment. */
  public abstract readonly network: ec2.IVpc;

  /** The features that the environment declares, as flags: name it in `uses` of whatever asks for them. */
  public abstract readonly features: DynamicConfiguration;

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

  /** Adds a job that runs on a schedule, in a stack of its own. */
  public abstract addJob(id: string, options: JobOptions): ScheduledJob;

  /** Adds a serverless function, in a stack of its own. */
  public abstract addFunction(id: string, options: FunctionOptions): ServerlessFunction;

  /** Adds a DynamoDB table. */
  public abstract addTable(id: string, options: TableOptions): KeyValueTable;

  /** Adds a Valkey cache in the isolated tier. */
  public abstract addCache(id: string, options: CacheOptions): MemoryCache;

  /** Adds an OpenSearch domain in the isolated tier. It cannot be stopped: outside office hours it costs what it costs. */
  public abstract addSearch(id: string, options: SearchDomainOptions): SearchDomain;

  /** Adds a document of configuration that changes without a new version of any service. */
  public abstract addConfiguration(id: string, options: ConfigurationDocumentOptions): ConfigurationDocument;

  /** Adds a stack for constructs of your own. The environment's boundary, tags and rules hold there too. */
  public abstract addStack(id: string): Stack;
}
