import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { OrganizationPolicyKind, type OrganizationPolicy } from '../../constructs/organization/organization-policy';
import { OrganizationUnits, type OrganizationUnitsProps } from '../../constructs/organization/organization-units';
import { ResourceControls, type ResourceControlsProps } from '../../constructs/organization/resource-controls';
import { ServiceControls, type ServiceControlsProps } from '../../constructs/organization/service-controls';
import { testApp } from '../synthesize';
import { evaluate, type Request, type Verdict } from './iam-evaluator';
import { by, organization, service } from './iam-requests';

const production = '111111111111';
const staging = '222222222222';
const delivery = '333333333333';
const audit = '444444444444';
const management = '999999999999';
const organizationAccounts = [production, staging, delivery, audit];

function stagingControls(more: Partial<ServiceControlsProps> = {}): OrganizationPolicy {
  return ServiceControls.of({ name: 'staging', accounts: [staging], regions: ['eu-west-1'], boundaryName: 'environment-boundary', ...more });
}

const passes: Verdict = 'not granted';

describe('the service controls of staging', () => {
  const executor = `cdk-hnb659fds-cfn-exec-role-${staging}-eu-west-1`;
  const own = (action: string, resource = '*', more: Request['context'] = {}): Request => by(staging, 'admin', action, resource, staging, more);
  const asExecutor = (action: string, resource = '*', more: Request['context'] = {}): Request => by(staging, executor, action, resource, staging, more);
  const role = (account: string, name: string): string => `arn:aws:iam::${account}:role/${name}`;
  const boundary = { 'iam:PermissionsBoundary': `arn:aws:iam::${staging}:policy/environment-boundary` };

  test.each<[string, Request, Verdict]>([
    ['its administrator reads its own bucket', own('s3:GetObject', 'arn:aws:s3:::documents/a'), passes],
    ['its administrator reads a bucket of production', by(staging, 'admin', 's3:GetObject', 'arn:aws:s3:::ledger/a', production), 'denied'],
    ['its administrator assumes a role of production', own('sts:AssumeRole', role(production, 'deploy')), 'denied'],
    ['its administrator assumes a role of its own', own('sts:AssumeRole', role(staging, 'job')), passes],
    ['its administrator works in another region', own('ec2:RunInstances', '*', { 'aws:RequestedRegion': 'us-east-1' }), 'denied'],
    ['its administrator uses IAM, which has no region', own('iam:ListRoles', '*', { 'aws:RequestedRegion': 'us-east-1' }), passes],
    ['it leaves the organisation', own('organizations:LeaveOrganization'), 'denied'],
    ['even the deployment leaves the organisation', asExecutor('organizations:LeaveOrganization'), 'denied'],
    ['its administrator stops the trail', own('cloudtrail:StopLogging'), 'denied'],
    ['its deployment updates the trail', asExecutor('cloudtrail:UpdateTrail'), passes],
    ['a deployment role of production in its place', by(production, `cdk-hnb659fds-cfn-exec-role-${production}-eu-west-1`, 'cloudtrail:UpdateTrail', '*', staging), 'denied'],
    ['its administrator turns off GuardDuty', own('guardduty:DeleteDetector'), 'denied'],
    ['its administrator turns off Security Hub', own('securityhub:DisableSecurityHub'), 'denied'],
    ['its administrator makes a role under the boundary', own('iam:CreateRole', role(staging, 'a'), boundary), passes],
    ['its administrator makes a role without one', own('iam:CreateRole', role(staging, 'a')), 'denied'],
    ['its administrator makes a role that is called like a deployment role', own('iam:CreateRole', role(staging, 'cdk-mine')), 'denied'],
    ['its deployment makes a role without a boundary', asExecutor('iam:CreateRole', role(staging, 'a')), 'denied'],
    ['its administrator lets himself into the break-glass role', own('iam:UpdateAssumeRolePolicy', role(staging, 'break-glass')), 'denied'],
    ['its administrator rewrites the boundary', own('iam:CreatePolicyVersion', `arn:aws:iam::${staging}:policy/environment-boundary`), 'denied'],
    ['its deployment rewrites the boundary', asExecutor('iam:CreatePolicyVersion', `arn:aws:iam::${staging}:policy/environment-boundary`), passes],
    ['its deployment role passes the execution role', by(staging, `cdk-hnb659fds-deploy-role-${staging}-eu-west-1`, 'iam:PassRole', role(staging, executor), staging), passes],
    ['its root user signs in', { ...own('s3:ListAllMyBuckets'), context: { 'aws:PrincipalArn': `arn:aws:iam::${staging}:root`, 'aws:RequestedRegion': 'eu-west-1', 'aws:ResourceAccount': staging } }, 'denied'],
    ['the management account repairs as root', { ...own('s3:DeleteBucketPolicy'), context: { 'aws:PrincipalArn': `arn:aws:iam::${staging}:root`, 'aws:AssumedRoot': 'true', 'aws:RequestedRegion': 'eu-west-1', 'aws:ResourceAccount': staging } }, passes],
    ['its administrator makes an access key', own('iam:CreateAccessKey'), 'denied'],
    ['it peers, even by deployment', asExecutor('ec2:CreateVpcPeeringConnection', `arn:aws:ec2:eu-west-1:${staging}:vpc-peering-connection/*`), 'denied'],
    ['it attaches to a transit gateway', asExecutor('ec2:CreateTransitGatewayVpcAttachment'), 'denied'],
    ['it shares a snapshot', own('ec2:ModifySnapshotAttribute'), 'denied'],
    ['it allows public buckets', own('s3:PutAccountPublicAccessBlock'), 'denied'],
  ])('%s', (_, asked, verdict) => {
    expect(evaluate(stagingControls().toJSON(), asked)).toBe(verdict);
  });

  const linked = stagingControls({ networkPeers: [delivery], reachableAccounts: [audit] });
  const connection = `arn:aws:ec2:eu-west-1:${staging}:vpc-peering-connection/*`;
  const between = (one: string, two: string): Request['context'] => ({
    'ec2:RequesterVpc': `arn:aws:ec2:eu-west-1:${one}:vpc/vpc-1`, 'ec2:AccepterVpc': `arn:aws:ec2:eu-west-1:${two}:vpc/vpc-2`,
  });

  test.each<[string, Request, Verdict]>([
    ['the deployment peers with the declared account', asExecutor('ec2:CreateVpcPeeringConnection', connection, between(staging, delivery)), passes],
    ['the deployment peers with production', asExecutor('ec2:CreateVpcPeeringConnection', connection, between(staging, production)), 'denied'],
    ['the deployment accepts a peering of production', asExecutor('ec2:AcceptVpcPeeringConnection', connection, between(production, staging)), 'denied'],
    ['the administrator peers with the declared account', own('ec2:CreateVpcPeeringConnection', connection, between(staging, delivery)), 'denied'],
    ['a job writes to the declared account', by(staging, 'job', 's3:PutObject', 'arn:aws:s3:::audit-archive/a', audit), passes],
    ['a job writes to production', by(staging, 'job', 's3:PutObject', 'arn:aws:s3:::ledger/a', production), 'denied'],
  ])('with declared pathways, %s', (_, asked, verdict) => {
    expect(evaluate(linked.toJSON(), asked)).toBe(verdict);
  });

  test('fit AWS with room', () => {
    const wide = stagingControls({ accounts: [staging, '222222222223'], regions: ['eu-west-1', 'eu-central-1', 'us-east-1'], networkPeers: [delivery], reachableAccounts: [audit, delivery] });
    expect(wide.limit).toBe(10_240);
    expect(wide.characters).toBeLessThan(9_000);
    expect(wide.characters).toBe(JSON.stringify(wide.toJSON()).length);
  });

  test('tell every mistake at once', () => {
    expect(() => stagingControls({ accounts: [], regions: [], networkPeers: ['delivery'], custodianRoles: ['*'] })).toThrow([
      'service controls "staging" has 4 problems',
      '- accounts: must name at least one account; name the accounts of the unit',
      '- networkPeers[0]: must be an AWS account id of 12 digits, got "delivery"',
      '- regions: must name at least one region; for example ["eu-west-1"]',
      '- custodianRoles[0]: must be the name of a role, not any role, got "*"; for example "cdk-*-cfn-exec-role-*"',
    ].join('\n'));
  });

  test('refuse more text than AWS takes', () => {
    const accounts = Array.from({ length: 60 }, (_, i) => String(222222222222 + i));
    expect(() => stagingControls({ accounts })).toThrow(/organization policy "staging" has 1 problem\n- statements: must fit the 10240 characters of its kind, got \d+; declare fewer/);
  });
});

describe('the resource controls of production', () => {
  const bucket = 'arn:aws:s3:::ledger/a';
  const artifacts = 'arn:aws:s3:::release-evidence/*';
  const key = `arn:aws:kms:eu-west-1:${production}:key/1`;
  const secret = `arn:aws:secretsmanager:eu-west-1:${production}:secret:db`;
  const queue = `arn:aws:sqs:eu-west-1:${production}:orders`;
  const deployRole = `arn:aws:iam::${production}:role/cdk-hnb659fds-deploy-role-${production}-eu-west-1`;
  const policy = ResourceControls.of({
    name: 'production',
    accounts: [production],
    organizationAccounts,
    pathways: [
      { fromAccount: delivery, resourceArns: [deployRole], principalArns: [`arn:aws:iam::${delivery}:role/release-production`] },
      { fromAccount: audit, resourceArns: [artifacts] },
    ],
    trustedTokens: [{ provider: 'tokens.example.com', subjects: ['repo:example/platform:environment:production'] }],
  });
  const web = (context: Request['context']): Request => ({ action: 'sts:AssumeRoleWithWebIdentity', resource: `arn:aws:iam::${production}:role/web`, context });

  test.each<[string, Request, Verdict]>([
    ['its own service reads its bucket', by(production, 'api', 's3:GetObject', bucket, production), passes],
    ['the administrator of staging reads its bucket', by(staging, 'admin', 's3:GetObject', bucket, production), 'denied'],
    ['the administrator of staging decrypts with its key', by(staging, 'admin', 'kms:Decrypt', key, production), 'denied'],
    ['the administrator of staging reads its secret', by(staging, 'admin', 'secretsmanager:GetSecretValue', secret, production), 'denied'],
    ['the administrator of staging sends to its queue', by(staging, 'admin', 'sqs:SendMessage', queue, production), 'denied'],
    ['the administrator of staging assumes its role', by(staging, 'admin', 'sts:AssumeRole', `arn:aws:iam::${production}:role/any`, production), 'denied'],
    ['the administrator of staging assumes its deployment role', by(staging, 'admin', 'sts:AssumeRole', deployRole, production), 'denied'],
    ['the release pipeline assumes its deployment role', by(delivery, 'release-production', 'sts:AssumeRole', deployRole, production), passes],
    ['the pipeline of staging assumes its deployment role', by(delivery, 'release-staging', 'sts:AssumeRole', deployRole, production), 'denied'],
    ['the release pipeline reads its bucket', by(delivery, 'release-production', 's3:GetObject', bucket, production), 'denied'],
    ['the audit account reads the release evidence', by(audit, 'reader', 's3:GetObject', 'arn:aws:s3:::release-evidence/1', production), passes],
    ['staging reads the release evidence', by(staging, 'admin', 's3:GetObject', 'arn:aws:s3:::release-evidence/1', production), 'denied'],
    ['anybody without an account reads its bucket', { action: 's3:GetObject', resource: bucket, context: { 'aws:SecureTransport': 'true' } }, 'denied'],
    ['its own service without encryption', by(production, 'api', 's3:GetObject', bucket, production, { 'aws:SecureTransport': 'false' }), 'denied'],
    ['an AWS service for production writes to its bucket', service(production, 's3:PutObject', bucket), passes],
    ['an AWS service for staging writes to its bucket', service(staging, 's3:PutObject', bucket), 'denied'],
    ['an AWS service that does not say for whom', service(undefined, 's3:PutObject', bucket), passes],
    ['an AWS service for the audit account, where only its principals are declared', service(audit, 's3:GetObject', 'arn:aws:s3:::release-evidence/1'), 'denied'],
    ['the named pipeline signs in', web({ 'tokens.example.com:sub': 'repo:example/platform:environment:production' }), passes],
    ['the pipeline of staging signs in', web({ 'tokens.example.com:sub': 'repo:example/platform:environment:staging' }), 'denied'],
    ['another provider signs in', web({ 'tokens.example.net:sub': 'repo:example/platform:environment:production' }), 'denied'],
    ['people sign in by SAML, which the role decides', { action: 'sts:AssumeRoleWithSAML', resource: `arn:aws:iam::${production}:role/op`, context: {} }, passes],
  ])('%s', (_, asked, verdict) => {
    expect(evaluate(policy.toJSON(), asked)).toBe(verdict);
  });

  test('a condition on the organisation alone would have let staging in', () => {
    const naive = { Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*', Condition: { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': organization } } }] };
    const asked = by(staging, 'admin', 's3:GetObject', bucket, production);
    expect([evaluate(naive, asked), evaluate(policy.toJSON(), asked)]).toEqual([passes, 'denied']);
  });

  test('without trusted tokens no workload signs in', () => {
    const closed = ResourceControls.of({ name: 'production', accounts: [production], organizationAccounts });
    expect(evaluate(closed.toJSON(), web({ 'tokens.example.com:sub': 'repo:example/platform:environment:production' }))).toBe('denied');
  });

  test('use only elements that AWS takes in such a policy', () => {
    const statements = policy.toJSON().Statement as Array<Record<string, unknown>>;
    expect(statements.filter((one) => 'NotAction' in one || 'NotPrincipal' in one || one.Effect !== 'Deny' || one.Principal !== '*' || one.Action === '*')).toEqual([]);
    expect(policy.characters).toBeLessThan(policy.limit);
  });
});

describe('the resource controls of the audit account', () => {
  const archive = ['arn:aws:s3:::audit-archive', 'arn:aws:s3:::audit-archive/*'];
  const policy = ResourceControls.of({
    name: 'audit',
    accounts: [audit],
    organizationAccounts,
    pathways: [staging, production].map((fromAccount) => ({ fromAccount, resourceArns: archive, byServices: true })),
  });

  test.each<[string, Request, Verdict]>([
    ['log delivery for staging writes to the archive', service(staging, 's3:PutObject', 'arn:aws:s3:::audit-archive/a'), passes],
    ['log delivery for an unknown account writes to the archive', service('888888888888', 's3:PutObject', 'arn:aws:s3:::audit-archive/a'), 'denied'],
    ['log delivery for staging writes elsewhere', service(staging, 's3:PutObject', 'arn:aws:s3:::reports/a'), 'denied'],
    ['the administrator of staging reads the archive', by(staging, 'admin', 's3:GetObject', 'arn:aws:s3:::audit-archive/a', audit), 'denied'],
    ['the administrator of staging deletes from the archive', by(staging, 'admin', 's3:DeleteObject', 'arn:aws:s3:::audit-archive/a', audit), 'denied'],
    ['an auditor reads the archive', by(audit, 'auditor', 's3:GetObject', 'arn:aws:s3:::audit-archive/a', audit), passes],
  ])('%s', (_, asked, verdict) => {
    expect(evaluate(policy.toJSON(), asked)).toBe(verdict);
  });
});

describe('resource controls by organisational unit', () => {
  const policy = ResourceControls.of({ name: 'production', accounts: [production], organizationAccounts, organizationPaths: [`${organization}/r-ab12/ou-ab12-11111111/*`] });
  const from = (path: string): Request => by('777777777777', 'api', 's3:GetObject', 'arn:aws:s3:::ledger/a', production, { 'aws:PrincipalOrgPaths': [path] });

  test.each<[string, Request, Verdict]>([
    ['an account of the unit gets in', from(`${organization}/r-ab12/ou-ab12-11111111/`), passes],
    ['an account of a sibling unit does not', from(`${organization}/r-ab12/ou-ab12-22222222/`), 'denied'],
    ['an account of no organisation does not', by('777777777777', 'api', 's3:GetObject', 'arn:aws:s3:::ledger/a', production), 'denied'],
  ])('%s', (_, asked, verdict) => {
    expect(evaluate(policy.toJSON(), asked)).toBe(verdict);
  });
});

describe('resource controls refuse', () => {
  const make = (more: Partial<ResourceControlsProps>): OrganizationPolicy => ResourceControls.of({ name: 'production', accounts: [production], organizationAccounts, ...more });

  test.each<[string, Partial<ResourceControlsProps>, string]>([
    ['an unknown account in a pathway', { pathways: [{ fromAccount: '888888888888', resourceArns: ['arn:aws:s3:::a'] }] }, '- pathways[0].fromAccount: must be an account of the organisation, got "888888888888"; add it to organizationAccounts or correct it'],
    ['a pathway to everything', { pathways: [{ fromAccount: staging, resourceArns: ['*'] }] }, '- pathways[0].resourceArns: must be ARNs of named resources, got ["*"]; name what the pathway leads to'],
    ['principals of a third account', { pathways: [{ fromAccount: staging, resourceArns: ['arn:aws:s3:::a'], principalArns: [`arn:aws:iam::${delivery}:role/a`] }] }, `- pathways[0].principalArns: must be principals of ${staging}, got ["arn:aws:iam::${delivery}:role/a"]; declare one pathway per account`],
    ['a path that is the whole organisation', { organizationPaths: [`${organization}/*`] }, `- organizationPaths[0]: must go down to an organisational unit, got "${organization}/*"; for example "o-a1b2c3/r-ab12/ou-ab12-11111111/*"; the whole organisation would let every environment pass`],
    ['a service without such policies', { services: ['ec2'] }, '- services[0]: must be a service that takes resource control policies, got "ec2"; one of aoss,'],
    ['tokens of anybody', { trustedTokens: [{ provider: 'tokens.example.com', subjects: ['*'] }] }, '- trustedTokens[0].subjects: must each be whole or end in * after a fixed prefix, got ["*"]; name the repository and environment'],
    ['a malformed account', { accounts: ['prod'] }, '- accounts[0]: must be an AWS account id of 12 digits, got "prod"'],
  ])('%s', (_, more, message) => {
    expect(() => make(more)).toThrow(`resource controls "production" has 1 problem\n${message}`);
  });

  test('more text than AWS takes', () => {
    const resourceArns = Array.from({ length: 120 }, (_, i) => `arn:aws:s3:::a-bucket-with-a-long-name-${i}/*`);
    expect(() => make({ pathways: [{ fromAccount: staging, resourceArns }] })).toThrow(/must fit the 5120 characters of its kind, got \d+/);
  });
});

describe('organisation units', () => {
  const email = 'aws@example.com';
  const rules = (): OrganizationPolicy => stagingControls();
  const resources = (name = 'staging'): OrganizationPolicy => ResourceControls.of({ name, accounts: [staging], organizationAccounts });

  function template(units: OrganizationUnitsProps['units'], more: Partial<OrganizationUnitsProps> = {}): Template {
    const stack = new Stack(testApp(), 'Organization', { env: { account: management, region: 'us-east-1' } });
    new OrganizationUnits(stack, 'Units', { rootId: 'r-ab12', managementAccount: management, units, ...more });
    return Template.fromStack(stack);
  }

  test('attach both kinds of policies to the unit, as documents', () => {
    const made = template([{ name: 'staging', accounts: [{ name: 'staging', email, existingAccountId: staging }], policies: [rules(), resources()] }]);
    const policies = Object.values(made.findResources('AWS::Organizations::Policy'));
    const [unitId] = Object.keys(made.findResources('AWS::Organizations::OrganizationalUnit'));
    expect(policies.map(({ Properties }) => [Properties.Type, Properties.TargetIds, Properties.Content])).toEqual([
      [OrganizationPolicyKind.SERVICE_CONTROL, [{ 'Fn::GetAtt': [unitId, 'Id'] }], rules().toJSON()],
      [OrganizationPolicyKind.RESOURCE_CONTROL, [{ 'Fn::GetAtt': [unitId, 'Id'] }], resources().toJSON()],
    ]);
  });

  test('make accounts one after another and keep everything when the stack goes', () => {
    const made = template([{ name: 'training', accounts: [{ name: 'one', email: 'one@example.com' }, { name: 'two', email: 'two@example.com' }] }]);
    const accounts = Object.entries(made.findResources('AWS::Organizations::Account'));
    const everything = Object.values(made.toJSON().Resources as Record<string, { DeletionPolicy?: string }>);
    expect(accounts.map(([, account]) => account.DependsOn)).toEqual([undefined, [accounts[0]?.[0]]]);
    expect(everything.map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(everything.map(() => 'Retain'));
  });

  test('make no account that exists', () => {
    const made = template([{ name: 'staging', accounts: [{ name: 'staging', email, existingAccountId: staging }] }]);
    expect(made.findResources('AWS::Organizations::Account')).toEqual({});
  });

  test('tell every mistake at once', () => {
    const overManagement = ServiceControls.of({ name: 'root', accounts: [management], regions: ['eu-west-1'], boundaryName: 'b' });
    expect(() => template([
      { name: 'staging', accounts: [{ name: 'm', email: 'nobody', existingAccountId: management }], policies: [overManagement] },
      { name: 'staging', accounts: [{ name: 'p', email, existingAccountId: production }], policies: [resources(), resources()] },
    ], { rootId: 'root', managementAccount: 'me' })).toThrow([
      'organization units "Organization/Units" has 7 problems',
      '- rootId: must be "r-" and 4 to 32 letters or digits, got "root"; read it in AWS Organizations',
      '- managementAccount: must be an AWS account id of 12 digits, got "me"',
      '- units.policies: must have names that are unique in the organisation for their kind, got ["SERVICE_CONTROL_POLICY root","RESOURCE_CONTROL_POLICY staging","RESOURCE_CONTROL_POLICY staging"]; write one policy per unit, named for it',
      '- units[0].accounts[0].email: must be an email address, got "nobody"; for example "aws-staging@example.com"',
      '- units[1].name: must be unique, got "staging"; give the unit another name',
      `- units[1].policies[0]: must be written for every account of the unit, and staging is not, got ["${production}"]; add the accounts to the policy, or give them a unit of their own`,
    ].join('\n'));
  });

  test('refuse the management account, as member and under a policy', () => {
    const overManagement = ServiceControls.of({ name: 'root', accounts: [management], regions: ['eu-west-1'], boundaryName: 'b' });
    expect(() => template([{ name: 'root', accounts: [{ name: 'm', email, existingAccountId: management }], policies: [overManagement] }])).toThrow([
      'organization units "Organization/Units" has 2 problems',
      `- units[0].accounts[0].existingAccountId: must not be the management account, on which organisation policies have no effect, got "${management}"; use a member account`,
      '- units[0].policies[0]: must not be written for the management account, on which it has no effect, got "root"; leave the account out of the policy',
    ].join('\n'));
  });

  test('refuse more policies than AWS attaches', () => {
    expect(() => template([{ name: 'staging', accounts: [{ name: 's', email, existingAccountId: staging }], policies: ['a', 'b', 'c', 'd', 'e'].map(resources) }])).toThrow(
      'organization units "Organization/Units" has 1 problem\n- units[0].policies: must have at most 4 of RESOURCE_CONTROL_POLICY, got 5; join policies',
    );
  });
});
