import { OpeningHours, WindowTimes } from './capacity-plan';

/**
 * What an environment writes into its Parameter Store about its capacity, and what opens and closes it reads there. Below one path:
 * `hours`, `windows/<name>`, `tests/<name>` and `parts/<name>`, each a JSON document.
 */
export const capacityPaths = { hours: 'hours', windows: 'windows', tests: 'tests', parts: 'parts' } as const;

/** How many tasks run. */
export interface TaskLevel {
  readonly minTasks: number;
  readonly maxTasks: number;
}

/** How large a database is: units of a serverless one, else a class. */
export interface DatabaseLevel {
  readonly minAcu?: number;
  readonly maxAcu?: number;
  readonly instanceClass?: string;
}

/** A service, or a worker that listens to nobody. */
export interface TaskPart {
  readonly kind: 'service' | 'worker';
  /** Name of the ECS cluster. */
  readonly cluster: string;
  /** Name of the ECS service. */
  readonly service: string;
  /** How much runs in an open environment outside windows; missing where it runs in windows only. */
  readonly open?: TaskLevel;
  /** Name of a window to how much runs in it; a window that is missing changes nothing. */
  readonly windows: Readonly<Record<string, TaskLevel>>;
  /** Address of the queue it works off, and after how many minutes without a message it is stopped. */
  readonly idle?: { readonly queueUrl: string; readonly minutes: number };
}

/** An Aurora cluster. */
export interface DatabasePart {
  readonly kind: 'database';
  /** Identifier of the cluster. */
  readonly cluster: string;
  readonly open: DatabaseLevel;
  readonly windows: Readonly<Record<string, DatabaseLevel>>;
}

/** Alarms that watch from outside; they are silent while there is nothing to see. */
export interface AlarmsPart {
  readonly kind: 'alarms';
  readonly names: readonly string[];
}

/** A synthetic check; it asks nothing while nothing is expected to answer. */
export interface CheckPart {
  readonly kind: 'check';
  readonly name: string;
}

/** What is opened and closed. */
export type Part = TaskPart | DatabasePart | CheckPart | AlarmsPart;

/** A window as it is written down. */
export interface WindowFacts extends Omit<WindowTimes, 'name'> {
  readonly reason: string;
  readonly owner: string;
}

/** When the results of a kind of test count. */
export interface TestFacts {
  /** Whether they count whenever the environment is open at its own scale or above. */
  readonly always: boolean;
  /** Names of the windows in which they count. */
  readonly windows: readonly string[];
  readonly floors: ReadonlyArray<{ readonly parameter: string; readonly atLeast: number; readonly has?: number }>;
}

/** Everything below the path. */
export interface CapacityFacts {
  /** Missing where the environment is always open. */
  readonly hours?: OpeningHours;
  readonly windows: readonly WindowTimes[];
  readonly tests: Readonly<Record<string, TestFacts>>;
  readonly parts: Readonly<Record<string, Part>>;
}
