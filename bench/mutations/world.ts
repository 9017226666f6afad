import type { AssemblyStack } from '../../policies/assembly/load-assembly';
import type { Dice } from './dice';

export const PRODUCTION = '111111111111';
export const STAGING = '222222222222';
export const DELIVERY = '333333333333';
export const AUDIT = '444444444444';
export const ORGANIZATION = 'o-example1234';

type Json = Record<string, unknown>;

/** A template that may still be changed. */
export interface DraftTemplate {
  [section: string]: unknown;
  Resources: Record<string, { Type: string; Properties?: Json; [more: string]: unknown }>;
  Outputs?: Json;
  Parameters?: Json;
  Mappings?: Json;
  Conditions?: Json;
  Transform?: unknown;
}

/** A stack that may still be changed. */
export interface DraftStack {
  path: string;
  account: string;
  template: DraftTemplate;
  deployment: Record<string, string>;
  parent?: { path: string; logicalId: string };
  missingTemplates?: string[];
}

/** Several accounts before a mutation, with the zones file that goes with them. */
export class World {
  public constructor(public readonly name: string, public readonly stacks: DraftStack[], public readonly zones: Json) {}

  /** A stack of the account, any of them. */
  public stackIn(account: string, dice: Dice): DraftStack {
    return dice.pick(this.stacks.filter((stack) => stack.account === account));
  }

  /** Adds a resource under a fresh logical id and returns where it is. */
  public add(stack: DraftStack, type: string, properties: Json, more: Json = {}): Injected {
    const base = `${type.split('::').slice(1).join('')}Injected`;
    let logicalId = base;
    for (let i = 2; stack.template.Resources[logicalId] !== undefined; i += 1) logicalId = `${base}${i}`;
    stack.template.Resources[logicalId] = { Type: type, Properties: properties, ...more };
    return { stack: stack.path, logicalId };
  }

  public assembled(): AssemblyStack[] {
    return this.stacks.map(({ path, account, template, deployment, parent, missingTemplates }) => ({
      path, account, region: 'eu-west-1', stackName: path.replaceAll('/', '-'), templateFile: `/nowhere/${path.replaceAll('/', '-')}.template.json`,
      template, deployment, parameters: {}, ...(parent ? { parent } : {}), ...(missingTemplates ? { missingTemplates } : {}),
    }));
  }
}

/** Where a mutation was made. */
export interface Injected {
  readonly stack: string;
  readonly logicalId?: string;
}

function draft(path: string, account: string, resources: DraftTemplate['Resources'], more: Partial<DraftTemplate> = {}): DraftStack {
  const role = `arn:\${AWS::Partition}:iam::${account}:role/cdk-hnb659fds-deploy-role-${account}-eu-west-1`;
  return { path, account, template: { Resources: resources, ...more }, deployment: { assumeRoleArn: role, stackTemplateAssetObjectUrl: `s3://cdk-hnb659fds-assets-${account}-eu-west-1/x.json` } };
}

const allow = (principal: unknown, action: unknown, resource: unknown = '*', condition?: Json): Json => ({ Effect: 'Allow', Principal: principal, Action: action, Resource: resource, ...(condition ? { Condition: condition } : {}) });
const denyPlainText = (bucket: string): Json => ({
  Effect: 'Deny', Principal: { AWS: '*' }, Action: 's3:*', Resource: [{ 'Fn::GetAtt': [bucket, 'Arn'] }, { 'Fn::Join': ['', [{ 'Fn::GetAtt': [bucket, 'Arn'] }, '/*']] }],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});
const trust = (service: string): Json => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }] });

/** What every environment has: key, bucket, queue fed by a topic, function with its role, network. */
function platform(account: string, name: string, block: string, host: string): DraftTemplate['Resources'] {
  return {
    Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Statement: [allow({ AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${account}:root`]] } }, 'kms:*'), allow({ Service: 'logs.eu-west-1.amazonaws.com' }, ['kms:Encrypt*', 'kms:Decrypt*'], '*', { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:eu-west-1:${account}:*` }, StringEquals: { 'aws:SourceAccount': account } })] } } },
    Documents: { Type: 'AWS::S3::Bucket', Properties: { BucketName: `${name}-documents`, BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: { 'Fn::GetAtt': ['Key', 'Arn'] } } }] } } },
    DocumentsPolicy: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'Documents' }, PolicyDocument: { Version: '2012-10-17', Statement: [denyPlainText('Documents'), allow({ AWS: { 'Fn::GetAtt': ['Role', 'Arn'] } }, 's3:GetObject*', { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Documents', 'Arn'] }, '/*']] })] } } },
    Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs' } },
    QueuePolicy: { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: [{ Ref: 'Queue' }], PolicyDocument: { Statement: [allow({ Service: 'sns.amazonaws.com' }, 'sqs:SendMessage', { 'Fn::GetAtt': ['Queue', 'Arn'] }, { ArnEquals: { 'aws:SourceArn': { Ref: 'Topic' } } })] } } },
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust('lambda.amazonaws.com'), ManagedPolicyArns: [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/service-role/AWSLambdaBasicExecutionRole']] }] } },
    RolePolicy: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'p', Roles: [{ Ref: 'Role' }], PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: { 'Fn::Sub': '${Documents.Arn}/*' } }] } } },
    Function: { Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, Code: { S3Bucket: `cdk-hnb659fds-assets-${account}-eu-west-1`, S3Key: 'x.zip' }, Environment: { Variables: { BUCKET: { Ref: 'Documents' }, API: `https://api.${host}/v1`, TIMEOUT: '30' } } } },
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: block } },
    Routes: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: { Ref: 'Vpc' } } },
    Guard: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'd', VpcId: { Ref: 'Vpc' }, SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: block }] } },
    Zone: { Type: 'AWS::Route53::HostedZone', Properties: { Name: host, VPCs: [{ VPCId: { Ref: 'Vpc' }, VPCRegion: 'eu-west-1' }] } },
    Records: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 30 } },
  };
}

const zonesOf = (more: Json = {}, pathways: readonly Json[] = []): Json => ({
  organization: { id: ORGANIZATION },
  zones: {
    production: { kind: 'production', accounts: [PRODUCTION], cidrs: ['10.10.0.0/16'], domains: ['projects.example.com'] },
    staging: { kind: 'staging', accounts: [STAGING], cidrs: ['10.20.0.0/16'], domains: ['staging.projects.example.com'] },
    ...more,
  },
  pathways, assumptions: [],
});
const production = (): DraftTemplate['Resources'] => platform(PRODUCTION, 'production', '10.10.0.0/16', 'projects.example.com');
const staging = (): DraftTemplate['Resources'] => platform(STAGING, 'staging', '10.20.0.0/16', 'staging.projects.example.com');
const deliveryZones = { delivery: { kind: 'delivery', accounts: [DELIVERY] }, audit: { kind: 'audit', accounts: [AUDIT] } };
const pathway = (from: string, to: string, carries: string): Json => ({ id: `${from}-${to}-${carries}`, from, to, carries, why: 'needed', owner: 'platform' });
const deliveryPathways = [pathway('delivery', 'production', 'deploy'), pathway('delivery', 'staging', 'deploy'), pathway('production', 'audit', 'log-delivery'), pathway('staging', 'audit', 'log-delivery')];

const deployRole = (account: string): DraftTemplate['Resources'][string] => ({
  Type: 'AWS::IAM::Role', Properties: {
    RoleName: `deployer-${account}`, ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
    AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${DELIVERY}:role/pipeline` }, Action: 'sts:AssumeRole' }] },
  },
});

function deliveryWorld(): DraftStack[] {
  const archive = allow({ AWS: [PRODUCTION, STAGING] }, 's3:PutObject', { 'Fn::Sub': '${Archive.Arn}/*' }, { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } });
  return [
    draft('Platform/Production', PRODUCTION, { ...production(), Deployer: deployRole(PRODUCTION) }), draft('Platform/Staging', STAGING, { ...staging(), Deployer: deployRole(STAGING) }),
    draft('Platform/Delivery', DELIVERY, {
      Pipeline: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'pipeline', AssumeRolePolicyDocument: trust('codepipeline.amazonaws.com'), Policies: [{ PolicyName: 'deploy', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: [`arn:aws:iam::${PRODUCTION}:role/deployer-${PRODUCTION}`, `arn:aws:iam::${STAGING}:role/deployer-${STAGING}`] }] } }] } },
      Artifacts: { Type: 'AWS::S3::Bucket', Properties: {} },
      ArtifactsPolicy: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'Artifacts' }, PolicyDocument: { Statement: [denyPlainText('Artifacts'), allow({ AWS: [`arn:aws:iam::${PRODUCTION}:root`, `arn:aws:iam::${STAGING}:root`] }, ['s3:GetObject', 's3:ListBucket'], [{ 'Fn::GetAtt': ['Artifacts', 'Arn'] }, { 'Fn::Sub': '${Artifacts.Arn}/*' }])] } } },
    }),
    draft('Platform/Audit', AUDIT, { Archive: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'central-log-archive' } }, ArchivePolicy: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'Archive' }, PolicyDocument: { Statement: [archive, denyPlainText('Archive')] } } } }),
  ];
}

function nestedWorld(): DraftStack[] {
  const nested = (path: string, account: string): DraftStack => ({ ...draft(`${path}/Inner`, account, { Store: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: { Ref: 'Name' } } } }, { Parameters: { Name: { Type: 'String' } } }), parent: { path, logicalId: 'Inner' } });
  const inner = (name: string): DraftTemplate['Resources'] => ({ Inner: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://s3.amazonaws.com/x', Parameters: { Name: name } } } });
  return [draft('Nested/Production', PRODUCTION, { ...production(), ...inner('ledger-production') }), nested('Nested/Production', PRODUCTION), draft('Nested/Staging', STAGING, { ...staging(), ...inner('ledger-staging') }), nested('Nested/Staging', STAGING)];
}

/** The same template in both accounts, told apart by a mapping, parameters and conditions. */
function sharedTemplateWorld(): DraftStack[] {
  const shared = (account: string, name: string, block: string, host: string): DraftStack => draft(`Shared/${name}`, account, {
    ...platform(account, name, block, host),
    Extra: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: { 'Fn::FindInMap': ['Delays', { Ref: 'Size' }, 'seconds'] }, KmsMasterKeyId: { 'Fn::If': ['Encrypted', { Ref: 'Key' }, { Ref: 'AWS::NoValue' }] } } },
  }, { Mappings: { Delays: { small: { seconds: 1 }, large: { seconds: 2 } } }, Parameters: { Size: { Type: 'String', Default: 'small' } }, Conditions: { Encrypted: { 'Fn::Equals': [{ Ref: 'Size' }, 'large'] } } });
  return [shared(PRODUCTION, 'production', '10.10.0.0/16', 'projects.example.com'), shared(STAGING, 'staging', '10.20.0.0/16', 'staging.projects.example.com')];
}

/** The clean worlds, made afresh each time so that a mutation spoils none for the next. */
export const CLEAN_WORLDS: readonly (() => World)[] = [
  () => new World('two accounts', [draft('Production', PRODUCTION, production()), draft('Staging', STAGING, staging())], zonesOf()),
  () => new World('delivery and audit', deliveryWorld(), zonesOf(deliveryZones, deliveryPathways)),
  () => new World('nested stacks', nestedWorld(), zonesOf()),
  () => new World('one template for both', sharedTemplateWorld(), zonesOf()),
  () => new World('many stacks', ['Data', 'Api', 'Jobs'].flatMap((name) => [draft(`Production/${name}`, PRODUCTION, name === 'Data' ? production() : { Queue: { Type: 'AWS::SQS::Queue', Properties: {} } }), draft(`Staging/${name}`, STAGING, name === 'Data' ? staging() : { Queue: { Type: 'AWS::SQS::Queue', Properties: {} } })]), zonesOf()),
];
