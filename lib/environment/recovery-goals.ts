/** What recovery of an environment must achieve. The defaults are the same for every kind of environment. */
export interface RecoveryGoals {
  /**
   * How many hours of data may be lost: the greatest age of the newest backup, up to 8760. At least one hour more than the longest time
   * between two backups, which begin once on each day on which the environment runs: 25 without office hours, 73 from Monday to Friday.
   * @default - two hours more than that time: 26 without office hours
   */
  readonly pointHours?: number;

  /**
   * How many hours recovery may take, from the start until the restored data was validated, from 1 to 720.
   * @default 8
   */
  readonly timeHours?: number;

  /**
   * For how many days nobody can delete a backup, from 1 to `retention.backupsDays`.
   * @default - 7, or `retention.backupsDays` if that is less
   */
  readonly lockedDays?: number;
}

/** The recovery goals of an environment with nothing left to default. */
export interface EnvironmentRecovery {
  /** How many hours of data may be lost. */
  readonly pointHours: number;

  /** How many hours recovery may take. */
  readonly timeHours: number;

  /** For how many days nobody can delete a backup. */
  readonly lockedDays: number;
}
