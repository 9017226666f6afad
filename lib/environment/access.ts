/** What a federated group may do in an environment. */
export enum AccessLevel {
  /** See configuration, metrics and logs; no data. */
  READ_ONLY = 'read-only',
  /** Find out why software fails: logs, traces, metrics; change nothing. */
  DEVELOPER = 'developer',
  /** Run tests: start workflows, jobs and checks that are marked as tests. */
  TESTER = 'tester',
  /** Read configuration, findings and records, for reviews and audits. */
  AUDITOR = 'auditor',
  /** Restart, scale, open recorded sessions; change nothing that is deployed. */
  OPERATOR = 'operator',
  /** Everything inside the permission boundary. */
  ADMINISTRATOR = 'administrator',
  /** For emergencies: one hour, alarmed, reviewed. */
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
   * Name of the SAML provider of the account, through which the groups sign in.
   * @default workforce
   */
  readonly samlProvider?: string;
}

/** The access to an environment with nothing left to default. */
export interface EnvironmentAccess {
  /** Group of the identity provider to what it may do. */
  readonly groups: { readonly [group: string]: AccessLevel };

  /** The longest session, in hours. */
  readonly maxSessionHours: number;

  /** Name of the SAML provider of the account. */
  readonly samlProvider: string;
}
