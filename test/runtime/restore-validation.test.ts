import { BackupClient, DescribeRestoreJobCommand, PutRestoreValidationResultCommand } from '@aws-sdk/client-backup';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  CreateDBInstanceCommand, DeleteDBInstanceCommand, DescribeDBClustersCommand, DescribeDBInstancesCommand, EnableHttpEndpointCommand, ModifyDBClusterCommand, RDSClient,
} from '@aws-sdk/client-rds';
import { ExecuteStatementCommand, RDSDataClient } from '@aws-sdk/client-rds-data';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { createHash } from 'node:crypto';
import { type Check } from '../../runtime/restore-validation/check';
import { type RestoredResource, handler } from '../../runtime/restore-validation/handler';
import { type DataManifest, digestOf, parseManifest } from '../../runtime/restore-validation/manifest';
import { instanceOf } from '../../runtime/restore-validation/temporary-database';

const backup = mockClient(BackupClient);
const cloudwatch = mockClient(CloudWatchClient);
const rds = mockClient(RDSClient);
const data = mockClient(RDSDataClient);
const s3 = mockClient(S3Client);

const named = (name: string): Error => Object.assign(new Error(`${name} of AWS`), { name });
const arn = 'arn:aws:rds:eu-west-1:222222222222:cluster:awsbackup-restore-test-1';
const database: RestoredResource = { kind: 'database', type: 'Aurora', arn, recoveryPoint: 'rp', source: 'arn:aws:rds:eu-west-1:222222222222:cluster:ledger', testingPlan: 'plan', minutes: 12 };
const bucket: RestoredResource = { ...database, kind: 'bucket', type: 'S3', arn: 'arn:aws:s3:::awsbackup-restore-test-2' };
const sound: Check[] = [{ claim: 'it is whole', passed: true, found: '0' }];
const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

const manifest: DataManifest = {
  version: 1, run: 'refresh-7', database: 'app',
  tables: [{ schema: 'public', table: 'customers', atLeastRows: 2, columns: [{ column: 'email', grammar: '[a-z0-9]+@example\\.com' }, { column: 'token', empty: true }] }],
  objects: { atLeast: 2, digests: { 'contract.pdf': sha('sanitized') } },
};
const signed = (body: object): string => JSON.stringify({ ...body, digest: digestOf(body as DataManifest) });
const body = (text: string) => ({ Body: { transformToString: async () => text, transformToByteArray: async () => Buffer.from(text) } as never });

function publish(text: string): void {
  s3.on(GetObjectCommand, { Bucket: 'evidence' }).rejects(named('NoSuchKey'));
  s3.on(GetObjectCommand, { Bucket: 'evidence', Key: 'data-manifest/current.json' }).resolves(body(text));
}

function readyCluster(more: object = {}): void {
  rds.on(DescribeDBClustersCommand).resolves({
    DBClusters: [{ Status: 'available', HttpEndpointEnabled: true, MasterUserSecret: { SecretArn: 'secret', SecretStatus: 'active' }, ...more }],
  });
  rds.on(DescribeDBInstancesCommand).resolves({ DBInstances: [{ DBInstanceStatus: 'available' }] });
}

/** The database answers each question by what stands in it. */
function answers(by: Readonly<Record<string, number>>): void {
  data.on(ExecuteStatementCommand).callsFake(({ sql }: { sql: string }) => {
    const found = Object.entries(by).find(([part]) => sql.includes(part))?.[1] ?? 0;
    return { records: [[{ longValue: found }]] };
  });
}

beforeEach(() => {
  for (const mock of [backup, cloudwatch, rds, data, s3]) mock.reset();
  backup.onAnyCommand().resolves({});
  cloudwatch.onAnyCommand().resolves({});
  rds.onAnyCommand().resolves({});
  s3.on(PutObjectCommand).resolves({});
  Object.assign(process.env, { EVIDENCE_BUCKET: 'evidence', MANIFEST_KEY: 'data-manifest/current.json', EXPECTS_MASKED_DATA: 'true', SECRET_KEY: 'arn:key' });
});

describe('identifying what was restored', () => {
  test.each<[string, string, RestoredResource['kind']]>([['a database', 'Aurora', 'database'], ['a bucket', 'S3', 'bucket'], ['anything else', 'EFS', 'other']])('knows %s', async (_name, ResourceType, kind) => {
    backup.on(DescribeRestoreJobCommand).resolves({
      Status: 'COMPLETED', ResourceType, CreatedResourceArn: arn, RecoveryPointArn: 'rp', SourceResourceArn: 'source', CreatedBy: { RestoreTestingPlanArn: 'plan' },
      CreationDate: new Date('2026-03-01T05:00:00Z'), CompletionDate: new Date('2026-03-01T05:11:10Z'),
    });
    await expect(handler({ step: 'identify', restoreJobId: 'job' })).resolves.toEqual({ kind, type: ResourceType, arn, recoveryPoint: 'rp', source: 'source', testingPlan: 'plan', minutes: 12 });
  });
  test('knows a restore that no plan started, and what AWS leaves out', async () => {
    backup.on(DescribeRestoreJobCommand).resolves({ Status: 'COMPLETED' });
    await expect(handler({ step: 'identify', restoreJobId: 'job' })).resolves.toEqual({ kind: 'other', type: 'nothing', arn: '', recoveryPoint: '', source: '', testingPlan: null, minutes: 0 });
  });
  test.each([['RUNNING', 'RUNNING'], [undefined, 'nothing']] as const)('refuses a job that is %s', async (Status, shown) => {
    backup.on(DescribeRestoreJobCommand).resolves({ Status });
    await expect(handler({ step: 'identify', restoreJobId: 'job' })).rejects.toThrow(`restore job job must be COMPLETED, got ${shown}`);
  });
});

describe('making a restored database answer', () => {
  test('adds an instance that no network reaches, a password nobody chose, and the Data API', async () => {
    rds.on(DescribeDBClustersCommand).resolves({ DBClusters: [{ Engine: 'aurora-postgresql' }] });
    await handler({ step: 'prepare', resource: database });
    expect(rds.commandCalls(ModifyDBClusterCommand)[0]?.args[0].input).toMatchObject({ DBClusterIdentifier: 'awsbackup-restore-test-1', ManageMasterUserPassword: true, MasterUserSecretKmsKeyId: 'arn:key' });
    expect(rds.commandCalls(EnableHttpEndpointCommand)[0]?.args[0].input).toEqual({ ResourceArn: arn });
    expect(rds.commandCalls(CreateDBInstanceCommand)[0]?.args[0].input).toMatchObject({ PubliclyAccessible: false, DBClusterIdentifier: 'awsbackup-restore-test-1' });
  });
  test('may be repeated: what is there stays', async () => {
    readyCluster();
    rds.on(CreateDBInstanceCommand).rejects(named('DBInstanceAlreadyExistsFault'));
    await expect(handler({ step: 'prepare', resource: database })).resolves.toEqual({ ready: false });
    expect([rds.commandCalls(ModifyDBClusterCommand).length, rds.commandCalls(EnableHttpEndpointCommand).length]).toEqual([0, 0]);
  });
  test('fails when RDS refuses, and when the cluster is gone', async () => {
    readyCluster();
    rds.on(CreateDBInstanceCommand).rejects(named('InsufficientDBInstanceCapacityFault'));
    await expect(handler({ step: 'prepare', resource: database })).rejects.toThrow('InsufficientDBInstanceCapacityFault');
    rds.on(DescribeDBClustersCommand).resolves({});
    await expect(handler({ step: 'prepare', resource: { ...database, arn: '' } })).rejects.toThrow('cluster  must exist');
  });
  test.each<[string, () => void, boolean]>([
    ['is up', () => readyCluster(), true],
    ['has no instance yet', () => { readyCluster(); rds.on(DescribeDBInstancesCommand).resolves({ DBInstances: [{ DBInstanceStatus: 'creating' }] }); }, false],
    ['is being changed', () => readyCluster({ Status: 'modifying' }), false],
    ['has no Data API yet', () => readyCluster({ HttpEndpointEnabled: false }), false],
    ['has no password yet', () => readyCluster({ MasterUserSecret: { SecretStatus: 'creating' } }), false],
    ['has a password without a name', () => readyCluster({ MasterUserSecret: { SecretStatus: 'active' } }), false],
  ])('says whether it can be asked: it %s', async (_name, arrange, ready) => {
    arrange();
    await expect(handler({ step: 'ready', resource: database })).resolves.toEqual({ ready });
  });
  test('gives the instance a name that RDS takes', () => {
    expect(instanceOf('a'.repeat(63))).toHaveLength(62);
  });
});

describe('checking a restored database', () => {
  const check = async (): Promise<Check[]> => await handler({ step: 'check', resource: database }) as Check[];
  const failed = async (): Promise<string[]> => (await check()).filter(({ passed }) => !passed).map(({ claim }) => claim);
  beforeEach(() => {
    readyCluster();
    publish(signed(manifest));
    answers({ 'c.reltuples': 11, 'LIMIT :least': 2 });
  });

  test('passes where everything is as the manifest says', async () => {
    expect((await check()).map(({ claim, passed }) => `${passed ? 'yes' : 'no'}: ${claim}`)).toEqual([
      'yes: the manifest says what masked data looks like', 'yes: every index is valid', 'yes: every constraint is validated', 'yes: no relation lacks its file',
      'yes: public.customers exists', 'yes: public.customers has at least 2 rows', 'yes: public.customers.email is still masked', 'yes: public.customers.token is empty',
    ]);
  });
  test('asks in counts only, of the database and with the grammar as a parameter', async () => {
    await check();
    const inputs = data.commandCalls(ExecuteStatementCommand).map(({ args }) => args[0].input);
    expect(inputs.every(({ sql, database: name }) => sql?.startsWith('SELECT count(*)') && name === 'app')).toBe(true);
    expect(inputs.flatMap(({ parameters }) => parameters)).toContainEqual({ name: 'grammar', value: { stringValue: '^(?:[a-z0-9]+@example\\.com)$' } });
    expect(inputs.flatMap(({ parameters }) => parameters)).toContainEqual({ name: 'least', value: { longValue: 2 } });
  });
  test.each<[string, Readonly<Record<string, number>>, string]>([
    ['a broken index', { 'c.reltuples': 11, 'LIMIT :least': 2, indisvalid: 1 }, 'every index is valid'],
    ['too few rows', { 'c.reltuples': 11, 'LIMIT :least': 1 }, 'public.customers has at least 2 rows'],
    ['one value that is not masked', { 'c.reltuples': 11, 'LIMIT :least': 2, '!~': 1 }, 'public.customers.email is still masked'],
    ['a value in an emptied column', { 'c.reltuples': 11, 'LIMIT :least': 2, 'NOT IN': 1 }, 'public.customers.token is empty'],
    ['a table that is gone', {}, 'public.customers exists'],
  ])('finds %s', async (_name, by, claim) => {
    answers(by);
    expect(await failed()).toEqual([claim]);
  });
  test.each<[string, string, Error | undefined, string]>([
    ['what was loaded into its own cluster', 'ledger', undefined, 'public.accounts exists'],
    ['the latest load, where nothing was loaded into its own, and S3 does not say so', 'payroll', named('AccessDenied'), 'public.customers exists'],
    ['the latest load, where AWS does not tell what was backed up', '', undefined, 'public.customers exists'],
  ])('is by %s', async (_name, cluster, refusal, claim) => {
    if (refusal !== undefined) s3.on(GetObjectCommand, { Bucket: 'evidence', Key: `data-manifest/${cluster}.json` }).rejects(refusal);
    s3.on(GetObjectCommand, { Bucket: 'evidence', Key: 'data-manifest/ledger.json' }).resolves(body(signed({ ...manifest, tables: manifest.tables.map((table) => ({ ...table, table: 'accounts' })) })));
    const source = cluster === '' ? '' : `arn:aws:rds:eu-west-1:222222222222:cluster:${cluster}`;
    const checks = await handler({ step: 'check', resource: { ...database, source } }) as Check[];
    expect(checks.map(({ claim: each }) => each)).toContain(claim);
  });
  test('is not by another manifest when its own cannot be read', async () => {
    s3.on(GetObjectCommand, { Bucket: 'evidence', Key: 'data-manifest/ledger.json' }).rejects(named('SlowDown'));
    await expect(check()).rejects.toThrow('SlowDown');
  });
  test('samples large tables', async () => {
    answers({ 'c.reltuples': 2_000_001, 'LIMIT :least': 2 });
    await check();
    expect(data.commandCalls(ExecuteStatementCommand).map(({ args }) => args[0].input.sql).join('\n')).toContain('"public"."customers" TABLESAMPLE SYSTEM (9.999995)');
  });
  test('takes a question that the database refuses for a failed check', async () => {
    data.on(ExecuteStatementCommand).callsFake(({ sql }: { sql: string }) => {
      if (sql.includes('!~')) throw named('BadRequestException');
      return { records: [[{ longValue: sql.includes('pg_index') || sql.includes('pg_constraint') || sql.includes('filenode') || sql.includes('NOT IN') ? 0 : 11 }]] };
    });
    expect(await failed()).toEqual(['public.customers.email is still masked']);
  });
  test.each<[string, () => void, string]>([
    ['a service that is away', () => data.on(ExecuteStatementCommand).callsFake(({ sql }: { sql: string }) => {
      if (sql.includes('LIMIT')) throw named('ServiceUnavailableError');
      return { records: [[{ longValue: sql.includes('reltuples') ? 5 : 0 }]] };
    }), 'ServiceUnavailableError'],
    ['an answer without a number', () => data.on(ExecuteStatementCommand).resolves({}), '"every index is valid" must be answered with a number'],
    ['a database that is not ready', () => readyCluster({ Status: 'modifying' }), `${arn} must be ready before it is checked`],
    ['a manifest that is missing', () => s3.on(GetObjectCommand).rejects(named('NoSuchKey')), 'NoSuchKey'],
    ['a manifest without content', () => s3.on(GetObjectCommand).resolves({}), 'JSON'],
  ])('fails, so that it is tried again, with %s', async (_name, arrange, message) => {
    arrange();
    await expect(check()).rejects.toThrow(message);
  });
  test('fails when masked data is expected and the manifest names no masked column', async () => {
    publish(signed({ ...manifest, tables: [] }));
    expect(await failed()).toEqual(['the manifest says what masked data looks like']);
  });
  test('expects nothing masked where the data is not', async () => {
    process.env['EXPECTS_MASKED_DATA'] = 'false';
    publish(signed({ ...manifest, tables: [] }));
    expect(await failed()).toEqual([]);
  });
});

describe('checking a restored bucket', () => {
  const check = async (): Promise<Check[]> => await handler({ step: 'check', resource: bucket }) as Check[];
  beforeEach(() => {
    publish(signed(manifest));
    s3.on(ListObjectsV2Command, { Bucket: 'awsbackup-restore-test-2' }).resolves({ KeyCount: 2 });
    s3.on(GetObjectCommand, { Bucket: 'awsbackup-restore-test-2', Key: 'contract.pdf' }).resolves(body('sanitized'));
  });

  test('passes where objects are as the manifest says', async () => {
    expect((await check()).every(({ passed }) => passed)).toBe(true);
  });
  test('counts on every page until there are enough', async () => {
    s3.on(ListObjectsV2Command, { ContinuationToken: undefined }).resolves({ KeyCount: 1, NextContinuationToken: 'more' });
    s3.on(ListObjectsV2Command, { ContinuationToken: 'more' }).resolves({ KeyCount: 1, NextContinuationToken: 'never asked' });
    expect((await check()).every(({ passed }) => passed)).toBe(true);
  });
  test.each<[string, () => void, string, string]>([
    ['an empty bucket', () => s3.on(ListObjectsV2Command).resolves({}), 'the bucket has at least 2 objects', '0'],
    ['an original document', () => s3.on(GetObjectCommand, { Key: 'contract.pdf' }).resolves(body('original')), 'contract.pdf has the content that was sanitized', sha('original')],
    ['an empty document', () => s3.on(GetObjectCommand, { Key: 'contract.pdf' }).resolves({}), 'contract.pdf has the content that was sanitized', sha('')],
    ['a missing document', () => s3.on(GetObjectCommand, { Key: 'contract.pdf' }).rejects(named('NoSuchKey')), 'contract.pdf has the content that was sanitized', 'is missing'],
  ])('finds %s', async (_name, arrange, claim, found) => {
    arrange();
    expect((await check()).filter(({ passed }) => !passed)).toEqual([{ claim, passed: false, found }]);
  });
  test('fails when it may not read', async () => {
    s3.on(GetObjectCommand, { Key: 'contract.pdf' }).rejects(named('AccessDenied'));
    await expect(check()).rejects.toThrow('AccessDenied');
  });
});

test('what nobody can check is not taken for sound', async () => {
  await expect(handler({ step: 'check', resource: { ...database, kind: 'other', type: 'EFS' } })).resolves.toEqual([
    { claim: 'what was restored can be checked', passed: false, found: 'no check is known for EFS' },
  ]);
});

describe('the verdict', () => {
  const conclusion = { step: 'conclude', restoreJobId: 'job-1', at: '2026-03-01T05:20:00Z', resource: database, checks: sound, error: false } as const;
  const written = () => JSON.parse(String(s3.commandCalls(PutObjectCommand)[0]?.args[0].input.Body)) as { outcome: string };
  const told = () => backup.commandCalls(PutRestoreValidationResultCommand)[0]?.args[0].input;

  test('tells AWS Backup, leaves evidence, publishes numbers and takes the instance away', async () => {
    await expect(handler(conclusion)).resolves.toEqual({ passed: true, message: 'all 1 checks passed', evidence: 'restore-validation/2026-03-01/job-1.json' });
    expect(told()).toEqual({ RestoreJobId: 'job-1', ValidationStatus: 'SUCCESSFUL', ValidationStatusMessage: 'all 1 checks passed' });
    expect(written().outcome).toBe('passed');
    expect(cloudwatch.commandCalls(PutMetricDataCommand)[0]?.args[0].input.MetricData).toEqual([{ MetricName: 'RestoreValidationFailures', Value: 0 }, { MetricName: 'RestoreMinutes', Value: 12 }]);
    expect(rds.commandCalls(DeleteDBInstanceCommand)[0]?.args[0].input).toEqual({ DBInstanceIdentifier: 'awsbackup-restore-test-1-validator', SkipFinalSnapshot: true });
  });
  test.each<[string, object, string]>([
    ['a check that failed', { checks: [...sound, { claim: 'email is still masked', passed: false, found: '3' }] }, '1 of 2 checks failed: email is still masked (3)'],
    ['no check at all', { checks: [] }, 'nothing was checked'],
    ['an error', { checks: sound, error: { Error: 'Broken', Cause: 'no reason' } }, 'could not be checked: Broken: no reason'],
    ['an error without words', { error: {} }, 'could not be checked: unknown: '],
  ])('is failed after %s', async (_name, more, message) => {
    await expect(handler({ ...conclusion, ...more })).resolves.toMatchObject({ passed: false, message });
    expect(told()).toMatchObject({ ValidationStatus: 'FAILED', ValidationStatusMessage: message });
    expect(written().outcome).toBe('failed');
  });
  test('of a bucket removes no instance, and of a restore that no plan started is not told to AWS Backup', async () => {
    await handler({ ...conclusion, resource: { ...bucket, testingPlan: null } });
    expect([rds.calls().length, told()]).toEqual([0, undefined]);
  });
  test.each(['DBInstanceNotFoundFault', 'InvalidDBInstanceStateFault'])('may be repeated: %s', async (fault) => {
    rds.on(DeleteDBInstanceCommand).rejects(named(fault));
    await expect(handler(conclusion)).resolves.toMatchObject({ passed: true });
  });
});

describe('a manifest', () => {
  test('is taken as it was written, whatever the order of its fields', () => {
    const reordered = { objects: manifest.objects, tables: manifest.tables, database: 'app', run: 'refresh-7', version: 1 };
    expect(parseManifest(JSON.stringify({ digest: digestOf(manifest), ...reordered }))).toEqual(manifest);
  });
  test('that was changed by hand is refused', () => {
    expect(() => parseManifest(JSON.stringify({ ...manifest, tables: [], digest: digestOf(manifest) }))).toThrow('manifest: digest must be that of its content; somebody changed one without the other');
  });
  test('has every mistake told', () => {
    expect(() => parseManifest(signed({
      version: 2, run: '', tables: [null, { schema: 'public', table: 't', atLeastRows: 1, columns: [{ grammar: 'x' }, { column: 'a' }, { column: 'b', grammar: 'x', empty: true }] }],
      objects: { atLeast: -1, digests: { a: 'b' } },
    }))).toThrow(['manifest: version must be 1', 'run must be a string', 'database must be a string', 'tables[0].schema and table must be strings',
      'tables[0].atLeastRows must be a whole number', 'tables[0].columns must be a list', 'tables[1].columns[0] must name its column',
      'tables[1].columns[1] must have either a grammar or empty: true', 'tables[1].columns[2] must have either a grammar or empty: true',
      'objects.atLeast must be a whole number', 'objects.digests must be SHA-256 digests'].join('; '));
  });
  test('that is hardly one is refused', () => {
    expect(() => parseManifest('{}')).toThrow('tables must be a list; objects.atLeast must be a whole number');
  });
});
