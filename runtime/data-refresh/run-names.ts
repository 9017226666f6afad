/** How the names of everything begin that a run makes in quarantine. No permission to remove reaches a name that begins otherwise. */
export const RUN_PREFIX = 'refresh-';

const form = /^\d{8}-\d{4}-[0-9a-f]{8}$/;

/** What a run makes, by name: known from its id alone, so that it can be removed by whoever knows nothing else. */
export interface RunNames {
  readonly snapshot: string;
  readonly cluster: string;
  readonly instance: string;
  /** Where the run keeps what it needs between its steps. */
  readonly folder: string;
  /** The signed statement: counts and digests only. It outlives the run until it is in the audit account. */
  readonly statement: string;
}

/** An id for a run that starts at `now`; `chance` are eight hexadecimal digits. */
export function runId(now: Date, chance: string): string {
  const digits = now.toISOString().replaceAll(/\D/g, '');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${chance}`;
}

/** Whether it is the id of a run. */
export function isRunId(value: unknown): value is string {
  return typeof value === 'string' && form.test(value);
}

export function namesOf(run: string): RunNames {
  if (!isRunId(run)) throw new Error(`run must be such as 20260301-0500-0a1b2c3d, got "${run}"`);
  const name = `${RUN_PREFIX}${run}`;
  return { snapshot: name, cluster: name, instance: `${name}-writer`, folder: `runs/${run}/`, statement: `statements/${run}.json` };
}

/** The run that made something of this name; undefined where no run did. */
export function runOf(name = ''): string | undefined {
  const run = name.startsWith(RUN_PREFIX) ? name.slice(RUN_PREFIX.length).replace(/-writer$/, '') : '';
  return form.test(run) ? run : undefined;
}
