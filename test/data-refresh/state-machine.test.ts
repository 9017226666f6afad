import { SFNClient, SendTaskFailureCommand, SendTaskSuccessCommand, DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { CopyDBClusterSnapshotCommand, DescribeDBClusterSnapshotsCommand, DescribeDBClustersCommand, DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import { DeleteObjectsCommand, GetObjectCommand, ListObjectVersionsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { handler as refresh } from '../../runtime/data-refresh/handler';
import { type Run as RunFacts, type Step } from '../../runtime/data-refresh/step';
import { handler as approval } from '../../runtime/refresh-approval/handler';
import { handler as sweep } from '../../runtime/refresh-sweep/handler';
import { templateOf } from '../synthesize';
import { type Machine, type Outcome, type State, TaskFailure, interpret } from './interpreter';
import { QuarantineAccount, SHARED } from './quarantine-account';
import { addRefresh, machineOf } from './refresh-stack';

const template = templateOf((stack) => void addRefresh(stack));
const [definition] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
const machine: Machine = machineOf(definition?.['Properties'].DefinitionString);
const tasks = Object.entries(machine.States).filter(([, { Type }]) => Type === 'Task' || Type === 'Map');

const account = new QuarantineAccount();
const sfn = mockClient(SFNClient);
const cloudwatch = mockClient(CloudWatchClient);
const HOUR = 3_600_000;
const START = Date.parse('2026-03-01T06:00:00Z');
const RUN = '20260301-0600-0a1b2c3d';
const request = { requester: 'alice', reason: 'rehearse the migration of March', ticket: 'DATA-7', dataset: 'ledger', environment: 'staging', expires: '2026-03-02T06:00:00Z' };

/** What differs from a run in which everybody does what they should. */
interface Scenario {
  readonly request?: object;
  /** Who decides and how; undefined: nobody does. */
  readonly approver?: { readonly person: string; readonly decision?: string; readonly afterHours?: number } | undefined;
  /** A task that fails, every time or so many times, with an error of its own. */
  readonly failing?: { readonly state: string; readonly error?: string; readonly times?: number };
  readonly parts?: number;
  readonly receipt?: object | null;
  /** Hours that a program takes. */
  readonly slow?: Readonly<Record<string, number>>;
  /** Lets the output of the approval be something else. */
  readonly forged?: object;
  readonly noStatement?: boolean;
  /** Takes away an answer of the approval to it. */
  readonly answers?: unknown[];
}

const people = (person: string) => ({ requestContext: { authorizer: { iam: { accountId: '111111111111', userArn: `arn:aws:sts::111111111111:assumed-role/projects-refresh-approver/${person}` } } } });

class Run {
  public readonly clock = { get now() { return Date.now(); }, set now(value: number) { jest.setSystemTime(value); } };
  public readonly told: string[] = [];
  public readonly programs: Record<string, string>[] = [];
  private failures = 0;

  public constructor(private readonly scenario: Scenario) {}

  public perform = async (resource: string, parameters: unknown, state: string, timeout: number | undefined): Promise<unknown> => {
    const { failing } = this.scenario;
    if (failing?.state === state && this.failures < (failing.times ?? Infinity)) {
      this.failures++;
      throw new TaskFailure(failing.error ?? 'States.TaskFailed', `${state} was made to fail`);
    }
    if (resource.includes('sns:publish')) return this.told.push((parameters as { Message: string }).Message);
    if (resource.includes('ecs:runTask')) return this.program(parameters as Overridden);
    if (resource.includes('waitForTaskToken')) return this.wait((parameters as { Payload: Step }).Payload, timeout ?? 0);
    return this.call(parameters as Step);
  };

  /** As Lambda tells Step Functions: the name of the error and its message. */
  private async call(step: Step): Promise<unknown> {
    try {
      return JSON.parse(JSON.stringify(await refresh(step)));
    } catch (error) {
      throw new TaskFailure(error instanceof Error ? error.name : 'Error', error instanceof Error ? error.message : '');
    }
  }

  private async wait(step: Step, timeout: number): Promise<unknown> {
    await this.call(step);
    const { forged, answers = [] } = this.scenario;
    if (forged !== undefined) return forged;
    const decides: Scenario['approver'] = 'approver' in this.scenario ? this.scenario.approver : { person: 'bob' };
    const end = this.clock.now + timeout * 1000;
    let output: unknown;
    sfn.on(SendTaskSuccessCommand).callsFake(({ output: given }: { output: string }) => { output = JSON.parse(given); return {}; });
    sfn.on(SendTaskFailureCommand).callsFake(({ error, cause }: { error: string; cause: string }) => { output = new TaskFailure(error, cause); return {}; });
    if (decides !== undefined) {
      this.clock.now += (decides.afterHours ?? 1) * HOUR;
      answers.push(await approval({ ...people(decides.person), body: JSON.stringify({ run: RUN, decision: decides.decision ?? 'approve' }) }));
    }
    if (output instanceof TaskFailure) throw output;
    if (output !== undefined && this.clock.now < end) return output;
    this.clock.now = Math.max(this.clock.now, end);
    throw new TaskFailure('States.Timeout', '');
  }

  private program({ Overrides: { ContainerOverrides: [container] } }: Overridden): void {
    const settings = Object.fromEntries((container?.Environment ?? []).map(({ Name, Value }) => [Name, Value]));
    this.programs.push(settings);
    const step = settings['STEP'] ?? '';
    this.clock.now += (this.scenario.slow?.[step] ?? 0.5) * HOUR;
    if (step === 'plan') account.objects.set(`runs-bucket/runs/${RUN}/plan.json`, JSON.stringify({ version: 'v', rows: 10, parts: this.scenario.parts ?? 1 }));
    if (step !== 'publish') return;
    if (this.scenario.noStatement !== true) account.objects.set(`runs-bucket/statements/${RUN}.json`, 'signed');
    const { receipt } = this.scenario;
    if (receipt !== null) account.objects.set(`staging-drop/receipts/ledger/${RUN}.json`, JSON.stringify(receipt ?? { run: RUN, outcome: 'loaded', message: '40 tables', gates: [] }));
  }
}

interface Overridden {
  readonly Overrides: { readonly ContainerOverrides: readonly { readonly Environment: readonly { readonly Name: string; readonly Value: string }[] }[] };
}

async function play(scenario: Scenario = {}): Promise<{ run: Run; outcome: Outcome }> {
  const run = new Run(scenario);
  const outcome = await interpret(machine, { request: { ...request, ...scenario.request } }, { name: RUN, started: new Date(START).toISOString(), clock: run.clock, perform: run.perform });
  return { run, outcome };
}

interface Recorded {
  readonly outcome: string;
  readonly facts: { readonly why: string; readonly request: { requester: string }; readonly approval: { approver: string } | null; readonly source: { arn: string } | null; readonly statement: string | null; readonly receipt: object | null; readonly destruction: { gone: boolean; removed: string[] } };
}
const record = (): Recorded => JSON.parse(account.objects.get(`evidence/data-refresh/111111111111/2026-03-01/${RUN}.json`) ?? 'null') as Recorded;

beforeEach(() => {
  jest.useFakeTimers({ now: START, doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'setInterval', 'queueMicrotask', 'clearTimeout', 'clearInterval', 'clearImmediate', 'performance', 'hrtime'] });
  account.reset();
  sfn.reset();
  cloudwatch.reset();
  cloudwatch.onAnyCommand().resolves({});
  Object.assign(process.env, {
    RUNS_BUCKET: 'runs-bucket', STORAGE_KEY: 'arn:key', SUBNET_GROUP: 'isolated', SECURITY_GROUP: 'sg-1', MAX_ACU: '32', SOURCE_ACCOUNT: '111111111111', SNAPSHOT_PREFIX: 'projects-refresh-',
    EVIDENCE_BUCKET: 'evidence', EVIDENCE_FOLDER: 'data-refresh/111111111111', APPROVAL_MINUTES: '1440', MOST_HOURS: '72',
    DATASETS: JSON.stringify({ ledger: { database: 'app', documents: 'app.document:key:type:bytes' } }), DESTINATIONS: JSON.stringify({ staging: { bucket: 'staging-drop', key: 'arn:alias' } }),
    ACCOUNT: '111111111111', APPROVER_ROLE: 'projects-refresh-approver', STATE_MACHINE: 'arn:aws:states:eu-west-1:111111111111:stateMachine:refresh',
  });
});
afterAll(() => jest.useRealTimers());

describe('a run that goes well', () => {
  test('goes through every step in order, and leaves nothing in quarantine', async () => {
    const { outcome, run } = await play();
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
    expect([...new Set(outcome.path)].filter((name) => machine.States[name]?.Type === 'Task')).toEqual([
      'Begin', 'Tell', 'Ask', 'Copy', 'Copied', 'Restore', 'Restored', 'Plan', 'Planned', 'Mask', 'Verify', 'Documents', 'Publish', 'Destroy', 'Receive', 'Record',
    ]);
    expect(account.made).toEqual([`snapshot refresh-${RUN}`, `cluster refresh-${RUN}`, `instance refresh-${RUN}-writer`]);
    expect(account.remains()).toEqual([]);
    expect(run.told[0]).toContain('alice wants ledger for staging. Reason: rehearse the migration of March. Ticket: DATA-7. It expires at 2026-03-02T06:00:00Z.');
  });

  test('is recorded: who, from what, what was destroyed, what the environment said', async () => {
    await play();
    expect(record()).toMatchObject({
      outcome: 'passed',
      facts: {
        request, approval: { approver: 'bob' }, source: { arn: SHARED }, statement: `data-refresh/111111111111/statements/${RUN}.json`, receipt: { outcome: 'loaded' }, why: '',
        destruction: { gone: true, removed: [`instance refresh-${RUN}-writer`, `cluster refresh-${RUN}`, `snapshot refresh-${RUN}`, `folder runs/${RUN}/`] },
      },
    });
    expect(account.objects.get(`evidence/data-refresh/111111111111/statements/${RUN}.json`)).toBe('signed');
  });

  test('tells the masking program what it needs, and no password', async () => {
    const { run } = await play();
    expect(run.programs.map(({ STEP }) => STEP)).toEqual(['plan', 'mask', 'verify', 'documents', 'publish']);
    expect(run.programs[4]).toEqual({
      STEP: 'publish', RUN, DATASET: 'ledger', ENVIRONMENT: 'staging', EXPIRES: request.expires, DATABASE: 'app', DOCUMENTS: 'app.document:key:type:bytes', OUT_BUCKET: 'staging-drop',
      HOST: `refresh-${RUN}.example.net`, PORT: '5433', SECRET: `secret of refresh-${RUN}`, SNAPSHOT_TAKEN: '2026-03-01T02:10:00.000Z', REQUESTER: 'alice', APPROVER: 'bob',
      REASON: request.reason, TICKET: request.ticket,
    });
  });

  test('is masked in parts when the plan has several, none of which may fail', async () => {
    const { run, outcome } = await play({ parts: 3 });
    expect(outcome.status).toBe('SUCCEEDED');
    expect(run.programs.map(({ STEP, PART }) => `${STEP ?? ''}${PART ?? ''}`)).toEqual(['plan', 'mask-begin', 'mask-part0', 'mask-part1', 'mask-part2', 'mask-finish', 'verify', 'documents', 'publish']);
    expect(machine.States['MaskParts']).toMatchObject({ ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' } } });
    expect(machine.States['MaskParts']?.ToleratedFailurePercentage ?? 0).toBe(0);
  });

  test('needs no documents', async () => {
    process.env['DATASETS'] = JSON.stringify({ ledger: { database: 'app', documents: '' } });
    expect((await play()).run.programs.map(({ STEP }) => STEP)).not.toContain('documents');
  });

  test('survives a step that fails twice', async () => {
    expect((await play({ failing: { state: 'Copy', times: 2 } })).outcome.status).toBe('SUCCEEDED');
  });
});

describe('whatever goes wrong, nothing is left and it is recorded', () => {
  const steps = tasks.map(([name]) => name).filter((name) => !['Destroy', 'Record', 'Receive'].includes(name));
  const victim = (name: string): string => (name === 'MaskParts' ? 'MaskPart' : name);
  const parts = (name: string): number => (name.startsWith('Mask') && name !== 'Mask' ? 2 : 1);

  test.each(steps)('%s fails', async (state) => {
    const { outcome } = await play({ failing: { state: victim(state) }, parts: parts(state) });
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'NotRefreshed' });
    expect(account.remains()).toEqual([]);
    expect(record()).toMatchObject({ outcome: 'failed', facts: { why: expect.stringContaining(`${victim(state)} was made to fail`), destruction: { gone: true } } });
  });

  test.each(steps)('%s hangs until its time is over', async (state) => {
    await play({ failing: { state: victim(state), error: 'States.Timeout' }, parts: parts(state) });
    expect([account.remains(), record().outcome]).toEqual([[], 'failed']);
  });

  test('a part of a large refresh fails', async () => {
    const run = new Run({ parts: 2 });
    const perform: typeof run.perform = async (resource, parameters, state, timeout) => {
      if (state === 'MaskPart') throw new TaskFailure('States.TaskFailed', 'exit code 1');
      return run.perform(resource, parameters, state, timeout);
    };
    const outcome = await interpret(machine, { request }, { name: RUN, started: new Date(START).toISOString(), clock: run.clock, perform });
    expect([outcome.status, account.remains()]).toEqual(['FAILED', []]);
    expect(run.programs.map(({ STEP }) => STEP)).not.toContain('mask-finish');
  });

  test('every task has a way to the destruction, but for those after it', () => {
    const ways = tasks.filter(([name]) => !['Destroy', 'Record', 'Receive'].includes(name)).map(([name, { Catch: caught = [] }]: [string, State]) => [name, caught[0]?.ErrorEquals, caught[0]?.Next]);
    expect(ways).toEqual(steps.map((name) => [name, ['States.ALL'], 'Destroy']));
  });

  test('every task has a time of its own', () => {
    expect(tasks.filter(([name, { TimeoutSeconds, Type }]) => Type === 'Task' && TimeoutSeconds === undefined && name !== 'Tell').map(([name]) => name)).toEqual([]);
  });

  test('what cannot be destroyed is said, and the sweeper goes on', async () => {
    const { outcome } = await play({ failing: { state: 'Destroy' } });
    expect(outcome).toMatchObject({ status: 'FAILED', cause: expect.stringContaining('what the run made in quarantine is not gone') });
    expect(account.remains()).not.toEqual([]);
    sfn.on(DescribeExecutionCommand).resolves({ status: 'FAILED' });
    while ((await sweep()).remaining.length > 0) { /* RDS takes its time */ }
    await sweep();
    expect(account.remains()).toEqual([]);
  });

  test('a record that cannot be written fails the run, after everything is gone', async () => {
    const { outcome } = await play({ failing: { state: 'Record' } });
    expect([outcome.error, account.remains()]).toEqual(['NotRecorded', []]);
  });

  test('a run without a signed statement has not passed', async () => {
    expect((await play({ noStatement: true })).outcome.cause).toBe('there is no signed statement');
  });
});

describe('who approves, and when', () => {
  const beforeData = (outcome: Outcome): void => {
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'NotRefreshed' });
    expect([account.made, account.remains()]).toEqual([[], []]);
  };

  test.each<[string, Scenario, number | undefined]>([
    ['the requester', { approver: { person: 'alice' } }, 403],
    ['the requester, spelled otherwise', { approver: { person: 'Alice' } }, 403],
    ['somebody, too late', { approver: { person: 'bob', afterHours: 24 } }, 410],
    ['somebody who rejects', { approver: { person: 'bob', decision: 'reject' } }, 200],
    ['somebody who cannot decide', { approver: { person: 'bob', decision: 'perhaps' } }, 400],
    ['nobody', { approver: undefined }, undefined],
  ])('approved by %s, no data is touched', async (_name, scenario, status) => {
    const answers: { statusCode: number }[] = [];
    const { outcome } = await play({ ...scenario, answers });
    expect(answers[0]?.statusCode).toBe(status);
    beforeData(outcome);
  });

  test('somebody after the request has expired, no data is touched', async () => {
    const answers: { statusCode: number; body: string }[] = [];
    const { outcome } = await play({ request: { expires: '2026-03-01T08:00:00Z' }, approver: { person: 'bob', afterHours: 3 }, answers });
    expect(answers[0]).toMatchObject({ statusCode: 410, body: expect.stringContaining('the request expired at 2026-03-01T08:00:00Z') });
    beforeData(outcome);
  });

  test.each<[string, object]>([
    ['names the requester', { approver: 'alice', decision: 'approve' }], ['names nobody', { decision: 'approve' }], ['is no approval', { approver: 'bob', decision: 'show' }],
  ])('the machine itself refuses a word that %s, whoever sent it', async (_name, forged) => {
    const { outcome } = await play({ forged });
    beforeData(outcome);
    expect(outcome.cause).toContain('nobody but the requester approved in time');
  });

  test.each<[string, object, string]>([
    ['has expired', { expires: '2026-03-01T05:59:59Z' }, 'the request has expired'],
    ['holds for too long', { expires: '2026-03-09T06:00:00Z' }, 'must be at most 72 hours ahead'],
    ['has no end', { expires: 'soon' }, 'must be an instant'],
    ['gives no reason', { reason: 'why not' }, 'reason: must say'],
    ['names no ticket', { ticket: '' }, 'ticket: must name the ticket'],
    ['asks for what is not offered', { dataset: 'payroll' }, 'dataset: must be one of ledger'],
    ['is for production', { environment: 'production' }, 'environment: must be one of staging'],
    ['is anonymous', { requester: '' }, 'requester: must be known'],
  ])('a request that %s is refused, also when somebody else than the desk starts the machine', async (_name, change, why) => {
    const { outcome } = await play({ request: change });
    beforeData(outcome);
    expect(outcome.cause).toContain(why);
  });
});

describe('time', () => {
  test('a request that expires while the copy is masked is not published', async () => {
    const { outcome, run } = await play({ slow: { mask: 30 } });
    expect(outcome.cause).toContain('the request expired before the copy was published');
    expect([run.programs.map(({ STEP }) => STEP).includes('publish'), account.remains()]).toEqual([false, []]);
  });

  test('a snapshot that never becomes available is given up with the request', async () => {
    account.rds.on(DescribeDBClusterSnapshotsCommand, { DBClusterSnapshotIdentifier: `refresh-${RUN}` }).callsFake(() => {
      if (Date.now() >= START + 24 * HOUR) throw Object.assign(new Error(), { name: 'DBClusterSnapshotNotFoundFault' });
      return { DBClusterSnapshots: [{ Status: 'copying' }] };
    });
    const { outcome } = await play();
    expect(outcome.cause).toContain('the run must end by 2026-03-02T06:00:00Z; it is given up');
  });

  test('an environment that does not answer is waited for until the request expires', async () => {
    const { outcome } = await play({ receipt: null });
    expect(outcome.cause).toContain('the run must end by 2026-03-02T06:00:00Z');
    expect(account.remains()).toEqual([]);
  });

  test.each<[string, object]>([['refuses', { run: RUN, outcome: 'refused', message: 'the manifest was changed' }], ['answers for another run', { run: 'other', outcome: 'loaded', message: 'the manifest was changed' }]])(
    'an environment that %s fails the run', async (_name, receipt) => {
      expect((await play({ receipt })).outcome.cause).toContain('staging refused the masked copy: the manifest was changed');
    });
});

/** A run that has begun, as later steps are given it. */
const begun: RunFacts = { id: RUN, request, deadline: request.expires, bucket: 'staging-drop', key: 'arn:alias', database: 'app', documents: '' };
const advance = (step: 'copy' | 'copied' | 'restore' | 'restored' | 'planned' | 'receive') => refresh({ step, run: begun });

describe('the snapshot that a run starts from', () => {
  const snapshot = (arn: string, taken?: string, Status = 'available') => ({ DBClusterSnapshotArn: arn, Status, ...(taken === undefined ? {} : { SnapshotCreateTime: new Date(taken) }) });
  const later = SHARED.replace('202603010200', '202603010400');
  test.each<[string, object[], string]>([
    ['the newest', [snapshot(SHARED, '2026-03-01T02:10:00Z'), snapshot(later, '2026-03-01T04:10:00Z'), snapshot(`${SHARED}9`, '2026-02-01T04:10:00Z')], later],
    ['a whole one, not one that is being made', [snapshot(SHARED, '2026-03-01T02:10:00Z'), snapshot(later, undefined, 'creating'), snapshot(later, undefined), { Status: 'available' }], SHARED],
    ['one of production', [snapshot(SHARED, '2026-03-01T02:10:00Z'), snapshot(later.replace('111111111111', '222222222222'), '2026-03-01T04:10:00Z')], SHARED],
    ['one of the dataset', [snapshot(SHARED, '2026-03-01T02:10:00Z'), snapshot(later.replace('ledger', 'payroll'), '2026-03-01T04:10:00Z')], SHARED],
  ])('is %s', async (_name, shared, arn) => {
    account.share(...shared);
    expect(await advance('copy')).toMatchObject({ arn });
  });
  test('is waited for until production\'s next one, where none is shared', async () => {
    account.share();
    expect((await play()).outcome.cause).toContain('production must share a snapshot projects-refresh-ledger-*; none is shared now, wait for its next one');
  });
  test('may not be copied: RDS refuses, and the run ends', async () => {
    account.rds.on(CopyDBClusterSnapshotCommand).rejects(Object.assign(new Error('KMS refuses'), { name: 'KMSKeyNotAccessibleFault' }));
    expect((await play()).outcome.cause).toContain('KMS refuses');
  });
});

describe('what RDS makes', () => {
  const name = `refresh-${RUN}`;
  const cluster = (facts?: object) => account.rds.on(DescribeDBClustersCommand).resolves(facts === undefined ? {} : { DBClusters: [{ Status: 'available', Endpoint: 'host', Port: 5433, MasterUserSecret: { SecretStatus: 'active', SecretArn: 'secret' }, ...facts }] });
  const instance = (DBInstanceStatus?: string) => account.rds.on(DescribeDBInstancesCommand).resolves(DBInstanceStatus === undefined ? {} : { DBInstances: [{ DBInstanceStatus }] });
  const copy = (Status?: string) => account.rds.on(DescribeDBClusterSnapshotsCommand).resolves(Status === undefined ? {} : { DBClusterSnapshots: [{ Status }] });

  test.each<[string, () => void]>([
    ['the cluster is being made', () => cluster({ Status: 'creating' })],
    ['the instance is being made', () => { cluster({}); instance('creating'); }],
    ['the password is being made', () => { cluster({ MasterUserSecret: { SecretStatus: 'creating' } }); instance('available'); }],
    ['nobody knows where the password is', () => { cluster({ MasterUserSecret: { SecretStatus: 'active' } }); instance('available'); }],
    ['there is no address', () => { cluster({ Endpoint: undefined }); instance('available'); }],
    ['there is no port', () => { cluster({ Port: undefined }); instance('available'); }],
  ])('is waited for while %s', async (_name, arrange) => {
    arrange();
    expect(await advance('restored')).toEqual({ done: false });
  });
  test.each<[string, () => void, 'restored' | 'copied', string]>([
    ['the cluster failed', () => cluster({ Status: 'inaccessible-encryption-credentials' }), 'restored', `${name} must become available, it is inaccessible-encryption-credentials`],
    ['the cluster is gone', () => cluster(), 'restored', `${name} must become available, it is gone`],
    ['the instance is being deleted', () => { cluster({}); instance('deleting'); }, 'restored', `${name}-writer must become available, it is deleting`],
    ['the instance is gone', () => { cluster({}); instance(); }, 'restored', `${name}-writer must become available, it is gone`],
    ['the copy failed', () => copy('failed'), 'copied', 'the copy of the snapshot must become available, it is failed'],
    ['the copy is gone', () => copy(), 'copied', 'the copy of the snapshot must become available, it is gone'],
  ])('is given up when %s', async (_name, arrange, step, message) => {
    arrange();
    await expect(advance(step)).rejects.toThrow(message);
  });
  test('may be asked for again: every step leaves what is there', async () => {
    for (const step of ['copy', 'copy', 'restore', 'restore'] as const) await advance(step);
    expect(account.made).toHaveLength(3);
  });
});

describe('what is read between the steps', () => {
  test('a plan that nobody wrote ends the run', async () => await expect(advance('planned')).rejects.toThrow('the planning program ended without a plan'));
  test.each(['NoSuchKey', 'AccessDenied'])('a receipt that is not there yet is waited for, also when S3 says %s', async (fault) => {
    account.s3.on(GetObjectCommand).rejects(Object.assign(new Error(), { name: fault }));
    expect(await advance('receive')).toEqual({ done: false });
  });
  test.each<[string, () => Promise<unknown>]>([
    ['receipt', () => advance('receive')], ['plan', () => advance('planned')],
    ['statement', () => refresh({ step: 'record', id: RUN, started: new Date(START).toISOString(), state: {} })],
    ['approval', () => approval({ ...people('bob'), body: JSON.stringify({ run: RUN, decision: 'show' }) })],
  ])('a %s that cannot be read for another reason is no answer', async (_name, read) => {
    account.s3.on(GetObjectCommand).rejects(new Error('the network is down'));
    await expect(read()).rejects.toThrow('the network is down');
  });
  test.each<[string, object, string]>([
    ['that ended before it began', {}, 'what the run made in quarantine is not gone; there is no signed statement; the environment sent no receipt'],
    ['that failed without a word', { failure: {}, destruction: { gone: true } }, 'failed: nothing is said'],
    ['that failed with words', { request, failure: { Error: 'Rejected', Cause: 'rejected by bob' }, destruction: { gone: true } }, 'Rejected: rejected by bob'],
  ])('the record of a run %s says so', async (_name, state, why) => {
    expect(await refresh({ step: 'record', id: RUN, started: new Date(START).toISOString(), state })).toMatchObject({ outcome: 'failed', why });
    expect(record().facts.why).toBe(why);
  });
  test('a record that is repeated finds its statement in the archive', async () => {
    account.objects.set(`runs-bucket/statements/${RUN}.json`, 'signed');
    for (const _ of [1, 2]) expect(await refresh({ step: 'record', id: RUN, started: new Date(START).toISOString(), state: {} })).toMatchObject({ evidence: expect.stringContaining(RUN) });
  });
  test.each(['20260301', '../20260301-0600-0a1b2c3d', ''])('a run that is called "%s" is no run', async (id) => {
    await expect(refresh({ step: 'destroy', id, before: { gone: false, removed: [], remaining: [] } })).rejects.toThrow(`run must be such as 20260301-0500-0a1b2c3d, got "${id}"`);
  });
});

describe('the destruction', () => {
  const destroy = () => refresh({ step: 'destroy', id: RUN, before: { gone: false, removed: [], remaining: [] } });
  test('fails, and is repeated, when S3 keeps an object', async () => {
    account.objects.set(`runs-bucket/runs/${RUN}/plan.json`, '{}');
    account.s3.on(DeleteObjectsCommand).resolves({ Errors: [{ Code: 'AccessDenied' }, {}] });
    await expect(destroy()).rejects.toThrow(`2 objects below runs/${RUN}/ could not be deleted: AccessDenied`);
    account.s3.on(DeleteObjectsCommand).resolves({ Errors: [{}] });
    await expect(destroy()).rejects.toThrow('could not be deleted: for a reason that S3 does not say');
  });
  test('takes the marks of deleted objects too', async () => {
    const marks = [{ Key: `runs/${RUN}/plan.json`, VersionId: '2' }];
    account.s3.on(ListObjectVersionsCommand).callsFake(() => (marks.length === 0 ? {} : { DeleteMarkers: marks }));
    account.s3.on(DeleteObjectsCommand).callsFake(() => { marks.pop(); return {}; });
    expect(await destroy()).toMatchObject({ removed: [`folder runs/${RUN}/`] });
    expect(await destroy()).toEqual({ gone: true, removed: [], remaining: [] });
  });
});

describe('the desk for approvals', () => {
  const say = (body: object, person = 'bob') => approval({ ...people(person), body: JSON.stringify(body) });
  const waiting = () => refresh({ step: 'ask', run: begun, token: 'token', entered: new Date(START).toISOString() });

  test('shows what is asked and until when, and not the token', async () => {
    await waiting();
    const answer = await say({ run: RUN, decision: 'show' }, 'alice');
    expect(JSON.parse(answer.body)).toEqual({ run: RUN, request, until: '2026-03-02T06:00:00.000Z' });
  });
  test.each<[string, unknown]>([['of which nobody asked', '20260301-0700-0a1b2c3d'], ['without a name', undefined], ['that is no run', '../secrets'], ['that is a number', 7]])('knows no run %s', async (_name, run) => {
    expect(await say({ run, decision: 'approve' })).toMatchObject({ statusCode: 404 });
  });
  test.each(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'])('says that a run no longer waits: %s', async (name) => {
    await waiting();
    sfn.on(SendTaskSuccessCommand).rejects(Object.assign(new Error(), { name }));
    expect(await say({ run: RUN, decision: 'approve' })).toMatchObject({ statusCode: 410, body: expect.stringContaining(`run ${RUN} no longer waits for approval`) });
  });
  test('does not hide that Step Functions fails', async () => {
    await waiting();
    sfn.on(SendTaskFailureCommand).rejects(new Error('down'));
    await expect(say({ run: RUN, decision: 'reject' })).rejects.toThrow('down');
  });
  test.each([{}, { requestContext: {} }, { requestContext: { authorizer: {} } }, { requestContext: { authorizer: { iam: {} } } }])('hears nobody whose signature Lambda has not checked: %j', async (event) => {
    expect(await approval({ ...event, body: JSON.stringify({ run: RUN, decision: 'approve' }) })).toMatchObject({ statusCode: 403 });
  });
  test('hears nobody who says nothing', async () => expect(await approval(people('bob'))).toMatchObject({ statusCode: 400 }));
});

describe('the sweeper', () => {
  test('finds nothing in an account in which there is nothing', async () => {
    for (const command of [DescribeDBClustersCommand, DescribeDBInstancesCommand, DescribeDBClusterSnapshotsCommand]) account.rds.on(command).resolves({});
    account.s3.on(ListObjectsV2Command).resolves({});
    expect(await sweep()).toEqual({ swept: [], remaining: [] });
  });
  test('passes over what has no name, and folders that are none of a run', async () => {
    account.rds.on(DescribeDBClustersCommand).resolves({ DBClusters: [{}] });
    account.s3.on(ListObjectsV2Command).resolves({ CommonPrefixes: [{}, { Prefix: 'runs/somebody/' }] });
    expect(await sweep()).toEqual({ swept: [], remaining: [] });
  });
  test('need not come again where RDS finished between the list and the look', async () => {
    account.rds.on(DescribeDBClustersCommand).callsFake(({ DBClusterIdentifier: one }: { DBClusterIdentifier?: string }) => {
      if (one !== undefined) throw Object.assign(new Error(), { name: 'DBClusterNotFoundFault' });
      return { DBClusters: [{ DBClusterIdentifier: `refresh-${RUN}` }] };
    });
    sfn.on(DescribeExecutionCommand).resolves({ status: 'FAILED' });
    expect(await sweep()).toEqual({ swept: [RUN], remaining: [] });
  });
  test('stops a run whose age nobody knows', async () => {
    account.databases.set(`cluster refresh-${RUN}`, 'available');
    sfn.on(DescribeExecutionCommand).resolves({ status: 'RUNNING' });
    expect((await sweep()).swept).toEqual([RUN]);
  });

  test.each(['TIMED_OUT', 'ABORTED', 'FAILED'] as const)('destroys what a machine has left that was %s in the middle', async (status) => {
    await expect(dieAt('Mask')).rejects.toThrow('killed');
    expect(account.remains().length).toBe(5);
    sfn.on(DescribeExecutionCommand).resolves({ status });
    for (let i = 0; i < 5; i++) await sweep();
    expect(account.remains()).toEqual([]);
    expect(await sweep()).toEqual({ swept: [], remaining: [] });
  });

  test('leaves a run alone that the machine works on', async () => {
    await expect(dieAt('Mask')).rejects.toThrow('killed');
    sfn.on(DescribeExecutionCommand).resolves({ status: 'RUNNING', startDate: new Date(START) });
    expect(await sweep()).toEqual({ swept: [], remaining: [] });
    expect(account.remains().length).toBe(5);
  });

  test('stops a run that is older than any may be, and destroys what it made', async () => {
    await expect(dieAt('Mask')).rejects.toThrow('killed');
    sfn.on(DescribeExecutionCommand).resolves({ status: 'RUNNING', startDate: new Date(START - 100 * HOUR) });
    expect((await sweep()).swept).toEqual([RUN]);
    expect(sfn.calls().map(({ args: [command] }) => command.constructor.name)).toContain('StopExecutionCommand');
  });

  test('destroys what the machine does not know, and touches nothing else', async () => {
    account.databases.set('cluster refresh-20250101-0000-00000000', 'available');
    account.databases.set('cluster somebody-elses', 'available');
    sfn.on(DescribeExecutionCommand).rejects(Object.assign(new Error(), { name: 'ExecutionDoesNotExist' }));
    for (let i = 0; i < 3; i++) await sweep();
    expect([...account.databases.keys()]).toEqual(['cluster somebody-elses']);
  });

  test('fails, and so raises its alarm, when it cannot ask', async () => {
    account.databases.set('cluster refresh-20250101-0000-00000000', 'available');
    sfn.on(DescribeExecutionCommand).rejects(new Error('no permission'));
    await expect(sweep()).rejects.toThrow('no permission');
  });
});

async function dieAt(victim: string): Promise<void> {
  const run = new Run({});
  await interpret(machine, { request }, {
    name: RUN, started: new Date(START).toISOString(), clock: run.clock,
    perform: async (resource, parameters, state, timeout) => {
      if (state === victim) throw new Error('killed');
      return run.perform(resource, parameters, state, timeout);
    },
  });
}
