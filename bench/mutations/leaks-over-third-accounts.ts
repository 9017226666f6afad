import { allow, assume, bucketWith, declare, document, permitting, platformStack, trusting, zoneStack } from './adding';
import type { Mutation } from './mutation';
import { AUDIT, DELIVERY, PRODUCTION, STAGING, type DraftStack, type World } from './world';

const QUARANTINE = '555555555555';
const SHARED = '666666666666';

function quarantine(world: World): DraftStack {
  const stack = zoneStack(world, 'quarantine', 'quarantine', QUARANTINE);
  declare(world, 'production', 'quarantine', 'snapshot');
  declare(world, 'quarantine', 'staging', 'masked-data');
  return stack;
}

function shared(world: World): DraftStack {
  const stack = zoneStack(world, 'shared', 'shared', SHARED);
  declare(world, 'production', 'shared', 'shared-service');
  declare(world, 'staging', 'shared', 'shared-service');
  return stack;
}

function delivery(world: World): DraftStack {
  const stack = zoneStack(world, 'delivery', 'delivery', DELIVERY);
  declare(world, 'delivery', 'production', 'deploy');
  declare(world, 'staging', 'delivery', 'shared-service');
  return stack;
}

/** Each hop is a declared crossing; only together they lead where nobody wanted to go. */
export const RELAY_LEAKS: readonly Mutation[] = [
  { name: 'quarantine lets staging fetch what production puts there', apply: (world) => bucketWith(world, quarantine(world), allow({ AWS: PRODUCTION }, 's3:PutObject'), allow({ AWS: STAGING }, 's3:GetObject')) },
  { name: 'quarantine lets staging fetch from a prefix that production fills', apply: (world) => bucketWith(world, quarantine(world), allow({ AWS: PRODUCTION }, 's3:PutObject', undefined, 'arn:aws:s3:::exchange/raw/*'), allow({ AWS: STAGING }, 's3:GetObject', undefined, 'arn:aws:s3:::exchange/raw/2*')) },
  { name: 'a shared bucket that production fills and staging empties', apply: (world) => bucketWith(world, shared(world), allow({ AWS: PRODUCTION }, 's3:PutObject'), allow({ AWS: STAGING }, 's3:Get*')) },
  { name: 'a shared bucket from which production takes what staging wrote', apply: (world) => bucketWith(world, shared(world), allow({ AWS: STAGING }, 's3:PutObject'), allow({ AWS: PRODUCTION }, ['s3:GetObject', 's3:ListBucket'])) },
  { name: 'a shared bucket that both use as they like', apply: (world) => bucketWith(world, shared(world), allow({ AWS: [STAGING, PRODUCTION] }, ['s3:GetObject', 's3:PutObject'])) },
  { name: 'a shared queue that production fills and staging empties', apply: (world) => {
    const stack = shared(world);
    return world.add(stack, 'AWS::SQS::QueuePolicy', { Queues: ['q'], PolicyDocument: document(allow({ AWS: PRODUCTION }, 'sqs:SendMessage'), allow({ AWS: STAGING }, 'sqs:ReceiveMessage')) });
  } },
  { name: 'staging may write where delivery deploys from', apply: (world) => {
    const stack = delivery(world);
    stack.template.Resources['Releases'] = { Type: 'AWS::CodePipeline::Pipeline', Properties: { RoleArn: 'x', ArtifactStore: { Type: 'S3', Location: { Ref: 'Exchange' } }, Stages: [] } };
    return bucketWith(world, stack, allow({ AWS: STAGING }, 's3:PutObject'));
  } },
  { name: 'staging may push images that delivery deploys', apply: (world) => {
    const stack = delivery(world);
    return world.add(stack, 'AWS::ECR::Repository', { RepositoryPolicyText: document(allow({ AWS: STAGING }, 'ecr:PutImage')) });
  } },
  { name: 'a policy for an account by its number alone, over a role there', apply: (world) => {
    const stack = zoneStack(world, 'audit', 'audit', AUDIT);
    stack.template.Resources['Reader'] = { Type: 'AWS::IAM::Role', Properties: { RoleName: 'reader', ...trusting(assume({ AWS: STAGING })), ...permitting('s3:*') } };
    declare(world, 'audit', 'production', 'shared-service');
    const production = platformStack(world, PRODUCTION);
    return world.add(production, 'AWS::S3::BucketPolicy', { Bucket: { Ref: 'Documents' }, PolicyDocument: document(allow('*', 's3:GetObject', { StringEquals: { 'aws:PrincipalAccount': AUDIT } })) });
  } },
  { name: 'two roles of two third accounts in a row', apply: (world) => {
    const [first, second] = [zoneStack(world, 'audit', 'audit', AUDIT), zoneStack(world, 'shared', 'shared', SHARED)];
    first.template.Resources['First'] = { Type: 'AWS::IAM::Role', Properties: { RoleName: 'first', ...trusting(assume({ AWS: STAGING })), ...permitting('sts:*', `arn:aws:iam::${SHARED}:role/second`) } };
    second.template.Resources['Second'] = { Type: 'AWS::IAM::Role', Properties: { RoleName: 'second', ...trusting(assume({ AWS: `arn:aws:iam::${AUDIT}:root` })), ...permitting('sts:AssumeRole') } };
    return world.add(platformStack(world, PRODUCTION), 'AWS::IAM::Role', trusting(assume({ AWS: `arn:aws:iam::${SHARED}:role/second` })));
  } },
  { name: 'a role of delivery that changes the pipeline', apply: (world) => {
    const stack = zoneStack(world, 'delivery', 'delivery', DELIVERY);
    stack.template.Resources['Tool'] = { Type: 'AWS::IAM::Role', Properties: { RoleName: 'tool', ...trusting(assume({ AWS: STAGING })), ...permitting('codepipeline:UpdatePipeline') } };
    return world.add(platformStack(world, PRODUCTION), 'AWS::IAM::Role', trusting(assume({ AWS: `arn:aws:iam::${DELIVERY}:role/pipeline` })));
  } },
  { name: 'the organisation hands its policies to staging', apply: (world) => {
    const stack = zoneStack(world, 'management', 'shared', SHARED);
    return world.add(stack, 'AWS::Organizations::ResourcePolicy', { Content: document(allow({ AWS: `arn:aws:iam::${STAGING}:root` }, 'organizations:*')) });
  } },
  { name: 'backups of production in a vault from which staging copies', apply: (world) => {
    const stack = quarantine(world);
    return world.add(stack, 'AWS::Backup::BackupVault', { BackupVaultName: 'v', AccessPolicy: document(allow({ AWS: PRODUCTION }, 'backup:CopyIntoBackupVault'), allow({ AWS: STAGING }, 'backup:CopyFromBackupVault')) });
  } },
];

export const RELAY_UNTOLD: readonly Mutation[] = [
  { name: 'staging may write into a bucket of delivery', apply: (world) => bucketWith(world, delivery(world), allow({ AWS: STAGING }, 's3:PutObject')) },
];

export const RELAY_BENIGN: readonly Mutation[] = [
  { name: 'a bucket of quarantine with a part for each', apply: (world) => bucketWith(world, quarantine(world), allow({ AWS: PRODUCTION }, 's3:PutObject', undefined, 'arn:aws:s3:::exchange/raw/*'), allow({ AWS: STAGING }, 's3:GetObject', undefined, 'arn:aws:s3:::exchange/masked/*')) },
  { name: 'a shared bucket that both only fill', apply: (world) => bucketWith(world, shared(world), allow({ AWS: [STAGING, PRODUCTION] }, 's3:PutObject')) },
  { name: 'a shared bucket that both only read', apply: (world) => bucketWith(world, shared(world), allow({ AWS: [STAGING, PRODUCTION] }, ['s3:GetObject', 's3:ListBucket'])) },
];

/** What a declared pathway does not carry. */
export const BEYOND_PATHWAY_LEAKS: readonly Mutation[] = [
  ['a backup copy over a pathway for metrics', 'monitoring', 'AWS::Backup::BackupPlan', { BackupPlan: { BackupPlanName: 'p', BackupPlanRule: [{ RuleName: 'r', TargetBackupVault: 'v', CopyActions: [{ DestinationBackupVaultArn: `arn:aws:backup:eu-west-1:${AUDIT}:backup-vault:v` }] }] } }],
  ['objects copied over a pathway for metrics', 'monitoring', 'AWS::S3::Bucket', { ReplicationConfiguration: { Role: 'x', Rules: [{ Status: 'Enabled', Destination: { Bucket: 'arn:aws:s3:::x', Account: AUDIT } }] } }],
  ['a database from a snapshot over a pathway for logs', 'log-delivery', 'AWS::RDS::DBInstance', { DBSnapshotIdentifier: `arn:aws:rds:eu-west-1:${AUDIT}:snapshot:nightly` }],
  ['a peering over a pathway for logs', 'log-delivery', 'AWS::EC2::VPCPeeringConnection', { VpcId: { Ref: 'Vpc' }, PeerVpcId: 'vpc-0123456789abcdef0', PeerOwnerId: AUDIT }],
  ['snapshots shared over a pathway for names', 'dns-delegation', 'AWS::DLM::LifecyclePolicy', { PolicyDetails: { Schedules: [{ ShareRules: [{ TargetAccounts: [AUDIT] }] }] } }],
  ['a share over a pathway for logs', 'log-delivery', 'AWS::RAM::ResourceShare', { Name: 's', Principals: [AUDIT] }],
  ['a pipeline over a pathway for logs', 'log-delivery', 'AWS::CodePipeline::Pipeline', { RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] }, Stages: [{ Name: 's', Actions: [{ Name: 'a', ActionTypeId: {}, RoleArn: `arn:aws:iam::${AUDIT}:role/deployer` }] }] }],
  ['migration tasks over a pathway for metrics', 'monitoring', 'AWS::DMS::Endpoint', { EndpointType: 'target', EngineName: 'postgres', S3Settings: { BucketName: 'x', ServiceAccessRoleArn: `arn:aws:iam::${AUDIT}:role/x` } }],
].map(([name, carries, type, properties]): Mutation => ({
  name: String(name),
  apply: (world) => {
    zoneStack(world, 'audit', 'audit', AUDIT);
    world.zones['pathways'] = (world.zones['pathways'] as { from: string; to: string }[]).filter(({ from, to }) => !(from === 'production' && to === 'audit'));
    declare(world, 'production', 'audit', String(carries));
    return world.add(platformStack(world, PRODUCTION), String(type), structuredClone(properties) as Record<string, unknown>);
  },
}));
