import { App } from 'aws-cdk-lib';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DnsDelegation } from '../../constructs/names/dns-delegation';
import { Environment } from '../../lib/environment/environment';
import { Organization } from '../../lib/environment/organization';
import { Pathway, PathwayKind } from '../../lib/environment/pathway';
import { ZonePolicies, organizationPolicies } from '../../lib/platform/organization-policies';
import { Zone } from '../../lib/platform/platform-accounts';
import { Platform, PlatformProps } from '../../lib/platform/platform';
import { Workload } from '../../lib/platform/workload';
import { loadAssembly } from '../../policies/assembly/load-assembly';
import { production, staging, training } from '../../examples/professional-services/environments';
import { evaluate, type Request, type Verdict } from '../constructs/iam-evaluator';
import { by, organization, service } from '../constructs/iam-requests';
import { testApp } from '../synthesize';

const [delivery, audit, quarantine, management] = ['555555555555', '666666666666', '777777777777', '999999999999'];
const region = 'eu-west-1';
const zones = ['audit', 'delivery', 'production', 'quarantine', 'staging', 'training'];

/** Nothing runs in it: the policies follow from accounts and pathways, not from what is built. */
class Nothing extends Workload {
  public define(): void { /* nothing */ }
}

function platform(app: App, more: Partial<PlatformProps> = {}, owned: Partial<Organization> = {}): Platform {
  return new Platform(app, 'Projects', {
    organization: { id: organization, allowedRegions: [region], ...owned },
    workload: new Nothing(),
    environments: [production, staging, training],
    delivery: { account: delivery, region },
    audit: { account: audit, region },
    quarantine: { account: quarantine, region },
    parentZoneName: 'example.com',
    ...more,
  });
}

function assemblyOf(more: Partial<PlatformProps> = {}, owned: Partial<Organization> = {}): string {
  const app = testApp();
  platform(app, more, owned);
  return app.synth().directory;
}

const directory = assemblyOf({}, { managementAccount: management, rootId: 'r-a1b2' });
/** Nobody declares the management account, and staging uses a service of the delivery account. */
const linked = assemblyOf({
  environments: [production, staging],
  pathways: [new Pathway({ from: 'staging', to: 'delivery', carries: PathwayKind.SHARED_SERVICE, why: 'staging looks up packages', owner: 'platform' })],
});
const folder = join(directory, 'organization-policies');
const textOf = (file: string, root = folder): string => readFileSync(join(root, file), 'utf8');
const policyOf = (file: string): unknown => JSON.parse(textOf(file));
const passes: Verdict = 'not granted';
const role = (account: string, name: string): string => `arn:aws:iam::${account}:role/${name}`;
const deploys = (environment: Environment, name: 'deployment' | 'deployment-publishing' | 'deployment-execution'): string => role(environment.account, `${environment.name}-${name}-${region}`);
const bootstrapped = (account: string): string => role(account, `cdk-staging-deploy-role-${account}-${region}`);

describe('the resource control policy', () => {
  const live = production.account;
  const rehearsal = staging.account;
  const bucket = 'arn:aws:s3:::projects-documents/a';
  const archive = `projects-log-archive-${audit}-${region}`;
  const log = `arn:aws:s3:::${archive}/AWSLogs/a`;
  const archiveKey = `arn:aws:kms:${region}:${audit}:key/1`;
  const portal = `arn:aws:ecr:${region}:${delivery}:repository/projects/portal`;
  const tools = `arn:aws:ecr:${region}:${delivery}:repository/tools/scanner`;
  const delegationOf = (zone: string): string => role(delivery, `dns-delegation-${zone}`);
  const assume = (account: string, name: string, target: string, owner: string): Request => by(account, name, 'sts:AssumeRole', target, owner);

  test.each<[string, string, Request, Verdict]>([
    ['production', 'its own service reads its bucket', by(live, 'projects-portal', 's3:GetObject', bucket, live), passes],
    ['production', 'the administrator of staging reads its bucket', by(rehearsal, 'projects-administrator', 's3:GetObject', bucket, live), 'denied'],
    ['production', 'the administrator of staging uses its key', by(rehearsal, 'projects-administrator', 'kms:Decrypt', `arn:aws:kms:${region}:${live}:key/1`, live), 'denied'],
    ['production', 'the administrator of staging takes a role', assume(rehearsal, 'projects-administrator', role(live, 'projects-portal'), live), 'denied'],
    ['production', 'the administrator of staging takes a deployment role', assume(rehearsal, 'projects-administrator', deploys(production, 'deployment'), live), 'denied'],
    ['production', 'the pipeline of production takes the deployment role', assume(delivery, 'deliver-production', deploys(production, 'deployment'), live), passes],
    ['production', 'the pipeline of production publishes', assume(delivery, 'deliver-production', deploys(production, 'deployment-publishing'), live), passes],
    ['production', 'the pipeline of staging takes the deployment role', assume(delivery, 'deliver-staging', deploys(production, 'deployment'), live), 'denied'],
    ['production', 'an administrator of delivery takes the deployment role', assume(delivery, 'admin', deploys(production, 'deployment'), live), 'denied'],
    ['production', 'the pipeline of production reads a bucket itself', by(delivery, 'deliver-production', 's3:GetObject', bucket, live), 'denied'],
    ['production', 'an administrator of quarantine reads its bucket', by(quarantine, 'admin', 's3:GetObject', bucket, live), 'denied'],
    ['production', 'an AWS service for staging writes to its bucket', service(rehearsal, 's3:PutObject', bucket), 'denied'],
    ['production', 'an AWS service for production writes to its bucket', service(live, 's3:PutObject', bucket), passes],
    ['production', 'the management account takes the role that is made for it', assume(management, 'admin', role(live, 'OrganizationAccountAccessRole'), live), passes],
    ['production', 'the management account takes another role', assume(management, 'admin', role(live, 'projects-portal'), live), 'denied'],
    ['production', 'the management account reads its bucket', by(management, 'admin', 's3:GetObject', bucket, live), 'denied'],
    ['production', 'staging takes the role that is made for the management account', assume(rehearsal, 'admin', role(live, 'OrganizationAccountAccessRole'), live), 'denied'],
    ['staging', 'a principal of training, of the same organisation', by(training.account, 'admin', 's3:GetObject', bucket, rehearsal), 'denied'],
    ['staging', 'a principal of production, of the same organisation', by(live, 'projects-administrator', 'secretsmanager:GetSecretValue', '*', rehearsal), 'denied'],
    ['production', 'the pipeline of production takes the role that CloudFormation works with', assume(delivery, 'deliver-production', deploys(production, 'deployment-execution'), live), 'denied'],
    ['staging', 'its own pipeline takes a role of the CDK bootstrap', assume(delivery, 'deliver-staging', bootstrapped(rehearsal), rehearsal), 'denied'],
    ['staging', 'its own pipeline takes the deployment role', assume(delivery, 'deliver-staging', deploys(staging, 'deployment'), rehearsal), passes],
    ['audit', 'the trail of staging writes to the archive', service(rehearsal, 's3:PutObject', log), passes],
    ['audit', 'the trail of staging encrypts with the key of the archive', service(rehearsal, 'kms:GenerateDataKey', archiveKey), passes],
    ['audit', 'the trail of quarantine writes to the archive', service(quarantine, 's3:PutObject', log), passes],
    ['audit', 'the trail of an account outside the platform writes to the archive', service('888888888888', 's3:PutObject', log), 'denied'],
    ['audit', 'log delivery for staging writes elsewhere', service(rehearsal, 's3:PutObject', 'arn:aws:s3:::findings/a'), 'denied'],
    ['audit', 'the administrator of staging reads the archive', by(rehearsal, 'projects-administrator', 's3:GetObject', log, audit), 'denied'],
    ['audit', 'the administrator of staging deletes from the archive', by(rehearsal, 'projects-administrator', 's3:DeleteObject', log, audit), 'denied'],
    ['audit', 'the administrator of staging decrypts the archive', by(rehearsal, 'projects-administrator', 'kms:Decrypt', archiveKey, audit), 'denied'],
    ['delivery', 'the role that starts the portal of staging pulls its image', by(rehearsal, 'projects-portal-execution', 'ecr:BatchGetImage', portal, delivery), passes],
    ['delivery', 'the administrator of staging pulls its image', by(rehearsal, 'projects-administrator', 'ecr:BatchGetImage', portal, delivery), 'denied'],
    ['delivery', 'the role that starts the portal pulls an image of the pipeline', by(rehearsal, 'projects-portal-execution', 'ecr:BatchGetImage', tools, delivery), 'denied'],
    ['delivery', 'a role of that name in an account outside the platform', by('888888888888', 'projects-portal-execution', 'ecr:BatchGetImage', portal, delivery), 'denied'],
    ['delivery', 'the writer of staging takes its delegation role',
      assume(rehearsal, 'dns-delegation-writer-projects-staging.example.com', delegationOf('projects-staging.example.com'), delivery), passes],
    ['delivery', 'the writer of staging takes the delegation role of production',
      assume(rehearsal, 'dns-delegation-writer-projects-staging.example.com', delegationOf('projects.example.com'), delivery), 'denied'],
    ['delivery', 'the writer of production takes its delegation role',
      assume(live, 'dns-delegation-writer-projects.example.com', delegationOf('projects.example.com'), delivery), passes],
    ['delivery', 'the administrator of staging takes its delegation role', assume(rehearsal, 'projects-administrator', delegationOf('projects-staging.example.com'), delivery), 'denied'],
    ['quarantine', 'the administrator of staging reads what is being masked', by(rehearsal, 'projects-administrator', 's3:GetObject', bucket, quarantine), 'denied'],
  ])('of %s: %s', (zone, _case, asked, verdict) => expect(evaluate(policyOf(`${zone}.rcp.json`), asked)).toBe(verdict));
});

describe('the service control policy', () => {
  const bucket = 'arn:aws:s3:::anything/a';
  const admin = (account: string, action: string, resource: string, owner: string, more: Request['context'] = {}): Request => by(account, 'admin', action, resource, owner, more);

  test.each<[string, string, Request, Verdict]>([
    ['staging', 'it reads its own bucket', admin(staging.account, 's3:GetObject', bucket, staging.account), passes],
    ['staging', 'it reads a bucket of production', admin(staging.account, 's3:GetObject', bucket, production.account), 'denied'],
    ['staging', 'it takes a role of production', admin(staging.account, 'sts:AssumeRole', role(production.account, 'a'), production.account), 'denied'],
    ['staging', 'it pulls an image of delivery', admin(staging.account, 'ecr:BatchGetImage', '*', delivery), passes],
    ['staging', 'it reads the masked copy in quarantine', admin(staging.account, 's3:GetObject', bucket, quarantine), passes],
    ['training', 'it reads a bucket of staging', admin(training.account, 's3:GetObject', bucket, staging.account), 'denied'],
    ['training', 'it reads in quarantine, from where it gets no data', admin(training.account, 's3:GetObject', bucket, quarantine), 'denied'],
    ['production', 'it reads a bucket of staging', admin(production.account, 's3:GetObject', bucket, staging.account), 'denied'],
    ['quarantine', 'it uses the key of a snapshot of production', admin(quarantine, 'kms:Decrypt', '*', production.account), passes],
    ['quarantine', 'it writes into staging', admin(quarantine, 's3:PutObject', bucket, staging.account), 'denied'],
    ['audit', 'it takes a role of production', admin(audit, 'sts:AssumeRole', role(production.account, 'a'), production.account), 'denied'],
    ['delivery', 'its pipeline takes a role of production', admin(delivery, 'sts:AssumeRole', deploys(production, 'deployment'), production.account), passes],
    ['delivery', 'it works in another region', admin(delivery, 'ec2:RunInstances', '*', delivery, { 'aws:RequestedRegion': 'us-east-1' }), 'denied'],
    ['staging', 'it makes a role under the boundary that every role has',
      admin(staging.account, 'iam:CreateRole', role(staging.account, 'a'), staging.account, { 'iam:PermissionsBoundary': `arn:aws:iam::${staging.account}:policy/environment-boundary` }), passes],
    ['staging', 'it makes a role without it', admin(staging.account, 'iam:CreateRole', role(staging.account, 'a'), staging.account), 'denied'],
    ['staging', 'it shares a network, which no pathway declares', admin(staging.account, 'ram:CreateResourceShare', '*', staging.account), 'denied'],
  ])('of %s: %s', (zone, _case, asked, verdict) => expect(evaluate(policyOf(`${zone}.scp.json`), asked)).toBe(verdict));

  test('lets the two ends of a declared shared service link their networks, and nobody else', () => {
    const peering = (account: string, accepter: string): Request => by(account, `cdk-hnb659fds-cfn-exec-role-${account}-${region}`, 'ec2:CreateVpcPeeringConnection',
      `arn:aws:ec2:${region}:${account}:vpc-peering-connection/1`, account,
      { 'ec2:RequesterVpc': `arn:aws:ec2:${region}:${account}:vpc/vpc-1`, 'ec2:AccepterVpc': `arn:aws:ec2:${region}:${accepter}:vpc/vpc-2` });
    const verdict = (zone: string, asked: Request): Verdict => evaluate(JSON.parse(textOf(`organization-policies/${zone}.scp.json`, linked)), asked);
    expect([
      verdict('staging', peering(staging.account, delivery)),
      verdict('staging', peering(staging.account, production.account)),
      verdict('production', peering(production.account, delivery)),
    ]).toEqual([passes, 'denied', 'denied']);
  });
});

describe('the documents', () => {
  test('are two for each zone', () => {
    expect(readdirSync(folder).toSorted()).toEqual(zones.flatMap((zone) => [`${zone}.rcp.json`, `${zone}.scp.json`]));
  });
  test('are written where nobody declares the management account', () => {
    expect(readdirSync(join(linked, 'organization-policies'))).toContain('staging.scp.json');
    expect(existsSync(join(linked, 'assembly-Projects-organization'))).toBe(false);
  });
  test.each(zones)('of %s leave a third of what AWS takes', (zone) => {
    expect(textOf(`${zone}.scp.json`).length).toBeLessThan(10_240 * 2 / 3);
    expect(textOf(`${zone}.rcp.json`).length).toBeLessThan(5_120 * 2 / 3);
  });
  test.each(zones)('of %s let nobody pass because of the organisation alone', (zone) => {
    expect(textOf(`${zone}.scp.json`) + textOf(`${zone}.rcp.json`)).not.toMatch(/OrgI[Dd]|OrgPaths/);
  });
});

describe('the policies of the delivery account, where all environments meet', () => {
  const zone = (name: string, account: string): Zone => ({ name, kind: name, account, region, cidrs: [], domains: [] });
  const way = (from: string, to: string, carries: PathwayKind): Pathway => new Pathway({ from, to, carries, why: 'needed', owner: 'platform' });

  function derived(count: number): ZonePolicies[] {
    const environments = ['production', 'staging', 'training', 'demo', 'development', 'rehearsal', 'sandbox', 'preview', 'integration', 'migration']
      .slice(0, count).map((name, index) => zone(name, String(100000000000 + index)));
    return organizationPolicies({
      prefix: 'projects',
      managementAccount: management,
      zones: [...environments, zone('delivery', delivery)],
      pathways: environments.flatMap(({ name }) => [way('delivery', name, PathwayKind.DEPLOY), way(name, 'delivery', PathwayKind.DNS_DELEGATION)]),
      logArchive: { bucketName: '', bucketArn: '', keyAlias: '', keyArn: '' },
      delegations: environments.map(({ name, account }) => ({
        environment: name,
        isProduction: name === 'production',
        agreed: new DnsDelegation({ parentZoneName: 'example.com', parentAccount: delivery, childZoneName: `projects-${name}.example.com`, childAccount: account }),
      })),
    });
  }

  test('hold nine environments', () => expect(derived(9)).toHaveLength(10));
  test('refuse a tenth, instead of letting it in unnamed', () => {
    expect(() => derived(10)).toThrow(/^organization policy "projects-delivery" has 1 problem\n- statements: must fit the 5120 characters of its kind/);
  });
});

describe('the stage of the management account', () => {
  const stacks = loadAssembly(directory).filter(({ path }) => path.startsWith('Projects/organization/'));
  const resources = stacks.flatMap(({ template }) => Object.entries(template.Resources ?? {}));
  const propertiesOf = (type: string): Record<string, unknown>[] => resources.filter(([, { Type }]) => Type === type).map(([, { Properties }]) => ({ ...Properties }));

  test('is in the management account', () => expect(stacks.map(({ account }) => account)).toEqual([management]));
  test('has a unit below the root for each zone', () => {
    const units = propertiesOf('AWS::Organizations::OrganizationalUnit').map(({ Name, ParentId }) => [Name, ParentId]).toSorted();
    expect(units).toEqual(zones.map((zone) => [`projects-${zone}`, 'r-a1b2']));
  });
  test('puts the documents over the units', () => {
    const contents = propertiesOf('AWS::Organizations::Policy').map(({ Content }) => JSON.stringify(Content)).toSorted();
    expect(contents).toEqual(readdirSync(folder).map((file) => textOf(file)).toSorted());
  });
  test('makes no account and no role', () => {
    expect([...new Set(resources.map(([, { Type }]) => Type))].toSorted()).toEqual(['AWS::Organizations::OrganizationalUnit', 'AWS::Organizations::Policy']);
  });
  test('is a zone of its own, to which no pathway leads', () => {
    const intended = JSON.parse(textOf('understudy.json', directory)) as { zones: Record<string, unknown>; pathways: { from: string; to: string }[] };
    expect(intended.zones.organization).toEqual({ kind: 'shared', accounts: [management], cidrs: [], domains: [] });
    expect(intended.pathways.filter(({ from, to }) => [from, to].includes('organization'))).toEqual([]);
  });
  test.each<[string, Partial<Organization>]>([
    ['the root alone', { rootId: 'r-a1b2' }], ['the management account alone', { managementAccount: management }],
  ])('is not made for %s', (_name, owned) => {
    expect(platform(testApp(), { environments: [production] }, owned).node.tryFindChild('organization')).toBeUndefined();
  });
  test('leaves its name to no environment', () => {
    const named: Environment = staging.derive('organization', { account: '444444444444', network: { cidr: '10.8.0.0/16' }, zoneName: 'projects-organization.example.com', access: { groups: {} } });
    expect(() => platform(testApp(), { environments: [production, staging, named] })).toThrow(
      '- environments.organization: must have another name, since it is that of the management account, got "organization"',
    );
  });
});
