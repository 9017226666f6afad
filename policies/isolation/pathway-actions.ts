import type { Carries, Zone, Zones } from './zones';

interface Carried {
  /** What principals of the zone a pathway leads from may do in the zone it leads to. */
  readonly forward: readonly string[];
  /** What principals of the zone it leads to may do in the zone it leads from, for example fetch what is deployed. */
  readonly backward: readonly string[];
}

const READ_OBJECTS = ['s3:GetObject*', 's3:GetBucket*', 's3:List*', 'kms:Decrypt', 'kms:DescribeKey'];
const WRITE_OBJECTS = ['s3:PutObject', 's3:PutObjectAcl', 's3:PutObjectTagging', 's3:AbortMultipartUpload', 's3:GetBucket*', 's3:ListBucket*', 'kms:GenerateDataKey*', 'kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:DescribeKey'];
const SEND = ['sqs:SendMessage', 'sqs:GetQueue*', 'sns:Publish', 'events:PutEvents', 'firehose:Put*', 'kinesis:Put*', 'logs:PutLogEvents', 'logs:CreateLogStream', 'logs:PutSubscriptionFilter'];
const PULL_IMAGES = ['ecr:BatchGet*', 'ecr:BatchCheck*', 'ecr:Get*', 'ecr:Describe*', 'ecr:List*'];

const READ_METRICS = ['cloudwatch:*', 'logs:Get*', 'logs:Describe*', 'logs:Filter*', 'logs:StartQuery', 'logs:StopQuery', 'logs:Link', 'xray:*', 'oam:*', 'application-signals:*'];

const CARRIED: Readonly<Record<Carries, Carried>> = {
  'deploy': {
    forward: ['sts:AssumeRole', 'sts:TagSession', ...READ_OBJECTS, ...WRITE_OBJECTS, ...SEND, ...PULL_IMAGES, 'ecr:PutImage', 'ecr:*Layer*', 'cloudformation:*', 'codedeploy:*', 'lambda:Update*', 'ecs:Update*', 'ecs:Register*', 'ssm:GetParameter*', 'backup:CopyIntoBackupVault'],
    backward: [...READ_OBJECTS, ...PULL_IMAGES, ...SEND, 'codeartifact:Get*', 'codeartifact:Read*', 'ssm:GetParameter*', 'lambda:GetLayerVersion'],
  },
  'log-delivery': { forward: [...WRITE_OBJECTS, ...SEND, 'oam:CreateLink', 'oam:UpdateLink', 'backup:CopyIntoBackupVault'], backward: [] },
  'dns-delegation': { forward: ['sts:AssumeRole', 'sts:TagSession', 'route53:ChangeResourceRecordSets', 'route53:ListHostedZonesByName', 'route53:GetChange'], backward: [] },
  'snapshot': {
    forward: [...WRITE_OBJECTS, 'kms:CreateGrant', 'backup:CopyIntoBackupVault', 'states:StartExecution', 'events:PutEvents'],
    backward: ['kms:Decrypt', 'kms:DescribeKey', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:CreateGrant'],
  },
  // Quarantine reads the receipt of what it wrote; the environment asks whether a signature is quarantine's.
  'masked-data': {
    forward: ['s3:GetObject', ...WRITE_OBJECTS, 'kms:CreateGrant', 'backup:CopyIntoBackupVault', 'states:StartExecution', 'events:PutEvents'],
    backward: [...READ_OBJECTS, 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:CreateGrant', 'kms:Verify'],
  },
  // Metrics and traces, on the way to a shared console: it reads them where they are, or they are sent to it.
  'monitoring': {
    forward: [...SEND, 'oam:*', 'cloudwatch:Put*', 'cloudwatch:Link', 'logs:Link', 'xray:*', 'application-signals:*'],
    backward: ['sts:AssumeRole', 'sts:TagSession', ...READ_METRICS],
  },
  'shared-service': {
    forward: [...READ_OBJECTS, ...WRITE_OBJECTS, ...SEND, ...PULL_IMAGES, 'execute-api:*', 'vpc-lattice*:*', 'lambda:Invoke*', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'codeartifact:Get*', 'codeartifact:Read*', 'acm-pca:Issue*', 'acm-pca:Get*'],
    backward: [...SEND],
  },
};

/** What a role that a pathway lets the other side assume may do at most; undefined where the pathway does not limit it. */
const ROLE_MAY: Partial<Readonly<Record<Carries, readonly string[]>>> = {
  'dns-delegation': ['route53:*'],
  'monitoring': [...READ_METRICS, 'tag:Get*', 'ec2:Describe*', 'autoscaling:Describe*'],
};

/**
 * The zone in whose name a caller acts: whoever deploys a zone over a declared pathway acts there as that zone, and may
 * then do what pathways permit to it.
 */
export function actingFor(zones: Zones, from: Zone, account: string): Zone {
  const there = zones.ofAccount(account);
  return there && zones.pathwaysFrom(from.name, there.name).some(({ carries }) => carries === 'deploy') ? there : from;
}

/** The actions that declared pathways permit principals of `from` to take in `to`. */
export function permittedActions(zones: Zones, from: Zone, to: Zone): readonly string[] {
  return [
    ...zones.pathwaysFrom(from.name, to.name).flatMap(({ carries }) => CARRIED[carries].forward),
    ...zones.pathwaysFrom(to.name, from.name).flatMap(({ carries }) => CARRIED[carries].backward),
  ];
}

/** Whether a declared pathway lets principals of `from` assume roles in `to`, and what such a role may do at most. */
export function assumableRoles(zones: Zones, from: Zone, to: Zone): { readonly permitted: boolean; readonly most: readonly string[] | undefined } {
  const assuming = [
    ...zones.pathwaysFrom(from.name, to.name).filter(({ carries }) => CARRIED[carries].forward.includes('sts:AssumeRole')),
    ...zones.pathwaysFrom(to.name, from.name).filter(({ carries }) => CARRIED[carries].backward.includes('sts:AssumeRole')),
  ];
  const limits = assuming.map(({ carries }) => ROLE_MAY[carries]);
  return { permitted: assuming.length > 0, most: limits.includes(undefined) ? undefined : limits.flatMap((limit) => limit ?? []) };
}
