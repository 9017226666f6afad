import { fixed } from '../values/read-only';
import { Capacity } from './capacity';

/**
 * How large a function is, and how many run at once. The environment that is given it refuses memory outside 128 to 10,240 MiB and a
 * concurrency outside 1 to 1,000.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 * @example
 * const capacity = { thumbnails: FunctionCapacity.memory(1024, 20) };
 */
export class FunctionCapacity extends Capacity {
  /** `memoryMiB` of memory for each call, and at most `concurrency` calls at once. */
  public static memory(memoryMiB: number, concurrency: number): FunctionCapacity {
    return new FunctionCapacity(memoryMiB, concurrency);
  }

  public readonly of = 'function';
  public readonly parameters: { readonly [name: string]: string };

  private constructor(
    /** Memory in MiB. */
    public readonly memoryMiB: number,
    /** Calls at once, at most and reserved. */
    public readonly concurrency: number,
  ) {
    super();
    this.parameters = Object.freeze({ concurrency: String(concurrency), memoryMiB: String(memoryMiB) });
    fixed(this);
  }
}
