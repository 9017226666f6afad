import { Duration } from 'aws-cdk-lib';
import { CacheCapacity, Capacity, Deployment, Environment, Feature, FunctionCapacity, JobCapacity, SearchCapacity, TableCapacity, type EnvironmentOverrides } from '../../lib';
import { production, productionProps, refusalOf, stagingOverrides } from './example-environments';

const pilot = { until: '2027-03-31T22:00:00Z', owner: 'payroll@example.com', reason: 'One customer tries it in live.', rollback: 'It goes off by itself.' };

/** Staging as it should be, but for `overrides`. */
function stagingWith(overrides: EnvironmentOverrides): Environment {
  return production.derive('staging', { ...stagingOverrides, ...overrides });
}

/** What staging says of an area, by path. */
function parameters(environment: Environment, area: string): { [path: string]: string } {
  return Object.fromEntries(Object.entries(environment.toParameters()).filter(([path]) => path.startsWith(`${area}.`)));
}

describe('the deployment of an environment', () => {
  test.each<[string, Deployment, object]>([
    ['rolling', Deployment.rolling({ errorPercent: 2 }), { mode: 'rolling', errorPercent: '2', latencyMilliseconds: '2000' }],
    ['blue/green', Deployment.blueGreen({ bake: Duration.minutes(30) }), { mode: 'blue-green', bakeMinutes: '30', errorPercent: '5', latencyMilliseconds: '2000' }],
    ['canary', Deployment.canary(10, { stepWait: Duration.minutes(5), latency: Duration.millis(800) }),
      { mode: 'canary', percent: '10', stepWaitMinutes: '5', bakeMinutes: '10', errorPercent: '5', latencyMilliseconds: '800' }],
    ['linear', Deployment.linear(25), { mode: 'linear', percent: '25', stepWaitMinutes: '10', bakeMinutes: '10', errorPercent: '5', latencyMilliseconds: '2000' }],
  ])('is a parameter when %s', (_name, deployment, expected) => {
    const said = Object.fromEntries(Object.entries(expected).map(([field, value]) => [`deployment.${field}`, value]));
    expect(parameters(stagingWith({ deployment }), 'deployment')).toEqual(said);
  });
  test('is inherited', () => {
    const canary = new Environment({ ...productionProps, deployment: Deployment.canary(5) });
    expect(canary.derive('staging', stagingOverrides).deployment).toBe(canary.deployment);
  });
});

describe('the features of an environment', () => {
  const base = new Environment({ ...productionProps, features: { forecast: Feature.off(), payroll: Feature.pilot(['northwind'], pilot) } });

  test('are parameters, a pilot with its end, owner, reason and way back', () => {
    expect(parameters(base, 'features')).toEqual({
      'features.forecast.isOn': 'false', 'features.payroll.isOn': 'true', 'features.payroll.tenants': 'northwind',
      'features.payroll.pilot.until': pilot.until, 'features.payroll.pilot.owner': pilot.owner, 'features.payroll.pilot.reason': pilot.reason,
      'features.payroll.pilot.rollback': pilot.rollback,
    });
  });
  test('are merged name by name', () => {
    const staging = base.derive('staging', { ...stagingOverrides, features: { payroll: Feature.on() } });
    expect(parameters(staging, 'features')).toEqual({ 'features.forecast.isOn': 'false', 'features.payroll.isOn': 'true' });
  });
});

describe('what is refused', () => {
  test.each<[string, EnvironmentOverrides, string[]]>([
    ['shares and times ECS does not offer',
      { deployment: Deployment.linear(1.25, { stepWait: Duration.days(2), bake: Duration.seconds(90), errorPercent: 0, latency: Duration.millis(1) }) },
      ['deployment.percent: must be 3 to 100 in steps of 0.1, got 1.25', 'deployment.errorPercent: must be above 0 and at most 100, got 0',
        'deployment.latency: must be at least 10 milliseconds, got 1', 'deployment.bake: must be 0 to 1440 whole minutes, got 1.5',
        'deployment.stepWait: must be 0 to 1440 whole minutes, got 2880']],
    ['what is no deployment', { deployment: 'canary' as unknown as Deployment }, ['deployment: must be a deployment; use Deployment.rolling()']],
    ['a pilot without end, owner, reason and way back', { features: { payroll: Feature.pilot([], { until: 'soon', owner: 'payroll', reason: ' ', rollback: '' }) } },
      ['features.payroll.tenants: must name the tenants that take part in the pilot, got []',
        'features.payroll.pilot.until: must be an ISO 8601 instant with a zone, got "soon"; a pilot ends: write for example "2027-03-31T22:00:00Z"',
        'features.payroll.pilot.owner: must be an e-mail address, got "payroll"; name who answers for the pilot',
        'features.payroll.pilot.reason: must not be empty, got " "; say why it has to be in live',
        'features.payroll.pilot.rollback: must not be empty, got ""; say how it is undone before its end']],
    ['features for unknown tenants, twice, and capital names', { features: { Payroll: Feature.forTenants(['northwind', 'northwind']) } },
      ['features.Payroll: must begin with a lower case letter, got "Payroll"', 'features.Payroll.tenants: must not name a tenant twice, got "northwind"',
        'features.Payroll.tenants: must name tenants of the environment, got "northwind"; declared are certification',
        'features.Payroll.tenants: must name tenants of the environment, got "northwind"; declared are certification']],
    ['what is no feature', { features: { payroll: true as unknown as Feature } }, ['features.payroll: must be a feature; use Feature.on(), Feature.off() or Feature.forTenants(...)']],
  ])('%s', (_name, overrides, problems) => {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    expect(refusalOf(() => stagingWith(overrides))).toBe([`environment "staging" has ${count}`, ...problems.map((each) => `- ${each}`)].join('\n'));
  });

  test.each<[string, Capacity, string[]]>([
    ['a table without bounds', TableCapacity.onDemand(0, 50_000), ['maxReadUnits: must be a whole number from 1 to 40000, got 0', 'maxWriteUnits: must be a whole number from 1 to 40000, got 50000']],
    ['a cache of no size', CacheCapacity.serverless(0.5, 10), ['maxGiB: must be a whole number from 1 to 5000, got 0.5', 'maxUnitsPerSecond: must be a whole number from 1000 to 15000000, got 10']],
    ['a search domain of no size', SearchCapacity.nodes(1, 'r8g.tiny', 2000),
      ['nodes: must be a whole number from 2 to 80, got 1',
        'instanceType: must be a type of data nodes that can be encrypted, got "r8g.tiny"; write it without ".search", for example r8g.large; families are t3, m6g, m7g, m8g, r6g, r7g, r8g',
        'storageGiB: must be a whole number from 10 to 1024, got 2000']],
    ['a function too small', FunctionCapacity.memory(64, 0), ['memoryMiB: must be a whole number from 128 to 10240, got 64', 'concurrency: must be a whole number from 1 to 1000, got 0']],
    ['a job of a size Fargate has not', JobCapacity.task({ cpu: 1024, memoryMiB: 512 }), ['memoryMiB: must be a memory AWS Fargate offers with 1024 CPU units, 2048 to 8192, got 512']],
  ])('%s', (_name, capacity, problems) => {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    expect(refusalOf(() => stagingWith({ capacity: { ...stagingOverrides.capacity, part: capacity } })))
      .toBe([`environment "staging" has ${count}`, ...problems.map((each) => `- capacity.part.${each}`)].join('\n'));
  });
});

test.each<[Capacity, string, object]>([
  [TableCapacity.onDemand(200, 100), 'table', { maxReadUnits: '200', maxWriteUnits: '100' }],
  [CacheCapacity.serverless(5, 20_000), 'cache', { maxGiB: '5', maxUnitsPerSecond: '20000' }],
  [FunctionCapacity.memory(512, 5), 'function', { concurrency: '5', memoryMiB: '512' }],
  [SearchCapacity.nodes(3, 'r8g.large', 100, { dedicatedManagers: true }), 'search', { nodes: '3', instanceType: 'r8g.large', storageGiB: '100', dedicatedManagers: 'true' }],
  [JobCapacity.task(), 'job', { cpu: '512', memoryMiB: '1024' }],
])('the capacity of a $of is its parameters', (capacity, of, parametersOf) => {
  expect(capacity.of).toBe(of);
  expect(capacity.parameters).toEqual(parametersOf);
});
