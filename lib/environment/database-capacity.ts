import { fixed } from '../values/read-only';
import { Capacity } from './capacity';

/** How a database gets its capacity. */
export enum DatabaseCapacityMode {
  /** Aurora Serverless v2: between two numbers of capacity units. */
  SERVERLESS = 'serverless',
  /** Instances of a fixed class. */
  PROVISIONED = 'provisioned',
}

/** Options of a serverless database. */
export interface ServerlessDatabaseOptions {
  /**
   * How many readers stand beside the writer, between 0 and 15. Without a reader there is nothing to fail over to.
   * @default 1
   */
  readonly readers?: number;
}

/**
 * How large a database is. The environment that is given it refuses capacities that Amazon Aurora does not offer
 * (https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html).
 *
 * @example
 * const capacity = { ledger: DatabaseCapacity.serverless(2, 32), reporting: DatabaseCapacity.provisioned('r7g.xlarge', 2) };
 */
export class DatabaseCapacity extends Capacity {
  /** Between `minAcu` and `maxAcu` Aurora capacity units (0 to 256, in halves; one is about 2 GiB of memory). */
  public static serverless(minAcu: number, maxAcu: number, options?: ServerlessDatabaseOptions): DatabaseCapacity {
    return new DatabaseCapacity(DatabaseCapacityMode.SERVERLESS, options?.readers ?? 1, minAcu, maxAcu, undefined);
  }

  /** One writer and `readers` readers (0 to 15) of an instance class, written without `db.`, for example `r7g.xlarge`. */
  public static provisioned(instanceClass: string, readers: number): DatabaseCapacity {
    return new DatabaseCapacity(DatabaseCapacityMode.PROVISIONED, readers, undefined, undefined, instanceClass);
  }

  public readonly of = 'database';
  public readonly parameters: { readonly [name: string]: string };

  private constructor(
    /** How the database gets its capacity. */
    public readonly mode: DatabaseCapacityMode,
    /** How many readers stand beside the writer. */
    public readonly readers: number,
    /** The fewest Aurora capacity units; only when serverless. */
    public readonly minAcu?: number,
    /** The most Aurora capacity units; only when serverless. */
    public readonly maxAcu?: number,
    /** The instance class, for example `r7g.xlarge`; only when provisioned. */
    public readonly instanceClass?: string,
  ) {
    super();
    this.parameters = Object.freeze({
      ...(instanceClass === undefined ? {} : { instanceClass }),
      ...(maxAcu === undefined ? {} : { maxAcu: String(maxAcu) }),
      ...(minAcu === undefined ? {} : { minAcu: String(minAcu) }),
      mode,
      readers: String(readers),
    });
    fixed(this);
  }
}
