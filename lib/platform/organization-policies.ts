import { custodianRoles, protectedRoles } from '../../constructs/identity/protected-roles';
import { OrganizationPolicy } from '../../constructs/organization/organization-policy';
import { ResourceControls, ResourcePathway } from '../../constructs/organization/resource-controls';
import { ServiceControls } from '../../constructs/organization/service-controls';
import { Pathway, PathwayKind } from '../environment/pathway';
import { deploymentOf, deploymentRolesOf } from './deployment-of';
import { OpeningNames, openingsInto } from './pathway-openings';
import { Zone } from './platform-accounts';
import { refreshNamesOf } from './refresh-plan';
import { BOUNDARY_NAME } from './surroundings';

/** The two policies that hold the walls of a zone from outside its account. */
export interface ZonePolicies {
  readonly zone: string;
  readonly account: string;
  /** What no principal of the account may do. */
  readonly serviceControls: OrganizationPolicy;
  /** Who may touch the account's resources. */
  readonly resourceControls: OrganizationPolicy;
}

/** What the policies are derived from: the declaration alone, as for `understudy.json`. */
export interface PolicySources extends OpeningNames {
  readonly zones: readonly Zone[];
  readonly pathways: readonly Pathway[];
  /** The management account, where it is known. */
  readonly managementAccount?: string;
  /** Whether a data refresh is built over the pathways of snapshots and masked data. */
  readonly refreshed?: boolean;
}

/**
 * Whose principals call whom, by what a pathway carries. For the others it is AWS services that act, and they are bound by no
 * service control policy: log delivery writes for the account that it starts in.
 */
const callers: Readonly<Record<PathwayKind, ReadonlyArray<'from' | 'to'>>> = {
  // The pipeline takes roles of the environment; the environment pulls the images.
  [PathwayKind.DEPLOY]: ['from', 'to'],
  // CloudTrail and log delivery look at the archive with the rights of whoever sets them up.
  [PathwayKind.LOG_DELIVERY]: ['from'],
  [PathwayKind.DNS_DELEGATION]: ['from'],
  // Quarantine copies with production's key, and production shares under a key of quarantine.
  [PathwayKind.SNAPSHOT]: ['from', 'to'],
  // The environment asks whether the signature is right; where a refresh is built, quarantine writes the copy as well.
  [PathwayKind.MASKED_DATA]: ['to'],
  [PathwayKind.MONITORING]: [],
  [PathwayKind.SHARED_SERVICE]: ['from', 'to'],
};

/**
 * One service control policy and one resource control policy for each zone, from the declared accounts and pathways. Each names
 * accounts and never the organisation alone, to which staging belongs as well (ISL-11, ISL-14).
 */
export function organizationPolicies(sources: PolicySources): ZonePolicies[] {
  return sources.zones.map((zone) => ({
    zone: zone.name,
    account: zone.account,
    serviceControls: serviceControlsOf(zone, sources),
    resourceControls: resourceControlsOf(zone, sources),
  }));
}

function serviceControlsOf(zone: Zone, sources: PolicySources): OrganizationPolicy {
  const { name, account, region } = zone;
  const { prefix, zones, pathways, refreshed = false } = sources;
  const shares = refreshed && pathways.some(({ from, carries }) => from === name && carries === PathwayKind.SNAPSHOT);
  const accountOf = (other: string): string[] => zones.filter((each) => each.name === other).map((each) => each.account);
  const called = pathways.filter((pathway) => callers[pathway.carries].some((end) => pathway[end] === name)
    || (refreshed && pathway.carries === PathwayKind.MASKED_DATA && pathway.from === name));
  const linked = pathways.filter(({ from, to, carries }) => carries === PathwayKind.SHARED_SERVICE && [from, to].includes(name));
  const others = (ways: readonly Pathway[]): string[] => [...new Set(ways.flatMap(({ from, to }) => accountOf(from === name ? to : from)))];
  return ServiceControls.of({
    name: `${prefix}-${name}`, accounts: [account], regions: [region], boundaryName: BOUNDARY_NAME,
    ...(shares ? { snapshotSharers: [refreshNamesOf(prefix).sharer] } : {}), reachableAccounts: others(called), networkPeers: others(linked),
    ...deployersOf(zone, sources),
  });
}

/** What deploys an environment may touch its guards, as an administrator may; nobody else may touch what deploys it. */
function deployersOf(zone: Zone, { prefix, zones, pathways }: PolicySources): { custodianRoles?: string[]; protectedRoles?: string[] } {
  const ways = pathways.filter(({ carries, to }) => carries === PathwayKind.DEPLOY && to === zone.name);
  const delivery = zones.find(({ name, kind }) => kind === 'delivery' && ways.some(({ from }) => from === name));
  if (delivery === undefined) return {};
  const deployers = deploymentRolesOf(deploymentOf(zone, { prefix, delivery }));
  return { custodianRoles: [...custodianRoles, deployers], protectedRoles: [...protectedRoles, deployers] };
}

function resourceControlsOf(zone: Zone, sources: PolicySources): OrganizationPolicy {
  const managing = sources.managementAccount === undefined ? [] : [sources.managementAccount];
  return ResourceControls.of({
    name: `${sources.prefix}-${zone.name}`,
    accounts: [zone.account],
    organizationAccounts: [...sources.zones.map(({ account }) => account), ...managing],
    pathways: [...openingsInto(zone, sources.zones, sources.pathways, sources), ...managing.map((account) => recovery(zone, account))],
  });
}

/**
 * The role that AWS Organizations makes in each account for the management account. That account writes these policies and could
 * lift them, so closing its way in would protect nothing and lock out whoever repairs.
 */
function recovery({ account }: Zone, fromAccount: string): ResourcePathway {
  return { fromAccount, resourceArns: [`arn:aws:iam::${account}:role/OrganizationAccountAccessRole`] };
}
