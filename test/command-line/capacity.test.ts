import { buildUnderstudy, Project } from './run-understudy';

const understudy = buildUnderstudy();

type Resources = Record<string, { Type: string; Properties?: Record<string, unknown> }>;

/** A service of tasks with half a processor and 1 GiB, between two numbers, as CDK writes it. */
const service = (id: string, min: number, max: number): Resources => ({
  [`${id}Task`]: { Type: 'AWS::ECS::TaskDefinition', Properties: { Cpu: '512', Memory: '1024' } },
  [id]: { Type: 'AWS::ECS::Service', Properties: { TaskDefinition: { Ref: `${id}Task` }, DesiredCount: min } },
  [`${id}Scaling`]: {
    Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
    Properties: { MinCapacity: min, MaxCapacity: max, ResourceId: { 'Fn::Join': ['', ['service/', { Ref: 'Cluster' }, '/', { 'Fn::GetAtt': [id, 'Name'] }]] } },
  },
});
const part = (id: string, more: object): Resources => {
  const [head, tail] = JSON.stringify({ kind: 'service', cluster: 'c', service: '@', windows: {}, ...more }).split('@');
  return { [`${id}Part`]: { Type: 'AWS::SSM::Parameter', Properties: { Name: `/p/capacity/parts/${id}`, Value: { 'Fn::Join': ['', [head, { 'Fn::GetAtt': [id, 'Name'] }, tail]] } } } };
};
const database = (properties: object, ...classes: string[]): Resources => ({
  Ledger: { Type: 'AWS::RDS::DBCluster', Properties: { DBClusterIdentifier: 'ledger', ...properties } },
  ...Object.fromEntries(classes.map((DBInstanceClass, index) => [`Ledger${index}`, { Type: 'AWS::RDS::DBInstance', Properties: { DBInstanceClass, DBClusterIdentifier: { Ref: 'Ledger' } } }])),
});
const document = (name: string, value: unknown): Resources => ({ [name.replaceAll(/\W/g, '')]: { Type: 'AWS::SSM::Parameter', Properties: { Name: `/p/capacity/${name}`, Value: JSON.stringify(value) } } });
const control: Resources = { Control: { Type: 'AWS::Lambda::Function', Properties: { Environment: { Variables: { CAPACITY_PATH: '/p/capacity' } } } } };
const hours = document('hours', { days: ['MON', 'TUE', 'WED', 'THU', 'FRI'], start: '08:00', end: '18:00', timeZone: 'Europe/Berlin' });

function project(accounts: Record<string, Resources>, environments?: Record<string, { kind: string; account: string }>): Project {
  const artifacts = Object.fromEntries(Object.keys(accounts).map((account) => [`Stack${account}`, {
    type: 'aws:cloudformation:stack', environment: `aws://${account}/eu-west-1`, properties: { templateFile: `${account}.template.json` },
  }]));
  const facts = { version: 1, platform: 'P', zones: {}, environments: Object.fromEntries(Object.entries(environments ?? {}).map(([name, each]) => [name, { ...each, region: 'eu-west-1', parameters: {} }])) };
  return new Project(understudy, {
    'cdk.out/manifest.json': { version: '55.0.0', artifacts },
    ...Object.fromEntries(Object.entries(accounts).map(([account, Resources]) => [`cdk.out/${account}.template.json`, { Resources }])),
    ...(environments === undefined ? {} : { 'cdk.out/understudy.json': facts }),
  });
}

const platform = () => project({
  111111111111: { ...service('Api', 4, 8), ...part('Api', { open: { minTasks: 4, maxTasks: 8 } }), ...database({}, 'db.r8g.large', 'db.r8g.large'), Functions: { Type: 'AWS::Lambda::Function' } },
  222222222222: {
    ...service('Api', 1, 2), ...part('Api', { open: { minTasks: 1, maxTasks: 2 }, windows: { june: { minTasks: 4, maxTasks: 8 } } }), ...service('Own', 2, 2),
    ...database({ ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 4 } }, 'db.serverless'),
    ...document('parts/Ledger', { kind: 'database', cluster: 'ledger', open: { minAcu: 0.5, maxAcu: 4 }, windows: { june: { minAcu: 8, maxAcu: 8 } } }),
    ...control, ...hours, ...document('windows/june', { start: '2026-06-08T08:00', end: '2026-06-08T18:00', timeZone: 'Europe/Berlin' }),
  },
}, { production: { kind: 'production', account: '111111111111' }, staging: { kind: 'staging', account: '222222222222' } });

interface Document { environments: Array<Record<string, unknown> & { environment: string; vcpuHours: unknown; windows: unknown[] }>; relativeTo: string }
const facts = (subject: Project, ...more: string[]): Document => JSON.parse(subject.run(['capacity', '--json', ...more]).stdout) as Document;

describe('capacity', () => {
  test('is that of the templates in the hours they are open, beside production, without a price', () => {
    const { environments, relativeTo } = facts(platform());
    expect(relativeTo).toBe('production');
    // production: 4 to 8 tasks of half a processor and two instances of two, all week
    expect(environments[0]).toMatchObject({
      environment: 'production', openHoursAWeek: 168, vcpuHours: { least: 168 * 6, most: 168 * 8 }, share: { vcpuHours: { least: 1, most: 1 } },
      memoryGbMonths: { least: 8.285, most: 9.205 }, storageGbMonths: { least: 18.411, most: 36.822 },
    });
    // staging: 1 to 2 tasks and 0.5 to 4 units of a quarter processor for 50 hours; two tasks that nothing closes all week
    expect(environments[1]).toMatchObject({
      environment: 'staging', openHoursAWeek: 50, vcpuHours: { least: 50 * 0.625 + 168, most: 50 * 2 + 168 },
      share: { vcpuHours: { least: 0.198, most: 0.199 } },
    });
  });

  test('of a window is all that runs in it', () => {
    expect(facts(platform()).environments[1]?.windows).toEqual([{
      window: 'june', start: '2026-06-08T08:00', end: '2026-06-08T18:00', timeZone: 'Europe/Berlin', hours: 10,
      vcpuHours: { least: 10 * (2 + 2 + 1), most: 10 * (4 + 2 + 1) }, memoryGbMonths: { least: 0.301, most: 0.356 }, storageGbMonths: { least: 1.644, most: 2.74 },
    }]);
  });

  test('is printed as a table, with what it does not count', () => {
    expect(platform().run(['capacity'])).toEqual({
      code: 0, stderr: '',
      stdout: [
        'A week outside windows, least to most; shares are of production',
        '',
        'environment  open h    vCPU-hours  share  memory GB-months      share  storage GB-months       share',
        'production      168  1008 to 1344  100 %        8.3 to 9.2      100 %           18 to 37       100 %',
        'staging          50    199 to 268   20 %        0.6 to 1.1  7 to 12 %           11 to 12  57 to 32 %',
        '',
        'environment  window  when                                                hours  vCPU-hours  memory GB-months',
        'staging      june    2026-06-08T08:00 to 2026-06-08T18:00 Europe/Berlin     10    50 to 70        0.3 to 0.4',
        '',
        'not counted, because a template does not say their size or they cost by use: AWS::Lambda::Function',
        '',
      ].join('\n'),
    });
  });

  test('can be beside another environment', () => {
    expect(facts(platform(), '--relative-to', 'staging').environments.map(({ share }) => (share as { vcpuHours: { least: number } }).vcpuHours.least)).toEqual([5.059, 1]);
  });

  test('of hours that nobody reads is that of every hour', () => {
    const subject = project({ 222222222222: { ...service('Api', 1, 1), ...part('Api', { open: { minTasks: 1, maxTasks: 1 } }), ...hours } });
    expect(facts(subject).environments[0]).toMatchObject({ environment: '222222222222', openHoursAWeek: 168, vcpuHours: { least: 84, most: 84 } });
  });

  test.each([
    ['that may be idle can be none', { open: { minTasks: 1, maxTasks: 2 }, kind: 'worker', idle: { queueUrl: 'q', minutes: 30 } }, { least: 0, most: 50 }],
    ['that runs in windows only is none outside them', { kind: 'worker', windows: {} }, { least: 0, most: 0 }],
  ])('of a worker %s', (_what, more, vcpuHours) => {
    const subject = project({ 222222222222: { ...service('Api', 1, 2), ...part('Api', more), ...control, ...hours } });
    expect(facts(subject).environments[0]?.vcpuHours).toEqual(vcpuHours);
  });

  test('is not guessed: an unknown class is told of, a number known at deployment only counts as none', () => {
    const subject = project({
      222222222222: {
        ...database({}, 'db.z9.large'), Bad: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/p/capacity/parts/Bad', Value: '{' } },
        Given: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/p/capacity/parts/Given', Value: { Ref: 'Parameter' } } },
        Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { Cpu: { Ref: 'Cpu' }, Memory: '2048', EphemeralStorage: { SizeInGiB: 40 } } },
        Service: { Type: 'AWS::ECS::Service', Properties: { TaskDefinition: { Ref: 'Task' } } },
        Single: { Type: 'AWS::RDS::DBInstance', Properties: { DBInstanceClass: 'db.t4g.medium', AllocatedStorage: '100' } },
      },
    });
    expect(facts(subject).environments[0]).toMatchObject({
      vcpuHours: { least: 336, most: 336 }, memoryGbMonths: { least: 1.381, most: 1.381 }, storageGbMonths: { least: 32.219, most: 32.219 },
      notCounted: { 'AWS::RDS::DBInstance': 1 },
    });
  });

  test.each([
    [['--assembly', 'nowhere'], 'error: --assembly: must be a cloud assembly, got "nowhere"; run "understudy synth" first\n'],
    [['--relative-to', 'demo'], 'error: --relative-to: must be one of production, staging, got "demo"\n'],
  ])('refuses %j', (more, stderr) => {
    expect(platform().run(['capacity', ...more])).toEqual({ code: 2, stdout: '', stderr });
  });

  test('has nothing to compare in an assembly without accounts', () => {
    expect(project({}).run(['capacity'])).toMatchObject({ code: 2, stderr: 'error: --assembly: must have stacks that are bound to an account\n' });
  });

  test('of nothing has no share', () => {
    expect(project({ 222222222222: {} }).run(['capacity']).stdout).toContain('222222222222     168           0      -                 0      -                  0      -\n');
  });
});
