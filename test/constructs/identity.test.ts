import { App, Aspects, CfnResource, CustomResource, CustomResourceProvider, CustomResourceProviderRuntime, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BoundaryOnEveryRole } from '../../constructs/identity/boundary-on-every-role';
import { PermissionBoundary, type PermissionBoundaryProps } from '../../constructs/identity/permission-boundary';
import { templateOf, testApp } from '../synthesize';
import { evaluate, type Request, type Verdict } from './iam-evaluator';

const own = '111111111111';
const other = '222222222222';
const audit = '444444444444';
const env = { account: own, region: 'eu-west-1' };
const boundaryArn = `arn:aws:iam::${own}:policy/environment-boundary`;

function documentOf(template: Template, type = 'AWS::IAM::ManagedPolicy'): unknown {
  const [policy] = Object.values(template.findResources(type));
  return policy?.Properties.PolicyDocument;
}

function boundaryDocument(more: Partial<PermissionBoundaryProps> = {}): unknown {
  return documentOf(templateOf((stack) => {
    new PermissionBoundary(stack, 'Boundary', { policyName: 'environment-boundary', regions: ['eu-west-1'], ...more });
  }));
}

function request(action: string, resource = '*', context: Request['context'] = {}): Request {
  return {
    action,
    resource,
    context: {
      'aws:RequestedRegion': 'eu-west-1',
      'aws:ResourceAccount': own,
      'aws:PrincipalAccount': own,
      'aws:PrincipalArn': `arn:aws:iam::${own}:role/workload`,
      ...context,
    },
  };
}

describe('the permission boundary', () => {
  const custodian = `arn:aws:iam::${own}:role/cdk-hnb659fds-cfn-exec-role-${own}-eu-west-1`;
  const document = boundaryDocument({
    assumableRoleArns: [`arn:aws:iam::${audit}:role/write-audit`],
    foreignResources: [{ account: audit, arns: ['arn:aws:s3:::audit-archive/*'] }],
    custodianArns: [custodian],
  });
  const bounded = { 'iam:PermissionsBoundary': boundaryArn };
  const role = (account: string, name: string): string => `arn:aws:iam::${account}:role/${name}`;

  test.each<[string, Request, Verdict]>([
    ['reading a bucket of its own account', request('s3:GetObject', 'arn:aws:s3:::documents/a'), 'allowed'],
    ['listing its buckets', request('s3:ListAllMyBuckets'), 'allowed'],
    ['reading a bucket of another account', request('s3:GetObject', 'arn:aws:s3:::ledger/a', { 'aws:ResourceAccount': other }), 'denied'],
    ['reading a bucket whose owner AWS does not tell', { ...request('s3:GetObject', 'arn:aws:s3:::ledger/a'), context: { 'aws:RequestedRegion': 'eu-west-1' } }, 'denied'],
    ['reading a declared bucket', request('s3:PutObject', 'arn:aws:s3:::audit-archive/a', { 'aws:ResourceAccount': audit }), 'allowed'],
    ['reading a declared bucket that somebody else now owns', request('s3:PutObject', 'arn:aws:s3:::audit-archive/a', { 'aws:ResourceAccount': other }), 'denied'],
    ['reading the layer of an image from the bucket of AWS', request('s3:GetObject', 'arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/x', { 'aws:ResourceAccount': '999999999999' }), 'allowed'],
    ['reading a public parameter', request('ssm:GetParameter', 'arn:aws:ssm:eu-west-1::parameter/aws/service/ami', { 'aws:ResourceAccount': '999999999999' }), 'allowed'],
    ['decrypting with a key of another account', request('kms:Decrypt', `arn:aws:kms:eu-west-1:${other}:key/1`, { 'aws:ResourceAccount': other }), 'denied'],
    ['reading a secret of another account', request('secretsmanager:GetSecretValue', `arn:aws:secretsmanager:eu-west-1:${other}:secret:a`, { 'aws:ResourceAccount': other }), 'denied'],
    ['sending to a queue of another account', request('sqs:SendMessage', `arn:aws:sqs:eu-west-1:${other}:q`, { 'aws:ResourceAccount': other }), 'denied'],
    ['assuming a role of its own account', request('sts:AssumeRole', role(own, 'job')), 'allowed'],
    ['assuming a role of another account', request('sts:AssumeRole', role(other, 'job')), 'denied'],
    ['assuming a declared role of another account', request('sts:AssumeRole', role(audit, 'write-audit')), 'allowed'],
    ['assuming the deployment role', request('sts:AssumeRole', custodian), 'denied'],
    ['passing the deployment role to a service', request('iam:PassRole', custodian), 'denied'],
    ['trusting itself in the break-glass role', request('iam:UpdateAssumeRolePolicy', role(own, 'break-glass')), 'denied'],
    ['working in another region', request('ec2:RunInstances', '*', { 'aws:RequestedRegion': 'us-east-1' }), 'denied'],
    ['using a service without regions', request('route53:ListHostedZones', '*', { 'aws:RequestedRegion': 'us-east-1' }), 'allowed'],
    ['leaving the organisation', request('organizations:LeaveOrganization'), 'denied'],
    ['stopping the trail', request('cloudtrail:StopLogging'), 'denied'],
    ['stopping the trail as the deployment role', request('cloudtrail:StopLogging', '*', { 'aws:PrincipalArn': custodian }), 'allowed'],
    ['reading the trail', request('cloudtrail:LookupEvents'), 'allowed'],
    ['stopping the configuration recorder', request('config:StopConfigurationRecorder'), 'denied'],
    ['deleting the detector', request('guardduty:DeleteDetector'), 'denied'],
    ['making a role with this boundary', request('iam:CreateRole', role(own, 'new'), bounded), 'allowed'],
    ['making a role without a boundary', request('iam:CreateRole', role(own, 'new')), 'denied'],
    ['making a role with another boundary', request('iam:CreateRole', role(own, 'new'), { 'iam:PermissionsBoundary': `arn:aws:iam::${own}:policy/wide` }), 'denied'],
    ['making a role without a boundary as the deployment role', request('iam:CreateRole', role(own, 'new'), { 'aws:PrincipalArn': custodian }), 'denied'],
    ['taking a boundary off', request('iam:DeleteRolePermissionsBoundary', role(own, 'job'), bounded), 'denied'],
    ['granting more to a role without this boundary', request('iam:AttachRolePolicy', role(own, 'old')), 'denied'],
    ['rewriting the boundary', request('iam:CreatePolicyVersion', boundaryArn), 'denied'],
    ['rewriting another policy', request('iam:CreatePolicyVersion', `arn:aws:iam::${own}:policy/app`), 'allowed'],
    ['making a user', request('iam:CreateUser', `arn:aws:iam::${own}:user/a`, bounded), 'denied'],
    ['making an access key', request('iam:CreateAccessKey', `arn:aws:iam::${own}:user/a`), 'denied'],
    ['adding an identity provider', request('iam:CreateSAMLProvider'), 'denied'],
    ['reading identity providers', request('iam:ListSAMLProviders'), 'allowed'],
    ['peering', request('ec2:CreateVpcPeeringConnection'), 'denied'],
    ['attaching to a transit gateway', request('ec2:CreateTransitGatewayVpcAttachment'), 'denied'],
    ['accepting a resource share', request('ram:AcceptResourceShareInvitation'), 'denied'],
    ['associating a network with a zone of another account', request('route53:AssociateVPCWithHostedZone'), 'denied'],
    ['sharing a snapshot', request('ec2:ModifySnapshotAttribute'), 'denied'],
    ['sharing a database snapshot', request('rds:ModifyDBClusterSnapshotAttribute'), 'denied'],
    ['publishing an image', request('ec2:ModifyImageAttribute'), 'denied'],
  ])('%s', (_, asked, verdict) => {
    expect(evaluate(document, asked)).toBe(verdict);
  });

  test('without custodians nobody may stop the trail', () => {
    expect(evaluate(boundaryDocument(), request('cloudtrail:StopLogging', '*', { 'aws:PrincipalArn': custodian }))).toBe('denied');
  });

  test('fits the 6,144 characters of a managed policy with room for pathways', () => {
    const size = JSON.stringify(boundaryDocument({ regions: ['eu-west-1', 'eu-central-1', 'us-east-1'], custodianArns: [custodian] })).length;
    expect(size).toBeLessThan(5500);
  });

  test('tells every mistake at once', () => {
    expect(() => boundaryDocument({
      policyName: 'a b', regions: [], custodianArns: [role(other, 'x')], assumableRoleArns: [`arn:aws:iam::${other}:role/*`],
      foreignResources: [{ account: 'audit', arns: ['*'] }],
    })).toThrow([
      'permission boundary "Test/Boundary" has 6 problems',
      '- policyName: must be 1 to 128 letters, digits or +=,.@-_, got "a b"; for example "environment-boundary"',
      '- regions: must name at least one region; for example ["eu-west-1"]',
      `- custodianArns[0]: must be a role of this account, got "arn:aws:iam::${other}:role/x"; use arn:aws:iam::${own}:role/NAME`,
      `- assumableRoleArns[0]: must be the whole ARN of one role, got "arn:aws:iam::${other}:role/*"; name account and role, for example arn:aws:iam::444444444444:role/write-audit`,
      '- foreignResources[0].account: must be twelve digits, got "audit"; name the account that owns the resources',
      '- foreignResources[0].arns[0]: must be the ARN of a named resource, got "*"; name the resource the pathway carries',
    ].join('\n'));
  });

  test('refuses more text than a managed policy holds', () => {
    const arns = Array.from({ length: 60 }, (_, i) => `arn:aws:s3:::a-bucket-with-a-long-name-${i}/*`);
    expect(() => boundaryDocument({ foreignResources: [{ account: audit, arns }] })).toThrow(/must leave the policy within the 6144 characters of IAM, got \d+; declare fewer/);
  });
});

describe('the boundary on every role', () => {
  function providerFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'understudy-provider-'));
    writeFileSync(join(folder, 'index.js'), 'exports.handler = async () => ({});');
    return folder;
  }

  function boundariesOf(template: Template): unknown[] {
    const { Resources } = template.toJSON() as { Resources: Record<string, { Type: string; Properties?: { PermissionsBoundary?: unknown } }> };
    return Object.values(Resources).filter(({ Type }) => /^AWS::IAM::(Role|User)$|^AWS::Serverless::Function$/.test(Type)).map(({ Properties }) => Properties?.PermissionsBoundary);
  }

  const makers: ReadonlyArray<[string, (stack: Stack) => void]> = [
    ['a role of a construct', (stack) => void new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') })],
    ['a role with another boundary', (stack) => void new iam.Role(stack, 'Role', {
      assumedBy: new iam.AccountRootPrincipal(), permissionsBoundary: iam.ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess'),
    })],
    ['a user', (stack) => void new iam.User(stack, 'User')],
    ['a raw role', (stack) => void new CfnResource(stack, 'Raw', { type: 'AWS::IAM::Role', properties: { AssumeRolePolicyDocument: {} } })],
    ['a role a transform makes', (stack) => void new CfnResource(stack, 'Raw', { type: 'AWS::Serverless::Function', properties: {} })],
    ['the role of a custom resource provider', (stack) => void new CustomResource(stack, 'Custom', {
      serviceToken: CustomResourceProvider.getOrCreate(stack, 'Custom::Thing', { codeDirectory: providerFolder(), runtime: CustomResourceProviderRuntime.NODEJS_22_X }),
    })],
    ['a role that an aspect without a priority makes', (stack) => Aspects.of(stack).add({
      visit: (node) => { if (node === stack && !stack.node.tryFindChild('Late')) new iam.Role(stack, 'Late', { assumedBy: new iam.AccountRootPrincipal() }); },
    })],
  ];

  test.each(makers)('reaches %s', (_, make) => {
    const template = templateOf((stack) => {
      Aspects.of(stack).add(new BoundaryOnEveryRole({ policyName: 'environment-boundary' }), { priority: BoundaryOnEveryRole.PRIORITY });
      make(stack);
    });
    expect(boundariesOf(template)).toEqual([boundaryArn]);
  });

  test('reaches roles in nested stacks and deploys them after the policy', () => {
    const stack = new Stack(testApp(), 'Outer', { env });
    new PermissionBoundary(stack, 'Boundary', { policyName: 'environment-boundary', regions: ['eu-west-1'] }).applyTo(stack);
    const nested = new NestedStack(stack, 'Nested');
    new iam.Role(nested, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
    new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
    const outer = Template.fromStack(stack);
    expect(boundariesOf(Template.fromStack(nested))).toEqual([boundaryArn]);
    expect(Object.values(outer.findResources('AWS::IAM::Role'))[0]?.DependsOn).toEqual([expect.stringContaining('BoundaryPolicy')]);
    expect(Object.values(outer.findResources('AWS::CloudFormation::Stack'))[0]?.DependsOn).toEqual([expect.stringContaining('BoundaryPolicy')]);
  });

  test('makes another stack of the account wait for the policy, without an export', () => {
    const app = testApp();
    const first = new Stack(app, 'First', { env });
    const second = new Stack(app, 'Second', { env });
    const boundary = new PermissionBoundary(first, 'Boundary', { policyName: 'environment-boundary', regions: ['eu-west-1'] });
    boundary.applyTo(app);
    new iam.Role(second, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
    const assembly = app.synth();
    expect(assembly.getStackArtifact(second.artifactId).dependencies.map(({ id }) => id)).toContain(first.artifactId);
    expect(Template.fromStack(first).toJSON()).not.toHaveProperty('Outputs');
    expect(boundariesOf(Template.fromStack(second))).toEqual([boundaryArn]);
  });

  test.each<[string, (stage: Stage) => App | Stage, unknown]>([
    ['the stage', (stage) => stage, boundaryArn],
    ['only the app, which CDK does not carry into a stage', (stage) => stage.node.root as App, undefined],
  ])('added to %s', (_, scopeOf, boundary) => {
    const stage = new Stage(testApp(), 'Staging', { env });
    const stack = new Stack(stage, 'Stack');
    new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
    Aspects.of(scopeOf(stage)).add(new BoundaryOnEveryRole({ policyName: 'environment-boundary' }), { priority: BoundaryOnEveryRole.PRIORITY });
    expect(boundariesOf(Template.fromStack(stack))).toEqual([boundary]);
  });
});
