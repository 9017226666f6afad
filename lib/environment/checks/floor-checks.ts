import { Problems } from '../../values/problems';
import { zonesOf } from '../availability-zones';
import { allMeasuresOf, measuresInside, reaches } from '../countable-tests';
import { defaultRetention } from '../default-retention';
import { EnvironmentKind } from '../environment-kind';
import { EnvironmentProps } from '../environment-props';
import { ScaleWindow } from '../scale-window';
import { TestFloor } from '../test-floor';
import { isFields } from './field-checks';

type Measured = Parameters<typeof allMeasuresOf>[0];

/** Refuses floors of parameters that are none, floors that the environment is below, and windows that are below those of the tests they are for. */
export function checkFloors(problems: Problems, environment: EnvironmentProps): void {
  const { floors = [], windows = {}, kind } = environment;
  const listed = !problems.when(!Array.isArray(floors), { at: 'floors', must: 'must be a list', got: floors });
  const measured = measuredOf(environment);
  if (!listed || measured === undefined) return;
  const measures = allMeasuresOf(measured);
  const known = floors.filter((floor, index) => checkFloor(problems, `floors[${index}]`, floor, measures));
  for (const floor of known.filter(({ test, parameter }, index) => known.findIndex((each) => each.test === test && each.parameter === parameter) < index)) {
    problems.when(true, { at: 'floors', must: `must not name a parameter twice for ${floor.test} tests`, got: floor.parameter });
  }
  for (const floor of known) checkBaseline(problems, floor, measures, kind);
  for (const [name, window] of Object.entries(windows)) {
    if (window instanceof ScaleWindow) checkWindow(problems, name, window, known, measured);
  }
}

/** Returns whether the floor is one. */
function checkFloor(problems: Problems, at: string, floor: TestFloor, measures: ReadonlyMap<string, number>): boolean {
  const noName = problems.when(!/^[a-z][a-z0-9-]{0,39}$/.test(String(floor.test)), {
    at: `${at}.test`, must: 'must be at most 40 lower-case letters, digits and hyphens that begin with a letter', got: floor.test, fix: 'for example load',
  });
  const noNumber = problems.when(!Number.isFinite(floor.atLeast) || floor.atLeast <= 0, { at: `${at}.atLeast`, must: 'must be a number above 0', got: floor.atLeast });
  const noParameter = problems.when(!measures.has(floor.parameter), {
    at: `${at}.parameter`, must: 'must be a parameter with a number', got: floor.parameter, fix: suggestion(String(floor.parameter), [...measures.keys()]),
  });
  return !noName && !noNumber && !noParameter;
}

/** The parameters nearby: those that begin with the same words, or else all. */
function suggestion(parameter: string, known: readonly string[]): string {
  const stem = parameter.split('.').slice(0, -1).join('.');
  const near = known.filter((each) => stem !== '' && each.startsWith(`${stem}.`));
  return `choose one of ${(near.length > 0 ? near : known).toSorted().join(', ')}`;
}

function checkBaseline(problems: Problems, floor: TestFloor, measures: ReadonlyMap<string, number>, kind: EnvironmentKind): void {
  if (reaches(measures, floor)) return;
  const production = kind === EnvironmentKind.PRODUCTION;
  problems.when(production || floor.onlyInWindows !== true, {
    at: floor.parameter,
    must: `must be at least ${floor.atLeast}, the floor of ${floor.test} tests`,
    got: measures.get(floor.parameter),
    fix: production ? 'a floor above production asks of a rehearsal what the play does not have' : 'raise it, or set onlyInWindows of the floor: such tests then count only in windows that reach it',
  });
}

function checkWindow(problems: Problems, name: string, window: ScaleWindow, floors: readonly TestFloor[], measured: Measured): void {
  const inside = measuresInside(measured, window);
  const tests = [...new Set(floors.map(({ test }) => test))];
  for (const test of window.tests) {
    problems.when(!tests.includes(test), {
      at: `windows.${name}.tests`, must: 'must be kinds of test that have a floor', got: test, fix: `floors has ${tests.toSorted().join(', ') || 'none'}`,
    });
  }
  for (const floor of floors.filter(({ test }) => window.tests.includes(test))) {
    problems.when(!reaches(inside, floor), {
      at: `windows.${name}`, must: `must reach ${floor.parameter} of ${floor.atLeast}, the floor of ${floor.test} tests`, got: inside.get(floor.parameter), fix: 'scale it further, or do not declare it for these tests',
    });
  }
}

/** Undefined where what is measured is not there or mistaken; it is refused elsewhere. */
function measuredOf({ capacity = {}, network, retention, region }: EnvironmentProps): Measured | undefined {
  if (!isFields(network) || !Array.isArray(network.availabilityZones) || typeof region !== 'string') return undefined;
  if (Object.values(capacity).some((each) => !isFields(each?.parameters))) return undefined;
  const availabilityZones = zonesOf(network.availabilityZones, region);
  return {
    capacity, retention: { ...defaultRetention, ...retention },
    network: { availabilityZones, natGateways: network.natGateways ?? availabilityZones.length },
  };
}
