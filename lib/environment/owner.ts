/**
 * Who answers for an environment. Declared before anything is built; it becomes the tags by which cost is allocated and
 * alarms find a person.
 */
export interface Owner {
  /** The team that owns the environment, for example `project-accounting`. Must not be empty. */
  readonly team: string;

  /** The e-mail address that reaches the team: budget alerts, expired exceptions and access reviews go there. */
  readonly contact: string;

  /** The cost centre that pays. Must not be empty. */
  readonly costCenter: string;
}

/** What a derived environment says differently about its owner. */
export interface OwnerOverrides {
  /**
   * The team that owns the environment.
   * @default - the team of the environment it is derived from
   */
  readonly team?: string;

  /**
   * The e-mail address that reaches the team.
   * @default - the contact of the environment it is derived from
   */
  readonly contact?: string;

  /**
   * The cost centre that pays.
   * @default - the cost centre of the environment it is derived from
   */
  readonly costCenter?: string;
}
