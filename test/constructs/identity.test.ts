import { App, Aspects, CfnResource, CustomResource, CustomResourceProvider, CustomResourceProviderRuntime, Duration, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessLevel } from '../../constructs/identity/access-level';
import { AccountGuards, InternetGatewayBlock } from '../../constructs/identity/account-guards';
import { BoundaryOnEveryRole } from '../../constructs/identity/boundary-on-every-role';
import { BreakGlassRole, type BreakGlassRoleProps } from '../../constructs/identity/break-glass-role';
import { FederatedRole, type FederatedRoleProps } from '../../constructs/identity/federated-role';
import { PermissionBoundary, type PermissionBoundaryProps } from '../../constructs/identity/permission-boundary';
import { SignIn } from '../../constructs/identity/sign-in';
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

/** The assertion that a template holds such a resource; its failure tells the nearest match. */
function holding(template: Template, type: string, properties: object): () => void {
  return () => template.hasResourceProperties(type, properties);
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
    ['changing a stack, which works with the role it was deployed with', request('cloudformation:UpdateStack', `arn:aws:cloudformation:eu-west-1:${own}:stack/Data/1`), 'denied'],
    ['running a prepared change of a stack', request('cloudformation:ExecuteChangeSet', `arn:aws:cloudformation:eu-west-1:${own}:stack/Data/1`), 'denied'],
    ['changing a stack as the deployment role', request('cloudformation:UpdateStack', '*', { 'aws:PrincipalArn': custodian }), 'allowed'],
    ['looking for drift of a stack', request('cloudformation:DetectStackDrift'), 'allowed'],
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
    expect(size).toBeLessThan(5550);
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
      '- foreignResources[0].account: must be an AWS account id of 12 digits, got "audit"',
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

describe('access levels', () => {
  const place = { account: own, region: 'eu-west-1', boundaryName: 'environment-boundary' };
  const logs = `arn:aws:logs:eu-west-1:${own}:log-group:/app/api`;
  const levels = {
    readOnly: AccessLevel.READ_ONLY,
    operator: AccessLevel.OPERATOR,
    developer: AccessLevel.DEVELOPER,
    tester: AccessLevel.TESTER,
    auditor: AccessLevel.AUDITOR,
    administrator: AccessLevel.ADMINISTRATOR,
    contractor: AccessLevel.contractor({ systems: ['time-capture'], until: '2027-03-31T22:00:00Z' }),
  };
  type LevelKey = keyof typeof levels;
  const every = Object.keys(levels) as LevelKey[];
  const now = { 'aws:CurrentTime': '2027-01-15T09:00:00Z' };
  const ofSystem = (system: string): Request['context'] => ({ ...now, 'aws:ResourceTag/system': system });

  function allowedTo(asked: Request): LevelKey[] {
    return every.filter((key) => evaluate(levels[key].policyFor(place), asked) === 'allowed');
  }

  test.each<[string, Request, LevelKey[]]>([
    ['see instances', request('ec2:DescribeInstances', '*', now), ['readOnly', 'operator', 'developer', 'tester', 'auditor', 'administrator']],
    ['read logs of a system', request('logs:FilterLogEvents', logs, ofSystem('time-capture')), ['operator', 'developer', 'tester', 'administrator', 'contractor']],
    ['read logs of another system', request('logs:FilterLogEvents', logs, ofSystem('billing')), ['operator', 'developer', 'tester', 'administrator']],
    ['read logs after the contract', request('logs:FilterLogEvents', logs, { ...ofSystem('time-capture'), 'aws:CurrentTime': '2027-04-01T00:00:00Z' }), ['operator', 'developer', 'tester', 'administrator']],
    ['read logs of another account', request('logs:FilterLogEvents', `arn:aws:logs:eu-west-1:${other}:log-group:/app/api`, ofSystem('time-capture')), ['administrator']],
    ['scale a service', request('ecs:UpdateService', `arn:aws:ecs:eu-west-1:${own}:service/a/b`, now), ['operator', 'administrator']],
    ['open a recorded session', request('ssm:StartSession', `arn:aws:ssm:eu-west-1:${own}:document/SSM-SessionManagerRunShell`, now), ['operator', 'administrator']],
    ['open a shell in a container', request('ecs:ExecuteCommand', '*', now), []],
    ['start a test workflow', request('states:StartExecution', `arn:aws:states:eu-west-1:${own}:stateMachine:smoke`, ofSystem('tests')), ['tester', 'administrator']],
    ['start a billing workflow', request('states:StartExecution', `arn:aws:states:eu-west-1:${own}:stateMachine:bill`, ofSystem('billing')), ['administrator']],
    ['look up who did what', request('cloudtrail:LookupEvents', '*', now), ['auditor', 'administrator']],
    ['read a customer document', request('s3:GetObject', 'arn:aws:s3:::documents/a', now), []],
    ['query a table', request('dynamodb:Query', `arn:aws:dynamodb:eu-west-1:${own}:table/a`, now), []],
    ['read a secret', request('secretsmanager:GetSecretValue', `arn:aws:secretsmanager:eu-west-1:${own}:secret:a`, now), []],
    ['make a role under the boundary', request('iam:CreateRole', `arn:aws:iam::${own}:role/a`, { ...now, 'iam:PermissionsBoundary': boundaryArn }), ['administrator']],
    ['make a role without it', request('iam:CreateRole', `arn:aws:iam::${own}:role/a`, now), []],
    ['make a user', request('iam:CreateUser', `arn:aws:iam::${own}:user/a`, now), []],
    ['assume another role', request('sts:AssumeRole', `arn:aws:iam::${other}:role/a`, now), []],
  ])('who may %s', (_, asked, who) => {
    expect(allowedTo(asked)).toEqual(who);
  });

  test('data opens where the place says so, secrets stay closed', () => {
    const open = AccessLevel.ADMINISTRATOR.policyFor({ ...place, readsData: true });
    expect(evaluate(open, request('s3:GetObject', 'arn:aws:s3:::documents/a'))).toBe('allowed');
    expect(evaluate(open, request('secretsmanager:GetSecretValue', 'arn:aws:secretsmanager:eu-west-1:1:secret:a'))).toBe('denied');
  });

  test.each(every.filter((key) => key !== 'administrator'))('%s is allowed action by action, without wildcards', (key) => {
    const statements = levels[key].policyFor(place).Statement as Array<{ Effect: string; Action: string | string[] }>;
    expect(statements.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([]);
  });

  test.each(every)('%s fits a managed policy', (key) => {
    expect(JSON.stringify(levels[key].policyFor(place)).length).toBeLessThan(6144);
  });

  test('a contractor without systems or with a vague end is refused', () => {
    expect(() => AccessLevel.contractor({ systems: ['*'], until: 'spring' })).toThrow([
      'contractor access has 2 problems',
      '- systems: must name each system, without wildcards, got ["*"]; write the systems as their tag has them, for example ["time-capture"]',
      '- until: must be an ISO 8601 instant with a zone, got "spring"; for example "2027-03-31T22:00:00Z"',
    ].join('\n'));
  });
});

const workforce = `arn:aws:iam::${own}:saml-provider/workforce`;
const pipelines = `arn:aws:iam::${own}:oidc-provider/tokens.example.com`;
const people = SignIn.saml({ providerArn: workforce, groups: ['staging-operators'], issuer: 'https://idp.example.com' });
const emergencyUsers = SignIn.mfa({ userArns: ['arn:aws:iam::555555555555:user/emergency-1'], maxMfaAgeMinutes: 15 });

describe('signing in', () => {
  const saml = { 'SAML:aud': 'https://signin.aws.amazon.com/saml', 'SAML:iss': 'https://idp.example.com', 'aws:RequestTag/mfa': 'true', 'aws:RequestTag/group': 'staging-operators' };
  const without = (key: keyof typeof saml): Request['context'] => Object.fromEntries(Object.entries(saml).filter(([name]) => name !== key));
  const machine = SignIn.workload({ providerArn: pipelines, audience: 'sts.amazonaws.com', subjects: ['repo:example/platform:environment:staging'] });
  const token = { 'tokens.example.com:aud': 'sts.amazonaws.com', 'tokens.example.com:sub': 'repo:example/platform:environment:staging' };

  test.each<[string, SignIn, Request, Verdict]>([
    ['with the group and a second factor', people, { action: 'sts:AssumeRoleWithSAML', context: saml }, 'allowed'],
    ['without word of a second factor', people, { action: 'sts:AssumeRoleWithSAML', context: without('aws:RequestTag/mfa') }, 'not granted'],
    ['with a denied second factor', people, { action: 'sts:AssumeRoleWithSAML', context: { ...saml, 'aws:RequestTag/mfa': 'false' } }, 'not granted'],
    ['with the group of production', people, { action: 'sts:AssumeRoleWithSAML', context: { ...saml, 'aws:RequestTag/group': 'production-operators' } }, 'not granted'],
    ['without a group', people, { action: 'sts:AssumeRoleWithSAML', context: without('aws:RequestTag/group') }, 'not granted'],
    ['from another issuer', people, { action: 'sts:AssumeRoleWithSAML', context: { ...saml, 'SAML:iss': 'https://other.example.net' } }, 'not granted'],
    ['for another audience', people, { action: 'sts:AssumeRoleWithSAML', context: { ...saml, 'SAML:aud': 'https://else.example.net' } }, 'not granted'],
    ['tagging the session later', people, { action: 'sts:TagSession', context: without('aws:RequestTag/mfa') }, 'not granted'],
    ['as the named pipeline', machine, { action: 'sts:AssumeRoleWithWebIdentity', context: token }, 'allowed'],
    ['as the pipeline of production', machine, { action: 'sts:AssumeRoleWithWebIdentity', context: { ...token, 'tokens.example.com:sub': 'repo:example/platform:environment:production' } }, 'not granted'],
    ['with a fresh second factor of AWS', emergencyUsers, { action: 'sts:AssumeRole', context: { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '60' } }, 'allowed'],
    ['with an old second factor', emergencyUsers, { action: 'sts:AssumeRole', context: { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '901' } }, 'not granted'],
    ['with an access key alone', emergencyUsers, { action: 'sts:AssumeRole', context: {} }, 'not granted'],
  ])('%s', (_, signIn, asked, verdict) => {
    expect(evaluate(signIn.trustPolicy(true), asked)).toBe(verdict);
  });

  test('by SAML accepts the sign-in endpoint of the role\'s region and no other region\'s', () => {
    const at = (region: string): Verdict => evaluate(people.trustPolicy(true, 'eu-west-1'), {
      action: 'sts:AssumeRoleWithSAML', context: { ...saml, 'SAML:aud': `https://${region}.signin.aws.amazon.com/saml` },
    });
    expect([at('eu-west-1'), at('us-east-2')]).toEqual(['allowed', 'not granted']);
  });

  test.each<[string, () => SignIn, string]>([
    ['no groups', () => SignIn.saml({ providerArn: workforce, groups: [] }), 'sign-in by SAML has 1 problem\n- groups: must name each value whole, at least one, without wildcards, got []; list every value that is meant'],
    ['a provider without account', () => SignIn.saml({ providerArn: 'workforce', groups: ['a'] }), 'sign-in by SAML has 1 problem\n- providerArn: must be a whole ARN that names its account, got "workforce"; copy it from the account; wildcards are refused'],
    ['a subject with a wildcard', () => SignIn.workload({ providerArn: pipelines, audience: 'sts.amazonaws.com', subjects: ['repo:example/*'] }), 'sign-in of a workload has 1 problem\n- subjects: must name each value whole, at least one, without wildcards, got ["repo:example/*"]; list every value that is meant'],
    ['a role that claims a second factor', () => SignIn.mfa({ userArns: [`arn:aws:iam::${own}:role/a`], maxMfaAgeMinutes: 0 }), [
      'sign-in with a second factor has 2 problems',
      `- userArns[0]: must be the whole ARN of an IAM user, since only a user can bring a second factor of AWS, got "arn:aws:iam::${own}:role/a"; name the user, or use SignIn.saml for people of the identity provider`,
      '- maxMfaAgeMinutes: must be 1 to 720 minutes, got 0; leave it out for 60',
    ].join('\n')],
  ])('refuses %s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});

describe('federated roles', () => {
  function roleTemplate(more: Partial<FederatedRoleProps> = {}): Template {
    return templateOf((stack) => {
      new FederatedRole(stack, 'Operators', { roleName: 'staging-operator', level: AccessLevel.OPERATOR, signIn: people, boundaryName: 'environment-boundary', ...more });
    });
  }

  test('carry the boundary, the trust of the sign-in, the session limit of the level, and no inline policy', () => {
    expect(holding(roleTemplate(), 'AWS::IAM::Role', {
      RoleName: 'staging-operator',
      MaxSessionDuration: 14400,
      PermissionsBoundary: boundaryArn,
      Policies: Match.absent(),
      AssumeRolePolicyDocument: { Statement: [Match.objectLike({ Principal: { Federated: workforce }, Condition: { StringEquals: Match.objectLike({ 'aws:RequestTag/mfa': 'true' }) } })] },
    })).not.toThrow();
  });

  test.each<[string, Partial<FederatedRoleProps>, number]>([
    ['the level', {}, 14400],
    ['the rules of the account', { rules: { maxSession: Duration.hours(2) } }, 7200],
    ['the role itself', { maxSession: Duration.hours(1) }, 3600],
  ])('have sessions no longer than %s allows', (_, more, seconds) => {
    expect(holding(roleTemplate(more), 'AWS::IAM::Role', { MaxSessionDuration: seconds })).not.toThrow();
  });

  test.each<[string, AccessLevel, string | undefined]>([
    ['a privileged level needs a second factor in any case', AccessLevel.ADMINISTRATOR, 'true'],
    ['another level does not where the rules say so', AccessLevel.DEVELOPER, undefined],
  ])('%s', (_, level, mfa) => {
    const [role] = Object.values(roleTemplate({ level, rules: { requireMfa: false } }).findResources('AWS::IAM::Role'));
    expect(role?.Properties.AssumeRolePolicyDocument.Statement[0].Condition.StringEquals['aws:RequestTag/mfa']).toBe(mfa);
  });

  test('tell every mistake at once', () => {
    expect(() => roleTemplate({
      roleName: 'x y', maxSession: Duration.hours(6), readsData: true, rules: { allowedLevels: ['read-only'] },
      signIn: SignIn.workload({ providerArn: `arn:aws:iam::${other}:oidc-provider/tokens.example.com`, audience: 'a', subjects: ['b'] }),
    })).toThrow([
      'federated role "Test/Operators" has 6 problems',
      '- roleName: must be 1 to 57 letters, digits or +=,.@-_, got "x y"; for example "staging-operator"',
      '- level: must be one of the account\'s levels ["read-only"], got "operator"; choose a lower level, or change the rules',
      '- maxSession: must be from 1 hour to the 4 that level and rules allow, got "6 hours"; leave it out for the longest allowed',
      '- signIn: must prove a second factor, which OpenID Connect cannot; give machines a level that is not privileged and rules with requireMfa false',
      `- signIn.providerArn: must be a provider of this account ${own}, got "arn:aws:iam::${other}:oidc-provider/tokens.example.com"; give every account its own provider`,
      '- readsData: must be false where the rules do not let data be read, got true; set rules.dataMayBeRead only where data is synthetic or masked',
    ].join('\n'));
  });
});

describe('the break-glass role', () => {
  function glass(more: Partial<BreakGlassRoleProps> = {}): Template {
    return templateOf((stack) => {
      new BreakGlassRole(stack, 'BreakGlass', {
        signIn: emergencyUsers, boundaryName: 'environment-boundary', encryptionKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }), recipients: ['security@example.com'], ...more,
      });
    });
  }
  const trust = (): unknown => Object.values(glass().findResources('AWS::IAM::Role', { Properties: { RoleName: 'break-glass' } }))[0]?.Properties.AssumeRolePolicyDocument;
  const present = { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '60', 'sts:SourceIdentity': 'INC-4711', 'aws:RequestedRegion': 'eu-west-1' };

  test.each<[string, Request['context'], Verdict]>([
    ['with a second factor and a ticket', present, 'allowed'],
    ['without a ticket', { ...present, 'sts:SourceIdentity': [] }, 'not granted'],
    ['with another reason', { ...present, 'sts:SourceIdentity': 'curious' }, 'not granted'],
    ['without a second factor', { ...present, 'aws:MultiFactorAuthPresent': 'false' }, 'not granted'],
    ['in a region where no alert listens', { ...present, 'aws:RequestedRegion': 'us-east-1' }, 'not granted'],
  ])('is taken %s', (_, context, verdict) => {
    expect(evaluate(trust(), { action: 'sts:AssumeRole', context })).toBe(verdict);
  });

  test('can be taken by SAML at the endpoint of its own region', () => {
    const [role] = Object.values(glass({ signIn: people }).findResources('AWS::IAM::Role', { Properties: { RoleName: 'break-glass' } }));
    const context = {
      'SAML:aud': 'https://eu-west-1.signin.aws.amazon.com/saml', 'SAML:iss': 'https://idp.example.com', 'aws:RequestTag/mfa': 'true',
      'aws:RequestTag/group': 'staging-operators', 'sts:SourceIdentity': 'INC-1', 'aws:RequestedRegion': 'eu-west-1',
    };
    expect(evaluate(role?.Properties.AssumeRolePolicyDocument, { action: 'sts:AssumeRoleWithSAML', context })).toBe('allowed');
  });

  test('lasts one hour and carries the boundary', () => {
    expect(holding(glass(), 'AWS::IAM::Role', { RoleName: 'break-glass', MaxSessionDuration: 3600, PermissionsBoundary: boundaryArn })).not.toThrow();
  });

  test('announces each attempt, with a role that has no inline policy', () => {
    const template = glass();
    expect(holding(template, 'AWS::Events::Rule', {
      EventPattern: { source: ['aws.sts'], detail: { eventName: ['AssumeRole', 'AssumeRoleWithSAML'], requestParameters: { roleArn: [`arn:aws:iam::${own}:role/break-glass`] } } },
      Targets: [Match.objectLike({ Arn: Match.anyValue(), RoleArn: Match.anyValue() })],
    })).not.toThrow();
    expect(holding(template, 'AWS::CloudWatch::Alarm', { MetricName: 'TriggeredRules', Threshold: 1, TreatMissingData: 'notBreaching', AlarmActions: Match.anyValue() })).not.toThrow();
    expect(holding(template, 'AWS::SNS::Topic', { KmsMasterKeyId: Match.anyValue() })).not.toThrow();
    expect(template.findResources('AWS::IAM::Policy')).toEqual({});
  });

  test('tells its recipients', () => {
    expect(holding(glass(), 'AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'security@example.com' })).not.toThrow();
  });

  test('lets only its own alarm and messenger use the key', () => {
    expect(holding(glass(), 'AWS::KMS::Key', {
      KeyPolicy: { Statement: Match.arrayWith([
        Match.objectLike({ Sid: 'EmergencyAlarm', Condition: { StringEquals: { 'aws:SourceAccount': own }, ArnEquals: { 'aws:SourceArn': `arn:aws:cloudwatch:eu-west-1:${own}:alarm:break-glass-used` } } }),
        Match.objectLike({ Sid: 'EmergencyMessenger', Condition: { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${own}:role/break-glass-alert` } } }),
      ]) },
    })).not.toThrow();
  });

  test('may use a key of another stack without a circle', () => {
    const app = testApp();
    const keys = new Stack(app, 'Keys', { env });
    const identity = new Stack(app, 'Identity', { env });
    const encryptionKey = new kms.Key(keys, 'Key', { enableKeyRotation: true });
    new BreakGlassRole(identity, 'BreakGlass', { signIn: emergencyUsers, boundaryName: 'environment-boundary', encryptionKey, recipients: ['security@example.com'] });
    expect(app.synth().getStackArtifact(identity.artifactId).dependencies.map(({ id }) => id)).toContain(keys.artifactId);
  });

  test('refuses a machine, an empty reason and alerts to nobody', () => {
    expect(() => glass({ ticketPattern: '*', roleName: 'a b', recipients: [], signIn: SignIn.workload({ providerArn: pipelines, audience: 'a', subjects: ['b'] }) })).toThrow([
      'break-glass role "Test/BreakGlass" has 4 problems',
      '- signIn: must prove a second factor, which OpenID Connect cannot; use SignIn.mfa(...) or SignIn.saml(...)',
      '- roleName: must be 1 to 57 letters, digits or +=,.@-_, got "a b"; leave it out for "break-glass"',
      '- ticketPattern: must begin with at least two fixed characters of a ticket, and may end in *, got "*"; for example "INC-*"',
      '- recipients: must name at least one mail address, got []',
    ].join('\n'));
  });
});

describe('account guards', () => {
  test('watch access from outside and access nobody uses, and stop public snapshots', () => {
    const template = templateOf((stack) => void new AccountGuards(stack, 'Guards', { internetGateways: InternetGatewayBlock.INGRESS }));
    expect(holding(template, 'AWS::AccessAnalyzer::Analyzer', { Type: 'ACCOUNT' })).not.toThrow();
    expect(holding(template, 'AWS::AccessAnalyzer::Analyzer', { Type: 'ACCOUNT_UNUSED_ACCESS', AnalyzerConfiguration: { UnusedAccessConfiguration: { UnusedAccessAge: 90 } } })).not.toThrow();
    expect(holding(template, 'AWS::EC2::SnapshotBlockPublicAccess', { State: 'block-all-sharing' })).not.toThrow();
    expect(holding(template, 'AWS::EC2::VPCBlockPublicAccessOptions', { InternetGatewayBlockMode: 'block-ingress' })).not.toThrow();
  });

  test('leave gateways alone unless asked', () => {
    expect(templateOf((stack) => void new AccountGuards(stack, 'Guards')).findResources('AWS::EC2::VPCBlockPublicAccessOptions')).toEqual({});
  });

  test('refuse a period AWS does not take', () => {
    expect(() => templateOf((stack) => void new AccountGuards(stack, 'Guards', { unusedAccessDays: 400 }))).toThrow(
      'account guards "Test/Guards" has 1 problem\n- unusedAccessDays: must be a whole number of days from 1 to 365, got 400; leave it out for 90',
    );
  });
});
