/** How long an environment keeps things. The defaults are the same for every kind of environment. */
export interface Retention {
  /**
   * Logs of applications and of the network, in days. Must be a value that Amazon CloudWatch Logs offers.
   * @default 365
   */
  readonly logsDays?: number;

  /**
   * Backups of databases and file systems, in days, between 1 and 36500; continuous backups reach back 35 days at most.
   * @default 35
   */
  readonly backupsDays?: number;

  /**
   * Replaced and deleted versions of objects in buckets, in days, between 1 and 3650.
   * @default 90
   */
  readonly objectVersionsDays?: number;

  /**
   * How long a deleted key or secret can be brought back, in days, between 7 and 30 (the limits of AWS KMS and Secrets Manager).
   * @default 30
   */
  readonly deletedKeysDays?: number;
}

/** The retention of an environment with nothing left to default. */
export interface EnvironmentRetention {
  /** Logs of applications and of the network, in days. */
  readonly logsDays: number;

  /** Backups, in days. */
  readonly backupsDays: number;

  /** Replaced and deleted versions of objects, in days. */
  readonly objectVersionsDays: number;

  /** How long a deleted key or secret can be brought back, in days. */
  readonly deletedKeysDays: number;
}
