import { fixed } from '../values/read-only';
import { Capacity } from './capacity';

/** The size of each task. */
export interface ServiceTaskSize {
  /**
   * CPU units of one task, 1024 are one vCPU. Must be a size AWS Fargate offers.
   * @default 512
   */
  readonly cpu?: number;

  /**
   * Memory of one task, in MiB. Must be a size AWS Fargate offers for the CPU.
   * @default 1024
   */
  readonly memoryMiB?: number;
}

/**
 * How many tasks of a service or worker run, and how large each is. The environment that is given it refuses fewer than one
 * task, more at least than at most, and sizes that AWS Fargate does not offer
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html).
 *
 * @example
 * const capacity = { api: ServiceCapacity.tasks(4, 40), billing: ServiceCapacity.tasks(2, 20, { cpu: 1024, memoryMiB: 2048 }) };
 */
export class ServiceCapacity extends Capacity {
  /** Between `min` and `max` tasks. */
  public static tasks(min: number, max: number, size?: ServiceTaskSize): ServiceCapacity {
    return new ServiceCapacity(min, max, size?.cpu ?? 512, size?.memoryMiB ?? 1024);
  }

  public readonly of = 'service';
  public readonly parameters: { readonly [name: string]: string };

  private constructor(
    /** The fewest tasks that run. */
    public readonly minTasks: number,
    /** The most tasks that run. */
    public readonly maxTasks: number,
    /** CPU units of one task. */
    public readonly cpu: number,
    /** Memory of one task, in MiB. */
    public readonly memoryMiB: number,
  ) {
    super();
    this.parameters = Object.freeze({ cpu: String(cpu), maxTasks: String(maxTasks), memoryMiB: String(memoryMiB), minTasks: String(minTasks) });
    fixed(this);
  }
}
