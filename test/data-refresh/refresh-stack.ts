import { Stack, aws_ec2 as ec2, aws_events as events, aws_kms as kms, aws_logs as logs, aws_s3 as s3, aws_sns as sns, Duration } from 'aws-cdk-lib';
import { ServiceCluster } from '../../constructs/workload/service-cluster';
import { RelationalDatabase } from '../../constructs/workload/relational-database';
import { DataRefresh, DataRefreshProps } from '../../constructs/data-refresh/data-refresh';
import { MaskedDataDrop } from '../../constructs/data-refresh/masked-data-drop';
import { MaskedDataLoad, MaskedDataLoadProps } from '../../constructs/data-refresh/masked-data-load';
import { MaskingKeys } from '../../constructs/data-refresh/masking-keys';
import { RefreshDesk, RefreshDeskProps } from '../../constructs/data-refresh/refresh-desk';
import { SealedNetwork } from '../../constructs/data-refresh/sealed-network';
import { SnapshotShare, SnapshotShareProps } from '../../constructs/data-refresh/snapshot-share';
import { SignIn } from '../../constructs/identity/sign-in';
import { type Machine } from './interpreter';

export const POLICY_VERSION = 'a'.repeat(64);
export const IMAGE = `555555555555.dkr.ecr.eu-west-1.amazonaws.com/projects/masking@sha256:${'b'.repeat(64)}`;
const PRODUCTION = '222222222222';
const logRetention = logs.RetentionDays.ONE_YEAR;

function base(stack: Stack) {
  const key = new kms.Key(stack, 'Key');
  const alerts = new sns.Topic(stack, 'Alerts');
  const workflowLog = new logs.LogGroup(stack, 'Workflows');
  return { key, logKey: key, logRetention, alerts, workflowLog };
}

/** The parts of the quarantine account, each by its own construct; the account of the test is quarantine. */
export function addRefresh(stack: Stack, more: Partial<DataRefreshProps> = {}): DataRefresh {
  const common = base(stack);
  const network = new SealedNetwork(stack, 'Network', {
    cidr: '10.62.0.0/22', availabilityZones: ['eu-west-1a', 'eu-west-1b'], flowLogArchive: { bucketArn: 'arn:aws:s3:::archive', prefix: 'flow' }, logEncryptionKey: common.key,
  });
  return new DataRefresh(stack, 'Refresh', {
    ...common, network, keys: new MaskingKeys(stack, 'Keys', { prefix: 'projects', signatureReaders: [{ account: '333333333333', roleName: 'projects-masked-load' }] }),
    storageKey: common.key, accessLogBucket: new s3.Bucket(stack, 'AccessLogs'), image: IMAGE,
    source: { account: PRODUCTION, snapshotPrefix: 'projects-refresh-', keyAlias: 'projects/refresh-share' },
    datasets: [{ name: 'ledger', database: 'app', policyVersion: POLICY_VERSION, documents: 'app.document:object_key:mime_type:size_bytes' }],
    destinations: [{ environment: 'staging', account: '333333333333', bucketName: 'staging-drop', keyAlias: 'projects/masked-data' }],
    records: { bucketName: 'evidence', folder: 'data-refresh/111111111111', statements: [] },
    roleName: 'projects-data-refresh', maskingRoleName: 'projects-masking', executionRoleName: 'projects-masking-execution', ...more,
  });
}

export function addDesk(stack: Stack, more: Partial<RefreshDeskProps> = {}): RefreshDesk {
  const refresh = addRefresh(stack);
  const providerArn = 'arn:aws:iam::111111111111:saml-provider/workforce';
  const { key, alerts } = { key: new kms.Key(stack, 'DeskKey'), alerts: new sns.Topic(stack, 'DeskAlerts') };
  return new RefreshDesk(stack, 'Desk', {
    refresh, prefix: 'projects', storageKey: key, key, logKey: key, logRetention, alerts,
    requesters: SignIn.saml({ providerArn, groups: ['testers'] }), approvers: SignIn.saml({ providerArn, groups: ['owners'] }),
    cadences: [{ name: 'staging-ledger', dataset: 'ledger', environment: 'staging', schedule: 'cron(0 6 1/14 * ? *)' }], ...more,
  });
}

export function addShare(stack: Stack, more: Partial<SnapshotShareProps> = {}): SnapshotShare {
  const common = base(stack);
  return new SnapshotShare(stack, 'Share', {
    ...common, clusters: { ledger: 'projects-ledger' }, clusterKeys: [common.key], quarantineAccount: '777777777777', copyingRoleName: 'projects-data-refresh',
    roleName: 'projects-snapshot-share', keyAlias: 'projects/refresh-share', snapshotPrefix: 'projects-refresh-',
    schedule: events.Schedule.cron({ minute: '0', hour: '2', day: '1/14' }), ...more,
  });
}

export function addLoad(stack: Stack, more: (database: RelationalDatabase) => Partial<MaskedDataLoadProps> = () => ({})): MaskedDataLoad {
  const common = base(stack);
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1', vpcCidrBlock: '10.20.0.0/16', availabilityZones: ['eu-west-1a', 'eu-west-1b'], privateSubnetNames: ['private'], privateSubnetIds: ['subnet-1', 'subnet-2'],
    privateSubnetRouteTableIds: ['rtb-1', 'rtb-2'], isolatedSubnetNames: ['isolated'], isolatedSubnetIds: ['subnet-3', 'subnet-4'], isolatedSubnetRouteTableIds: ['rtb-3', 'rtb-4'],
  });
  const drop = new MaskedDataDrop(stack, 'Drop', {
    bucketName: 'staging-drop', keyAlias: 'projects/masked-data', quarantineAccount: '777777777777', publishingRoleName: 'projects-masking', receivingRoleName: 'projects-data-refresh',
    accessLogBucket: new s3.Bucket(stack, 'AccessLogs'),
  });
  const database = new RelationalDatabase(stack, 'Ledger', { vpc, key: common.key, logKey: common.key, logRetention, size: { minAcu: 0.5, maxAcu: 4 }, backupRetention: Duration.days(7), clusterName: 'projects-ledger' });
  return new MaskedDataLoad(stack, 'Load', {
    ...common, drop, environment: 'staging', databases: [{ dataset: 'ledger', database, databaseName: 'app', policyVersion: POLICY_VERSION }],
    signingKeyArn: MaskingKeys.signingKeyArnOf('projects', '777777777777', 'eu-west-1'), signingKeys: 'arn:aws:kms:eu-west-1:777777777777:key/*',
    cluster: new ServiceCluster(stack, 'Cluster', { vpc, namespaceName: 'services.example.com', storageKey: common.key }).cluster, subnets: { subnetGroupName: 'private' },
    image: IMAGE, roleName: 'projects-masked-load', executionRoleName: 'projects-masking-execution', evidenceBucketName: 'staging-evidence', databaseKey: common.key, evidenceKey: common.key, ...more(database),
  });
}

/** The definition of a state machine in a template, with a name in the place of everything that is known at deployment only. */
export function machineOf(definition: unknown): Machine {
  const text = (value: unknown): string => {
    if (typeof value === 'string') return value;
    const { 'Fn::Join': join, 'Fn::GetAtt': attribute, Ref: ref } = value as { 'Fn::Join'?: [string, unknown[]]; 'Fn::GetAtt'?: [string, string]; Ref?: string };
    if (join !== undefined) return join[1].map(text).join(join[0]);
    return ref ?? attribute?.join('.') ?? 'unknown';
  };
  return JSON.parse(text(definition)) as Machine;
}
