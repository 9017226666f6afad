import {
  boundedRoleActions, credentialActions, dataServices, globalActions, leavingActions, networkLinkActions, policyChangeActions,
  recordActions, roleChangeActions, sharingActions, stackActions,
} from './guarded-actions';
import { type ConditionBlock, type Statement } from './statement';

/** Resources of another account that a boundary lets its roles reach. */
export interface DeclaredResources {
  readonly account: string;
  readonly arns: readonly string[];
}

/** What a boundary is made from; every list is final. */
export interface BoundaryFacts {
  readonly partition: string;
  readonly account: string;
  readonly policyArn: string;
  readonly regions: readonly string[];
  readonly globalActions: readonly string[];
  readonly protectedRoles: readonly string[];
  readonly custodianArns: readonly string[];
  readonly assumableRoleArns: readonly string[];
  readonly foreignResources: readonly DeclaredResources[];
  /** Roles that may share snapshots of databases, which nobody else may. */
  readonly snapshotSharerArns: readonly string[];
}

/**
 * The statements of a permission boundary. Everything is an explicit deny: an action that a boundary merely leaves out can
 * still be granted to a role session by a resource policy, an action it denies cannot.
 */
export function boundaryStatements(facts: BoundaryFacts): Statement[] {
  const custodian = unlessCustodian(facts.custodianArns);
  return [
    { Sid: 'AllowWhatIsNotDenied', Effect: 'Allow', Action: '*', Resource: '*' },
    denyOtherRegions(facts),
    { Sid: 'StayInOrganisation', Effect: 'Deny', Action: leavingActions, Resource: '*' },
    {
      Sid: 'KeepRecordsAndWalls',
      Effect: 'Deny',
      Action: [...recordActions, ...credentialActions, ...networkLinkActions, ...sharingBesides(facts), ...stackActions],
      Resource: '*',
      ...custodian,
    },
    ...denySharingSnapshots(facts),
    ...denyEscapingBoundary(facts, custodian),
    ...denyOtherAccounts(facts),
  ];
}

const sharingOfSnapshots = 'rds:ModifyDBClusterSnapshotAttribute';

function sharingBesides({ snapshotSharerArns }: BoundaryFacts): readonly string[] {
  return snapshotSharerArns.length === 0 ? sharingActions : sharingActions.filter((action) => action !== sharingOfSnapshots);
}

/** The one declared exception: with whom a snapshot can be shared so that it can be read, its key decides. */
function denySharingSnapshots({ snapshotSharerArns, custodianArns }: BoundaryFacts): Statement[] {
  if (snapshotSharerArns.length === 0) return [];
  return [{
    Sid: 'SnapshotsAreSharedByOne', Effect: 'Deny', Action: sharingOfSnapshots, Resource: '*', ...unlessCustodian([...custodianArns, ...snapshotSharerArns]),
  }];
}

function unlessCustodian(arns: readonly string[]): { Condition?: ConditionBlock } {
  return arns.length === 0 ? {} : { Condition: { ArnNotLike: { 'aws:PrincipalArn': arns } } };
}

function denyOtherRegions(facts: BoundaryFacts): Statement {
  return {
    Sid: 'StayInRegions',
    Effect: 'Deny',
    NotAction: [...globalActions, ...facts.globalActions],
    Resource: '*',
    Condition: { StringNotEquals: { 'aws:RequestedRegion': facts.regions } },
  };
}

function denyEscapingBoundary(facts: BoundaryFacts, custodian: { Condition?: ConditionBlock }): Statement[] {
  const protectedRoles = facts.protectedRoles.map((name) => `arn:${facts.partition}:iam::${facts.account}:role/${name}`);
  return [
    {
      Sid: 'EveryRoleHasThisBoundary',
      Effect: 'Deny',
      Action: boundedRoleActions,
      Resource: '*',
      Condition: { StringNotEquals: { 'iam:PermissionsBoundary': facts.policyArn } },
    },
    {
      Sid: 'NobodyTakesBoundaryOff',
      Effect: 'Deny',
      Action: ['iam:DeleteRolePermissionsBoundary', 'iam:DeleteUserPermissionsBoundary', 'iam:PutUserPermissionsBoundary'],
      Resource: '*',
    },
    {
      Sid: 'KeepBoundaryAndProtectedRoles',
      Effect: 'Deny',
      Action: [...policyChangeActions, ...roleChangeActions, 'sts:AssumeRole'],
      Resource: [facts.policyArn, ...protectedRoles],
      ...custodian,
    },
  ];
}

function denyOtherAccounts(facts: BoundaryFacts): Statement[] {
  const { partition, account } = facts;
  const services = dataServices.map((service) => `${service}:*`);
  const declared = facts.foreignResources.flatMap(({ arns }) => arns);
  const keepDeclaredOwner: Statement = {
    Sid: 'DeclaredOwnersOnly',
    Effect: 'Deny',
    Action: '*',
    Resource: declared,
    Condition: { StringNotEquals: { 'aws:ResourceAccount': [account, ...unique(facts.foreignResources.map((other) => other.account))] } },
  };
  return [
    {
      Sid: 'NoRolesOfOtherAccounts',
      Effect: 'Deny',
      Action: 'sts:AssumeRole',
      NotResource: [`arn:${partition}:iam::${account}:role/*`, ...facts.assumableRoleArns],
    },
    {
      Sid: 'NoDataOfOtherAccounts',
      Effect: 'Deny',
      Action: services,
      NotResource: [...resourcesOfAws(facts), ...declared],
      Condition: { StringNotEquals: { 'aws:ResourceAccount': account } },
    },
    ...(declared.length > 0 ? [keepDeclaredOwner] : []),
  ];
}

/**
 * What AWS itself owns and a workload reads with its own credentials: public parameters and documents of Systems Manager,
 * its agent's and Patch Manager's buckets, and the bucket that keeps the layers of container images. Bucket names are whole,
 * per region: with a wildcard, anybody could register a bucket that fits.
 */
function resourcesOfAws({ partition, regions }: BoundaryFacts): string[] {
  const buckets = (region: string): string[] => [
    `arn:${partition}:s3:::aws-ssm-${region}/*`,
    `arn:${partition}:s3:::patch-baseline-snapshot-${region}/*`,
    `arn:${partition}:s3:::prod-${region}-starport-layer-bucket/*`,
  ];
  return [`arn:${partition}:ssm:*::parameter/aws/*`, `arn:${partition}:ssm:*::document/AWS*`, ...regions.flatMap(buckets)];
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
