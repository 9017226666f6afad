/** Who wants which data where, why, and until when. */
export interface RefreshRequest {
  /** The person, by the name of the session, or `schedule:` and the name of the schedule. */
  readonly requester: string;
  readonly reason: string;
  readonly ticket: string;
  /** The scope: one database of production, and the one environment that its masked copy is for. */
  readonly dataset: string;
  readonly environment: string;
  /** An ISO 8601 instant; afterwards nothing of the run is approved, published or loaded. */
  readonly expires: string;
}

/** What a request may be about. */
export interface Refreshable {
  readonly datasets: readonly string[];
  readonly environments: readonly string[];
  /** The longest time for which a request holds. */
  readonly mostHours: number;
}

const HOUR = 3_600_000;

/** Everything that is wrong with a request, each with the way out. */
export function requestProblems(request: Partial<Record<keyof RefreshRequest, unknown>>, { datasets, environments, mostHours }: Refreshable, now: Date): string[] {
  const { requester, reason, ticket, dataset, environment, expires } = request;
  const left = typeof expires === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(expires) ? Date.parse(expires) - now.getTime() : Number.NaN;
  return [
    ...(isLine(requester) ? [] : ['requester: must be known']),
    ...(isLine(reason) && reason.trim().length >= 10 ? [] : ['reason: must say in one line of at least 10 characters why the data is needed']),
    ...(isLine(ticket) ? [] : ['ticket: must name the ticket']),
    ...(datasets.includes(String(dataset)) ? [] : [`dataset: must be one of ${datasets.join(', ')}`]),
    ...(environments.includes(String(environment)) ? [] : [`environment: must be one of ${environments.join(', ')}`]),
    ...(Number.isNaN(left) ? ['expires: must be an instant such as 2026-03-01T18:00:00Z'] : []),
    ...(left <= 0 ? ['expires: must be in the future; the request has expired'] : []),
    ...(left > mostHours * HOUR ? [`expires: must be at most ${mostHours} hours ahead`] : []),
  ];
}

function isLine(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= 500 && !/\p{Cc}/u.test(value);
}
