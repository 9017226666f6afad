/**
 * The least of a parameter without which a kind of test says nothing about production (PAR-07). While an environment is below it, such tests
 * do not count: the release gate reads that from `understudy.json` and from the Parameter Store of the environment.
 */
export interface TestFloor {
  /** The kind of test, for example `load` or `failover`: 1 to 40 lower-case letters, digits and hyphens. It may have several floors. */
  readonly test: string;

  /**
   * The parameter, for example `capacity.api.maxTasks`. One of the numbers of a declared capacity (`minTasks`, `maxTasks`, `cpu`, `memoryMiB`,
   * `minAcu`, `maxAcu`, `readers`), `capacity.<name>.vcpu` or `capacity.<name>.memoryGiB` for all its tasks or instances at most,
   * `network.availabilityZones` (their number), `network.natGateways`, `retention.logsDays` or `retention.backupsDays`.
   */
  readonly parameter: string;

  /** The least value at which the test counts. */
  readonly atLeast: number;

  /**
   * Whether the environment may be below it outside windows. The test then counts in windows that reach the floor, and only there.
   * @default false: an environment below it is refused
   */
  readonly onlyInWindows?: boolean;
}
