import { fixed } from '../values/read-only';
import { Capacity } from './capacity';

/**
 * How much a DynamoDB table takes. It is paid by request, and the bounds keep a runaway caller and its cost in check. The environment
 * that is given it refuses bounds outside 1 to 40,000, the quota of a table.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode-max-throughput.html
 * @example
 * const capacity = { sessions: TableCapacity.onDemand(4000, 1000) };
 */
export class TableCapacity extends Capacity {
  /** At most `maxReadUnits` read and `maxWriteUnits` write request units a second. */
  public static onDemand(maxReadUnits: number, maxWriteUnits: number): TableCapacity {
    return new TableCapacity(maxReadUnits, maxWriteUnits);
  }

  public readonly of = 'table';
  public readonly parameters: { readonly [name: string]: string };

  private constructor(
    /** Read request units a second, at most. */
    public readonly maxReadUnits: number,
    /** Write request units a second, at most. */
    public readonly maxWriteUnits: number,
  ) {
    super();
    this.parameters = Object.freeze({ maxReadUnits: String(maxReadUnits), maxWriteUnits: String(maxWriteUnits) });
    fixed(this);
  }
}
