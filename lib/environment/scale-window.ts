import { fixed, readOnly, readOnlyMap } from '../values/read-only';
import { Capacity } from './capacity';
import { scaledLike, scaledTimes } from './scaled-capacity';

/** When a window is, why, and who answers for it. */
export interface WindowPlan {
  /** When it begins, `YYYY-MM-DDTHH:MM` in its time zone. */
  readonly start: string;

  /** When it ends, `YYYY-MM-DDTHH:MM` in its time zone; later than the start, and at most 31 days later. */
  readonly end: string;

  /** The time zone of both, a name of the IANA database such as `Europe/Berlin`. Offsets are refused: they know no summer time. */
  readonly timeZone: string;

  /** Why the scale is needed: a sentence a reviewer can judge. Must not be empty. */
  readonly reason: string;

  /** Who answers for it: a team, or an e-mail address. Must not be empty. */
  readonly owner: string;

  /**
   * The kinds of test it is for, as named in the floors of the environment. A window that leaves one of them below its floor is refused.
   * @default - none: whatever reaches its floors inside the window counts
   */
  readonly tests?: string[];
}

/**
 * A planned time in which an environment has another scale: for a performance test, the rehearsal of a migration or a release (PAR-06). It
 * opens the environment outside office hours too, and it ends by itself. Only numbers change: tasks, capacity units, instance classes; never
 * the parts, nor the size of a task.
 *
 * The environment that is given it refuses times that are none, an end before the start, windows that overlap, and scales that AWS does not
 * offer. Refused in production, which always has its full scale.
 *
 * @example
 * const production = { api: ServiceCapacity.tasks(4, 40), ledger: DatabaseCapacity.serverless(2, 32) };
 * const windows = {
 *   'june-load-test': ScaleWindow.like(production, {
 *     start: '2026-06-08T08:00', end: '2026-06-08T20:00', timeZone: 'Europe/Berlin',
 *     reason: 'Load test before the release of June', owner: 'quality@example.com', tests: ['load'],
 *   }),
 * };
 */
export class ScaleWindow {
  /**
   * As much as `capacity` has under the same names, for example `production.capacity`. A service gets as many of its own tasks as give the
   * processors and the memory of the other's tasks; a serverless database gets the capacity units that have the memory of an instance class.
   */
  public static like(capacity: { readonly [name: string]: Capacity }, plan: WindowPlan): ScaleWindow {
    return new ScaleWindow(plan, { measure: capacity });
  }

  /** Everything the environment has, `factor` times (more than 1, at most 100). */
  public static times(factor: number, plan: WindowPlan): ScaleWindow {
    return new ScaleWindow(plan, { factor });
  }

  /** Each named capacity as many times as its factor says (more than 1, at most 100); the others stay as they are. */
  public static timesEach(factors: { readonly [name: string]: number }, plan: WindowPlan): ScaleWindow {
    return new ScaleWindow(plan, { factors });
  }

  /** When it begins, `YYYY-MM-DDTHH:MM` in its time zone. */
  public readonly start: string;
  /** When it ends, `YYYY-MM-DDTHH:MM` in its time zone. */
  public readonly end: string;
  /** The time zone of both. */
  public readonly timeZone: string;
  /** Why the scale is needed. */
  public readonly reason: string;
  /** Who answers for it. */
  public readonly owner: string;
  /** The kinds of test it is for. */
  public readonly tests: string[];
  /** The capacity it takes as its measure, by name; only of a window made with `like`. */
  public readonly measure?: { readonly [name: string]: Capacity };
  /** What everything is multiplied with; only of a window made with `times`. */
  public readonly factor?: number;
  /** What each named capacity is multiplied with; only of a window made with `timesEach`. */
  public readonly factors?: { readonly [name: string]: number };

  private constructor(plan: WindowPlan, target: { measure?: { readonly [name: string]: Capacity }; factor?: number; factors?: { readonly [name: string]: number } }) {
    this.start = plan.start;
    this.end = plan.end;
    this.timeZone = plan.timeZone;
    this.reason = plan.reason;
    this.owner = plan.owner;
    this.tests = readOnly(plan.tests ?? []);
    if (target.measure !== undefined) this.measure = readOnlyMap(target.measure);
    if (target.factor !== undefined) this.factor = target.factor;
    if (target.factors !== undefined) this.factors = readOnlyMap(target.factors);
    fixed(this);
  }

  /**
   * What an environment with the capacity `baseline` has inside the window, by the same names. A name for which AWS offers no such scale is
   * missing.
   */
  public capacityFrom(baseline: { readonly [name: string]: Capacity }): { [name: string]: Capacity } {
    const scaled = Object.entries(baseline).map(([name, own]) => [name, this.scaled(name, own)] as const);
    return Object.fromEntries(scaled.flatMap(([name, capacity]) => (capacity === undefined ? [] : [[name, capacity]])));
  }

  private scaled(name: string, own: Capacity): Capacity | undefined {
    if (this.measure !== undefined) {
      const other = this.measure[name];
      return other === undefined ? own : scaledLike(own, other);
    }
    const factor = this.factor ?? this.factors?.[name];
    return factor === undefined ? own : scaledTimes(own, factor);
  }
}
