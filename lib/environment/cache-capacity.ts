import { fixed } from '../values/read-only';
import { Capacity } from './capacity';

/**
 * How large a serverless cache may grow. The environment that is given it refuses sizes that ElastiCache does not offer: 1 to 5,000 GiB
 * and 1,000 to 15,000,000 processing units a second.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Scaling.html
 * @example
 * const capacity = { recent: CacheCapacity.serverless(20, 100_000) };
 */
export class CacheCapacity extends Capacity {
  /** At most `maxGiB` of data and `maxUnitsPerSecond` ElastiCache processing units a second. */
  public static serverless(maxGiB: number, maxUnitsPerSecond: number): CacheCapacity {
    return new CacheCapacity(maxGiB, maxUnitsPerSecond);
  }

  public readonly of = 'cache';
  public readonly parameters: { readonly [name: string]: string };

  private constructor(
    /** Data in GiB, at most. */
    public readonly maxGiB: number,
    /** ElastiCache processing units a second, at most. */
    public readonly maxUnitsPerSecond: number,
  ) {
    super();
    this.parameters = Object.freeze({ maxGiB: String(maxGiB), maxUnitsPerSecond: String(maxUnitsPerSecond) });
    fixed(this);
  }
}
