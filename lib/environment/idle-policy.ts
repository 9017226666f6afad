/** What an open environment does with parts that have nothing to do (OPS-07). Refused in production. */
export interface IdlePolicy {
  /**
   * Minutes after which a worker whose queue got nothing and holds nothing is stopped, 15 to 1440. It comes back within five minutes of the
   * next message.
   * @default - workers run as long as the environment is open
   */
  readonly stopWorkersAfterMinutes?: number;

  /**
   * Names of capacities of services and workers that run in windows only, for example analytics. An empty list says of a derived environment
   * that it has none.
   * @default - none
   */
  readonly onlyInWindows?: string[];
}
