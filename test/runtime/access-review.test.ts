import { AccessAnalyzerClient, ListFindingsV2Command } from '@aws-sdk/client-accessanalyzer';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { GetRoleCommand, IAMClient, ListAttachedRolePoliciesCommand, ListRolePoliciesCommand, ListRolesCommand, ListUsersCommand, type Role } from '@aws-sdk/client-iam';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { handler } from '../../runtime/access-review/handler';
import { trustOf } from '../../runtime/access-review/trusted';

const iam = mockClient(IAMClient);
const analyzer = mockClient(AccessAnalyzerClient);
const cloudwatch = mockClient(CloudWatchClient);
const s3 = mockClient(S3Client);

const event = { id: 'run-1', time: '2026-11-01T03:00:00Z' };
const boundary = { PermissionsBoundaryArn: 'arn:aws:iam::222222222222:policy/environment-boundary' };

/** A role in use, bounded, that ECS takes. */
const fine: Partial<Role> = {
  CreateDate: new Date('2026-01-01T00:00:00Z'), RoleLastUsed: { LastUsedDate: new Date('2026-10-30T00:00:00Z') }, PermissionsBoundary: boundary,
  AssumeRolePolicyDocument: trust({ Service: 'ecs-tasks.amazonaws.com' }),
};

function trust(Principal: unknown, Effect = 'Allow'): string {
  return encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect, Principal, Action: 'sts:AssumeRole' }] }));
}

/** An account with these roles, and nothing else in it. */
function accountWith(roles: { readonly [name: string]: Partial<Role> }): void {
  iam.on(ListRolesCommand).resolves({ Roles: Object.keys(roles).map((RoleName) => role(RoleName)) });
  for (const [name, given] of Object.entries(roles)) iam.on(GetRoleCommand, { RoleName: name }).resolves({ Role: { ...role(name), ...given } });
}

function role(RoleName: string, Path = '/'): Role {
  return { RoleName, Path, Arn: `arn:aws:iam::222222222222:role/${RoleName}`, RoleId: 'AROA', CreateDate: undefined };
}

/** What was written to the archive. */
function written(): { key: unknown; outcome: string; facts: { questions: { who: string; question: string }[]; unusedAccess: unknown[]; roles: unknown[] } } {
  const [call] = s3.commandCalls(PutObjectCommand);
  const { Key, Body } = call?.args[0].input ?? {};
  return { key: Key, ...JSON.parse(String(Body)) as { outcome: string; facts: never } };
}

beforeEach(() => {
  for (const mock of [iam, analyzer, cloudwatch, s3]) mock.reset();
  Object.assign(process.env, {
    ACCOUNT: '222222222222', ANALYZER_ARN: 'arn:aws:access-analyzer:eu-west-1:222222222222:analyzer/unused', PERMITTED_ACCOUNTS: '555555555555',
    UNUSED_DAYS: '90', EVIDENCE_BUCKET: 'projects-evidence', EVIDENCE_FOLDER: 'access-review/222222222222', REVIEWER: 'platform@example.com',
  });
  iam.on(ListUsersCommand).resolves({ Users: [] });
  iam.on(ListAttachedRolePoliciesCommand).resolves({ AttachedPolicies: [] });
  iam.on(ListRolePoliciesCommand).resolves({ PolicyNames: [] });
  analyzer.on(ListFindingsV2Command).resolves({ findings: [] });
  cloudwatch.on(PutMetricDataCommand).resolves({});
  s3.on(PutObjectCommand).resolves({});
});

describe('an access review', () => {
  test('passes when every role is used, bounded and trusted to whom it should be', async () => {
    accountWith({ api: fine });
    expect(await handler(event)).toEqual({ evidence: 'access-review/222222222222/2026-11-01/run-1.json', roles: 1, questions: 0, unusedAccess: 0 });
    expect(written()).toMatchObject({
      key: 'access-review/222222222222/2026-11-01/run-1.json', outcome: 'passed',
      facts: {
        account: '222222222222', reviewer: 'platform@example.com', questions: [],
        roles: [{ name: 'api', lastUsed: '2026-10-30T00:00:00.000Z', boundary: boundary.PermissionsBoundaryArn, trust: { services: ['ecs-tasks.amazonaws.com'] } }],
      },
    });
  });

  test.each<[string, string, Partial<Role>, string]>([
    ['a role for everybody', 'open', { ...fine, AssumeRolePolicyDocument: trust('*') }, 'why may anybody take this role?'],
    ['a role for any AWS principal', 'open', { ...fine, AssumeRolePolicyDocument: trust({ AWS: '*' }) }, 'why may anybody take this role?'],
    ['a role for an account without a pathway', 'guest', { ...fine, AssumeRolePolicyDocument: trust({ AWS: ['arn:aws:iam::444444444444:root', '111111111111'] }) },
      'why is it trusted to account 111111111111, 444444444444, to which no pathway leads?'],
    ['a role without a boundary', 'loose', { ...fine, PermissionsBoundary: undefined }, 'why has it no permission boundary?'],
    ['a role that was used long ago', 'old', { ...fine, RoleLastUsed: { LastUsedDate: new Date('2026-07-01T00:00:00Z') } }, 'is it still needed? it was last used 123 days ago'],
    ['a role that was never used', 'idle', { ...fine, RoleLastUsed: undefined }, 'is it needed? it was never used in 304 days'],
  ])('asks about %s', async (_name, name, given, question) => {
    accountWith({ [name]: given });
    await handler(event);
    expect(written()).toMatchObject({ outcome: 'failed', facts: { questions: [{ who: name, question }] } });
  });

  test.each<[string, { readonly [name: string]: Partial<Role> }]>([
    ['a role of a permitted account', { deploy: { ...fine, AssumeRolePolicyDocument: trust({ AWS: 'arn:aws:iam::555555555555:role/pipeline' }) } }],
    ['a role of its own account', { own: { ...fine, AssumeRolePolicyDocument: trust({ AWS: 'arn:aws:iam::222222222222:root' }) } }],
    ['the role for emergencies, which nobody used', { 'projects-break-glass': { ...fine, RoleLastUsed: undefined } }],
    ["CDK's own roles, which deploy the boundary", { 'cdk-hnb659fds-deploy-role': { ...fine, PermissionsBoundary: undefined, RoleLastUsed: undefined } }],
    ['a role that IAM says nothing about', { unknown: { PermissionsBoundary: boundary } }],
  ])('does not ask about %s', async (_name, roles) => {
    accountWith(roles);
    expect(await handler(event)).toMatchObject({ questions: 0 });
  });

  test('asks who needs wide policies of AWS, and what policies inside a role allow', async () => {
    accountWith({ admin: fine, 'cdk-hnb659fds-cfn-exec-role': fine });
    iam.on(ListAttachedRolePoliciesCommand).resolves({ AttachedPolicies: [{ PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }, { PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }, {}] });
    iam.on(ListRolePoliciesCommand, { RoleName: 'admin' }).resolves({ PolicyNames: ['extra'] });
    await handler(event);
    expect(written().facts.questions).toEqual([
      { who: 'admin', question: 'who needs AdministratorAccess, and for what?' }, { who: 'admin', question: 'what do the policies inside it allow: extra?' },
    ]);
  });

  test('asks about users, whoever they are', async () => {
    accountWith({});
    iam.on(ListUsersCommand).resolves({ Users: [{ UserName: 'builder', Path: '/', UserId: 'AIDA', Arn: 'arn', CreateDate: new Date(0) }, {} as never] });
    expect(await handler(event)).toMatchObject({ questions: 2 });
    expect(written().facts.questions.map(({ who }) => who)).toEqual(['', 'builder']);
  });

  test('lists granted access that nobody uses, in a fixed order', async () => {
    accountWith({ api: fine });
    const createdAt = new Date('2026-09-01T00:00:00Z');
    const finding = { id: 'f', analyzedAt: createdAt, updatedAt: createdAt, resourceType: 'AWS::IAM::Role' as const, resourceOwnerAccount: '222222222222', status: 'ACTIVE' as const };
    analyzer.on(ListFindingsV2Command).resolvesOnce({ findings: [{ ...finding, createdAt, resource: 'role/b', findingType: 'UnusedPermission' }], nextToken: 'more' })
      .resolves({ findings: [{ ...finding, createdAt, resource: 'role/a', findingType: 'UnusedIAMRole' }, { ...finding, createdAt: undefined }] });
    expect(await handler(event)).toMatchObject({ unusedAccess: 3 });
    expect(written().facts.unusedAccess).toEqual([
      { resource: 'role/a', kind: 'UnusedIAMRole', since: '2026-09-01T00:00:00.000Z' },
      { resource: 'role/b', kind: 'UnusedPermission', since: '2026-09-01T00:00:00.000Z' },
      { resource: 'unknown', kind: 'unknown', since: 'unknown' },
    ]);
    expect(analyzer.commandCalls(ListFindingsV2Command)[0]?.args[0].input).toMatchObject({ filter: { status: { eq: ['ACTIVE'] } } });
  });

  test('reads every page and leaves out the roles of AWS services', async () => {
    iam.on(ListRolesCommand).resolvesOnce({ Roles: [role('b'), role('AWSServiceRoleForECS', '/aws-service-role/ecs.amazonaws.com/')], Marker: 'more', IsTruncated: true })
      .resolves({ Roles: [role('a'), { ...role('c'), Path: undefined }] });
    iam.on(GetRoleCommand).resolves({ Role: { ...role('any'), ...fine } });
    expect(await handler(event)).toMatchObject({ roles: 3 });
    expect(iam.commandCalls(GetRoleCommand).map(({ args }) => args[0].input.RoleName)).toEqual(['a', 'b', 'c']);
  });

  test('tells the number of open questions, none included', async () => {
    accountWith({ open: { ...fine, PermissionsBoundary: undefined } });
    await handler(event);
    expect(cloudwatch.commandCalls(PutMetricDataCommand)[0]?.args[0].input).toEqual({ Namespace: 'Understudy', MetricData: [{ MetricName: 'AccessQuestions', Value: 1 }] });
  });

  test('that is tried again leaves the first record as it is', async () => {
    accountWith({ api: fine });
    s3.on(PutObjectCommand).rejects(Object.assign(new Error('exists'), { name: 'PreconditionFailed' }));
    expect(await handler(event)).toMatchObject({ evidence: 'access-review/222222222222/2026-11-01/run-1.json' });
    expect(s3.commandCalls(PutObjectCommand)[0]?.args[0].input).toMatchObject({ IfNoneMatch: '*' });
  });

  test('fails when the archive refuses the record: a review without evidence is none', async () => {
    accountWith({ api: fine });
    s3.on(PutObjectCommand).rejects(Object.assign(new Error('denied'), { name: 'AccessDenied' }));
    await expect(handler(event)).rejects.toThrow('denied');
  });
});

describe('a trust policy', () => {
  test.each<[string, string | undefined, object]>([
    ['that is not there', undefined, { accounts: [], everybody: false }],
    ['that is empty', '', { accounts: [], everybody: false }],
    ['that only denies', trust('*', 'Deny'), { accounts: [], everybody: false }],
    ['with identity providers', trust({ Federated: 'arn:aws:iam::222222222222:saml-provider/workforce' }), { providers: ['arn:aws:iam::222222222222:saml-provider/workforce'] }],
    ['with one statement and no principal', encodeURIComponent('{"Statement":{"Effect":"Allow","Principal":null}}'), { accounts: [], services: [], everybody: false }],
  ])('%s', (_name, document, expected) => expect(trustOf(document, '222222222222')).toMatchObject(expected));
});
