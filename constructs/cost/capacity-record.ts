import { aws_ssm as ssm } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { capacityPaths } from '../../lib/values/capacity-facts';
import { Problems } from '../../lib/values/problems';
import { PlannedWindow, WorkingHours, checkPlannedTimes } from './planned-times';

/** The least of a parameter without which a kind of test does not count, and what there is. */
export interface RecordedFloor {
  /** The parameter, for example `capacity.api.maxTasks`. */
  readonly parameter: string;
  /** The least value at which the test counts. */
  readonly atLeast: number;
  /**
   * What the environment has outside windows.
   * @default - it has no such parameter
   */
  readonly has?: number;
}

/** When the results of a kind of test count. */
export interface RecordedTest {
  /** Whether they count whenever the environment is open. */
  readonly always: boolean;
  /** Names of the windows in which they count. */
  readonly windows: string[];
  /** Its floors. */
  readonly floors: RecordedFloor[];
}

/** Properties of a `CapacityRecord`. */
export interface CapacityRecordProps {
  /** Path in Parameter Store below which the environment tells of its capacity, for example `/projects/capacity`. */
  readonly path: string;
  /**
   * When the environment is open.
   * @default - always
   */
  readonly hours?: WorkingHours;
  /**
   * Planned times of another scale. They must not overlap.
   * @default - none
   */
  readonly windows?: PlannedWindow[];
  /**
   * Kind of test to when its results count.
   * @default - no kind of test has a floor
   */
  readonly tests?: { readonly [kind: string]: RecordedTest };
}

/**
 * What an environment says of its capacity, as documents in its Parameter Store: `hours`, `windows/<name>` and `tests/<kind>` below one path.
 * A release gate reads there whether a test counts (PAR-07), and an `OfficeHoursControl` what to do and when.
 *
 * It refuses hours and windows without a time zone, that end before they start, and windows that overlap.
 *
 * @example
 * new CapacityRecord(this, 'Capacity', {
 *   path: '/projects/capacity',
 *   hours: { days: ['MON', 'TUE', 'WED', 'THU', 'FRI'], start: '07:00', end: '20:00', timeZone: 'Europe/Berlin' },
 *   tests: { load: { always: false, windows: [], floors: [{ parameter: 'capacity.api.maxTasks', atLeast: 20, has: 4 }] } },
 * });
 */
export class CapacityRecord extends Construct {
  /** The path. */
  public readonly path: string;
  /** When the environment is open, if not always. */
  public readonly hours?: WorkingHours;
  /** Planned times of another scale. */
  public readonly windows: PlannedWindow[];

  public constructor(scope: Construct, id: string, props: CapacityRecordProps) {
    super(scope, id);
    refuse(this.node.path, props);
    this.path = props.path;
    this.hours = props.hours;
    this.windows = props.windows ?? [];
    if (props.hours !== undefined) this.write(capacityPaths.hours, props.hours, 'When the environment is open');
    for (const { name, ...window } of this.windows) this.write(`${capacityPaths.windows}/${name}`, window, window.reason);
    for (const [kind, test] of Object.entries(props.tests ?? {})) this.write(`${capacityPaths.tests}/${kind}`, test, `When results of ${kind} tests count`);
  }

  private write(name: string, document: object, description: string): void {
    new ssm.StringParameter(this, name, { parameterName: `${this.path}/${name}`, stringValue: JSON.stringify(document), description });
  }
}

function refuse(path: string, props: CapacityRecordProps): void {
  const problems = new Problems();
  problems.when(!/^(\/[A-Za-z0-9_.-]+)+$/.test(props.path), { at: 'path', must: 'must be a path of Parameter Store', got: props.path, fix: 'for example /projects/capacity' });
  checkPlannedTimes(problems, props.hours, props.windows ?? []);
  for (const kind of Object.keys(props.tests ?? {})) {
    problems.when(!/^[a-z][a-z0-9-]{0,39}$/.test(kind), { at: 'tests', must: 'must be named in at most 40 lower-case letters, digits and hyphens', got: kind });
  }
  problems.refuse(`capacity record "${path}"`);
}
