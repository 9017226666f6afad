import { Capacity } from './capacity';
import { measuresOf } from './capacity-measures';
import { EnvironmentNetwork } from './network-plan';
import { EnvironmentRetention } from './retention';
import { ScaleWindow } from './scale-window';
import { TestFloor } from './test-floor';

/** What decides which kinds of test count. */
export interface Countable {
  readonly capacity: { readonly [name: string]: Capacity };
  readonly network: Pick<EnvironmentNetwork, 'availabilityZones' | 'natGateways'>;
  readonly retention: Pick<EnvironmentRetention, 'logsDays' | 'backupsDays'>;
  readonly windows: { readonly [name: string]: ScaleWindow };
  readonly floors: readonly TestFloor[];
}

/** A floor, and what the environment has outside windows. */
export interface FloorReached extends TestFloor {
  /** Undefined where the environment has no such parameter. */
  readonly has: number | undefined;
}

/** Whether the results of a kind of test count, and when. */
export interface CountableTest {
  readonly test: string;
  /** Whether they count whenever the environment is open. */
  readonly always: boolean;
  /** Names of the windows in which they count. */
  readonly windows: readonly string[];
  readonly floors: readonly FloorReached[];
}

/** Every kind of test that has a floor, by name, and when its results count. */
export function countableTests(environment: Countable): CountableTest[] {
  const { floors, windows } = environment;
  const measures = allMeasuresOf(environment);
  return [...new Set(floors.map(({ test }) => test))].toSorted().map((test) => {
    const own = floors.filter((floor) => floor.test === test);
    return {
      test,
      always: own.every((floor) => reaches(measures, floor)),
      windows: Object.entries(windows).filter(([, window]) => reachesAll(environment, window, own)).map(([name]) => name).toSorted(),
      floors: own.map((floor) => ({ ...floor, has: measures.get(floor.parameter) })),
    };
  });
}

/** Everything of an environment that can have a floor, by path. */
export function allMeasuresOf({ capacity, network, retention }: Omit<Countable, 'windows' | 'floors'>): Map<string, number> {
  return new Map([
    ...measuresOf(capacity),
    ['network.availabilityZones', network.availabilityZones.length],
    ['network.natGateways', network.natGateways],
    ['retention.backupsDays', retention.backupsDays],
    ['retention.logsDays', retention.logsDays],
  ]);
}

/** What an environment has inside a window, by path. */
export function measuresInside(environment: Omit<Countable, 'windows' | 'floors'>, window: ScaleWindow): Map<string, number> {
  return allMeasuresOf({ ...environment, capacity: { ...environment.capacity, ...window.capacityFrom(environment.capacity) } });
}

/** Whether a parameter is at its floor or above. */
export function reaches(measures: ReadonlyMap<string, number>, { parameter, atLeast }: TestFloor): boolean {
  return (measures.get(parameter) ?? Number.NEGATIVE_INFINITY) >= atLeast;
}

function reachesAll(environment: Countable, window: ScaleWindow, floors: readonly TestFloor[]): boolean {
  const measures = measuresInside(environment, window);
  return floors.every((floor) => reaches(measures, floor));
}
