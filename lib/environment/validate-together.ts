import { accountIdProblems } from '../values/account-id';
import { Problem, Problems } from '../values/problems';
import { Capacity } from './capacity';
import { checkRegion, isZoneLabel } from './checks/identity-checks';
import { separationProblems } from './checks/separation-problems';
import { type Environment } from './environment';
import { EnvironmentKind } from './environment-kind';
import { Organization } from './organization';
import { isAlwaysAfter } from './patch-window';
import { Pathway, PathwayKind } from './pathway';
import { SupportingAccount } from './supporting-account';

/** Everything a platform consists of, before anything is built. */
export interface WholeDefinition {
  readonly environments: readonly Environment[];
  readonly organization?: Organization;
  /** Role (`delivery`, `audit`, `quarantine`) to account; the role is its name where it has none. */
  readonly supporting: { readonly [role: string]: SupportingAccount };
  readonly pathways?: readonly Pathway[];
}

/** As `aws:PrincipalOrgPaths` has it: organization, root and units, with a slash at the end. */
const ouPath = /^o-[a-z0-9]+\/r-[a-z0-9]{4,32}\/(ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}\/)*$/;

/** One area of the whole: notes what does not fit together. */
type Check = (problems: Problems, whole: WholeDefinition) => void;

const checks: readonly Check[] = [
  checkOrganization, checkSupporting, checkEnvironments, checkSeparation, checkTopology, checkTenants, checkPatching, checkPathways,
];

/**
 * What is wrong with environments and supporting accounts beside each other, paths as in `environments.staging.network.cidr`. That two of them were
 * never derived from one another must not hide that they overlap.
 */
export function validateTogether(whole: WholeDefinition): readonly Problem[] {
  const problems = new Problems();
  for (const check of checks) check(problems, whole);
  return problems.list;
}

function checkOrganization(problems: Problems, { organization, environments, supporting }: WholeDefinition): void {
  if (organization === undefined) return;
  const { id, allowedRegions, managementAccount, rootId, ouPaths } = organization;
  problems.when(!/^o-[a-z0-9]{10,32}$/.test(String(id)), {
    at: 'organization.id', must: 'must be the id of an AWS Organization', got: id, fix: 'write for example o-a1b2c3d4e5',
  });
  const none = problems.when(!Array.isArray(allowedRegions) || allowedRegions.length === 0, {
    at: 'organization.allowedRegions', must: 'must name at least one region', got: allowedRegions,
  });
  for (const region of none ? [] : allowedRegions) checkRegion(problems, 'organization.allowedRegions', region);
  if (managementAccount !== undefined) problems.addAll(accountIdProblems(managementAccount, 'organization.managementAccount'));
  problems.when(rootId !== undefined && !/^r-[a-z0-9]{4,32}$/.test(rootId), {
    at: 'organization.rootId', must: 'must be the id of a root', got: rootId, fix: 'write for example r-a1b2',
  });
  const zones = [...environments.map(({ name }) => name), ...Object.entries(supporting).map(([role, { name }]) => name ?? role)];
  for (const [zone, path] of Object.entries(ouPaths ?? {})) {
    const at = `organization.ouPaths.${zone}`;
    problems.when(!zones.includes(zone), { at, must: 'must be of an environment or a supporting account', got: zone, fix: `choose one of ${zones.join(', ')}` });
    problems.when(!path.startsWith(`${id}/`) || !ouPath.test(path), {
      at, must: 'must be the path of an organizational unit', got: path, fix: `write for example ${id}/r-a1b2/ou-a1b2-12345678/`,
    });
  }
}

function checkSupporting(problems: Problems, whole: WholeDefinition): void {
  const { supporting, environments, organization } = whole;
  const seen = new Map<string, string>();
  for (const [role, { account, region, name }] of Object.entries(supporting)) {
    problems.addAll(accountIdProblems(account, `${role}.account`));
    const unknown = checkRegion(problems, `${role}.region`, region);
    if (!unknown) checkAllowed(problems, `${role}.region`, region, organization);
    problems.when(name !== undefined && !isZoneLabel(name), {
      at: `${role}.name`, must: 'must be 2 to 20 lower case letters, digits and inner hyphens that begin with a letter', got: name,
    });
    const label = name ?? role;
    problems.when(environments.some((each) => each.name === label), { at: `${role}.name`, must: 'must not be the name of an environment', got: label });
    const inhabitant = seen.get(account) ?? environments.find((each) => each.account === account)?.name;
    problems.when(inhabitant !== undefined, {
      at: `${role}.account`, must: `must not be ${inhabitant}'s account`, got: account, fix: 'give every zone an account of its own',
    });
    checkManagement(problems, `${role}.account`, account, organization);
    seen.set(account, label);
  }
}

function checkEnvironments(problems: Problems, { environments, organization }: WholeDefinition): void {
  if (problems.when(environments.length === 0, { at: 'environments', must: 'must name at least one environment' })) return;
  problems.when(!environments.some(({ isProduction }) => isProduction), {
    at: 'environments', must: 'must contain production', got: environments.map(({ name }) => name), fix: 'a rehearsal needs the play: name the environment it is derived from',
  });
  for (const environment of environments) {
    const at = `environments.${environment.name}`;
    const base = environment.derivedFrom;
    problems.when(base !== undefined && !environments.includes(base), {
      at, must: `must stand beside ${base?.name}, which it is derived from`, fix: `add ${base?.name} to environments`,
    });
    checkAllowed(problems, `${at}.region`, environment.region, organization);
    checkManagement(problems, `${at}.account`, environment.account, organization);
  }
}

function checkAllowed(problems: Problems, at: string, region: string, organization: Organization | undefined): void {
  const allowed = organization?.allowedRegions;
  problems.when(Array.isArray(allowed) && allowed.length > 0 && !allowed.includes(region), {
    at, must: `must be a region the organization allows, ${allowed?.join(', ')}`, got: region,
  });
}

function checkManagement(problems: Problems, at: string, account: string, organization: Organization | undefined): void {
  problems.when(organization?.managementAccount === account, {
    at, must: 'must not be the management account', got: account, fix: 'service control policies do not bind it; use a member account',
  });
}

/**
 * Each pair once, told of the later one; but of the one outside production when the other is production, because the rules are about it.
 */
function checkSeparation(problems: Problems, { environments }: WholeDefinition): void {
  environments.forEach((later, index) => {
    for (const earlier of environments.slice(0, index)) {
      const [here, there] = later.isProduction && !earlier.isProduction ? [earlier, later] : [later, earlier];
      problems.addAll(separationProblems(here, there, environments), `environments.${here.name}`);
    }
  });
}

/** Where every environment declares the same names. */
const areas = ['capacity', 'integrations', 'features', 'images', 'parameters'] as const;

/** The same components everywhere: a name that only one environment declares is a part that is never rehearsed. */
function checkTopology(problems: Problems, { environments }: WholeDefinition): void {
  const reference = environments.find(({ kind }) => kind === EnvironmentKind.PRODUCTION);
  if (reference === undefined) return;
  for (const other of environments.filter((each) => each !== reference)) {
    for (const area of areas) {
      compareNames(problems, area, reference, other);
    }
    for (const [name, capacity] of Object.entries(reference.capacity)) {
      const theirs: Capacity | undefined = other.capacity[name];
      problems.when(theirs !== undefined && theirs.of !== capacity.of, {
        at: `environments.${other.name}.capacity.${name}`, must: `must be the capacity of a ${capacity.of} as in ${reference.name}`, got: theirs?.of,
      });
    }
  }
}

function compareNames(problems: Problems, area: (typeof areas)[number], reference: Environment, other: Environment): void {
  const [expected, declared] = [Object.keys(reference[area]), Object.keys(other[area])];
  for (const name of expected.filter((each) => !declared.includes(each))) {
    problems.when(true, {
      at: `environments.${other.name}.${area}.${name}`, must: `must be declared, because ${reference.name} declares it`, fix: 'declare it; the values may differ, the parts may not',
    });
  }
  for (const name of declared.filter((each) => !expected.includes(each))) {
    problems.when(true, {
      at: `environments.${reference.name}.${area}.${name}`, must: `must be declared, because ${other.name} declares it`, fix: 'declare it; the values may differ, the parts may not',
    });
  }
}

/** Staging certifies releases for every class of tenant production has; training and demo need not. */
function checkTenants(problems: Problems, { environments }: WholeDefinition): void {
  const volumes = new Set(environments.filter(({ isProduction }) => isProduction).flatMap(({ tenants }) => Object.values(tenants).map(({ volume }) => volume)));
  for (const staging of environments.filter(({ kind }) => kind === EnvironmentKind.STAGING)) {
    const represented = Object.values(staging.tenants).map(({ volume }) => volume);
    for (const volume of [...volumes].filter((each) => !represented.includes(each))) {
      problems.when(true, {
        at: `environments.${staging.name}.tenants`, must: `must have a tenant of volume ${volume}, as production has`, fix: 'declare one for release certification',
      });
    }
  }
}

/** A patch is rehearsed before it plays: production's window comes later in the month than every other one. */
function checkPatching(problems: Problems, { environments }: WholeDefinition): void {
  for (const production of environments.filter(({ isProduction }) => isProduction)) {
    for (const { name, patchWindow } of environments.filter(({ isProduction }) => !isProduction)) {
      if (production.patchWindow === undefined) continue;
      const earlier = patchWindow !== undefined && isAlwaysAfter(production.patchWindow, patchWindow);
      problems.when(!earlier, {
        at: `environments.${name}.patchWindow.week`, must: `must be before ${production.name}'s, week ${production.patchWindow.week}`, got: patchWindow?.week,
        fix: 'patch where it is rehearsed first',
      });
    }
  }
}

function checkPathways(problems: Problems, { pathways = [], environments, supporting }: WholeDefinition): void {
  const rooms = environments.map(({ name }) => name);
  const zones = [...rooms, ...Object.entries(supporting).map(([role, { name }]) => name ?? role)];
  const seen = new Set<string>();
  pathways.forEach((pathway, index) => {
    const { from, to, carries } = pathway;
    const at = `pathways[${index}]`;
    for (const end of ['from', 'to'] as const) {
      problems.when(!zones.includes(pathway[end]), {
        at: `${at}.${end}`, must: 'must be an environment or a supporting account', got: pathway[end], fix: `choose one of ${zones.join(', ')}`,
      });
    }
    problems.when(rooms.includes(from) && rooms.includes(to), {
      at, must: 'must not lead from an environment to an environment', got: `${from} to ${to}`, fix: 'let both meet in a supporting account',
    });
    const production = environments.find(({ name, isProduction }) => isProduction && name === to);
    problems.when(production !== undefined && carries === PathwayKind.MASKED_DATA, {
      at, must: 'must not carry masked data into production', got: `${from} to ${to}`, fix: 'masked data is for the other environments',
    });
    const key = `${from} ${to} ${carries}`;
    problems.when(seen.has(key), { at, must: 'must be declared once', got: `${from} to ${to} carrying ${carries}`, fix: 'remove one of the two' });
    seen.add(key);
  });
}
