import {
  CloudFormationClient, DescribeStackDriftDetectionStatusCommand, DescribeStackResourceDriftsCommand, DescribeStacksCommand, DetectStackDriftCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, ListBackupsCommand, ListExportsCommand } from '@aws-sdk/client-dynamodb';
import { DescribeImageAttributeCommand, DescribeImagesCommand, DescribeSnapshotAttributeCommand, DescribeSnapshotsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  DescribeDBClusterSnapshotAttributesCommand, DescribeDBClusterSnapshotsCommand, DescribeDBClustersCommand, DescribeDBInstancesCommand,
  DescribeDBSnapshotAttributesCommand, DescribeDBSnapshotsCommand, DescribeExportTasksCommand, RDSClient,
} from '@aws-sdk/client-rds';
import { GetBucketPolicyStatusCommand, GetBucketTaggingCommand, ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { listSetting, setting } from '../../runtime/aws/setting';
import { handler as detectCopies } from '../../runtime/copy-detection/handler';
import { type DataCopy, judgeCopies } from '../../runtime/copy-detection/data-copy';
import { handler as detectDrift, pace } from '../../runtime/drift-detection/handler';

const cloudformation = mockClient(CloudFormationClient);
const cloudwatch = mockClient(CloudWatchClient);
const dynamodb = mockClient(DynamoDBClient);
const ec2 = mockClient(EC2Client);
const rds = mockClient(RDSClient);
const s3 = mockClient(S3Client);

const event = { id: 'run-1', time: '2026-03-01T05:30:00Z' };
const named = (name: string): Error => Object.assign(new Error(`${name} of AWS`), { name });
const madeBy = (stack: string) => [{ Key: 'owner', Value: 'platform' }, { Key: 'aws:cloudformation:stack-name', Value: stack }];

interface Written { readonly outcome: string; readonly facts: Record<string, unknown> }

function evidence(): Written {
  const [call] = s3.commandCalls(PutObjectCommand);
  return JSON.parse(String(call?.args[0].input.Body)) as Written;
}

function measured(): Record<string, number | undefined> {
  const [call] = cloudwatch.commandCalls(PutMetricDataCommand);
  return Object.fromEntries((call?.args[0].input.MetricData ?? []).map(({ MetricName, Value }) => [MetricName ?? '', Value]));
}

beforeEach(() => {
  for (const mock of [cloudformation, cloudwatch, dynamodb, ec2, rds, s3]) mock.reset();
  dynamodb.onAnyCommand().resolves({});
  ec2.onAnyCommand().resolves({});
  rds.onAnyCommand().resolves({});
  cloudwatch.on(PutMetricDataCommand).resolves({});
  s3.on(PutObjectCommand).resolves({});
  process.env['EVIDENCE_BUCKET'] = 'evidence';
  process.env['STACKS'] = 'staging-Data,staging-Network';
  process.env['OTHER_STACKS'] = 'CDKToolkit';
  process.env['TEMPORARY_PREFIXES'] = 'awsbackup-restore-test-,restored-';
  process.env['TEMPORARY_HOURS'] = '48';
  process.env['DECLARED_COPIES'] = '';
  process.env['MOVING_PROPERTIES'] = '';
  pace.milliseconds = 0;
});

describe('settings of a handler', () => {
  test('must be set', () => {
    expect(() => setting('NOT_SET')).toThrow('setting NOT_SET must be set on the function');
  });
  test('are lists without empty parts, and empty where they are not set', () => {
    process.env['A_LIST'] = ' one,,two ';
    expect([listSetting('A_LIST'), listSetting('NO_LIST')]).toEqual([['one', 'two'], []]);
  });
});

describe('drift detection', () => {
  function stacks(...names: string[]): void {
    cloudformation.on(DescribeStacksCommand).resolves({
      Stacks: names.map((StackName) => ({ StackName, CreationTime: new Date(0), StackStatus: 'CREATE_COMPLETE' })),
    });
  }
  beforeEach(() => {
    stacks('staging-Data', 'staging-Network', 'CDKToolkit');
    cloudformation.on(DetectStackDriftCommand).callsFake(({ StackName }: { StackName: string }) => ({ StackDriftDetectionId: StackName }));
    cloudformation.on(DescribeStackDriftDetectionStatusCommand).resolves({ DetectionStatus: 'DETECTION_COMPLETE' });
    cloudformation.on(DescribeStackResourceDriftsCommand).resolves({ StackResourceDrifts: [] });
  });

  test('finds nothing where every stack is as its template says, and says so', async () => {
    await expect(detectDrift(event)).resolves.toEqual({ evidence: 'drift-detection/2026-03-01/run-1.json', driftedResources: 0, uncheckedStacks: 0, undeclaredStacks: 0 });
    expect(evidence().outcome).toBe('passed');
    expect(measured()).toEqual({ DriftedResources: 0, UncheckedStacks: 0, UndeclaredStacks: 0 });
  });

  test('waits until CloudFormation has compared', async () => {
    cloudformation.on(DescribeStackDriftDetectionStatusCommand)
      .resolvesOnce({ DetectionStatus: 'DETECTION_IN_PROGRESS' }).resolvesOnce({ DetectionStatus: 'DETECTION_IN_PROGRESS' }).resolves({ DetectionStatus: 'DETECTION_COMPLETE' });
    await detectDrift(event);
    expect(cloudformation.commandCalls(DescribeStackDriftDetectionStatusCommand).length).toBe(4);
  });

  test('names resources and properties that differ, of every page, without their values', async () => {
    const drift = (LogicalResourceId: string) => ({
      StackId: 's', LogicalResourceId, ResourceType: 'AWS::SQS::Queue', StackResourceDriftStatus: 'MODIFIED' as const, Timestamp: new Date(0),
      PropertyDifferences: [{} as never, { PropertyPath: '/b', ExpectedValue: 'secret', ActualValue: 'other', DifferenceType: 'NOT_EQUAL' as const }, { PropertyPath: '/a', ExpectedValue: '', ActualValue: '', DifferenceType: 'ADD' as const }],
    });
    cloudformation.on(DescribeStackResourceDriftsCommand, { StackName: 'staging-Data', NextToken: undefined })
      .resolves({ StackResourceDrifts: [drift('Queue')], NextToken: 'more' });
    cloudformation.on(DescribeStackResourceDriftsCommand, { StackName: 'staging-Data', NextToken: 'more' })
      .resolves({ StackResourceDrifts: [drift('Bucket'), {} as never] });
    await detectDrift(event);
    expect(measured()).toMatchObject({ DriftedResources: 3 });
    expect(evidence()).toMatchObject({
      outcome: 'failed',
      facts: { stacks: [{ stack: 'staging-Data', status: 'drifted', differences: [
        { resource: '', type: '', change: '', properties: [] },
        { resource: 'Bucket', type: 'AWS::SQS::Queue', change: 'modified', properties: ['', '/a', '/b'] },
        { resource: 'Queue' },
      ] }, { stack: 'staging-Network', status: 'in sync' }] },
    });
    expect(JSON.stringify(evidence())).not.toContain('secret');
  });

  test.each<[string, string, string, string[], boolean]>([
    ['a count that scaling moves', 'AWS::ECS::Service', 'MODIFIED', ['/DesiredCount'], true],
    ['a part of what deployments move', 'AWS::ElasticLoadBalancingV2::ListenerRule', 'MODIFIED', ['/Actions/0/ForwardConfig/TargetGroups/0/Weight'], true],
    ['a moved count and something else', 'AWS::ECS::Service', 'MODIFIED', ['/DesiredCount', '/TaskDefinition'], false],
    ['a property that only begins like one that moves', 'AWS::ECS::Service', 'MODIFIED', ['/DesiredCountOfAnother'], false],
    ['the same property of another type', 'AWS::SQS::Queue', 'MODIFIED', ['/DesiredCount'], false],
    ['a resource that is gone', 'AWS::ECS::Service', 'DELETED', [], false],
  ])('knows %s', async (_name, ResourceType, StackResourceDriftStatus, paths, moved) => {
    process.env['MOVING_PROPERTIES'] = 'AWS::ECS::Service/DesiredCount,AWS::ElasticLoadBalancingV2::ListenerRule/Actions';
    process.env['STACKS'] = 'staging-Data';
    cloudformation.on(DescribeStackResourceDriftsCommand).resolves({ StackResourceDrifts: [{
      LogicalResourceId: 'It', ResourceType, StackResourceDriftStatus, PropertyDifferences: paths.map((PropertyPath) => ({ PropertyPath })),
    } as never] });
    await expect(detectDrift(event)).resolves.toMatchObject({ driftedResources: moved ? 0 : 1 });
    expect(evidence().facts['stacks']).toEqual([expect.objectContaining({ status: moved ? 'in sync' : 'drifted', [moved ? 'moved' : 'differences']: [expect.objectContaining({ resource: 'It' })] })]);
  });

  test.each<[string, () => void, string]>([
    ['that cannot be compared', () => cloudformation.on(DescribeStackDriftDetectionStatusCommand).resolves({ DetectionStatus: 'DETECTION_FAILED', DetectionStatusReason: 'no permission' }), 'no permission'],
    ['for which no reason is given', () => cloudformation.on(DescribeStackDriftDetectionStatusCommand).resolves({ DetectionStatus: 'DETECTION_FAILED' }), 'took too long'],
    ['that takes too long', () => cloudformation.on(DescribeStackDriftDetectionStatusCommand).resolves({ DetectionStatus: 'DETECTION_IN_PROGRESS' }), 'took too long'],
    ['that is gone', () => cloudformation.on(DetectStackDriftCommand).rejects(named('ValidationError')), 'ValidationError: ValidationError of AWS'],
  ])('never takes a stack %s for unchanged', async (_name, arrange, why) => {
    arrange();
    await expect(detectDrift(event)).resolves.toMatchObject({ uncheckedStacks: 2 });
    expect(evidence()).toMatchObject({ outcome: 'failed', facts: { stacks: [{ status: 'unchecked', why }, { status: 'unchecked', why }] } });
  });

  test('finds stacks that nobody declared, on every page, and leaves nested and deleted ones to their parents', async () => {
    const stack = { CreationTime: new Date(0), StackStatus: 'CREATE_COMPLETE' as const };
    cloudformation.on(DescribeStacksCommand, { NextToken: undefined }).resolves({ Stacks: [{ ...stack, StackName: 'by-hand' }], NextToken: 'more' });
    cloudformation.on(DescribeStacksCommand, { NextToken: 'more' }).resolves({
      Stacks: [{ ...stack, StackName: 'nested', ParentId: 'p' }, { ...stack, StackName: 'gone', StackStatus: 'DELETE_COMPLETE' }, { ...stack, StackName: 'CDKToolkit' }],
    });
    await expect(detectDrift(event)).resolves.toMatchObject({ undeclaredStacks: 1 });
    expect(evidence().facts['undeclared']).toEqual(['by-hand']);
  });

  test('survives answers of AWS in which everything is left out', async () => {
    cloudformation.on(DescribeStackResourceDriftsCommand).resolves({});
    cloudformation.on(DescribeStacksCommand, { NextToken: undefined }).resolves({ NextToken: 'more' });
    cloudformation.on(DescribeStacksCommand, { NextToken: 'more' }).resolves({ Stacks: [{} as never] });
    await expect(detectDrift(event)).resolves.toMatchObject({ driftedResources: 0, undeclaredStacks: 1 });
  });

  test('leaves the first record of a run as it is when the run is tried again', async () => {
    s3.on(PutObjectCommand).rejects(named('PreconditionFailed'));
    await expect(detectDrift(event)).resolves.toMatchObject({ evidence: 'drift-detection/2026-03-01/run-1.json' });
    expect(s3.commandCalls(PutObjectCommand)[0]?.args[0].input).toMatchObject({ IfNoneMatch: '*', ChecksumAlgorithm: 'SHA256' });
  });

  test('fails when the evidence cannot be written', async () => {
    s3.on(PutObjectCommand).rejects(named('AccessDenied'));
    await expect(detectDrift(event)).rejects.toThrow('AccessDenied of AWS');
  });
});

describe('copy detection', () => {
  beforeEach(() => {
    s3.on(ListBucketsCommand).resolves({ Buckets: [] });
  });

  test('finds nothing in an account where everything was made by declared stacks', async () => {
    s3.on(ListBucketsCommand).resolves({ Buckets: [{ Name: 'documents' }] });
    s3.on(GetBucketTaggingCommand).resolves({ TagSet: [{ Key: 'aws:cloudformation:stack-name', Value: 'staging-Data' }] });
    s3.on(GetBucketPolicyStatusCommand).resolves({ PolicyStatus: { IsPublic: false } });
    rds.on(DescribeDBClustersCommand).resolves({ DBClusters: [{ DBClusterIdentifier: 'ledger', TagList: madeBy('staging-Data') }] });
    await expect(detectCopies(event)).resolves.toEqual({ evidence: 'copy-detection/2026-03-01/run-1.json', undeclared: 0, shared: 0 });
    expect(measured()).toEqual({ UndeclaredCopies: 0, SharedCopies: 0 });
    expect(evidence()).toMatchObject({ outcome: 'passed', facts: { looked: 2 } });
  });

  test('finds every kind of copy that nobody declared', async () => {
    rds.on(DescribeDBClustersCommand).resolves({ DBClusters: [{ DBClusterIdentifier: 'clone', TagList: [] }] });
    rds.on(DescribeDBInstancesCommand).resolves({ DBInstances: [{ DBInstanceIdentifier: 'lone' }, { DBInstanceIdentifier: 'member', DBClusterIdentifier: 'ledger' }] });
    rds.on(DescribeDBClusterSnapshotsCommand, { SnapshotType: 'manual' }).resolves({ DBClusterSnapshots: [{ DBClusterSnapshotIdentifier: 'by-hand' }] });
    rds.on(DescribeDBSnapshotsCommand, { SnapshotType: 'manual' }).resolves({ DBSnapshots: [{ DBSnapshotIdentifier: 'also-by-hand' }] });
    rds.on(DescribeExportTasksCommand).resolves({ ExportTasks: [{ ExportTaskIdentifier: 'to-a-bucket', Status: 'COMPLETE' }, { ExportTaskIdentifier: 'canceled', Status: 'CANCELED' }, { ExportTaskIdentifier: 'failed', Status: 'FAILED' }] });
    ec2.on(DescribeSnapshotsCommand).resolves({ Snapshots: [{ SnapshotId: 'snap-1' }, { SnapshotId: 'snap-2', Tags: [{ Key: 'aws:backup:source-resource', Value: 'v' }] }] });
    ec2.on(DescribeImagesCommand).resolves({ Images: [{ ImageId: 'ami-1', CreationDate: '2026-01-01T00:00:00Z' }, { ImageId: 'ami-2' }] });
    s3.on(ListBucketsCommand).resolves({ Buckets: [{ Name: 'mine' }] });
    s3.on(GetBucketTaggingCommand).rejects(named('NoSuchTagSet'));
    s3.on(GetBucketPolicyStatusCommand).rejects(named('NoSuchBucketPolicy'));
    dynamodb.on(ListBackupsCommand).resolves({ BackupSummaries: [{ BackupName: 'table-by-hand' }] });
    dynamodb.on(ListExportsCommand).resolves({ ExportSummaries: [{ ExportArn: 'arn:export', ExportStatus: 'COMPLETED' }, { ExportArn: 'arn:failed', ExportStatus: 'FAILED' }] });
    await detectCopies(event);
    expect((evidence().facts['undeclared'] as DataCopy[]).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'database cluster clone', 'database instance lone', 'cluster snapshot by-hand', 'database snapshot also-by-hand', 'database export to-a-bucket',
      'volume snapshot snap-1', 'machine image ami-1', 'machine image ami-2', 'bucket mine', 'table backup table-by-hand', 'table export arn:export',
    ]);
    expect(evidence().outcome).toBe('failed');
  });

  test('finds what is shared, also when it was declared', async () => {
    process.env['DECLARED_COPIES'] = 'agreed,agreed-too,snap-1,open';
    rds.on(DescribeDBClusterSnapshotsCommand).resolves({ DBClusterSnapshots: [{ DBClusterSnapshotIdentifier: 'agreed' }] });
    rds.on(DescribeDBClusterSnapshotAttributesCommand).resolves({
      DBClusterSnapshotAttributesResult: { DBClusterSnapshotAttributes: [{ AttributeName: 'restore', AttributeValues: ['222222222222'] }] },
    });
    rds.on(DescribeDBSnapshotsCommand).resolves({ DBSnapshots: [{ DBSnapshotIdentifier: 'agreed-too' }] });
    rds.on(DescribeDBSnapshotAttributesCommand).resolves({ DBSnapshotAttributesResult: { DBSnapshotAttributes: [{ AttributeName: 'restore', AttributeValues: ['all'] }] } });
    ec2.on(DescribeSnapshotsCommand).resolves({ Snapshots: [{ SnapshotId: 'snap-1' }] });
    ec2.on(DescribeSnapshotAttributeCommand).resolves({ CreateVolumePermissions: [{ UserId: '333333333333' }, { Group: 'all' }, {}] });
    ec2.on(DescribeImagesCommand).resolves({ Images: [{ ImageId: 'ami-1', Tags: madeBy('staging-Data') }] });
    ec2.on(DescribeImageAttributeCommand).resolves({ LaunchPermissions: [{ UserId: '333333333333' }, { Group: 'all' }, { OrganizationArn: 'arn:o' }, { OrganizationalUnitArn: 'arn:ou' }, {}] });
    s3.on(ListBucketsCommand).resolves({ Buckets: [{ Name: 'open' }] });
    s3.on(GetBucketTaggingCommand).resolves({});
    s3.on(GetBucketPolicyStatusCommand).resolves({ PolicyStatus: { IsPublic: true } });
    await expect(detectCopies(event)).resolves.toMatchObject({ undeclared: 0, shared: 5 });
    expect((evidence().facts['shared'] as DataCopy[]).map(({ sharedWith }) => sharedWith)).toEqual([['222222222222'], ['all'], ['333333333333', 'all', 'unknown'], ['333333333333', 'all', 'arn:o', 'arn:ou', 'unknown'], ['all']]);
  });

  test('reads every page', async () => {
    s3.on(ListBucketsCommand, { ContinuationToken: undefined }).resolves({ Buckets: [{ Name: 'one' }], ContinuationToken: 'more' });
    s3.on(ListBucketsCommand, { ContinuationToken: 'more' }).resolves({ Buckets: [{ Name: 'two' }] });
    s3.on(GetBucketTaggingCommand).resolves({});
    s3.on(GetBucketPolicyStatusCommand).resolves({});
    await expect(detectCopies(event)).resolves.toMatchObject({ undeclared: 2 });
  });

  test('fails when it may not look, rather than report nothing', async () => {
    s3.on(ListBucketsCommand).resolves({ Buckets: [{ Name: 'one' }] });
    s3.on(GetBucketTaggingCommand).rejects(named('AccessDenied'));
    await expect(detectCopies(event)).rejects.toThrow('AccessDenied of AWS');
  });

  test('survives answers of AWS in which everything is left out', async () => {
    rds.on(DescribeDBClustersCommand).resolves({ DBClusters: [{}] });
    rds.on(DescribeDBInstancesCommand).resolves({ DBInstances: [{}] });
    rds.on(DescribeDBClusterSnapshotsCommand).resolves({ DBClusterSnapshots: [{}] });
    rds.on(DescribeDBSnapshotsCommand).resolves({ DBSnapshots: [{}] });
    rds.on(DescribeExportTasksCommand).resolves({ ExportTasks: [{}] });
    ec2.on(DescribeSnapshotsCommand).resolves({ Snapshots: [{}] });
    ec2.on(DescribeImagesCommand).resolves({ Images: [{}] });
    s3.on(ListBucketsCommand).resolves({ Buckets: [{}] });
    s3.on(GetBucketTaggingCommand).resolves({});
    s3.on(GetBucketPolicyStatusCommand).resolves({});
    dynamodb.on(ListBackupsCommand).resolves({ BackupSummaries: [{}] });
    dynamodb.on(ListExportsCommand).resolves({ ExportSummaries: [{}] });
    await expect(detectCopies(event)).resolves.toMatchObject({ undeclared: 10 });
  });

  const now = new Date('2026-03-01T00:00:00Z');
  const declared = { stacks: new Set(['staging-Data']), names: new Set(['agreed']), temporaryPrefixes: ['restored-'], temporaryHours: 48, now };
  const copy = (more: Partial<DataCopy>): DataCopy => ({ kind: 'bucket', name: 'x', sharedWith: [], ...more });
  test.each<[string, DataCopy, boolean]>([
    ['made by a declared stack', copy({ stack: 'staging-Data' }), true],
    ['made by a stack nobody declared', copy({ stack: 'by-hand' }), false],
    ['declared by its whole name', copy({ name: 'agreed' }), true],
    ['whose name only begins like a declared one', copy({ name: 'agreed-2' }), false],
    ['of a restore that is young', copy({ name: 'restored-1', created: new Date('2026-02-28T00:00:00Z') }), true],
    ['of a restore that is exactly as old as it may be', copy({ name: 'restored-1', created: new Date('2026-02-27T00:00:00Z') }), true],
    ['of a restore that was left behind', copy({ name: 'restored-1', created: new Date('2026-02-26T23:59:59Z') }), false],
    ['of a restore of unknown age', copy({ name: 'restored-1' }), false],
  ])('judges one %s', (_name, one, fine) => {
    expect(judgeCopies([one], declared).undeclared).toEqual(fine ? [] : [one]);
  });
});
