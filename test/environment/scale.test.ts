import {
  DatabaseCapacity, Environment, OfficeHours, ScaleWindow, ServiceCapacity, type EnvironmentOverrides, type TestFloor, type WindowPlan,
} from '../../lib';
import { countableTests } from '../../lib/environment/countable-tests';
import { production, productionProps, refusalOf, staging, stagingOverrides } from './example-environments';

const plan: WindowPlan = {
  start: '2026-06-08T08:00', end: '2026-06-08T20:00', timeZone: 'Europe/Berlin', reason: 'Load test before the release', owner: 'quality@example.com',
};
const doubled = (change: Partial<WindowPlan> = {}) => ScaleWindow.times(2, { ...plan, ...change });
const stagingWith = (overrides: EnvironmentOverrides): Environment =>
  production.derive('staging', { ...stagingOverrides, ...overrides, capacity: { ...stagingOverrides.capacity, ...overrides.capacity } });

/** What a caller without types may pass. */
function wrong<T>(value: unknown): T {
  return value as T;
}

describe('a window', () => {
  test.each([
    ['tasks like production', ServiceCapacity.tasks(1, 4), ServiceCapacity.tasks(4, 40), { minTasks: '4', maxTasks: '40', cpu: '512' }],
    ['more of its own small tasks, where those of production are larger', ServiceCapacity.tasks(1, 4),
      ServiceCapacity.tasks(3, 24, { cpu: 1024, memoryMiB: 4096 }), { minTasks: '12', maxTasks: '96', cpu: '512', memoryMiB: '1024' }],
    ['units like production', DatabaseCapacity.serverless(0.5, 4), DatabaseCapacity.serverless(2, 32), { minAcu: '2', maxAcu: '32' }],
    ['units with the memory of an instance class', DatabaseCapacity.serverless(0.5, 4), DatabaseCapacity.provisioned('r8g.xlarge', 2),
      { minAcu: '16', maxAcu: '16', readers: '1' }],
    ['the class of production and its own readers', DatabaseCapacity.provisioned('t4g.medium', 1), DatabaseCapacity.provisioned('r8g.xlarge', 2),
      { instanceClass: 'r8g.xlarge', readers: '1' }],
  ])('like production gives %s', (_what, own, other, has) => {
    expect(ScaleWindow.like({ it: other }, plan).capacityFrom({ it: own }).it?.parameters).toMatchObject(has);
  });

  test.each([
    ['rounds tasks up', ServiceCapacity.tasks(1, 5), 1.5, { minTasks: '2', maxTasks: '8' }],
    ['rounds units up to halves', DatabaseCapacity.serverless(0.5, 4), 1.5, { minAcu: '1', maxAcu: '6' }],
    ['takes the next class of the family', DatabaseCapacity.provisioned('r8g.large', 1), 3, { instanceClass: 'r8g.2xlarge', readers: '1' }],
  ])('with a factor %s', (_what, own, factor, has) => {
    expect(ScaleWindow.times(factor, plan).capacityFrom({ it: own }).it?.parameters).toMatchObject(has);
  });

  test('leaves alone what it has no factor for', () => {
    const scaled = ScaleWindow.timesEach({ api: 3 }, plan).capacityFrom({ api: ServiceCapacity.tasks(1, 4), ledger: DatabaseCapacity.serverless(0.5, 4) });
    expect([scaled.api?.parameters.maxTasks, scaled.ledger?.parameters.maxAcu]).toEqual(['12', '4']);
  });

  test('is printed as it was declared', () => {
    const environment = stagingWith({
      windows: { like: ScaleWindow.like({ api: production.capacity.api ?? ServiceCapacity.tasks(1, 1) }, { ...plan, tests: ['load'] }), later: ScaleWindow.timesEach({ api: 2 }, { ...plan, start: '2026-07-08T08:00', end: '2026-07-08T20:00' }) },
      floors: [{ test: 'load', parameter: 'capacity.api.maxTasks', atLeast: 20, onlyInWindows: true }],
      idle: { stopWorkersAfterMinutes: 30, onlyInWindows: ['api'] }, budget: { monthlyAmount: 4000, alertAtPercent: [50, 90] },
    });
    const parameters = Object.entries(environment.toParameters()).filter(([path]) => /^(windows|floors|idle|budget)\./.test(path));
    expect(Object.fromEntries(parameters)).toEqual({
      'windows.later.start': '2026-07-08T08:00', 'windows.later.end': '2026-07-08T20:00', 'windows.later.timeZone': 'Europe/Berlin',
      'windows.later.reason': plan.reason, 'windows.later.owner': plan.owner, 'windows.later.factors.api': '2',
      'windows.like.start': '2026-06-08T08:00', 'windows.like.end': '2026-06-08T20:00', 'windows.like.timeZone': 'Europe/Berlin',
      'windows.like.reason': plan.reason, 'windows.like.owner': plan.owner, 'windows.like.tests': 'load',
      'windows.like.like.api.of': 'service', 'windows.like.like.api.cpu': '512', 'windows.like.like.api.maxTasks': '40',
      'windows.like.like.api.memoryMiB': '1024', 'windows.like.like.api.minTasks': '4',
      'floors.load.capacity.api.maxTasks': '20, only in windows',
      'idle.onlyInWindows': 'api', 'idle.stopWorkersAfterMinutes': '30', 'budget.alertAtPercent': '50, 90', 'budget.monthlyAmount': '4000',
    });
  });

  test('is of one environment: one that is derived from it has none', () => {
    const training = stagingWith({ windows: { june: doubled() }, idle: { stopWorkersAfterMinutes: 30 } }).derive('training', {
      account: '555555555555', network: { cidr: '10.30.0.0/16' }, zoneName: 'projects-training.example.com', access: { groups: {} },
    });
    expect(training.windows).toEqual({});
    expect(training.idle).toEqual({ stopWorkersAfterMinutes: 30 });
  });
});

const floors: TestFloor[] = [
  { test: 'functional', parameter: 'capacity.api.maxTasks', atLeast: 2 },
  { test: 'load', parameter: 'capacity.api.maxTasks', atLeast: 20, onlyInWindows: true },
  { test: 'load', parameter: 'capacity.ledger.memoryGiB', atLeast: 64, onlyInWindows: true },
  { test: 'soak', parameter: 'capacity.api.vcpu', atLeast: 20, onlyInWindows: true },
  { test: 'failover', parameter: 'network.availabilityZones', atLeast: 3 },
];

test('a kind of test counts where all its floors are reached: always, in certain windows, or never', () => {
  const environment = stagingWith({
    floors,
    windows: { june: ScaleWindow.like({ api: ServiceCapacity.tasks(4, 20) }, { ...plan, tests: ['load'] }), july: doubled({ start: '2026-07-08T08:00', end: '2026-07-08T20:00' }) },
  });
  expect(countableTests(environment).map(({ test: name, always, windows }) => ({ name, always, windows }))).toEqual([
    { name: 'failover', always: true, windows: ['july', 'june'] },
    { name: 'functional', always: true, windows: ['july', 'june'] },
    { name: 'load', always: false, windows: ['june'] },
    { name: 'soak', always: false, windows: [] },
  ]);
  expect(countableTests(environment)[2]?.floors[0]).toEqual({ test: 'load', parameter: 'capacity.api.maxTasks', atLeast: 20, onlyInWindows: true, has: 4 });
});

const refusals: ReadonlyArray<{ name: string; overrides: EnvironmentOverrides; says: string }> = [
  {
    name: 'a window that ends before it starts', overrides: { windows: { june: doubled({ end: '2026-06-08T07:00' }) } },
    says: 'windows.june.end: must be later than the start, 2026-06-08T08:00, got "2026-06-08T07:00"',
  },
  {
    name: 'a window without a time zone', overrides: { windows: { june: doubled({ timeZone: wrong(undefined) }) } },
    says: 'windows.june.timeZone: must be a time zone of the IANA database; write for example Europe/Berlin',
  },
  {
    name: 'a window with an offset for a time zone', overrides: { windows: { june: doubled({ timeZone: '+02:00' }) } },
    says: 'windows.june.timeZone: must be a time zone of the IANA database, got "+02:00"; write for example Europe/Berlin',
  },
  {
    name: 'a window on a day that is none', overrides: { windows: { june: doubled({ end: '2026-06-31T20:00' }) } },
    says: 'windows.june.end: must be a time that clocks in Europe/Berlin show, got "2026-06-31T20:00"; write YYYY-MM-DDTHH:MM, for example 2026-06-08T08:00',
  },
  {
    name: 'a window that starts in the hour that summer time leaves out', overrides: { windows: { march: doubled({ start: '2026-03-29T02:30', end: '2026-03-29T09:00' }) } },
    says: 'windows.march.start: must be a time that clocks in Europe/Berlin show, got "2026-03-29T02:30"; write YYYY-MM-DDTHH:MM, for example 2026-06-08T08:00',
  },
  {
    name: 'windows that overlap across time zones',
    overrides: { windows: { june: doubled(), tokyo: doubled({ start: '2026-06-09T02:00', end: '2026-06-09T06:00', timeZone: 'Asia/Tokyo' }) } },
    says: 'windows.tokyo: must not overlap the window june; make one window of both, or let one end before the other starts',
  },
  {
    name: 'a window of months', overrides: { windows: { summer: doubled({ end: '2026-08-08T08:00' }) } },
    says: 'windows.summer.end: must be at most 31 days after the start, 2026-06-08T08:00, got "2026-08-08T08:00"; what is needed for longer is the capacity of the environment',
  },
  {
    name: 'a window of minutes', overrides: { windows: { june: doubled({ end: '2026-06-08T08:10' }) } },
    says: 'windows.june.end: must be at least 30 minutes after the start, 2026-06-08T08:00, got "2026-06-08T08:10"; databases and services need that long to grow',
  },
  {
    name: 'a window without a reason', overrides: { windows: { june: doubled({ reason: ' ' }) } },
    says: 'windows.june.reason: must not be empty, got " "; say why the scale is needed',
  },
  {
    name: 'a window nobody answers for', overrides: { windows: { june: doubled({ owner: '' }) } },
    says: 'windows.june.owner: must not be empty, got ""; name the team that answers for it',
  },
  {
    name: 'a window with a name for a schedule that AWS refuses', overrides: { windows: { 'June test': doubled() } },
    says: 'windows: must have names of at most 40 lower-case letters, digits and hyphens that begin with a letter, got "June test"',
  },
  {
    name: 'a window that is none', overrides: { windows: { june: wrong(plan) } },
    says: 'windows.june: must be a window; use ScaleWindow.like(...) or ScaleWindow.times(...)',
  },
  {
    name: 'a window with a factor that reduces', overrides: { windows: { june: ScaleWindow.times(0.5, plan) } },
    says: 'windows.june.factor: must be more than 1 and at most 100, got 0.5',
  },
  {
    name: 'a window with a factor for a name nobody declares', overrides: { windows: { june: ScaleWindow.timesEach({ web: 2 }, plan) } },
    says: 'windows.june: must name capacities of the environment, got "web"; declared are api, ledger',
  },
  {
    name: 'a window like the capacity of another kind', overrides: { windows: { june: ScaleWindow.like({ api: DatabaseCapacity.serverless(1, 2) }, plan) } },
    says: 'windows.june.api: must have a scale that AWS offers for what the environment declares; leave it out, or choose another factor or measure',
  },
  {
    name: 'a window beyond what Aurora offers', overrides: { windows: { june: ScaleWindow.timesEach({ ledger: 100 }, plan) } },
    says: 'windows.june.ledger: must have a scale that AWS offers for what the environment declares; leave it out, or choose another factor or measure',
  },
  {
    name: 'a window below the floor of a test it is for', overrides: { floors, windows: { june: doubled({ tests: ['soak'] }) } },
    says: 'windows.june: must reach capacity.api.vcpu of 20, the floor of soak tests, got 4; scale it further, or do not declare it for these tests',
  },
  {
    name: 'a window for a test without a floor', overrides: { floors, windows: { june: doubled({ tests: ['endurance'] }) } },
    says: 'windows.june.tests: must be kinds of test that have a floor, got "endurance"; floors has failover, functional, load, soak',
  },
  {
    name: 'a floor that the environment is below', overrides: { floors: [{ test: 'load', parameter: 'capacity.api.maxTasks', atLeast: 20 }] },
    says: 'capacity.api.maxTasks: must be at least 20, the floor of load tests, got 4; raise it, or set onlyInWindows of the floor: such tests then count only in windows that reach it',
  },
  {
    name: 'a floor of something that is not there', overrides: { floors: [{ test: 'load', parameter: 'capacity.api.tasks', atLeast: 20 }] },
    says: 'floors[0].parameter: must be a parameter with a number, got "capacity.api.tasks"; choose one of capacity.api.cpu, capacity.api.maxTasks, capacity.api.memoryGiB, capacity.api.memoryMiB, capacity.api.minTasks, capacity.api.vcpu',
  },
  {
    name: 'a floor of nothing', overrides: { floors: [{ test: 'load', parameter: 'capacity.api.maxTasks', atLeast: 0 }] },
    says: 'floors[0].atLeast: must be a number above 0, got 0',
  },
  {
    name: 'a floor for a test without a name', overrides: { floors: [{ test: 'Load test', parameter: 'capacity.api.maxTasks', atLeast: 2 }] },
    says: 'floors[0].test: must be at most 40 lower-case letters, digits and hyphens that begin with a letter, got "Load test"; for example load',
  },
  {
    name: 'a floor twice', overrides: { floors: [{ test: 'load', parameter: 'capacity.api.maxTasks', atLeast: 2 }, { test: 'load', parameter: 'capacity.api.maxTasks', atLeast: 3 }] },
    says: 'floors: must not name a parameter twice for load tests, got "capacity.api.maxTasks"',
  },
  {
    name: 'floors that are no list', overrides: { floors: wrong({ load: 2 }) },
    says: 'floors: must be a list, got {"load":2}',
  },
  {
    name: 'workers that stop at once', overrides: { idle: { stopWorkersAfterMinutes: 1 } },
    says: 'idle.stopWorkersAfterMinutes: must be a whole number from 15 to 1440, got 1',
  },
  {
    name: 'a schedule without a time zone', overrides: { schedule: OfficeHours.weekdays('07:00', '20:00', wrong(undefined)) },
    says: 'schedule.timeZone: must be a time zone of the IANA database; write for example Europe/Berlin',
  },
  {
    name: 'a part for windows where there are none', overrides: { schedule: OfficeHours.always(), idle: { onlyInWindows: ['api'] } },
    says: 'idle.onlyInWindows: must come with a schedule or a window, got ["api"]; where neither is, nothing stops or starts them',
  },
  {
    name: 'a database that runs in windows only', overrides: { idle: { onlyInWindows: ['ledger'] } },
    says: 'idle.onlyInWindows: must name capacities of services, got "ledger"; declared are api',
  },
  {
    name: 'a budget without an amount', overrides: { budget: { currency: 'USD' } },
    says: 'budget.monthlyAmount: must be a number above 0',
  },
  {
    name: 'a budget in a currency that is none', overrides: { budget: { monthlyAmount: 10, currency: '$' } },
    says: 'budget.currency: must be a currency of three capital letters, got "$"; write for example USD',
  },
  {
    name: 'five alerts', overrides: { budget: { monthlyAmount: 10, alertAtPercent: [10, 20, 30, 40, 50] } },
    says: 'budget.alertAtPercent: must be one to four percents, got [10,20,30,40,50]; AWS takes five alerts, one of which is kept for the forecast',
  },
  {
    name: 'an alert twice', overrides: { budget: { monthlyAmount: 10, alertAtPercent: [80, 80] } },
    says: 'budget.alertAtPercent: must not name a percent twice, got 80',
  },
  {
    name: 'an anomaly of nothing', overrides: { budget: { monthlyAmount: 10, anomalyAmount: 0 } },
    says: 'budget.anomalyAmount: must be a number above 0, got 0',
  },
  {
    name: 'an instance class Aurora does not offer', overrides: { capacity: { ledger: DatabaseCapacity.provisioned('m9z.xlarge', 1) } },
    says: 'capacity.ledger.instanceClass: must be an instance class that Amazon Aurora PostgreSQL offers, got "m9z.xlarge"; its families are r5, r6g, r6gd, r6i, r6id, r7g, r7i, r8g, r8gd, t3, t4g, x2g',
  },
];

test.each(refusals)('$name is refused', ({ overrides, says }) => {
  expect(refusalOf(() => stagingWith(overrides))).toBe(`environment "staging" has 1 problem\n- ${says}`);
});

test('production has no windows, no idle parts, and no floor above itself', () => {
  const all = () => new Environment({
    ...productionProps, windows: { june: doubled() }, idle: { stopWorkersAfterMinutes: 60 },
    floors: [{ test: 'load', parameter: 'capacity.api.maxTasks', atLeast: 80, onlyInWindows: true }],
  });
  expect(refusalOf(all)).toBe([
    'environment "production" has 3 problems',
    '- windows: must not be declared in production, got ["june"]; production always has its full scale',
    '- capacity.api.maxTasks: must be at least 80, the floor of load tests, got 40; a floor above production asks of a rehearsal what the play does not have',
    '- idle: must not be declared in production; customers must not wait for a part that was stopped',
  ].join('\n'));
});

test('an environment that keeps to its floors inherits those of production', () => {
  const withFloors = new Environment({ ...productionProps, floors });
  expect(withFloors.derive('staging', stagingOverrides).floors).toEqual(floors);
  expect(staging.floors).toEqual([]);
});
