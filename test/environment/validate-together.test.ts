import { GroupRole, DatabaseCapacity, Environment, EnvironmentKind, Integration, PatchWindow, Pathway, PathwayKind, ServiceCapacity, TenantPurpose, TenantVolume, Weekday, type EnvironmentOverrides, type EnvironmentProps, type PathwayProps } from '../../lib';
import { validateTogether, type WholeDefinition } from '../../lib/environment/validate-together';
import { DefinitionError } from '../../lib/values/problems';
import { production, productionProps, staging, stagingOverrides } from './example-environments';

const whole = {
  environments: [production, staging],
  organization: { id: 'o-a1b2c3d4e5', allowedRegions: ['eu-west-1', 'eu-central-1'], managementAccount: '999999999999' },
  supporting: {
    delivery: { account: '333333333333', region: 'eu-west-1' },
    audit: { account: '666666666666', region: 'eu-west-1' },
    quarantine: { account: '777777777777', region: 'eu-west-1' },
  },
  pathways: [path({})],
} satisfies WholeDefinition;

const trainingSays: EnvironmentOverrides = {
  kind: EnvironmentKind.TRAINING, account: '555555555555', network: { cidr: '10.30.0.0/16' }, zoneName: 'projects-training.example.com', access: { groups: { trainees: GroupRole.TESTER } },
};

function path(change: Partial<PathwayProps>): Pathway {
  return new Pathway({ from: 'staging', to: 'audit', carries: PathwayKind.LOG_DELIVERY, why: 'Audit keeps a copy of all logs.', owner: 'security', ...change });
}

/** Staging that was written anew and is not derived from production: only the comparison of the whole finds what it shares. */
function anew(change: Partial<EnvironmentProps>): Environment {
  return new Environment({ ...productionProps, ...stagingOverrides, name: 'staging', network: { ...productionProps.network, ...stagingOverrides.network },
    capacity: { ...productionProps.capacity, ...stagingOverrides.capacity }, governance: { ...productionProps.governance, ...stagingOverrides.governance }, ...change });
}

function window(week: number): PatchWindow {
  return { week, day: Weekday.SUNDAY, start: '03:00', timeZone: 'UTC' };
}

function patched(week: number): Environment {
  return new Environment({ ...productionProps, patchWindow: window(week) });
}

function lines(definition: WholeDefinition): string[] {
  return new DefinitionError('platform', validateTogether(definition)).message.split('\n').slice(1);
}

test('a platform that fits together has no problems', () => {
  expect(validateTogether(whole)).toEqual([]);
  expect(validateTogether({ ...whole, environments: [patched(3), anew({ patchWindow: window(2) })] })).toEqual([]);
  const other = anew({});
  expect(validateTogether({ ...whole, environments: [production, other, other.derive('training', trainingSays)] })).toEqual([]);
});

const beside: ReadonlyArray<[string, Partial<EnvironmentProps>, string]> = [
  ['an account twice', { account: '111111111111' }, 'account: must not be production\'s account, got "111111111111"; give every environment an account of its own'],
  ['overlapping addresses', { network: { ...productionProps.network, cidr: '10.10.16.0/20' } },
    'network.cidr: must not overlap production\'s 10.10.0.0/16, got "10.10.16.0/20"; choose a free block, for example 10.11.0.0/20'],
  ['a zone twice', { zoneName: 'Projects.example.com' }, 'zoneName: must not be production\'s zone, got "projects.example.com"; choose a zone beside it, for example projects-staging.example.com'],
  ['a zone beneath', { zoneName: 'staging.projects.example.com' },
    'zoneName: must not be beneath production\'s zone projects.example.com, got "staging.projects.example.com"; choose a zone beside it, for example projects-staging.example.com'],
  ['a group twice', { access: { groups: { 'projects-operators': GroupRole.READ_ONLY } } },
    'access.groups.projects-operators: must not open production too; name a group of its own; access.groups replaces those derived from'],
  ['a missing integration', { integrations: { erp: Integration.simulated() } },
    'integrations.payroll: must be declared, because production declares it; declare it; the values may differ, the parts may not'],
  ['a missing capacity', { capacity: { api: ServiceCapacity.tasks(1, 2) } },
    'capacity.ledger: must be declared, because production declares it; declare it; the values may differ, the parts may not'],
  ['another kind of capacity', { capacity: { api: DatabaseCapacity.serverless(1, 2), ledger: DatabaseCapacity.serverless(1, 2) } },
    'capacity.api: must be the capacity of a service as in production, got "database"'],
  ['a missing image', { images: {} }, 'images.api: must be declared, because production declares it; declare it; the values may differ, the parts may not'],
  ['a missing parameter', { parameters: {} },
    'parameters.invoiceLanguage: must be declared, because production declares it; declare it; the values may differ, the parts may not'],
  ['no tenant of production\'s volume', { tenants: { small: { volume: TenantVolume.SMALL, purpose: TenantPurpose.INTERNAL_TESTING } } },
    'tenants: must have a tenant of volume high, as production has; declare one for release certification'],
  ['a region the organization does not allow', { region: 'us-east-1' }, 'region: must be a region the organization allows, eu-west-1, eu-central-1, got "us-east-1"'],
  ['the management account', { account: '999999999999' },
    'account: must not be the management account, got "999999999999"; service control policies do not bind it; use a member account'],
];

test.each(beside)('%s is found, though neither is derived from the other', (_what, change, says) => {
  expect(lines({ ...whole, environments: [production, anew(change)] })).toEqual([`- environments.staging.${says}`]);
});

test('the environment outside production is blamed, in whatever order they are named', () => {
  expect(lines({ ...whole, environments: [anew({ account: '111111111111' }), production] })).toEqual([
    '- environments.staging.account: must not be production\'s account, got "111111111111"; give every environment an account of its own',
  ]);
});

const others: ReadonlyArray<[string, Partial<WholeDefinition>, string[]]> = [
  ['no environment', { environments: [], pathways: [] }, ['environments: must name at least one environment']],
  ['no production', { environments: [anew({})] },
    ['environments: must contain production, got ["staging"]; a rehearsal needs the play: name the environment it is derived from']],
  ['an environment without the one it is derived from', { environments: [production, staging.derive('training', trainingSays)], pathways: [] },
    ['environments.training: must stand beside staging, which it is derived from; add staging to environments']],
  ['a name twice', { environments: [production, staging, anew({ account: '555555555555', network: { ...productionProps.network, cidr: '10.30.0.0/16' }, zoneName: 'projects-two.example.com', access: {} })] },
    ['environments.staging.name: must not be staging\'s name, got "staging"; choose another name']],
  ['a patch that plays before it is rehearsed', { environments: [patched(2), anew({ patchWindow: window(2) })] },
    ['environments.staging.patchWindow.week: must be before production\'s, week 2, got 2; patch where it is rehearsed first']],
  ['a patch that is never rehearsed', { environments: [patched(2), anew({})] },
    ['environments.staging.patchWindow.week: must be before production\'s, week 2; patch where it is rehearsed first']],
  ['an integration only staging has', { environments: [production, anew({ integrations: { ...stagingOverrides.integrations, crm: Integration.simulated() } })] },
    ['environments.production.integrations.crm: must be declared, because staging declares it; declare it; the values may differ, the parts may not']],
  ['a supporting account that is an environment\'s', { supporting: { ...whole.supporting, delivery: { account: '222222222222', region: 'eu-west-1' } } },
    ['delivery.account: must not be staging\'s account, got "222222222222"; give every zone an account of its own']],
  ['a supporting account twice', { supporting: { ...whole.supporting, quarantine: { account: '666666666666', region: 'eu-west-1' } } },
    ['quarantine.account: must not be audit\'s account, got "666666666666"; give every zone an account of its own']],
  ['a supporting account that is none', { supporting: { ...whole.supporting, audit: { account: '6666', region: 'eu-west-1' } } },
    ['audit.account: must be an AWS account id of 12 digits, got "6666"']],
  ['a supporting account in an unknown region', { supporting: { ...whole.supporting, audit: { account: '666666666666', region: 'europe' } } },
    ['audit.region: must be a region of AWS, got "europe"; write it as AWS does, for example eu-west-1']],
  ['a supporting account in a region that is not allowed', { supporting: { ...whole.supporting, audit: { account: '666666666666', region: 'us-east-1' } } },
    ['audit.region: must be a region the organization allows, eu-west-1, eu-central-1, got "us-east-1"']],
  ['a supporting account with the name of an environment', { supporting: { ...whole.supporting, quarantine: { account: '777777777777', region: 'eu-west-1', name: 'staging' } } },
    ['quarantine.name: must not be the name of an environment, got "staging"']],
  ['the management account as a supporting one', { supporting: { ...whole.supporting, delivery: { account: '999999999999', region: 'eu-west-1' } } },
    ['delivery.account: must not be the management account, got "999999999999"; service control policies do not bind it; use a member account']],
  ['an organization that is none', { organization: { id: 'acme', allowedRegions: ['eu-west-1'] } },
    ['organization.id: must be the id of an AWS Organization, got "acme"; write for example o-a1b2c3d4e5']],
  ['an organization that allows no region', { organization: { id: 'o-a1b2c3d4e5', allowedRegions: [] } }, ['organization.allowedRegions: must name at least one region, got []']],
  ['a root that is none', { organization: { ...whole.organization, rootId: 'root' } }, ['organization.rootId: must be the id of a root, got "root"; write for example r-a1b2']],
  ['a path of a unit nobody lives in', { organization: { ...whole.organization, ouPaths: { nowhere: 'o-a1b2c3d4e5/r-a1b2/' } } },
    ['organization.ouPaths.nowhere: must be of an environment or a supporting account, got "nowhere"; choose one of production, staging, delivery, audit, quarantine']],
  ['a path of a unit in another organization', { organization: { ...whole.organization, ouPaths: { staging: 'o-zzzzzzzzzz/r-a1b2/' } } },
    ['organization.ouPaths.staging: must be the path of an organizational unit, got "o-zzzzzzzzzz/r-a1b2/"; write for example o-a1b2c3d4e5/r-a1b2/ou-a1b2-12345678/']],
  ['a pathway between environments', { pathways: [path({ from: 'production', to: 'staging' })] },
    ['pathways[0]: must not lead from an environment to an environment, got "production to staging"; let both meet in a supporting account']],
  ['a pathway to nowhere', { pathways: [path({ to: 'partner' })] },
    ['pathways[0].to: must be an environment or a supporting account, got "partner"; choose one of production, staging, delivery, audit, quarantine']],
  ['masked data on its way into production', { pathways: [path({ from: 'quarantine', to: 'production', carries: PathwayKind.MASKED_DATA })] },
    ['pathways[0]: must not carry masked data into production, got "quarantine to production"; masked data is for the other environments']],
  ['a pathway twice', { pathways: [path({}), path({ why: 'Again.' })] },
    ['pathways[1]: must be declared once, got "staging to audit carrying log-delivery"; remove one of the two']],
];

test.each(others)('%s is refused', (_what, change, says) => {
  expect(lines({ ...whole, ...change })).toEqual(says.map((line) => `- ${line}`));
});
