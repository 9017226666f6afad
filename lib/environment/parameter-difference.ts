/** One parameter in which two environments differ. */
export interface ParameterDifference {
  /** The path of the parameter, for example `capacity.api.minTasks`. */
  readonly parameter: string;

  /**
   * The value in the environment that was asked.
   * @default - it has no such parameter
   */
  readonly here?: string;

  /**
   * The value in the environment it was compared with.
   * @default - it has no such parameter
   */
  readonly there?: string;
}
