import type { Mutation } from './mutation';
import { spelled } from './spelling';
import { PRODUCTION, STAGING, type DraftStack, type World } from './world';

type Json = Record<string, unknown>;

function stackOf(world: World, account: string): DraftStack {
  const stack = world.stacks.find((one) => one.account === account && one.template.Resources['Function'] !== undefined);
  if (!stack) throw new Error(`no stack in ${account}`);
  return stack;
}

function adding(account: string, type: string, properties: (spell: (text: string) => unknown) => Json): Mutation['apply'] {
  return (world, dice) => {
    const stack = stackOf(world, account);
    return world.add(stack, type, properties((text) => spelled(stack, text, dice)));
  };
}

const serves = (service: string, action: string, condition?: Json): Json => ({ Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: action, Resource: '*', ...(condition ? { Condition: condition } : {}) }] });
const permission = (more: Json): Mutation['apply'] => adding(PRODUCTION, 'AWS::Lambda::Permission', () => ({ Action: 'lambda:InvokeFunction', FunctionName: { Ref: 'Function' }, ...more }));

const DEPUTIES: readonly Mutation[] = [
  { name: 'a topic takes messages of any bucket', apply: adding(PRODUCTION, 'AWS::SNS::TopicPolicy', () => ({ Topics: [], PolicyDocument: serves('s3.amazonaws.com', 'sns:Publish') })) },
  { name: 'a queue takes messages of any topic', apply: adding(PRODUCTION, 'AWS::SQS::QueuePolicy', () => ({ Queues: [], PolicyDocument: serves('sns.amazonaws.com', 'sqs:SendMessage') })) },
  { name: 'a queue takes messages of any topic of any account', apply: adding(PRODUCTION, 'AWS::SQS::QueuePolicy', () => ({ Queues: [], PolicyDocument: serves('sns.amazonaws.com', 'sqs:SendMessage', { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:*' } }) })) },
  { name: 'a queue takes messages of the organisation', apply: adding(PRODUCTION, 'AWS::SQS::QueuePolicy', () => ({ Queues: [], PolicyDocument: serves('sns.amazonaws.com', 'sqs:SendMessage', { StringEquals: { 'aws:SourceOrgID': 'o-example1234' } }) })) },
  { name: 'a bucket takes trails of any account', apply: adding(PRODUCTION, 'AWS::S3::BucketPolicy', () => ({ Bucket: { Ref: 'Documents' }, PolicyDocument: serves('cloudtrail.amazonaws.com', 's3:PutObject', { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } }) })) },
  { name: 'a key serves events of any account', apply: adding(PRODUCTION, 'AWS::KMS::Key', () => ({ KeyPolicy: serves('events.amazonaws.com', 'kms:Decrypt') })) },
  { name: 'a function is called by any bucket', apply: permission({ Principal: 's3.amazonaws.com' }) },
  { name: 'a function is called by a bucket name without account', apply: permission({ Principal: 's3.amazonaws.com', SourceArn: 'arn:aws:s3:::*' }) },
  { name: 'a function is called by staging', apply: adding(PRODUCTION, 'AWS::Lambda::Permission', (spell) => ({ Action: 'lambda:InvokeFunction', FunctionName: { Ref: 'Function' }, Principal: spell(STAGING) })) },
  { name: 'a function is called by the rules of staging', apply: adding(PRODUCTION, 'AWS::Lambda::Permission', (spell) => ({ Action: 'lambda:InvokeFunction', FunctionName: { Ref: 'Function' }, Principal: 'events.amazonaws.com', SourceArn: spell(`arn:aws:events:eu-west-1:${STAGING}:rule/*`) })) },
  { name: 'a layer for everyone', apply: adding(PRODUCTION, 'AWS::Lambda::LayerVersionPermission', () => ({ Action: 'lambda:GetLayerVersion', LayerVersionArn: 'x', Principal: '*' })) },
  { name: 'a bus for staging', apply: adding(PRODUCTION, 'AWS::Events::EventBusPolicy', (spell) => ({ StatementId: 's', Action: 'events:PutEvents', Principal: spell(STAGING) })) },
  { name: 'a bus for the organisation', apply: adding(PRODUCTION, 'AWS::Events::EventBusPolicy', () => ({ StatementId: 's', Action: 'events:PutEvents', Principal: '*', Condition: { Type: 'StringEquals', Key: 'aws:PrincipalOrgID', Value: 'o-example1234' } })) },
];

const DELIVERY: readonly Mutation[] = [
  { name: 'a stack deployed with a role of staging', apply: (world) => {
    const stack = stackOf(world, PRODUCTION);
    stack.deployment = { ...stack.deployment, assumeRoleArn: `arn:\${AWS::Partition}:iam::${STAGING}:role/cdk-hnb659fds-deploy-role-${STAGING}-eu-west-1` };
    return { stack: stack.path };
  } },
  { name: 'a stack deployed from a bucket of staging', apply: (world) => {
    const stack = stackOf(world, PRODUCTION);
    stack.deployment = { ...stack.deployment, stackTemplateAssetObjectUrl: `s3://cdk-hnb659fds-assets-${STAGING}-eu-west-1/x.json` };
    return { stack: stack.path };
  } },
  { name: 'a pipeline of staging that acts in production', apply: adding(STAGING, 'AWS::CodePipeline::Pipeline', (spell) => ({ RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] }, Stages: [{ Name: 's', Actions: [{ Name: 'a', ActionTypeId: {}, RoleArn: spell(`arn:aws:iam::${PRODUCTION}:role/deployer`) }] }] })) },
  { name: 'code of production from a bucket of staging', apply: adding(PRODUCTION, 'AWS::Lambda::Function', (spell) => ({ Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, Code: { S3Bucket: spell('staging-documents'), S3Key: 'x.zip' } })) },
  { name: 'an image of production from a registry of staging', apply: adding(PRODUCTION, 'AWS::ECS::TaskDefinition', (spell) => ({ ContainerDefinitions: [{ Name: 'a', Image: spell(`${STAGING}.dkr.ecr.eu-west-1.amazonaws.com/app:1`) }] })) },
  { name: 'a stack set that deploys more', apply: adding(PRODUCTION, 'AWS::CloudFormation::StackSet', () => ({ StackSetName: 's', PermissionModel: 'SELF_MANAGED' })) },
  { name: 'hands that change and approve', apply: adding(PRODUCTION, 'AWS::IAM::Role', () => ({
    AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { AWS: PRODUCTION }, Action: 'sts:AssumeRole' }] },
    Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'codepipeline:*', Resource: '*' }] } }],
  })) },
];

const REST: readonly Mutation[] = [
  { name: 'a type that nobody lists', apply: adding(PRODUCTION, 'Acme::Vault::Secret', () => ({ Value: 'x' })) },
  { name: 'a custom resource with a handler elsewhere', apply: adding(PRODUCTION, 'Custom::Thing', (spell) => ({ ServiceToken: spell(`arn:aws:lambda:eu-west-1:${STAGING}:function:x`) })) },
  { name: 'a custom resource with an unknown handler', apply: adding(PRODUCTION, 'Custom::Thing', () => ({ ServiceToken: { Ref: 'Nowhere' } })) },
  { name: 'a custom resource with a handler that no template makes', apply: adding(PRODUCTION, 'Custom::Thing', () => ({ ServiceToken: `arn:aws:lambda:eu-west-1:${PRODUCTION}:function:elsewhere` })) },
  { name: 'a custom resource that may share snapshots', apply: (world) => {
    const stack = stackOf(world, PRODUCTION);
    stack.template.Resources['RolePolicy'] = { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'p', Roles: [{ Ref: 'Role' }], PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'rds:ModifyDBSnapshotAttribute', Resource: '*' }] } } };
    return world.add(stack, 'Custom::Share', { ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] } });
  } },
  { name: 'a call that shares a snapshot with staging', apply: (world, dice) => {
    const stack = stackOf(world, PRODUCTION);
    const call = { 'Fn::Join': ['', ['{"service":"RDS","action":"modifyDBSnapshotAttribute","parameters":{"AttributeName":"restore","ValuesToAdd":["', spelled(stack, STAGING, dice), '"]}}'] ] };
    return world.add(stack, 'Custom::AWS', { ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] }, Create: call });
  } },
  { name: 'a call that grants a key to staging', apply: (world, dice) => {
    const stack = stackOf(world, PRODUCTION);
    const call = { 'Fn::Join': ['', ['{"service":"KMS","action":"createGrant","parameters":{"GranteePrincipal":"', spelled(stack, `arn:aws:iam::${STAGING}:role/x`, dice), '"}}'] ] };
    return world.add(stack, 'Custom::AWS', { ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] }, Create: call });
  } },
  { name: 'a macro', apply: (world) => {
    const stack = stackOf(world, PRODUCTION);
    stack.template.Transform = ['Acme::Macro'];
    return { stack: stack.path };
  } },
  { name: 'a nested stack without template', apply: (world) => {
    const stack = stackOf(world, PRODUCTION);
    const injected = world.add(stack, 'AWS::CloudFormation::Stack', { TemplateURL: 'https://s3.amazonaws.com/elsewhere/x.json' });
    stack.missingTemplates = [injected.logicalId ?? ''];
    return injected;
  } },
  { name: 'an account that nobody placed in a zone', apply: adding(PRODUCTION, 'AWS::IAM::Role', () => ({ AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { AWS: '999999999999' }, Action: 'sts:AssumeRole' }] } })) },
  { name: 'a principal that is not told', apply: (world) => {
    const stack = stackOf(world, PRODUCTION);
    stack.template.Parameters = { ...stack.template.Parameters, Peer: { Type: 'String' } };
    return world.add(stack, 'AWS::IAM::Role', { AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { AWS: { Ref: 'Peer' } }, Action: 'sts:AssumeRole' }] } });
  } },
];

const ALL: readonly Mutation[] = [...DEPUTIES, ...DELIVERY, ...REST];
/** No leak that could be shown, but nothing that the templates tell to be clean either. */
const NOT_TOLD: ReadonlySet<string> = new Set([
  'a stack set that deploys more',
  'a type that nobody lists',
  'a custom resource with an unknown handler',
  'a custom resource with a handler that no template makes',
  'a custom resource that may share snapshots',
  'a macro',
  'a nested stack without template',
  'an account that nobody placed in a zone',
  'a principal that is not told',
]);

export const OTHER_LEAKS: readonly Mutation[] = ALL.filter(({ name }) => !NOT_TOLD.has(name));
export const OTHER_UNTOLD: readonly Mutation[] = ALL.filter(({ name }) => NOT_TOLD.has(name));
