/** How one resource was recovered. */
export interface Recovery {
  readonly resource: string;
  readonly recoveryPoint?: string;
  /** When its recovery point was made. */
  readonly made?: string;
  /** When it was known whether it is recovered, before a rehearsal clears up. */
  readonly ended: string;
  readonly passed: boolean;
  readonly message: string;
}

/** What was promised, in minutes. */
export interface Objectives {
  /** Data that may be lost: age of the recovery point at the start. */
  readonly pointMinutes: number;
  /** Time that the recovery may take, from start to validated. */
  readonly timeMinutes: number;
}

/** What a run has shown. */
export interface Measured {
  readonly passed: boolean;
  readonly pointMinutes: number;
  readonly timeMinutes: number;
  readonly shortfalls: readonly string[];
}

/** Compares a run with what was promised. A run that recovered nothing has shown nothing. */
export function measureRecovery(started: Date, recoveries: readonly Recovery[], without: readonly string[], objectives: Objectives): Measured {
  const ages = recoveries.flatMap(({ made }) => (made === undefined ? [] : [minutesBetween(new Date(made), started)]));
  const pointMinutes = Math.max(0, ...ages);
  const timeMinutes = Math.max(0, ...recoveries.map(({ ended }) => minutesBetween(started, new Date(ended))));
  const shortfalls = [
    ...(recoveries.length === 0 ? ['nothing was recovered'] : []),
    ...without.map((resource) => `${resource} has no whole recovery point`),
    ...recoveries.filter(({ passed }) => !passed).map(({ resource, message }) => `${resource}: ${message}`),
    ...(pointMinutes > objectives.pointMinutes ? [`${pointMinutes} minutes of data would be lost, promised are ${objectives.pointMinutes}`] : []),
    ...(timeMinutes > objectives.timeMinutes ? [`recovery took ${timeMinutes} minutes, promised are ${objectives.timeMinutes}`] : []),
  ];
  return { passed: shortfalls.length === 0, pointMinutes, timeMinutes, shortfalls };
}

function minutesBetween(from: Date, to: Date): number {
  return Math.ceil((to.getTime() - from.getTime()) / 60_000);
}
