import { App, Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EgressPolicy } from '../../lib/values/egress-policy';
import { Environment } from '../../lib/environment/environment';
import { ScaleWindow } from '../../lib/environment/scale-window';
import { ServiceCapacity } from '../../lib/environment/service-capacity';
import { Integration } from '../../lib/environment/integration';
import { Pathway, PathwayKind } from '../../lib/environment/pathway';
import { Platform, PlatformProps } from '../../lib/platform/platform';
import { PipelineSignIn } from '../../lib/platform/pipeline-sign-in';
import { deploymentOf } from '../../lib/platform/deployment-of';
import { Workload } from '../../lib/platform/workload';
import { WorkloadScope } from '../../lib/platform/workload-scope';
import { AssemblyStack, loadAssembly } from '../../policies/assembly/load-assembly';
import { production, staging, training } from '../../examples/professional-services/environments';
import { testApp } from '../synthesize';

const environmentProps = {
  kind: training.kind, region: training.region, owner: training.owner, network: { cidr: '10.9.0.0/16', availabilityZones: ['a', 'b'] },
  account: '999999999999', zoneName: 'projects-other.example.com', ingress: training.ingress, egress: EgressPolicy.denyAll(), data: training.data,
  governance: training.governance, capacity: training.capacity, images: training.images, integrations: training.integrations, tenants: training.tenants,
};

const demo = { account: '444444444444', network: { cidr: '10.9.0.0/16' }, zoneName: 'projects-demo.example.com', access: { groups: {} } };

/** A workload of one service and its database: enough to see how a platform is cut. */
class Small extends Workload {
  public define(scope: WorkloadScope): void {
    const ledger = scope.addDatabase('Ledger', { capacity: scope.capacityOf('ledger') });
    scope.addService('Portal', {
      image: scope.image('portal'), port: 8080, capacity: scope.capacityOf('portal'), paths: ['/*'], uses: [ledger, scope.integration('payroll')],
    });
  }
}

/** A workload made of one function. */
function workload(define: (scope: WorkloadScope) => void): Workload {
  return new (class extends Workload {
    public define(scope: WorkloadScope): void { define(scope); }
  })();
}

const accounts = {
  delivery: { account: '555555555555', region: 'eu-west-1' },
  audit: { account: '666666666666', region: 'eu-west-1' },
  quarantine: { account: '777777777777', region: 'eu-west-1' },
};

function platform(props: Partial<PlatformProps> = {}, app: App = testApp()): Platform {
  return new Platform(app, 'Projects', {
    organization: { id: 'o-a1b2c3d4e5', allowedRegions: ['eu-west-1'] },
    workload: new Small(),
    environments: [production, staging],
    parentZoneName: 'example.com',
    ...accounts,
    ...props,
  });
}

const app = testApp();
const made = platform({}, app);
const assembly = app.synth();
const { directory } = assembly;
const stacks = loadAssembly(directory);

function artifactsOf(account: string): CloudFormationStackArtifact[] {
  return assembly.getNestedAssembly(`assembly-Projects-${account}`).stacks;
}

function resourcesOf(path: RegExp, type: string): Record<string, unknown>[] {
  return stacks.filter((stack) => path.test(stack.path)).flatMap(({ template }: AssemblyStack) =>
    Object.values(template.Resources ?? {}).filter(({ Type }) => Type === type).map(({ Properties }) => ({ ...Properties })));
}

test('capacities that share one object keep their names: each window scales the one it names', () => {
  const same = ServiceCapacity.tasks(1, 2);
  const shared = staging.derive('shared', {
    account: '999999999999', network: { cidr: '10.9.0.0/16' }, zoneName: 'projects-other.example.com', access: { groups: {} },
    capacity: { portal: same, planning: same }, floors: [], idle: { onlyInWindows: ['planning'], stopWorkersAfterMinutes: 30 },
    windows: { june: ScaleWindow.timesEach({ planning: 3 }, { start: '2026-06-08T08:00', end: '2026-06-08T20:00', timeZone: 'UTC', reason: 'test', owner: 'quality' }) },
  });
  const sharedApp = testApp();
  const two = workload((scope) => {
    scope.addService('Portal', { image: scope.image('portal'), port: 8080, capacity: scope.capacityOf('portal') });
    scope.addWorker('Planning', { image: scope.image('planning'), capacity: scope.capacityOf('planning'), queue: scope.addQueue('Work') });
  });
  platform({ workload: two, environments: [production, staging, shared] }, sharedApp);
  const built = loadAssembly(sharedApp.synth().directory).filter(({ path }) => path.startsWith('Projects/shared/')).flatMap(({ template }) => Object.values(template.Resources ?? {}));
  const text = (name: string): string => JSON.stringify(built.find(({ Properties }) => Properties?.Name === `/projects/capacity/parts/${name}`)?.Properties?.Value);
  expect(text('Portal')).toContain(String.raw`\"open\":{\"minTasks\":1,\"maxTasks\":2},\"windows\":{\"june\":{\"minTasks\":1,\"maxTasks\":2}}`);
  expect(text('Planning')).toContain(String.raw`\"windows\":{\"june\":{\"minTasks\":3,\"maxTasks\":6}}`);
  expect(text('Planning')).not.toContain('open');
  expect(text('Planning')).toContain(String.raw`\"minutes\":30`);
  expect(JSON.stringify(built.filter(({ Type }) => Type === 'AWS::IAM::ManagedPolicy'))).toContain('sqs:GetQueueAttributes');
});

describe('a platform', () => {
  test('makes the same stacks in every environment, but for the simulator of simulated systems', () => {
    const stacksOf = (name: string): string[] => stacks.filter(({ path }) => path.startsWith(`Projects/${name}/`)).map(({ path }) => path.split('/')[2] ?? '').toSorted();
    expect(stacksOf('staging').filter((name) => name !== 'ServiceSimulator')).toEqual(stacksOf('production'));
    expect(stacksOf('production')).not.toContain('ServiceSimulator');
  });

  test('puts the permission boundary on every role of every account', () => {
    const roles = resourcesOf(/./, 'AWS::IAM::Role');
    expect(roles.length).toBeGreaterThan(20);
    expect(roles.filter(({ PermissionsBoundary }) => !JSON.stringify(PermissionsBoundary ?? '').includes('policy/environment-boundary'))).toEqual([]);
  });

  test('lets exactly the starting role of each service pull its image', () => {
    const repositories = resourcesOf(/delivery\/Images/, 'AWS::ECR::Repository').filter(({ RepositoryName: name }) => name === 'projects/portal');
    expect(JSON.stringify(repositories)).toContain('arn:aws:iam::111111111111:role/projects-portal-execution');
    expect(JSON.stringify(repositories)).toContain('arn:aws:iam::222222222222:role/projects-portal-execution');
  });

  test('passes the load balancer to the services on the ports they listen on', () => {
    const rules = JSON.stringify(resourcesOf(/staging\/Network/, 'AWS::NetworkFirewall::RuleGroup'));
    expect(rules).toContain('8080');
  });

  test('opens the egress of staging for its sandboxes and not for the live systems', () => {
    const rules = JSON.stringify(resourcesOf(/staging\/Network/, 'AWS::NetworkFirewall::RuleGroup'));
    expect(rules).toContain('sandbox.erp.example.net');
    expect(rules).not.toMatch(/"erp\.example\.net/);
  });

  test('tells services the mode and the address of each system', () => {
    const settings = resourcesOf(/staging\/ServicePortal/, 'AWS::SSM::Parameter').map(({ Name, Value }) => [Name, Value]);
    expect(settings).toContainEqual(['/projects/portal/PAYROLL_MODE', 'simulated']);
    expect(settings).toContainEqual(['/projects/portal/PAYROLL_HOST', 'simulator.services.projects-staging.example.com']);
  });

  test('sends the trail of every account to the archive of the audit account', () => {
    const buckets = resourcesOf(/\/Trail$/, 'AWS::CloudTrail::Trail').map(({ S3BucketName }) => S3BucketName);
    expect(buckets).toEqual(Array.from({ length: 5 }, () => 'projects-log-archive-666666666666-eu-west-1'));
  });

  test('deploys the archive before the trail of its own account, which names it only', () => {
    const trail = artifactsOf('audit').find(({ stackName }) => stackName === 'audit-Trail');
    expect(trail?.dependencies.map(({ id }) => id)).toContainEqual(expect.stringMatching(/^ProjectsauditArchive[0-9A-F]{8}$/));
  });

  test.each(['production', 'staging', 'delivery', 'audit', 'quarantine'])('lets nobody delete a stack of %s by accident', (account) => {
    expect(artifactsOf(account).filter(({ terminationProtection }) => terminationProtection !== true)).toEqual([]);
  });

  test('lets the stacks of an environment be deleted whose data need not be kept', () => {
    const passing = testApp();
    platform({ environments: [production, staging, staging.derive('demo', { ...demo, retainsData: false })] }, passing);
    const { stacks: passed } = passing.synth().getNestedAssembly('assembly-Projects-demo');
    expect(passed.filter(({ terminationProtection }) => terminationProtection)).toEqual([]);
  });

  test('can close staging and has nothing that could close production', () => {
    expect(resourcesOf(/staging\/Cost/, 'AWS::Scheduler::Schedule').length).toBe(5);
    expect(resourcesOf(/production\/Cost/, 'AWS::Scheduler::Schedule')).toEqual([]);
    expect(JSON.stringify(resourcesOf(/production\//, 'AWS::IAM::ManagedPolicy').filter(({ Description }) => String(Description).includes('office-hours')))).toBe('[]');
  });

  test('writes the same documents about its parts everywhere, with the scale of each window by name', () => {
    const partsOf = (name: string): string[] => resourcesOf(new RegExp(`${name}/`), 'AWS::SSM::Parameter').map(({ Name }) => String(Name)).filter((path) => path.includes('/capacity/parts/')).toSorted();
    expect(partsOf('staging')).toEqual([...partsOf('production'), '/projects/capacity/parts/Simulator']);
    const ledger = resourcesOf(/staging\/Data/, 'AWS::SSM::Parameter').find(({ Name }) => Name === '/projects/capacity/parts/Ledger');
    expect(JSON.parse(String(ledger?.Value))).toEqual({
      kind: 'database', cluster: 'projects-ledger', open: { minAcu: 0.5, maxAcu: 8 }, windows: { 'release-rehearsal': { minAcu: 16, maxAcu: 16 } },
    });
  });

  test('silences what a closed environment would set off, and can silence nothing else', () => {
    const quiet = resourcesOf(/staging\/Observability/, 'AWS::SSM::Parameter').filter(({ Name }) => /parts\/(Alarms\d+|Services)$/.test(String(Name)));
    expect(quiet.map(({ Name }) => Name)).toEqual(['/projects/capacity/parts/Alarms1', '/projects/capacity/parts/Services']);
    const policies = JSON.stringify(resourcesOf(/staging\/Cost/, 'AWS::IAM::ManagedPolicy'));
    expect(policies).toContain('alarm:projects-sleeps-*');
    expect(policies).toContain('canary:projects-services');
    const named = stacks.filter(({ path }) => path.includes('staging/')).flatMap(({ template }) => Object.values(template.Resources ?? {}))
      .filter(({ Type, Properties }) => Type === 'AWS::CloudWatch::Alarm' && String(Properties?.AlarmName).startsWith('projects-sleeps-'));
    expect(named.map(({ Properties }) => String(Properties?.AlarmName).slice('projects-sleeps-'.length)).toSorted())
      .toEqual(['Checkprojects-services', 'IngressErrors', 'ServicePortalTasks', 'ServiceSimulatorTasks']);
  });

  test('calls in by its own front door, from addresses that it lets in', () => {
    const [check] = resourcesOf(/staging\/Observability/, 'AWS::Synthetics::Canary');
    expect(JSON.stringify(check?.RunConfig)).toContain('{\\"name\\":\\"FrontDoor\\",\\"url\\":\\"https://projects-staging.example.com/\\"}');
    expect(JSON.stringify(resourcesOf(/staging\/Network/, 'AWS::NetworkFirewall::RuleGroup'))).toContain('projects-staging.example.com');
    expect(JSON.stringify(resourcesOf(/staging\/Ingress/, 'AWS::WAFv2::IPSet'))).toMatch(/PublicIp.*\/32/);
  });

  test('sends copies of its records to the audit account, by one role that the archive knows', () => {
    const archive = JSON.stringify(resourcesOf(/audit\/Evidence/, 'AWS::S3::BucketPolicy'));
    for (const account of ['111111111111', '222222222222']) {
      expect(archive).toContain(`:iam::${account}:role/projects-evidence`);
      expect(archive).toContain(`checks/${account}/*`);
    }
  });

  test('tells the release gate which kinds of test count, in the assembly and in the environment', () => {
    const { environments } = JSON.parse(readFileSync(join(directory, 'understudy.json'), 'utf8')) as { environments: Record<string, { tests: Array<{ test: string; always: boolean; windows: string[] }> }> };
    expect(environments.staging?.tests.map(({ test: kind, always, windows }) => [kind, always, windows])).toEqual([
      ['failover', true, ['release-rehearsal']], ['functional', true, ['release-rehearsal']], ['load', false, ['release-rehearsal']], ['migration', false, ['release-rehearsal']],
    ]);
    const load = resourcesOf(/staging\/Cost/, 'AWS::SSM::Parameter').find(({ Name }) => Name === '/projects/capacity/tests/load');
    expect(JSON.parse(String(load?.Value))).toMatchObject({ always: false, windows: ['release-rehearsal'] });
  });

  test('labels everything with its environment', () => {
    const tags = resourcesOf(/staging\/Data/, 'AWS::RDS::DBCluster').map(({ Tags }) => Tags as { Key: string; Value: string }[]);
    expect(tags[0]).toContainEqual({ Key: 'environment', Value: 'staging' });
  });
});

describe('a deployment', () => {
  const trustOf = (path: RegExp, roleName: string): unknown => resourcesOf(path, 'AWS::IAM::Role').find(({ RoleName }) => RoleName === roleName)?.AssumeRolePolicyDocument;
  const policyOf = (path: RegExp, part: string): string => JSON.stringify(resourcesOf(path, 'AWS::IAM::ManagedPolicy').filter((each) => JSON.stringify(each).includes(part)));

  test.each([production, staging])('of $name takes roles that no other pipeline takes, in every stack but the two that hold these roles', ({ name, account }) => {
    const roles = artifactsOf(name).map(({ stackName, assumeRoleArn, cloudFormationExecutionRoleArn }) => [stackName, assumeRoleArn, cloudFormationExecutionRoleArn]);
    const own = ['deployment', 'deployment-execution'].map((role) => `arn:aws:iam::${account}:role/${name}-${role}-eu-west-1`);
    const administrators = ['deploy-role', 'cfn-exec-role'].map((role) => `arn:\${AWS::Partition}:iam::${account}:role/cdk-${name}-${role}-${account}-eu-west-1`);
    expect(roles.map(([stack, ...taken]) => [stack, taken])).toEqual(roles.map(([stack]) => [
      stack, [`${name}-Boundary`, `${name}-Deployment`].includes(stack ?? '') ? administrators : own,
    ]));
  });

  test('is started by the one role of its pipeline, which runs in CodeBuild unless said otherwise', () => {
    expect(JSON.stringify(trustOf(/staging\/Deployment/, 'staging-deployment-eu-west-1'))).toContain('arn:aws:iam::555555555555:role/deliver-staging');
    expect(JSON.stringify(trustOf(/delivery\/Pipelines/, 'deliver-staging'))).toMatch(/project\/deliver-staging.*codebuild\.amazonaws\.com/);
    expect(policyOf(/delivery\/Pipelines/, 'staging-deployment')).not.toContain(production.account);
  });

  test('works with the services that the stacks consist of, and cannot touch what holds it', () => {
    const granted = policyOf(/staging\/Deployment/, 'ServicesInUse');
    expect(granted).toContain('"rds:*"');
    expect(granted).not.toMatch(/"(\*:\*|sts:\*|organizations:\*|redshift:\*)"/);
    expect(policyOf(/staging\/Deployment/, 'KeepWhatDeploys')).toMatch(/staging-deployment-execution-eu-west-1-guard.*environment-boundary/);
  });

  test('from outside AWS signs in with the one subject of its environment', () => {
    const outside = testApp();
    platform({ pipeline: { issuer: 'ci.example.com', subjects: { production: 'projects/production', staging: 'projects/staging' } }, workload: workload(() => undefined) }, outside);
    const delivery = outside.node.findChild('Projects').node.findChild('delivery').node.findChild('Pipelines') as Stack;
    const roles = Object.values(Template.fromStack(delivery).findResources('AWS::IAM::Role', { Properties: { RoleName: 'deliver-staging' } }));
    expect(roles.map(({ Properties }) => (Properties as { AssumeRolePolicyDocument: { Statement: { Condition: unknown }[] } }).AssumeRolePolicyDocument.Statement[0]?.Condition)).toEqual([
      { StringEquals: { 'ci.example.com:aud': 'sts.amazonaws.com', 'ci.example.com:sub': 'projects/staging' } },
    ]);
  });

  test.each<[string, Partial<PipelineSignIn>, string]>([
    ['without a subject for an environment', { subjects: { staging: 'a' } }, '- pipeline.subjects.production: must name the subject of the pipeline of this environment'],
    ['with one subject for two environments', { subjects: { staging: 'a', production: 'a' } }, '- pipeline.subjects.staging: must not be that of production as well, got "a"; give each environment a pipeline of its own'],
    ['with a wildcard', { subjects: { staging: 'repo:*', production: 'a' } }, '- pipeline.subjects.staging: must be one subject, without wildcards or spaces, got "repo:*"'],
    ['with a subject for no environment', { subjects: { staging: 'a', production: 'b', test: 'c' } }, '- pipeline.subjects.test: must belong to an environment of the platform, got "test"; one of production, staging'],
    ['with an address for an issuer', { issuer: 'https://ci.example.com' }, '- pipeline.issuer: must be a host name, got "https://ci.example.com"; for example token.actions.githubusercontent.com'],
    ['without an audience', { audience: '' }, '- pipeline.audience: must not be empty, got ""; leave it out for sts.amazonaws.com'],
  ])('is refused %s', (_case, given, problem) => expect(() => platform({
    pipeline: { issuer: 'ci.example.com', subjects: { staging: 'a', production: 'b' }, ...given },
  })).toThrow(problem));

  test.each<[string, string]>([['staging', 'staging'], ['development', 'devel'], ['pre-prod', 'prepr']])('of %s has a qualifier of its own: %s', (name, begins) => {
    const { qualifier } = deploymentOf({ name, account: '222222222222', region: 'eu-west-1' }, { prefix: 'projects', delivery: { account: '555555555555' } });
    expect(qualifier).toMatch(new RegExp(`^${begins}[a-z0-9]*$`));
    expect(qualifier.length).toBeLessThanOrEqual(10);
  });
});

describe('what was intended is written into the assembly', () => {
  const intended = JSON.parse(readFileSync(join(directory, 'understudy.json'), 'utf8')) as Record<string, never>;

  test('with every account as a zone of its own', () => {
    expect(Object.keys(intended.zones ?? {})).toEqual(['production', 'staging', 'delivery', 'audit', 'quarantine']);
    expect(intended.zones).toMatchObject({ staging: { kind: 'staging', accounts: ['222222222222'], cidrs: ['10.1.0.0/16'], domains: ['projects-staging.example.com'] } });
  });
  test('with every pathway, why it is needed and who answers for it', () => {
    const pathways = intended.pathways as unknown as { id: string; why: string; owner: string }[];
    expect(pathways.map(({ id }) => id)).toEqual(made.pathways.map(({ from, to, carries }) => `${from}-${to}-${carries}`));
    expect(pathways.filter(({ why, owner }) => why === '' || owner === '')).toEqual([]);
  });
  test('with the one way that production data takes', () => {
    const data = made.pathways.filter(({ carries }) => carries === PathwayKind.SNAPSHOT || carries === PathwayKind.MASKED_DATA);
    expect(data.map(({ from, to }) => `${from} to ${to}`)).toEqual(['production to quarantine', 'quarantine to staging']);
  });
  test('with the policies that judge it, also those that find nothing', () => {
    const judged = testApp();
    platform({}, judged);
    Validations.of(judged).addPlugins({ name: 'Silent', validate: () => ({ success: true, violations: [] }) });
    const { policies } = JSON.parse(readFileSync(join(judged.synth().directory, 'understudy.json'), 'utf8')) as { policies: string[] };
    expect(policies).toEqual(['Silent']);
  });
  test('with every parameter of every environment, and what it is derived from', () => {
    expect(intended.environments).toMatchObject({ staging: { derivedFrom: 'production', parameters: staging.toParameters() } });
  });
});

describe('a platform is refused', () => {
  const other = (overrides: Parameters<Environment['derive']>[1]): Environment => new Environment({
    ...environmentProps, ...overrides, name: 'other', access: { groups: {} },
  } as ConstructorParameters<typeof Environment>[0]);

  test.each<[string, Partial<PlatformProps>, string]>([
    ['without environments', { environments: [] }, 'platform "Projects" has 1 problem\n- environments: must name at least one environment, got []'],
    ['when the audit account belongs to an environment', { audit: { account: '222222222222', region: 'eu-west-1' } }, '222222222222'],
    ['when delivery and audit share an account', { audit: accounts.delivery }, '555555555555'],
    ['when an environment lies outside the parent zone', { parentZoneName: 'example.org' },
      '- environments.staging.zoneName: must lie below the parent zone example.org, got "projects-staging.example.com"'],
    ['when images come from elsewhere', { delivery: { account: '888888888888', region: 'eu-west-1' } },
      '- environments.production.images.portal: must come from the delivery account 888888888888, repository projects/portal in eu-west-1, got "555555555555.'],
    ['when an image comes from the repository of another service', {
      environments: [production, staging.derive('demo', { ...demo, images: { ...staging.images, portal: staging.images.billing ?? '' } }), staging],
    }, '- environments.demo.images.portal: must come from the delivery account 555555555555, repository projects/portal in eu-west-1'],
    ['when an environment lies where its network reaches no registry', {
      organization: { id: 'o-a1b2c3d4e5', allowedRegions: ['eu-west-1', 'eu-central-1'] }, delivery: { account: '555555555555', region: 'eu-central-1' },
    }, '- environments.production.region: must be that of the delivery account, eu-central-1, whose registry its network reaches, got "eu-west-1"'],
    ['when two environments share an account', { environments: [production, other({ account: '111111111111' })] }, '111111111111'],
    ['when an integration is gated and nothing holds its calls', {
      environments: [production, staging.derive('rehearsal', {
        account: '444444444444', network: { cidr: '10.7.0.0/16' }, zoneName: 'projects-rehearsal.example.com', access: { groups: {} },
        integrations: { erp: Integration.gated('erp.example.net', ['finance@example.com']) },
      })],
    }, '- environments.rehearsal.integrations.erp: must not be gated: no connector holds its calls until they are approved; use Integration.sandbox'],
    ['when a pathway leads to nowhere', {
      pathways: [new Pathway({ from: 'staging', to: 'analytics', carries: PathwayKind.MONITORING, why: 'dashboards', owner: 'platform' })],
    }, 'analytics'],
    ['when a region is not allowed', { organization: { id: 'o-a1b2c3d4e5', allowedRegions: ['eu-central-1'] } }, 'eu-central-1'],
    ['when the organization has a malformed id', { organization: { id: 'o-1', allowedRegions: ['eu-west-1'] } }, 'organization.id'],
  ])('%s', (_name, props, text) => expect(() => platform(props)).toThrow(text));

  test('with all problems at once', () => {
    expect(() => platform({ parentZoneName: 'example.org', audit: accounts.delivery, organization: { id: 'o-1', allowedRegions: ['eu-west-1'] } }))
      .toThrow(/^platform "Projects" has [4-9] problems\n/);
  });
});

describe('a workload is refused', () => {
  test.each<[string, (scope: WorkloadScope) => void, string]>([
    ['for a capacity nobody declared', (scope) => scope.capacityOf('search'),
      'workload has 1 problem\n- capacity.search: must be declared by every environment; declared are accounting, '],
    ['for an image nobody declared', (scope) => scope.image('search'), '- images.search: must be declared by every environment'],
    ['for a system nobody declared', (scope) => scope.integration('fax'), '- integrations.fax: must be declared by every environment'],
    ['for a parameter nobody declared', (scope) => scope.parameter('colour'), '- parameters.colour: must be declared by every environment; declared are rounding-minutes'],
    ['for a database with the capacity of a service', (scope) => scope.addDatabase('Ledger', { capacity: scope.capacityOf('portal') }),
      '- Ledger.capacity: must be of the right kind, got "service"; declare it with DatabaseCapacity.serverless(...) or DatabaseCapacity.provisioned(...)'],
    ['for a service that calls a worker', (scope) => {
      const worker = scope.addWorker('Worker', { image: scope.image('billing'), capacity: scope.capacityOf('billing') });
      scope.addWorker('Caller', { image: scope.image('billing'), capacity: scope.capacityOf('billing'), uses: [worker] });
    }, '- uses: must name services that listen, got "Worker"; give it a port, or let both use a queue'],
  ])('%s', (_name, define, text) => expect(() => platform({ workload: workload(define) })).toThrow(text));
});
