import { fixed } from '../values/read-only';
import { Capacity } from './capacity';
import { ServiceTaskSize } from './service-capacity';

/**
 * How large the task of a scheduled job is. The environment that is given it refuses sizes that AWS Fargate does not offer.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
 * @example
 * const capacity = { 'month-end': JobCapacity.task({ cpu: 2048, memoryMiB: 8192 }) };
 */
export class JobCapacity extends Capacity {
  /** One task of this size. */
  public static task(size?: ServiceTaskSize): JobCapacity {
    return new JobCapacity(size?.cpu ?? 512, size?.memoryMiB ?? 1024);
  }

  public readonly of = 'job';
  public readonly parameters: { readonly [name: string]: string };

  private constructor(
    /** CPU units of the task. */
    public readonly cpu: number,
    /** Memory of the task, in MiB. */
    public readonly memoryMiB: number,
  ) {
    super();
    this.parameters = Object.freeze({ cpu: String(cpu), memoryMiB: String(memoryMiB) });
    fixed(this);
  }
}
