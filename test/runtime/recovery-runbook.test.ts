import {
  BackupClient, DescribeRestoreJobCommand, GetRecoveryPointRestoreMetadataCommand, ListProtectedResourcesByBackupVaultCommand, ListRecoveryPointsByBackupVaultCommand,
  StartRestoreJobCommand,
} from '@aws-sdk/client-backup';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DeleteDBClusterCommand, RDSClient } from '@aws-sdk/client-rds';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { handler } from '../../runtime/recovery-runbook/handler';
import { type Recovery, measureRecovery } from '../../runtime/recovery-runbook/measure-recovery';
import { type ChosenPoint } from '../../runtime/recovery-runbook/recovery-points';

const backup = mockClient(BackupClient);
const cloudwatch = mockClient(CloudWatchClient);
const rds = mockClient(RDSClient);
const s3 = mockClient(S3Client);

const named = (name: string): Error => Object.assign(new Error(`${name} of AWS`), { name });
const ledger = 'arn:aws:rds:eu-west-1:222222222222:cluster:projects-ledger';
const point: ChosenPoint = { resource: ledger, type: 'Aurora', recoveryPoint: 'rp-1', made: '2026-03-01T02:00:00.000Z' };

beforeEach(() => {
  for (const mock of [backup, cloudwatch, rds, s3]) mock.reset();
  backup.onAnyCommand().resolves({});
  cloudwatch.onAnyCommand().resolves({});
  rds.onAnyCommand().resolves({});
  s3.onAnyCommand().resolves({});
  Object.assign(process.env, {
    VAULT: 'projects', RESTORE_ROLE: 'arn:role', SUBNET_GROUP: 'isolated', SECURITY_GROUP: 'sg-1', RESTORED_PREFIX: 'restored-', EVIDENCE_BUCKET: 'evidence',
    POINT_OBJECTIVE_MINUTES: '1560', TIME_OBJECTIVE_MINUTES: '480',
  });
});

describe('choosing what to recover from', () => {
  test('takes the newest whole snapshot of each database that was made before the start, on every page', async () => {
    backup.on(ListProtectedResourcesByBackupVaultCommand, { NextToken: undefined }).resolves({ Results: [{ ResourceArn: 'z', ResourceType: 'Aurora' }, { ResourceArn: 'bucket', ResourceType: 'S3' }], NextToken: 'more' });
    backup.on(ListProtectedResourcesByBackupVaultCommand, { NextToken: 'more' }).resolves({ Results: [{ ResourceArn: 'a', ResourceType: 'Aurora' }, { ResourceArn: 'bare', ResourceType: 'Aurora' }, {}] });
    const made = (RecoveryPointArn: string, day: string, Status: 'COMPLETED' | 'PARTIAL' = 'COMPLETED') => ({ RecoveryPointArn, Status, CreationDate: new Date(`2026-02-${day}T02:00:00Z`) });
    backup.on(ListRecoveryPointsByBackupVaultCommand, { ByResourceArn: 'a', NextToken: undefined }).resolves({ RecoveryPoints: [made('old', '26'), made('half', '28', 'PARTIAL')], NextToken: 'more' });
    backup.on(ListRecoveryPointsByBackupVaultCommand, { ByResourceArn: 'a', NextToken: 'more' }).resolves({ RecoveryPoints: [made('new', '27'), made('recovery-point:continuous:a', '28')] });
    backup.on(ListRecoveryPointsByBackupVaultCommand, { ByResourceArn: 'z' }).resolves({ RecoveryPoints: [{ Status: 'COMPLETED' }, { Status: 'COMPLETED' }] });
    await expect(handler({ step: 'choose', started: '2026-03-01T00:00:00Z' })).resolves.toEqual({
      chosen: [
        { resource: 'a', type: 'Aurora', recoveryPoint: 'new', made: '2026-02-27T02:00:00.000Z' },
        { resource: 'z', type: 'Aurora', recoveryPoint: '', made: '1970-01-01T00:00:00.000Z' },
      ],
      without: ['bare'],
    });
    expect(backup.commandCalls(ListRecoveryPointsByBackupVaultCommand)[0]?.args[0].input).toMatchObject({ BackupVaultName: 'projects', ByCreatedBefore: new Date('2026-03-01T00:00:00Z') });
  });
});

describe('restoring', () => {
  const started = () => backup.commandCalls(StartRestoreJobCommand)[0]?.args[0].input;

  test('puts a new cluster beside the old one, into the isolated tier, in the spelling of the recovery point', async () => {
    backup.on(GetRecoveryPointRestoreMetadataCommand).resolves({ RestoreMetadata: { dbClusterIdentifier: 'projects-ledger', Engine: 'aurora-postgresql', VpcSecurityGroupIds: '["sg-old"]' } });
    backup.on(StartRestoreJobCommand).resolves({ RestoreJobId: 'job-1' });
    await expect(handler({ step: 'restore', run: 'run-1', point })).resolves.toEqual({ restoreJobId: 'job-1' });
    expect(started()).toMatchObject({ RecoveryPointArn: 'rp-1', IamRoleArn: 'arn:role', ResourceType: 'Aurora', CopySourceTagsToRestoredResource: false });
    expect(started()?.Metadata).toEqual({
      dbClusterIdentifier: expect.stringMatching(/^restored-[0-9a-f]{16}$/), Engine: 'aurora-postgresql', VpcSecurityGroupIds: '["sg-1"]', DBSubnetGroupName: 'isolated',
    });
  });
  test('asks for the same restore again when a step is repeated, and for another one in another run', async () => {
    backup.on(StartRestoreJobCommand).resolves({ RestoreJobId: 'job-1' });
    for (const run of ['run-1', 'run-1', 'run-2']) await handler({ step: 'restore', run, point });
    const [first, again, other] = backup.commandCalls(StartRestoreJobCommand).map(({ args }) => args[0].input.IdempotencyToken);
    expect([first === again, first === other]).toEqual([true, false]);
  });
  test('fails when AWS Backup names no job', async () => {
    await expect(handler({ step: 'restore', run: 'run-1', point })).rejects.toThrow(`the restore of ${ledger} must have an id`);
  });
  test.each<[string, object, object]>([
    ['PENDING', { Status: 'PENDING' }, { state: 'running' }],
    ['RUNNING', { Status: 'RUNNING' }, { state: 'running' }],
    ['COMPLETED', { Status: 'COMPLETED', CreatedResourceArn: 'arn:new' }, { state: 'done', arn: 'arn:new' }],
    ['COMPLETED without saying what', { Status: 'COMPLETED' }, { state: 'done', arn: '' }],
    ['FAILED', { Status: 'FAILED', StatusMessage: 'no capacity' }, { state: 'failed', why: 'no capacity' }],
    ['ABORTED', { Status: 'ABORTED' }, { state: 'failed', why: 'ABORTED' }],
    ['silent', {}, { state: 'failed', why: 'no status' }],
  ])('knows how far a job is that is %s', async (_name, answer, progress) => {
    backup.on(DescribeRestoreJobCommand).resolves(answer);
    await expect(handler({ step: 'progress', restoreJobId: 'job-1' })).resolves.toEqual(progress);
  });
});

describe('removing what a rehearsal restored', () => {
  const arn = 'arn:aws:rds:eu-west-1:222222222222:cluster:restored-1';
  test.each<[string, () => void, boolean]>([
    ['deletes the cluster', () => undefined, true],
    ['is done when it is gone', () => rds.on(DeleteDBClusterCommand).rejects(named('DBClusterNotFoundFault')), true],
    ['comes back while its instance is being deleted', () => rds.on(DeleteDBClusterCommand).rejects(named('InvalidDBClusterStateFault')), false],
  ])('%s', async (_name, arrange, removed) => {
    arrange();
    await expect(handler({ step: 'remove', arn })).resolves.toEqual({ removed });
  });
  test.each([ledger, ''])('refuses to delete anything else: "%s"', async (other) => {
    await expect(handler({ step: 'remove', arn: other })).rejects.toThrow(/must be one that the runbook restored; remove nothing else$/);
    expect(rds.calls()).toEqual([]);
  });
  test('fails when it may not', async () => {
    rds.on(DeleteDBClusterCommand).rejects(named('AccessDenied'));
    await expect(handler({ step: 'remove', arn })).rejects.toThrow('AccessDenied');
  });
});

const recovery = (more: Partial<Recovery> = {}): Recovery => ({ resource: ledger, made: '2026-03-01T02:00:00Z', ended: '2026-03-01T08:00:00Z', passed: true, message: 'arn:new', ...more });

describe('measuring a recovery', () => {
  const started = new Date('2026-03-01T07:00:00Z');
  const promised = { pointMinutes: 300, timeMinutes: 60 };
  test.each<[string, Recovery[], string[], object]>([
    ['as promised, to the minute', [recovery()], [], { passed: true, pointMinutes: 300, timeMinutes: 60, shortfalls: [] }],
    ['by the worst of all databases', [recovery({ made: '2026-03-01T01:59:30Z' }), recovery({ ended: '2026-03-01T08:00:01Z' })], [], {
      passed: false, pointMinutes: 301, timeMinutes: 61,
      shortfalls: ['301 minutes of data would be lost, promised are 300', 'recovery took 61 minutes, promised are 60'],
    }],
    ['that failed', [recovery({ passed: false, message: '1 of 9 checks failed' })], [], { passed: false, shortfalls: [`${ledger}: 1 of 9 checks failed`] }],
    ['of a database without backup', [recovery()], ['bare'], { passed: false, shortfalls: ['bare has no whole recovery point'] }],
    ['of nothing', [], [], { passed: false, pointMinutes: 0, timeMinutes: 0, shortfalls: ['nothing was recovered'] }],
    ['whose recovery point is unknown', [recovery({ made: undefined })], [], { passed: true, pointMinutes: 0 }],
  ])('judges one %s', (_name, recoveries, without, measured) => {
    expect(measureRecovery(started, recoveries, without, promised)).toMatchObject(measured);
  });
});

describe('recording a run', () => {
  const run = { step: 'record', run: 'run-1', started: '2026-03-01T07:00:00Z', rehearsal: true, without: [] } as const;
  test.each([[true, 'passed'], [false, 'failed']])('keeps evidence and publishes what was measured (passed: %s)', async (passed, outcome) => {
    await expect(handler({ ...run, recoveries: [recovery({ passed })] })).resolves.toMatchObject({ passed, evidence: 'recovery-runbook/2026-03-01/run-1.json' });
    expect(JSON.parse(String(s3.commandCalls(PutObjectCommand)[0]?.args[0].input.Body))).toMatchObject({
      outcome, facts: { rehearsal: true, objectives: { pointMinutes: 1560, timeMinutes: 480 }, pointMinutes: 300, timeMinutes: 60 },
    });
    expect(cloudwatch.commandCalls(PutMetricDataCommand)[0]?.args[0].input).toEqual({ Namespace: 'Understudy', MetricData: [
      { MetricName: 'RecoveryPointMinutes', Value: 300 }, { MetricName: 'RecoveryTimeMinutes', Value: 60 }, { MetricName: 'RecoveryShortfalls', Value: passed ? 0 : 1 },
    ] });
  });
});
