import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import {
  DeleteDBClusterSnapshotCommand, DescribeDBClusterSnapshotsCommand, ModifyDBClusterSnapshotAttributeCommand, RDSClient,
} from '@aws-sdk/client-rds';
import { mockClient } from 'aws-sdk-client-mock';
import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SignIn } from '../../constructs/identity/sign-in';
import { cadenceOf } from '../../lib/platform/refresh-plan';
import { handler as request } from '../../runtime/refresh-request/handler';
import { handler as share, type Sharing } from '../../runtime/snapshot-share/handler';
import { templateOf } from '../synthesize';
import { interpret, TaskFailure } from './interpreter';
import { addDesk, addLoad, addRefresh, addShare, machineOf } from './refresh-stack';

const sfn = mockClient(SFNClient);
const rds = mockClient(RDSClient);
const named = (name: string): Error => Object.assign(new Error(`${name} of AWS`), { name });

beforeEach(() => {
  sfn.reset();
  rds.reset();
  sfn.onAnyCommand().resolves({});
  rds.onAnyCommand().resolves({});
  Object.assign(process.env, {
    ACCOUNT: '111111111111', REQUESTER_ROLE: 'projects-refresh-requester', STATE_MACHINE: 'arn:machine', DATASETS: 'ledger,work', ENVIRONMENTS: 'staging', MOST_HOURS: '72',
    CLUSTERS: JSON.stringify({ ledger: 'projects-ledger' }), SNAPSHOT_PREFIX: 'projects-refresh-', TAKEN_PREFIX: 'to-share-', SHARE_KEY: 'arn:share', QUARANTINE_ACCOUNT: '777777777777', SHARED_HOURS: '48',
  });
});

describe('the desk takes requests', () => {
  const soon = (): string => new Date(Date.now() + 3_600_000).toISOString();
  const signed = (userArn: string, body: unknown, accountId = '111111111111') => ({ requestContext: { authorizer: { iam: { accountId, userArn } } }, body: typeof body === 'string' ? body : JSON.stringify(body) });
  const alice = 'arn:aws:sts::111111111111:assumed-role/projects-refresh-requester/Alice';
  const good = () => ({ dataset: 'ledger', environment: 'staging', reason: 'rehearse the migration', ticket: 'DATA-7', expires: soon() });

  test('of whoever signed, whatever the body says', async () => {
    const answer = await request(signed(alice, { ...good(), requester: 'bob' }));
    expect(answer).toMatchObject({ statusCode: 200 });
    const { input, name } = sfn.commandCalls(StartExecutionCommand)[0]?.args[0].input ?? {};
    expect(JSON.parse(input ?? '')).toMatchObject({ request: { requester: 'alice', dataset: 'ledger' } });
    expect(name).toMatch(/^\d{8}-\d{4}-[0-9a-f]{8}$/);
  });
  test('also encoded', async () => {
    expect(await request({ ...signed(alice, Buffer.from(JSON.stringify(good())).toString('base64')), isBase64Encoded: true })).toMatchObject({ statusCode: 200 });
  });
  test.each<[string, object, number]>([
    ['nobody', { body: '{}' }, 403],
    ['a role that may not', signed('arn:aws:sts::111111111111:assumed-role/administrator/alice', good()), 403],
    ['another account', signed('arn:aws:sts::222222222222:assumed-role/projects-refresh-requester/alice', good(), '222222222222'), 403],
    ['a user', signed('arn:aws:iam::111111111111:user/alice', good()), 403],
    ['somebody who writes no JSON', signed(alice, 'please'), 400],
    ['somebody who writes a list', signed(alice, []), 400],
    ['somebody who asks for what is not there', signed(alice, { ...good(), dataset: 'payroll' }), 400],
    ['somebody who gives no reason', signed(alice, { ...good(), reason: 'because' }), 400],
    ['somebody who breaks the line', signed(alice, { ...good(), reason: 'a good reason\nApproved: yes' }), 400],
  ])('not of %s', async (_name, event, statusCode) => {
    expect(await request(event)).toMatchObject({ statusCode });
    expect(sfn.calls()).toHaveLength(0);
  });
  test('of the schedule, whose moment is one run however often it knocks', async () => {
    const event = { schedule: 'staging-ledger', dataset: 'ledger', environment: 'staging', time: new Date().toISOString() };
    expect(await request(event)).toEqual(await request(event));
    await expect(request({ ...event, dataset: 'payroll' })).rejects.toThrow('dataset: must be one of ledger, work');
  });
  test('and does not hide that Step Functions fails', async () => {
    sfn.on(StartExecutionCommand).rejects(new Error('down'));
    await expect(request(signed(alice, good()))).rejects.toThrow('down');
  });
});

describe('production shares', () => {
  const advance = (): Promise<Sharing> => share({ step: 'share', started: '2026-03-01T02:00:00.000Z' });
  const [taken, copy] = ['to-share-ledger-202603010200', 'projects-refresh-ledger-202603010200'];
  const there = (found: Readonly<Record<string, object>>): void => void rds.on(DescribeDBClusterSnapshotsCommand).callsFake(({ DBClusterSnapshotIdentifier: name = '' }: { DBClusterSnapshotIdentifier?: string }) => {
    if (found[name] === undefined) throw named('DBClusterSnapshotNotFoundFault');
    return { DBClusterSnapshots: [{ DBClusterSnapshotIdentifier: name, ...found[name] }] };
  });

  test.each<[string, Record<string, object>, object[], boolean]>([
    ['takes a snapshot first', {}, [{ DBClusterIdentifier: 'projects-ledger', DBClusterSnapshotIdentifier: taken }], false],
    ['waits for it', { [taken]: { Status: 'creating' } }, [], false],
    ['copies it under the key made for sharing', { [taken]: { Status: 'available' } }, [{ TargetDBClusterSnapshotIdentifier: copy, KmsKeyId: 'arn:share' }], false],
    ['waits for the copy', { [taken]: { Status: 'available' }, [copy]: { Status: 'copying' } }, [], false],
    ['shares the copy with quarantine alone', { [taken]: { Status: 'available' }, [copy]: { Status: 'available', KmsKeyId: 'arn:share' } }, [{ DBClusterSnapshotIdentifier: copy, AttributeName: 'restore', ValuesToAdd: ['777777777777'] }], true],
  ])('%s', async (_name, found, wanted, done) => {
    there(found);
    expect((await advance()).done).toBe(done);
    const changes = rds.calls().map(({ args: [sent] }) => sent).filter((sent) => !(sent instanceof DescribeDBClusterSnapshotsCommand) && !(sent instanceof DeleteDBClusterSnapshotCommand));
    expect(changes.map(({ input }) => input)).toEqual(wanted.map((each) => expect.objectContaining(each)));
  });
  test('never shares what lies under another key, or under none', async () => {
    there({ [copy]: { Status: 'available', KmsKeyId: 'arn:database' } });
    await expect(advance()).rejects.toThrow('must lie under the key made for sharing, it lies under arn:database');
    there({ [copy]: { Status: 'available' } });
    await expect(advance()).rejects.toThrow('it lies under none');
    expect(rds.commandCalls(ModifyDBClusterSnapshotAttributeCommand)).toHaveLength(0);
  });
  test('fails on a snapshot that failed', async () => {
    there({ [taken]: { Status: 'failed' } });
    await expect(advance()).rejects.toThrow('must become available, it is failed');
  });
  test('takes back what was shared for long enough, whoever left it, and nothing else', async () => {
    const old = new Date(Date.now() - 49 * 3_600_000);
    rds.on(DescribeDBClusterSnapshotsCommand).resolves({ DBClusterSnapshots: [
      { DBClusterSnapshotIdentifier: copy, SnapshotCreateTime: old }, { DBClusterSnapshotIdentifier: taken }, { DBClusterSnapshotIdentifier: 'projects-refresh-ledger-new', SnapshotCreateTime: new Date() },
      { DBClusterSnapshotIdentifier: 'somebody-elses', SnapshotCreateTime: old },
    ] });
    expect(await share({ step: 'withdraw' })).toEqual({ done: true, shared: [], withdrawn: [copy, taken] });
    rds.on(DeleteDBClusterSnapshotCommand).rejects(named('InvalidDBClusterSnapshotStateFault'));
    expect((await share({ step: 'withdraw' })).done).toBe(false);
  });
});

describe('an environment loads what arrives', () => {
  const template = templateOf((stack) => void addLoad(stack));
  const machine = machineOf(Object.values(template.findResources('AWS::StepFunctions::StateMachine'))[0]?.['Properties'].DefinitionString);
  const arrive = async (key: string, fails = false) => {
    const done: [string, unknown][] = [];
    const outcome = await interpret(machine, { detail: { object: { key } } }, {
      name: 'load', started: '2026-03-01T06:00:00Z', clock: { now: 0 },
      perform: async (_resource, parameters, state) => {
        done.push([state, parameters]);
        if (fails && state !== 'Refuse') throw new TaskFailure('States.TaskFailed', 'exit code 1');
        return {};
      },
    });
    return { done, outcome };
  };
  test('by the run that the key of the object names', async () => {
    const { done, outcome } = await arrive('incoming/ledger/20260301-0600-0a1b2c3d/manifest.json');
    expect(outcome.status).toBe('SUCCEEDED');
    expect(JSON.stringify(done[0])).toContain('{"Name":"RUN","Value":"20260301-0600-0a1b2c3d"}');
  });
  test('and answers that it refused', async () => {
    const { done, outcome } = await arrive('incoming/ledger/20260301-0600-0a1b2c3d/manifest.json', true);
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'Refused' });
    expect(done[1]).toMatchObject(['Refuse', { Key: 'receipts/ledger/20260301-0600-0a1b2c3d.json', Body: { run: '20260301-0600-0a1b2c3d', outcome: 'refused' } }]);
  });
  test('and nothing that it has no database for', async () => expect((await arrive('incoming/payroll/1/manifest.json')).outcome.error).toBe('UnknownDataset'));
});

describe('who is let in', () => {
  const statements = (template: Template, type: string, at: string): { Sid?: string; Effect: string; Action: unknown; Condition?: object; Principal?: unknown }[] =>
    Object.values(template.findResources(type)).flatMap(({ Properties }) => Properties[at]?.Statement ?? []);
  const desk = templateOf((stack) => void addDesk(stack));

  test('the key for sharing admits one role of quarantine, through RDS, to copy', () => {
    const foreign = statements(templateOf((stack) => void addShare(stack)), 'AWS::KMS::Key', 'KeyPolicy').filter(({ Effect, Principal }) => Effect === 'Allow' && JSON.stringify(Principal).includes('777777777777'));
    expect(foreign.map(({ Action }) => Action)).toEqual([['kms:Decrypt', 'kms:DescribeKey'], 'kms:CreateGrant']);
    for (const { Condition } of foreign) expect(Condition).toMatchObject({ ArnEquals: { 'aws:PrincipalArn': expect.anything() }, StringEquals: { 'kms:ViaService': 'rds.eu-west-1.amazonaws.com' } });
  });
  test('people call through the URL only, since whoever invokes directly writes the sender', () => {
    const calls = statements(desk, 'AWS::IAM::ManagedPolicy', 'PolicyDocument').filter(({ Action, Condition }) => Action === 'lambda:InvokeFunction' && Condition !== undefined);
    expect(calls.map(({ Condition }) => Condition)).toEqual([{ Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } }, { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } }]);
    desk.allResourcesProperties('AWS::Lambda::Url', { AuthType: 'AWS_IAM' });
  });
  test('only the request function starts runs, only the approval function lets them go on', () => {
    const policies = Object.entries(desk.findResources('AWS::IAM::ManagedPolicy')).filter(([, { Properties }]) => JSON.stringify(Properties.PolicyDocument).includes('states:SendTaskSuccess'));
    expect(policies.map(([id]) => id)).toEqual([expect.stringMatching(/^DeskApprovalHandlerPolicy/)]);
  });
  test('the masking key makes MACs for this account and nothing else for anybody', () => {
    const template = templateOf((stack) => void addRefresh(stack));
    template.hasResourceProperties('AWS::KMS::Key', { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
    expect(template.findResources('AWS::EC2::InternetGateway')).toEqual({});
    expect(template.findResources('AWS::EC2::NatGateway')).toEqual({});
    expect(JSON.stringify(template.findResources('AWS::EC2::Route'))).toBe('{}');
  });
});

describe('refused', () => {
  test.each<[string, () => void, string]>([
    ['a share that lasts', () => templateOf((stack) => void addShare(stack, { sharedFor: Duration.days(8) })), '- sharedFor: must be whole hours from 1 to 168, got 192; for example Duration.hours(48)'],
    ['a share of nothing', () => templateOf((stack) => void addShare(stack, { clusters: {} })), '- clusters: must name at least one cluster'],
    ['production as destination', () => templateOf((stack) => void addRefresh(stack, { destinations: [{ environment: 'live', account: '222222222222', bucketName: 'b', keyAlias: 'k' }] })), 'must not be production\'s'],
    ['a load of nothing', () => templateOf((stack) => void addLoad(stack, () => ({ databases: [] }))), '- databases: must name at least one database, got []'],
    ['a load that names a dataset twice, no policy and a name with no room beside it', () => templateOf((stack) => void addLoad(stack, (database) => ({
      databases: [{ dataset: 'ledger', database, databaseName: 'app', policyVersion: 'a'.repeat(64) }, { dataset: 'ledger', database, databaseName: 'a'.repeat(55), policyVersion: '1' }],
    }))), '- databases[1].dataset: must be named once, got "ledger"\n- databases[1].policyVersion: must be 64 lower case hexadecimal digits, got "1"\n'
      + `- databases[1].databaseName: must be at most 54 lower-case letters, digits and "_", got "${'a'.repeat(55)}"`],
    ['a policy without a version', () => templateOf((stack) => void addRefresh(stack, { datasets: [{ name: 'ledger', database: 'app', policyVersion: '1.0' }] })), 'policyVersion: must be 64 lower case hexadecimal digits, got "1.0"'],
    ['a window longer than a run', () => templateOf((stack) => void addRefresh(stack, { longestRun: Duration.hours(4) })), '- approvalWindow: must be whole minutes, at least an hour and no longer than a run, got 1440'],
    ['a machine as approver', () => templateOf((stack) => void addDesk(stack, { approvers: SignIn.workload({ providerArn: 'arn:aws:iam::111111111111:oidc-provider/ci', audience: 'a', subjects: ['s'] }) })), '- approvers: must be a sign-in of people with a second factor'],
    ['a cadence of nothing', () => templateOf((stack) => void addDesk(stack, { cadences: [{ name: 'x', dataset: 'payroll', environment: 'staging', schedule: 'rate(1 day)' }] })), '- cadences[0].dataset: must be one of ledger'],
  ])('%s', (_name, make, message) => expect(make).toThrow(message));
});

test.each<[number, object]>([
  [1, { day: '*', month: '*', weekDay: '?' }], [7, { day: '?', month: '*', weekDay: 'MON' }], [14, { day: '1/14', month: '*', weekDay: '?' }],
  [20, { day: '1,16', month: '*', weekDay: '?' }], [31, { day: '1', month: '*', weekDay: '?' }], [365, { day: '1', month: '1,4,7,10', weekDay: '?' }],
])('a cadence of %i days is due at least as often, on days that every account knows', (days, wanted) => expect(cadenceOf(days)).toEqual(wanted));
