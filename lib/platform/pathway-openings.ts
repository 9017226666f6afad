import { ResourcePathway } from '../../constructs/organization/resource-controls';
import { DnsDelegation } from '../../constructs/names/dns-delegation';
import { Pathway, PathwayKind } from '../environment/pathway';
import { EvidenceArchive } from '../../constructs/audit/evidence-archive';
import { MaskedDataDrop } from '../../constructs/data-refresh/masked-data-drop';
import { deploymentOf } from './deployment-of';
import { forwardingSourceOf, refreshSourceOf, reviewSourceOf } from './evidence-names';
import { refreshNamesOf } from './refresh-plan';
import { LogArchiveNames } from './log-archive-names';
import { Zone } from './platform-accounts';

/** The agreement of an environment with the parent zone. */
export interface ZoneDelegation {
  readonly environment: string;
  readonly isProduction: boolean;
  readonly agreed: DnsDelegation;
}

/** Names by which the two ends of the platform's own pathways know each other. */
export interface OpeningNames {
  readonly prefix: string;
  readonly logArchive: LogArchiveNames;
  readonly delegations: readonly ZoneDelegation[];
}

/** One pathway with the zones at its ends. */
interface Crossing {
  readonly carries: PathwayKind;
  readonly from: Zone;
  readonly to: Zone;
}

/** What a crossing needs of the resources at one of its ends. */
interface Opening {
  readonly carries: PathwayKind;
  /** The end whose resources are used. */
  readonly at: 'from' | 'to';
  /** Only the platform's own crossings: what else a user declares leads to resources that only the user knows. */
  readonly when: (crossing: Crossing) => boolean;
  readonly leads: (crossing: Crossing, names: OpeningNames) => Omit<ResourcePathway, 'fromAccount'>;
}

/** What is missing here stays closed. Monitoring is no row, because no such policy rules the link that it reads over. */
const openings: readonly Opening[] = [
  { carries: PathwayKind.LOG_DELIVERY, at: 'to', when: ({ to }) => to.kind === 'audit', leads: archive },
  { carries: PathwayKind.LOG_DELIVERY, at: 'to', when: ({ to }) => to.kind === 'audit', leads: evidence },
  { carries: PathwayKind.DEPLOY, at: 'from', when: ({ from }) => from.kind === 'delivery', leads: images },
  // Quarantine only pulls an image: no pipeline gets in.
  { carries: PathwayKind.DEPLOY, at: 'to', when: ({ from, to }) => from.kind === 'delivery' && to.kind !== 'quarantine', leads: deployment },
  { carries: PathwayKind.DNS_DELEGATION, at: 'to', when: ({ to }) => to.kind === 'delivery', leads: delegation },
  { carries: PathwayKind.SNAPSHOT, at: 'from', when: ({ to }) => to.kind === 'quarantine', leads: snapshotKey },
  { carries: PathwayKind.MASKED_DATA, at: 'to', when: ({ from }) => from.kind === 'quarantine', leads: maskedData },
  { carries: PathwayKind.MASKED_DATA, at: 'from', when: ({ from }) => from.kind === 'quarantine', leads: signature },
];

/** The ways into the account of `zone` that its resource control policy leaves open. */
export function openingsInto(zone: Zone, zones: readonly Zone[], pathways: readonly Pathway[], names: OpeningNames): ResourcePathway[] {
  return crossingsBetween(zones, pathways).flatMap((crossing) => openings
    .filter(({ carries, at, when }) => carries === crossing.carries && crossing[at] === zone && when(crossing))
    .map(({ at, leads }) => ({ fromAccount: crossing[at === 'from' ? 'to' : 'from'].account, ...leads(crossing, names) }))
    .filter(({ resourceArns }) => resourceArns.length > 0));
}

function crossingsBetween(zones: readonly Zone[], pathways: readonly Pathway[]): Crossing[] {
  return pathways.flatMap(({ carries, ...ends }) => {
    const [from, to] = [zones.find(({ name }) => name === ends.from), zones.find(({ name }) => name === ends.to)];
    return from === undefined || to === undefined ? [] : [{ carries, from, to }];
  });
}

/** AWS services that act for the account write to the archive; nobody of the account reads or deletes there. */
function archive({ to }: Crossing, { logArchive }: OpeningNames): Omit<ResourcePathway, 'fromAccount'> {
  // Policies see the id of a key and not its alias, and AWS makes the id up; the key's own policy says which trails use it.
  const keys = `arn:aws:kms:${to.region}:${to.account}:key/*`;
  return { resourceArns: [logArchive.bucketArn, `${logArchive.bucketArn}/*`, keys], byServices: true };
}

/** One role of each account writes its reviews, one of each environment its checks, and one of quarantine its refreshes; below which folder, the bucket's own policy says. */
function evidence({ from, to }: Crossing, { prefix }: OpeningNames): Omit<ResourcePathway, 'fromAccount'> {
  const isEnvironment = !['delivery', 'audit', 'quarantine'].includes(from.kind);
  const sources = [
    reviewSourceOf({ prefix }, from), ...(isEnvironment ? [forwardingSourceOf({ prefix }, from)] : []), ...(from.kind === 'quarantine' ? [refreshSourceOf({ prefix }, from)] : []),
  ];
  return {
    resourceArns: [`arn:aws:s3:::${EvidenceArchive.bucketNameOf(prefix, to.account, to.region)}/*`, `arn:aws:kms:${to.region}:${to.account}:key/*`],
    principalArns: sources.map(({ account, roleName }) => `arn:aws:iam::${account}:role/${roleName}`),
  };
}

/** Roles that start services pull images. Each repository's own policy names its roles one by one; here is no room for that. */
function images({ from, to }: Crossing, { prefix }: OpeningNames): Omit<ResourcePathway, 'fromAccount'> {
  return {
    resourceArns: [`arn:aws:ecr:${from.region}:${from.account}:repository/${prefix}/*`],
    principalArns: [`arn:aws:iam::${to.account}:role/${prefix}-*-execution`],
  };
}

/**
 * The writer of production reaches the role of production alone, and no other writer does. The other environments share an opening,
 * since there is no room for one each: which of them takes which role, the role itself says.
 */
function delegation({ from }: Crossing, { delegations }: OpeningNames): Omit<ResourcePathway, 'fromAccount'> {
  const own = delegations.filter(({ environment }) => environment === from.name);
  const alike = delegations.filter(({ isProduction }) => own.some((each) => each.isProduction === isProduction));
  return {
    resourceArns: alike.map(({ agreed }) => agreed.delegationRoleArn),
    principalArns: own.map(({ agreed }) => agreed.writerRoleArn),
  };
}

/** One role of quarantine copies shared snapshots with the key they lie under; which key, the keys' own policies say. */
function snapshotKey({ from, to }: Crossing, { prefix }: OpeningNames): Omit<ResourcePathway, 'fromAccount'> {
  return { resourceArns: [`arn:aws:kms:${from.region}:${from.account}:key/*`], principalArns: [`arn:aws:iam::${to.account}:role/${refreshNamesOf(prefix).refresher}`] };
}

/** Two roles of quarantine: one writes masked copies, one reads receipts. */
function maskedData({ from, to }: Crossing, { prefix }: OpeningNames): Omit<ResourcePathway, 'fromAccount'> {
  const { masker, refresher } = refreshNamesOf(prefix);
  return {
    resourceArns: [`arn:aws:s3:::${MaskedDataDrop.bucketNameOf(prefix, to.account, to.region)}/*`, `arn:aws:kms:${to.region}:${to.account}:key/*`],
    principalArns: [masker, refresher].map((name) => `arn:aws:iam::${from.account}:role/${name}`),
  };
}

/** The loading role of an environment asks quarantine's key whether a signature is right, and can do nothing else with it. */
function signature({ from, to }: Crossing, { prefix }: OpeningNames): Omit<ResourcePathway, 'fromAccount'> {
  return { resourceArns: [`arn:aws:kms:${from.region}:${from.account}:key/*`], principalArns: [`arn:aws:iam::${to.account}:role/${refreshNamesOf(prefix).loader}`] };
}

/** What the pipeline of the environment takes, and no other role of the delivery account. */
function deployment({ from, to }: Crossing, { prefix }: OpeningNames): Omit<ResourcePathway, 'fromAccount'> {
  const pathway = deploymentOf(to, { prefix, delivery: from });
  return {
    resourceArns: [pathway.deploymentRoleName, pathway.publishingRoleName].map((name) => pathway.roleArnOf(name)),
    principalArns: [pathway.pipelineRoleArn],
  };
}
