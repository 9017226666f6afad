/** What a federated group may do in an environment. */
export enum AccessLevel {
  /** See configuration, metrics and logs; no data. */
  READ_ONLY = 'read-only',
  /** Work with the application's data as a tester or support engineer, through the application's own roles. */
  SUPPORT = 'support',
  /** Restart, scale, open recorded sessions; change nothing that is deployed. */
  OPERATOR = 'operator',
  /** Everything inside the permission boundary. */
  ADMINISTRATOR = 'administrator',
  /** For emergencies: short, alarmed, reviewed. */
  BREAK_GLASS = 'break-glass',
}

/** Who gets into an environment. People come in through federated groups only; there are no users of its own. */
export interface Access {
  /**
   * Group of the identity provider to what it may do. A group that opens one environment must not open another: separate groups for each.
   * A derived environment's groups replace those of the environment it is derived from.
   * @default - nobody
   */
  readonly groups?: { readonly [group: string]: AccessLevel };

  /**
   * The longest session, in hours, between 1 and 12 (the limit of AWS IAM).
   * @default 4
   */
  readonly maxSessionHours?: number;

  /**
   * The longest break-glass session, in hours; must not be longer than `maxSessionHours`.
   * @default 1
   */
  readonly breakGlassSessionHours?: number;
}

/** The access to an environment with nothing left to default. */
export interface EnvironmentAccess {
  /** Group of the identity provider to what it may do. */
  readonly groups: { readonly [group: string]: AccessLevel };

  /** The longest session, in hours. */
  readonly maxSessionHours: number;

  /** The longest break-glass session, in hours. */
  readonly breakGlassSessionHours: number;
}
