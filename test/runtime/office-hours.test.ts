import {
  ApplicationAutoScalingClient, DescribeScalableTargetsCommand, RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import {
  CloudWatchClient, DescribeAlarmsCommand, DisableAlarmActionsCommand, EnableAlarmActionsCommand, GetMetricStatisticsCommand,
} from '@aws-sdk/client-cloudwatch';
import { DescribeServicesCommand, ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import {
  DescribeDBClustersCommand, DescribeDBInstancesCommand, ModifyDBClusterCommand, ModifyDBInstanceCommand, RDSClient, StartDBClusterCommand,
  StopDBClusterCommand,
} from '@aws-sdk/client-rds';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import type { DatabaseLevel, Part } from '../../lib/values/capacity-facts';
import { handler, type Report } from '../../runtime/office-hours/handler';

let wait: jest.SpyInstance;

const MONDAY_NOON = '2026-06-08T10:00:00Z';
const MONDAY_NIGHT = '2026-06-08T20:00:00Z';
const hours = { days: ['MON', 'TUE', 'WED', 'THU', 'FRI'], start: '07:00', end: '20:00', timeZone: 'Europe/Berlin' };
const june = { start: '2026-06-13T08:00', end: '2026-06-13T20:00', timeZone: 'Europe/Berlin', reason: 'load test', owner: 'quality' };
const IN_WINDOW = '2026-06-13T10:00:00Z';

interface FakeCluster { status: string; polls: number; next?: string; min: number; max: number; instances: Array<{ id: string; size: string; status: string; pending?: string }> }
interface FakeService { desired: number; running: number; min: number; max: number }

/** An account of AWS, as far as it is opened and closed here: it answers, changes when it is told to, and takes its time. */
class FakeAccount {
  public readonly did: string[] = [];
  public readonly clusters: Record<string, FakeCluster> = {};
  public readonly services: Record<string, FakeService> = {};
  public readonly alarms: Record<string, boolean> = {};
  /** Synthetic checks by name, and where each goes with the next question. */
  public readonly checks: Record<string, string> = {};
  public readonly queues: Record<string, { holds: number; sent: number[] }> = {};
  public readonly parameters: Record<string, unknown> = { '/p/hours': hours };
  public failing: Record<string, Error> = {};
  private now = 0;

  public constructor() {
    this.fakeSsm();
    this.fakeEcs();
    this.fakeRds();
    this.fakeWatching();
    this.fakeChecks();
    jest.spyOn(Date, 'now').mockImplementation(() => this.now);
    wait = jest.spyOn(globalThis, 'setTimeout').mockImplementation(((wakeUp: () => void, milliseconds: number) => {
      this.pass(milliseconds);
      wakeUp();
    }) as typeof setTimeout);
  }

  public part(name: string, part: Part): void {
    this.parameters[`/p/parts/${name}`] = part;
  }

  public async runAt(utc: string, minutes = 5): Promise<Report> {
    this.now = Date.parse(utc);
    const end = this.now + minutes * 60_000;
    return handler({ why: 'test' }, { getRemainingTimeInMillis: () => end - this.now });
  }

  private pass(milliseconds: number): void {
    this.now += milliseconds;
    for (const service of Object.values(this.services)) service.running = service.desired;
    for (const cluster of Object.values(this.clusters)) {
      if (cluster.next !== undefined && --cluster.polls <= 0) Object.assign(cluster, { status: cluster.next, next: undefined });
      for (const instance of cluster.instances) if (instance.pending !== undefined) Object.assign(instance, { size: instance.pending, pending: undefined, status: 'available' });
    }
  }

  private do(what: string): void {
    const failure = this.failing[what];
    if (failure !== undefined) throw failure;
    this.did.push(what);
  }

  private fakeSsm(): void {
    mockClient(SSMClient).on(GetParametersByPathCommand).callsFake(({ NextToken }: { NextToken?: string }) => {
      const all = Object.entries(this.parameters).map(([Name, value]) => ({ Name, Value: typeof value === 'string' ? value : JSON.stringify(value) }));
      return NextToken === undefined ? { Parameters: all.slice(0, 2), NextToken: 'more' } : { Parameters: all.slice(2) };
    });
  }

  private fakeEcs(): void {
    mockClient(ECSClient)
      .on(DescribeServicesCommand).callsFake(({ services: [name = ''] }: { services: string[] }) => {
        if (name === 'forbidden') return { failures: [{ reason: 'ACCESS' }] };
        if (name === 'unexplained') return { failures: [{}] };
        const service = this.services[name];
        return service === undefined ? { failures: [{ reason: 'MISSING' }] } : { services: [{ status: 'ACTIVE', desiredCount: service.desired, runningCount: service.running, pendingCount: 0 }] };
      })
      .on(UpdateServiceCommand).callsFake(({ service = '', desiredCount = 0 }: { service: string; desiredCount: number }) => {
        this.do(`${service} runs ${desiredCount}`);
        Object.assign(this.services[service] ?? {}, { desired: desiredCount });
        return {};
      });
    mockClient(ApplicationAutoScalingClient)
      .on(DescribeScalableTargetsCommand).callsFake(({ ResourceIds: [id = ''] }: { ResourceIds: string[] }) => {
        const service = this.services[id.split('/').at(-1) ?? ''];
        return Number.isNaN(service?.min) ? {} : { ScalableTargets: [{ MinCapacity: service?.min, MaxCapacity: service?.max }] };
      })
      .on(RegisterScalableTargetCommand).callsFake(({ ResourceId, MinCapacity, MaxCapacity }: { ResourceId: string; MinCapacity: number; MaxCapacity: number }) => {
        const name = ResourceId.split('/').at(-1) ?? '';
        this.do(`${name} between ${MinCapacity} and ${MaxCapacity}`);
        Object.assign(this.services[name] ?? {}, { min: MinCapacity, max: MaxCapacity });
        return {};
      });
  }

  private fakeRds(): void {
    mockClient(RDSClient)
      .on(DescribeDBClustersCommand).callsFake(({ DBClusterIdentifier: id }: { DBClusterIdentifier: string }) => {
        const cluster = this.clusters[id];
        if (id === 'forbidden') throw named('AccessDenied');
        if (cluster === undefined) throw named('DBClusterNotFoundFault');
        return { DBClusters: [{
          Status: cluster.status, ServerlessV2ScalingConfiguration: { MinCapacity: cluster.min, MaxCapacity: cluster.max },
          DBClusterMembers: cluster.instances.map((instance, index) => ({ DBInstanceIdentifier: instance.id, IsClusterWriter: index === 0 })),
        }] };
      })
      .on(DescribeDBInstancesCommand).callsFake(({ Filters: [{ Values: [id] }] }: { Filters: [{ Values: [string] }] }) => ({
        DBInstances: this.clusters[id]?.instances.map((instance) => ({
          DBInstanceIdentifier: instance.id, DBInstanceClass: instance.size, DBInstanceStatus: instance.status, PendingModifiedValues: { DBInstanceClass: instance.pending },
        })),
      }))
      .on(StartDBClusterCommand).callsFake(({ DBClusterIdentifier: id }: { DBClusterIdentifier: string }) => this.begin(id, 'start', 'starting', 'available'))
      .on(StopDBClusterCommand).callsFake(({ DBClusterIdentifier: id }: { DBClusterIdentifier: string }) => this.begin(id, 'stop', 'stopping', 'stopped'))
      .on(ModifyDBClusterCommand).callsFake(({ DBClusterIdentifier: id, ServerlessV2ScalingConfiguration: to }: { DBClusterIdentifier: string; ServerlessV2ScalingConfiguration: { MinCapacity: number; MaxCapacity: number } }) => {
        this.do(`${id} units ${to.MinCapacity} to ${to.MaxCapacity}`);
        Object.assign(this.clusters[id] ?? {}, { min: to.MinCapacity, max: to.MaxCapacity });
        return {};
      })
      .on(ModifyDBInstanceCommand).callsFake(({ DBInstanceIdentifier: id, DBInstanceClass: size }: { DBInstanceIdentifier: string; DBInstanceClass: string }) => {
        this.do(`${id} to ${size}`);
        const instance = Object.values(this.clusters).flatMap(({ instances }) => instances).find((each) => each.id === id);
        Object.assign(instance ?? {}, { pending: size, status: 'modifying' });
        return {};
      });
  }

  private begin(id: string, what: string, status: string, next: string): object {
    this.do(`${what} ${id}`);
    Object.assign(this.clusters[id] ?? {}, { status, next, polls: 3 });
    return {};
  }

  private fakeChecks(): void {
    Object.assign(process.env, { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' });
    jest.spyOn(globalThis, 'fetch').mockImplementation(async (address, init) => {
      const [, , name = '', step] = new URL(String(address)).pathname.split('/');
      const state = this.checks[name];
      if (state === undefined) return new Response('no such check', { status: 404 });
      if (state === 'forbidden') return new Response('not yours', { status: 403 });
      if (init?.method === 'GET') {
        if (state.endsWith('ING') && state !== 'RUNNING') this.checks[name] = state === 'STARTING' ? 'RUNNING' : 'STOPPED';
        return new Response(JSON.stringify({ Canary: { Status: { State: state } } }));
      }
      this.do(`${name} ${step}`);
      this.checks[name] = step === 'start' ? 'STARTING' : 'STOPPING';
      return new Response('{}');
    });
  }

  private fakeWatching(): void {
    const set = (on: boolean) => ({ AlarmNames }: { AlarmNames: string[] }) => {
      this.do(`${AlarmNames.length} alarms ${on ? 'on' : 'off'}`);
      for (const name of AlarmNames) this.alarms[name] = on;
      return {};
    };
    mockClient(CloudWatchClient)
      .on(DescribeAlarmsCommand).callsFake(({ AlarmNames }: { AlarmNames: string[] }) => ({
        MetricAlarms: AlarmNames.filter((name) => this.alarms[name] !== undefined).map((AlarmName) => ({ AlarmName, ActionsEnabled: this.alarms[AlarmName] })),
      }))
      .on(EnableAlarmActionsCommand).callsFake(set(true))
      .on(DisableAlarmActionsCommand).callsFake(set(false))
      .on(GetMetricStatisticsCommand).callsFake(({ Dimensions: [{ Value }] }: { Dimensions: [{ Value: string }] }) => ({
        Datapoints: this.queues[Value]?.sent.map((Sum) => ({ Sum })),
      }));
    mockClient(SQSClient).on(GetQueueAttributesCommand).callsFake(({ QueueUrl }: { QueueUrl: string }) => {
      const queue = this.queues[QueueUrl.split('/').at(-1) ?? ''];
      if (queue === undefined) throw named('QueueDoesNotExist');
      return { Attributes: { ApproximateNumberOfMessages: String(queue.holds) } };
    });
  }
}

function named(name: string, message = 'refused'): Error {
  return Object.assign(new Error(message), { name });
}

const serverless = (status: string, [min, max]: [number, number] = [0.5, 4]): FakeCluster => ({ status, polls: 0, min, max, instances: [] });
const tasks = (desired: number, min = desired, max = min * 4): FakeService => ({ desired, running: desired, min, max });
const written: string[] = [];
let account: FakeAccount;

beforeEach(() => {
  written.length = 0;
  process.env.CAPACITY_PATH = '/p';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  account = new FakeAccount();
});
afterEach(() => jest.restoreAllMocks());

/** Ledger, Api, Billing and the alarms: one part of each kind. */
function smallPlatform(): void {
  account.part('Ledger', { kind: 'database', cluster: 'ledger', open: { minAcu: 0.5, maxAcu: 4 }, windows: { june: { minAcu: 16, maxAcu: 16 } } });
  account.part('Api', { kind: 'service', cluster: 'c', service: 'api', open: { minTasks: 1, maxTasks: 4 }, windows: { june: { minTasks: 4, maxTasks: 40 } } });
  account.part('Billing', { kind: 'worker', cluster: 'c', service: 'billing', open: { minTasks: 1, maxTasks: 4 }, windows: {} });
  account.part('Checks', { kind: 'alarms', names: ['errors', 'latency'] });
  account.parameters['/p/windows/june'] = june;
  account.parameters['/p/tests/load'] = { always: false, windows: ['june'], floors: [] };
  account.parameters['/p/tests/functional'] = { always: true, windows: ['june'], floors: [] };
}

function isOpen(): void {
  Object.assign(account.clusters, { ledger: serverless('available') });
  Object.assign(account.services, { api: tasks(1), billing: tasks(1) });
  Object.assign(account.alarms, { errors: true, latency: true });
}

function isClosed(): void {
  Object.assign(account.clusters, { ledger: serverless('stopped') });
  Object.assign(account.services, { api: tasks(0), billing: tasks(0) });
  Object.assign(account.alarms, { errors: false, latency: false });
}

describe('office hours', () => {
  test('open with data before services, services before workers, and who watches last', async () => {
    smallPlatform();
    isClosed();
    const report = await account.runAt(MONDAY_NOON);
    expect(account.did).toEqual([
      'start ledger', 'api between 1 and 4', 'api runs 1', 'billing between 1 and 4', 'billing runs 1', '2 alarms on',
    ]);
    expect(report).toMatchObject({ mode: { open: true }, settled: true, countable: ['functional'] });
  });

  test('close in the opposite order, and stop a database when no task is left', async () => {
    smallPlatform();
    isOpen();
    const report = await account.runAt(MONDAY_NIGHT);
    expect(account.did).toEqual([
      '2 alarms off', 'billing between 0 and 0', 'billing runs 0', 'api between 0 and 0', 'api runs 0', 'stop ledger',
    ]);
    expect(report).toMatchObject({ mode: { open: false }, settled: true, countable: [] });
  });

  test.each([['open', isOpen, MONDAY_NOON], ['closed', isClosed, MONDAY_NIGHT]])('do nothing where everything is %s already', async (_what, state, when) => {
    smallPlatform();
    state();
    if (state === isOpen) Object.assign(account.services, { api: tasks(3, 1, 4), billing: tasks(1, 1, 4) });
    const report = await account.runAt(when);
    expect(account.did).toEqual([]);
    expect(report.settled).toBe(true);
    expect(wait).not.toHaveBeenCalled();
  });

  test('stop a database again that AWS has started after seven days', async () => {
    smallPlatform();
    isClosed();
    account.clusters.ledger = serverless('available');
    await account.runAt('2026-06-14T03:00:00Z');
    expect(account.did).toEqual(['stop ledger']);
  });

  test.each(['starting', 'stopping', 'upgrading', 'maintenance'])('wait for a database that is %s', async (status) => {
    smallPlatform();
    isClosed();
    account.clusters.ledger = serverless(status);
    const report = await account.runAt(MONDAY_NOON, 2);
    expect(account.did).toEqual([]);
    expect(report.steps.filter(({ settled }) => !settled).map(({ part }) => part)).toEqual(['Ledger', 'Api', 'Billing', 'Checks']);
  });

  test('are gone on with by the next run where this one ends too early', async () => {
    smallPlatform();
    isClosed();
    const first = await account.runAt(MONDAY_NOON, 1);
    expect([first.settled, first.countable, account.did]).toEqual([false, [], ['start ledger']]);
    account.clusters.ledger = serverless('available');
    expect((await account.runAt(MONDAY_NOON)).settled).toBe(true);
  });

  test('wait where a database changes between two looks', async () => {
    smallPlatform();
    isClosed();
    account.failing = { 'start ledger': named('InvalidDBClusterStateFault') };
    expect((await account.runAt(MONDAY_NOON, 1)).steps[0]).toEqual({ part: 'Ledger', kind: 'database', wanted: 'running', settled: false, action: undefined });
  });

  test('have nothing to do with parts that are not there any more', async () => {
    smallPlatform();
    expect((await account.runAt(MONDAY_NOON)).settled).toBe(true);
    expect(account.did).toEqual([]);
  });

  test('scale a service without bounds of its own by its tasks alone', async () => {
    smallPlatform();
    isOpen();
    account.services.api = { desired: 9, running: 9, min: Number.NaN, max: Number.NaN };
    account.services.billing = tasks(1, 1, 4);
    await account.runAt(MONDAY_NOON);
    expect(account.did).toEqual(['api runs 4']);
  });

  test('are left alone where there are none', async () => {
    smallPlatform();
    isOpen();
    delete account.parameters['/p/hours'];
    expect((await account.runAt(MONDAY_NIGHT)).mode).toEqual({ open: true });
  });
});

describe('a window', () => {
  test('opens a closed environment at its scale', async () => {
    smallPlatform();
    isClosed();
    const report = await account.runAt(IN_WINDOW, 10);
    expect(account.did).toEqual([
      'start ledger', 'ledger units 16 to 16', 'api between 4 and 40', 'api runs 4', 'billing between 1 and 4', 'billing runs 1', '2 alarms on',
    ]);
    expect(report).toMatchObject({ mode: { open: true, window: 'june' }, settled: true, countable: ['functional', 'load'] });
  });

  test('returns by itself: whoever started it, the next run after its end brings everything back, and the database before it stops', async () => {
    smallPlatform();
    isOpen();
    account.clusters.ledger = serverless('available', [16, 16]);
    account.services.api = tasks(40, 4, 40);
    await account.runAt('2026-06-13T18:05:00Z', 10);
    expect(account.did).toEqual([
      '2 alarms off', 'billing between 0 and 0', 'billing runs 0', 'ledger units 0.5 to 4', 'api between 0 and 0', 'api runs 0', 'stop ledger',
    ]);
  });

  test('returns services without waiting for a database that is busy', async () => {
    smallPlatform();
    isOpen();
    account.clusters.ledger = serverless('modifying', [16, 16]);
    account.services.api = tasks(40, 4, 40);
    account.services.billing = tasks(1, 1, 4);
    await account.runAt(MONDAY_NOON, 2);
    expect(account.did).toEqual(['api between 1 and 4', 'api runs 4']);
  });

  test('changes instances one at a time, readers first and the writer last', async () => {
    const level = (instanceClass: string): DatabaseLevel => ({ instanceClass });
    account.part('Ledger', { kind: 'database', cluster: 'ledger', open: level('t4g.large'), windows: { june: level('r8g.xlarge') } });
    account.parameters['/p/windows/june'] = june;
    account.clusters.ledger = { ...serverless('available'), instances: ['writer', 'reader'].map((id) => ({ id, size: 'db.t4g.large', status: 'available' })) };
    const report = await account.runAt(IN_WINDOW, 10);
    expect(account.did).toEqual(['reader to db.r8g.xlarge', 'writer to db.r8g.xlarge']);
    expect(report.settled).toBe(true);
  });

  test('asks nothing of an instance twice while it waits for its turn', async () => {
    account.part('Ledger', { kind: 'database', cluster: 'ledger', open: { instanceClass: 'r8g.large' }, windows: {} });
    account.clusters.ledger = { ...serverless('available'), instances: [{ id: 'writer', size: 'db.r8g.xlarge', status: 'available', pending: 'db.r8g.large' }] };
    expect((await account.runAt(MONDAY_NOON, 0.5)).settled).toBe(false);
    expect(account.did).toEqual([]);
  });

  test('waits for an instance that changes before it asks the next', async () => {
    account.part('Ledger', { kind: 'database', cluster: 'ledger', open: { instanceClass: 'r8g.large' }, windows: {} });
    account.clusters.ledger = { ...serverless('available'), instances: ['writer', 'reader'].map((id) => ({ id, size: 'db.r8g.xlarge', status: id === 'reader' ? 'modifying' : 'available' })) };
    expect((await account.runAt(MONDAY_NOON, 0.5)).settled).toBe(false);
    expect(account.did).toEqual([]);
  });
});

describe('a part that runs in windows only', () => {
  beforeEach(() => {
    account.part('Reporting', { kind: 'worker', cluster: 'c', service: 'reporting', windows: {} });
    account.part('Analytics', { kind: 'worker', cluster: 'c', service: 'analytics', windows: { june: { minTasks: 2, maxTasks: 2 } } });
    account.parameters['/p/windows/june'] = june;
    Object.assign(account.services, { reporting: tasks(1, 1, 2), analytics: tasks(1, 1, 2) });
  });

  test('is stopped in an open environment', async () => {
    await account.runAt(MONDAY_NOON);
    expect([account.services.reporting?.desired, account.services.analytics?.desired]).toEqual([0, 0]);
  });

  test('runs in a window that says how much of it, and in no other', async () => {
    await account.runAt(IN_WINDOW);
    expect([account.services.reporting?.desired, account.services.analytics?.desired]).toEqual([0, 2]);
  });
});

describe('an idle worker', () => {
  const queueUrl = 'https://sqs.eu-west-1.amazonaws.com/222222222222/invoices';
  beforeEach(() => {
    account.part('Billing', { kind: 'worker', cluster: 'c', service: 'billing', open: { minTasks: 1, maxTasks: 4 }, windows: {}, idle: { queueUrl, minutes: 30 } });
    account.services.billing = tasks(1, 1, 4);
  });

  test.each([
    ['stops when its queue is empty and was not used', { holds: 0, sent: [0, 0] }, 0],
    ['stops when AWS has no numbers of a queue that rests', { holds: 0, sent: [] }, 0],
    ['runs while a message waits', { holds: 1, sent: [] }, 1],
    ['runs while messages come and go', { holds: 0, sent: [0, 3] }, 1],
  ])('%s', async (_what, queue, runs) => {
    account.queues.invoices = queue;
    await account.runAt(MONDAY_NOON);
    expect(account.services.billing?.desired).toBe(runs);
  });

  test('comes back with the next message', async () => {
    account.queues.invoices = { holds: 1, sent: [1] };
    account.services.billing = tasks(0);
    await account.runAt(MONDAY_NOON);
    expect(account.did).toEqual(['billing between 1 and 4', 'billing runs 1']);
  });

  test('runs when its queue does not answer', async () => {
    await account.runAt(MONDAY_NOON);
    expect(account.services.billing?.desired).toBe(1);
  });

  test('runs inside a window, idle or not', async () => {
    account.queues.invoices = { holds: 0, sent: [] };
    account.parameters['/p/windows/june'] = june;
    await account.runAt(IN_WINDOW);
    expect(account.services.billing?.desired).toBe(1);
  });
});

describe('a failure', () => {
  test('is told, and does not keep what costs running; only a database waits for it', async () => {
    smallPlatform();
    isOpen();
    account.failing = { 'billing between 0 and 0': named('AccessDeniedException', 'not allowed') };
    await expect(account.runAt(MONDAY_NIGHT, 2)).rejects.toThrow('Billing: AccessDeniedException: not allowed');
    expect(account.did).toEqual(['2 alarms off', 'api between 0 and 0', 'api runs 0']);
    expect(account.clusters.ledger?.status).toBe('available');
  });

  test('of a database holds back the services that need it', async () => {
    smallPlatform();
    isClosed();
    account.part('Ledger', { kind: 'database', cluster: 'forbidden', open: { minAcu: 0.5, maxAcu: 4 }, windows: {} });
    await expect(account.runAt(MONDAY_NOON)).rejects.toThrow('Ledger: AccessDenied: refused');
    expect(account.did).toEqual([]);
  });

  test.each([['forbidden', 'Error: forbidden: ACCESS'], ['unexplained', 'Error: unexplained: could not be described']])('of a description is told: %s', async (service, says) => {
    account.part('Api', { kind: 'service', cluster: 'c', service, open: { minTasks: 1, maxTasks: 4 }, windows: {} });
    await expect(account.runAt(MONDAY_NOON)).rejects.toThrow(`Api: ${says}`);
  });

  test('of a document names it', async () => {
    account.parameters['/p/parts/Api'] = '{';
    await expect(account.runAt(MONDAY_NOON)).rejects.toThrow('/p/parts/Api: must be a JSON document; deploy the stack that writes it again');
  });
});

test('answers without content are taken for what is not there', async () => {
  smallPlatform();
  account.part('Provisioned', { kind: 'database', cluster: 'p', open: { instanceClass: 'r8g.large' }, windows: {} });
  account.part('Idle', { kind: 'worker', cluster: 'c', service: 'idle', open: { minTasks: 1, maxTasks: 1 }, windows: {}, idle: { queueUrl: 'https://sqs/q', minutes: 15 } });
  mockClient(ECSClient).on(DescribeServicesCommand).resolves({});
  mockClient(RDSClient).on(DescribeDBClustersCommand, { DBClusterIdentifier: 'ledger' }).resolves({})
    .on(DescribeDBClustersCommand, { DBClusterIdentifier: 'p' }).resolves({ DBClusters: [{ Status: 'available' }] }).on(DescribeDBInstancesCommand).resolves({});
  mockClient(SQSClient).on(GetQueueAttributesCommand).resolves({});
  mockClient(CloudWatchClient).on(GetMetricStatisticsCommand).resolves({}).on(DescribeAlarmsCommand).resolves({});
  expect((await account.runAt(MONDAY_NOON)).settled).toBe(true);
  mockClient(SSMClient).on(GetParametersByPathCommand).resolves({});
  expect((await account.runAt(MONDAY_NOON)).steps).toEqual([]);
});

test('a cluster that lost its units gets them again', async () => {
  smallPlatform();
  isOpen();
  mockClient(RDSClient).on(DescribeDBClustersCommand).resolves({ DBClusters: [{ Status: 'available' }] }).on(ModifyDBClusterCommand).resolves({});
  expect((await account.runAt(MONDAY_NOON, 0.5)).steps[0]?.action).toBe('units 0.5 to 4');
});

test('an inactive service is one that is gone', async () => {
  smallPlatform();
  mockClient(ECSClient).on(DescribeServicesCommand).resolves({ services: [{ status: 'INACTIVE' }] });
  expect((await account.runAt(MONDAY_NOON)).settled).toBe(true);
});

test('without a path there is nothing to read', async () => {
  delete process.env.CAPACITY_PATH;
  await expect(account.runAt(MONDAY_NOON)).rejects.toThrow('CAPACITY_PATH: must be the path of the environment in Parameter Store');
});

describe('the evidence', () => {
  test('is one line with the numbers that CloudWatch takes as metrics', async () => {
    smallPlatform();
    isClosed();
    await account.runAt(MONDAY_NOON);
    expect(written).toHaveLength(1);
    const line = JSON.parse(written[0] ?? '') as Record<string, unknown>;
    expect(line).toMatchObject({
      _aws: { CloudWatchMetrics: [{ Namespace: 'Understudy/Capacity', Dimensions: [['Path']] }] },
      Path: '/p', UnsettledParts: 0, FailedParts: 0, why: 'test', mode: { open: true },
    });
    expect((line.steps as Array<{ part: string; action?: string }>).map(({ part, action }) => `${part}: ${action}`)).toEqual([
      'Ledger: started', 'Api: tasks 1 to 4, now 1', 'Billing: tasks 1 to 4, now 1', 'Checks: 2 on',
    ]);
  });

  test('is written before a failure is told', async () => {
    account.part('Api', { kind: 'service', cluster: 'c', service: 'forbidden', open: { minTasks: 1, maxTasks: 4 }, windows: {} });
    await expect(account.runAt(MONDAY_NOON)).rejects.toThrow('Api');
    expect(JSON.parse(written[0] ?? '')).toMatchObject({ UnsettledParts: 1, FailedParts: 1 });
  });

  test('says that nobody but somebody asked, where no reason is given', async () => {
    const report = await handler({}, { getRemainingTimeInMillis: () => 300_000 });
    expect(report.why).toBe('asked');
  });
});

test('more alarms than one call takes are switched in several', async () => {
  const names = Array.from({ length: 150 }, (_, index) => `alarm${index}`);
  account.part('Checks', { kind: 'alarms', names });
  for (const name of names) account.alarms[name] = true;
  await account.runAt(MONDAY_NIGHT);
  expect(account.did).toEqual(['100 alarms off', '50 alarms off']);
});

describe('a synthetic check', () => {
  beforeEach(() => {
    smallPlatform();
    account.part('Services', { kind: 'check', name: 'services' });
  });

  test('starts when what it asks is there, and before its alarms', async () => {
    isClosed();
    account.checks.services = 'STOPPED';
    const report = await account.runAt(MONDAY_NOON);
    expect(account.did.slice(-3)).toEqual(['billing runs 1', 'services start', '2 alarms on']);
    expect(report).toMatchObject({ settled: true });
  });
  test('stops before what it asks, after its alarms', async () => {
    isOpen();
    account.checks.services = 'RUNNING';
    const report = await account.runAt(MONDAY_NIGHT);
    expect(account.did.slice(0, 3)).toEqual(['2 alarms off', 'services stop', 'billing between 0 and 0']);
    expect(report).toMatchObject({ settled: true });
  });
  test.each([['READY', isClosed, MONDAY_NIGHT], ['ERROR', isClosed, MONDAY_NIGHT], ['RUNNING', isOpen, MONDAY_NOON]])('that is %s already is left alone', async (state, all, when) => {
    all();
    if (all === isOpen) Object.assign(account.services, { api: tasks(1, 1, 4), billing: tasks(1, 1, 4) });
    account.checks.services = state;
    await account.runAt(when);
    expect(account.did).toEqual([]);
  });
  test('that somebody just stopped starts once it has stopped', async () => {
    isOpen();
    account.checks.services = 'STOPPING';
    await account.runAt(MONDAY_NOON);
    expect(account.did).toContain('services start');
  });
  test('that somebody just started stops once it runs', async () => {
    isClosed();
    account.checks.services = 'STARTING';
    await account.runAt(MONDAY_NIGHT);
    expect(account.did).toEqual(['services stop']);
  });
  test('that is gone holds nothing up', async () => {
    isOpen();
    await expect(account.runAt(MONDAY_NIGHT)).resolves.toMatchObject({ settled: true });
  });
  test('that refuses is told', async () => {
    isOpen();
    account.checks.services = 'forbidden';
    await expect(account.runAt(MONDAY_NIGHT)).rejects.toThrow('Services: Error: GET /canary/services answered 403 not yours');
  });
});
