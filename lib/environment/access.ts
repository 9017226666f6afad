/** What the members of a federated group may do in an environment; each no more than the work needs. */
export enum GroupRole {
  /** See how everything is set up and how it runs; no logs, no data. */
  READ_ONLY = 'read-only',
  /** Read configuration, findings and records, for reviews and audits. */
  AUDITOR = 'auditor',
  /** Find out why software fails: logs, traces, metrics; change nothing. */
  DEVELOPER = 'developer',
  /** Run tests: start workflows, jobs and canaries. */
  TESTER = 'tester',
  /** Run the systems: scale, restart, open recorded sessions; change nothing that is deployed. */
  OPERATOR = 'operator',
  /** Everything inside the permission boundary. */
  ADMINISTRATOR = 'administrator',
  /** For emergencies: short, alarmed, reviewed. */
  BREAK_GLASS = 'break-glass',
}

/** What a group of contractors works on, and until when. */
export interface ContractorScope {
  /** The systems, as the tag `system` of their resources has them. At least one; wildcards are refused. */
  readonly systems: string[];

  /**
   * The last moment of the access, as an ISO 8601 instant with a zone: `2027-03-31T22:00:00Z`.
   * @default - no end: give one wherever the contract has one
   */
  readonly until?: string;
}

/** Who gets into an environment. People come in through federated groups only; there are no users of its own. */
export interface Access {
  /**
   * Group of the identity provider to what it may do. A group that opens one environment must not open another: separate groups for each.
   * A derived environment's groups replace those of the environment it is derived from.
   * @default - nobody
   */
  readonly groups?: { readonly [group: string]: GroupRole };

  /**
   * Group of contractors in the identity provider to the systems they work on. Must not be in `groups` as well. A derived environment's
   * contractors replace those of the environment it is derived from.
   * @default - none
   */
  readonly contractors?: { readonly [group: string]: ContractorScope };

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
  readonly groups: { readonly [group: string]: GroupRole };

  /** Group of contractors in the identity provider to the systems they work on. */
  readonly contractors: { readonly [group: string]: ContractorScope };

  /** The longest session, in hours. */
  readonly maxSessionHours: number;

  /** Name of the SAML provider of the account. */
  readonly samlProvider: string;
}
