/**
 * How much of something an environment runs: of a service, a database, later of a cache. The name under which it is declared is
 * the same in every environment, the numbers are not. Made by the factories of its kinds: `ServiceCapacity`, `DatabaseCapacity`.
 */
export abstract class Capacity {
  /** What the capacity is of, for example `service`. The same name must mean the same kind in every environment. */
  public abstract readonly of: string;

  /** The parameters it consists of, by name, in alphabetical order: `{ maxTasks: '40', minTasks: '4' }`. */
  public abstract readonly parameters: { readonly [name: string]: string };
}
