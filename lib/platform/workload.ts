import { WorkloadScope } from './workload-scope';

/**
 * A platform team's own system: its services, workers, databases, buckets and queues, and anything else in CDK. It is
 * built once for each environment by the same code, from parameters: there is no way to ask which environment it is
 * built for, so that staging and production cannot differ except where a parameter says so (PAR-01, PAR-02).
 *
 * @example
 * class Projects extends Workload {
 *   public define(scope: WorkloadScope): void {
 *     const ledger = scope.addDatabase('Ledger', { capacity: scope.capacityOf('ledger') });
 *     scope.addService('Api', { image: scope.image('api'), capacity: scope.capacityOf('api'), port: 8080, uses: [ledger] });
 *   }
 * }
 */
export abstract class Workload {
  /**
   * Builds the workload for one environment.
   *
   * @param scope what the workload may know and make
   */
  public abstract define(scope: WorkloadScope): void;
}
