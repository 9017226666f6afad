import {
  boundedRoleActions, credentialActions, dataServices, globalActions, leavingActions, networkLinkActions, policyChangeActions,
  recordActions, roleChangeActions, sharingActions,
} from '../identity/guarded-actions';
import { custodianRoles, protectedRoles } from '../identity/protected-roles';
import { type ConditionBlock, type Statement } from '../identity/statement';
import { Problems } from '../../lib/values/problems';
import { checkAccounts } from './account-checks';
import { OrganizationPolicy, OrganizationPolicyKind } from './organization-policy';

/** What the service control policy of one environment's accounts is made from. */
export interface ServiceControlsProps {
  /** Name of the policy, unique in the organisation. */
  readonly name: string;
  /** The accounts the policy stands over: those of one environment, and no other. */
  readonly accounts: string[];
  /** Regions where the accounts work. At least one; services that have no region are exempt. */
  readonly regions: string[];
  /** Name of the permission boundary that every role must carry. */
  readonly boundaryName: string;
  /**
   * Names of the roles that may change trails, the boundary policy and protected roles, and make declared links; `*` stands for any
   * characters, but a name of `*` alone is refused.
   * @default - the deployment roles of the CDK bootstrap, `cdk-*-cfn-exec-role-*` and `cdk-*-deploy-role-*` (which passes the former), and `OrganizationAccountAccessRole`
   */
  readonly custodianRoles?: string[];
  /**
   * Names of roles that nobody but a custodian changes, and that may exist without the boundary.
   * @default - `cdk-*`, `OrganizationAccountAccessRole` and `break-glass*`
   */
  readonly protectedRoles?: string[];
  /**
   * Accounts with which a network link is declared: only custodians make links, and peerings only with these.
   * @default - no link with any account, for nobody
   */
  readonly networkPeers?: string[];
  /**
   * Accounts whose data and roles the principals of these accounts may use, from declared pathways. The other side decides what.
   * @default - none
   */
  readonly reachableAccounts?: string[];
  /**
   * Names of roles that may share snapshots of databases, each made from a declared pathway to quarantine.
   * @default - custodians only
   */
  readonly snapshotSharers?: string[];
  /**
   * Actions that are exempt from the region guard besides the services that have no region.
   * @default - none
   */
  readonly additionalGlobalActions?: string[];
}

const defaults = { custodianRoles, protectedRoles };

/** Resources of AWS itself, in partition-free form. */
const resourcesOfAws = (regions: readonly string[]): string[] => [
  'arn:*:ssm:*::parameter/aws/*',
  'arn:*:ssm:*::document/AWS*',
  ...regions.flatMap((region) => [
    `arn:*:s3:::aws-ssm-${region}/*`, `arn:*:s3:::patch-baseline-snapshot-${region}/*`, `arn:*:s3:::prod-${region}-starport-layer-bucket/*`,
  ]),
];

/**
 * What no principal of an environment's accounts may do, not even their administrators: the same walls as the permission
 * boundary, held from outside the accounts, and the root user shut out.
 *
 * It names the accounts it is for, since a condition on the organisation would let one environment pass into another. It has
 * no effect on the management account and on service-linked roles: nothing may run in the management account.
 *
 * Refuses no accounts, no regions, malformed accounts, custodians of any name, and more text than AWS takes.
 *
 * Serves ISL-11 and ISL-14. Source: AWS Organizations User Guide, service control policies.
 *
 * @example
 * const policy = ServiceControls.of({ name: 'staging', accounts: ['222222222222'], regions: ['eu-west-1'], boundaryName: 'environment-boundary' });
 */
export class ServiceControls {
  /** Writes the policy. */
  public static of(props: ServiceControlsProps): OrganizationPolicy {
    refuse(props);
    return new OrganizationPolicy({
      kind: OrganizationPolicyKind.SERVICE_CONTROL,
      name: props.name,
      description: `What nobody in ${props.accounts.join(', ')} may do.`,
      accounts: props.accounts,
      statements: statementsOf(props).map((statement) => ({ ...statement })),
    });
  }

  private constructor() {}
}

function statementsOf(props: ServiceControlsProps): Statement[] {
  return [
    denyOtherRegions(props),
    { Sid: 'StayInOrganisation', Effect: 'Deny', Action: leavingActions, Resource: '*' },
    denyRoot(),
    { Sid: 'NoLongTermCredentials', Effect: 'Deny', Action: credentialActions, Resource: '*', Condition: unlessCustodian(props) },
    { Sid: 'KeepRecordsKeepPrivate', Effect: 'Deny', Action: [...recordActions, ...sharingBesides(props)], Resource: '*', Condition: unlessCustodian(props) },
    ...denySharingSnapshots(props),
    ...denyNetworkLinks(props),
    ...keepBoundary(props),
    ...stayWithOwnResources(props),
  ];
}

const sharingOfSnapshots = 'rds:ModifyDBClusterSnapshotAttribute';

function sharingBesides({ snapshotSharers = [] }: ServiceControlsProps): readonly string[] {
  return snapshotSharers.length === 0 ? sharingActions : sharingActions.filter((action) => action !== sharingOfSnapshots);
}

function denySharingSnapshots(props: ServiceControlsProps): Statement[] {
  const { snapshotSharers = [] } = props;
  if (snapshotSharers.length === 0) return [];
  return [{ Sid: 'SnapshotsAreSharedByOne', Effect: 'Deny', Action: sharingOfSnapshots, Resource: '*', Condition: unlessCustodian(props, snapshotSharers) }];
}

function unlessCustodian({ accounts, custodianRoles: custodians = [...defaults.custodianRoles] }: ServiceControlsProps, more: readonly string[] = []): ConditionBlock {
  const roles = [...custodians, ...more];
  return { ArnNotLike: { 'aws:PrincipalArn': accounts.flatMap((account) => roles.map((role) => `arn:*:iam::${account}:role/${role}`)) } };
}

function denyOtherRegions(props: ServiceControlsProps): Statement {
  return {
    Sid: 'StayInRegions',
    Effect: 'Deny',
    NotAction: [...globalActions, ...(props.additionalGlobalActions ?? [])],
    Resource: '*',
    Condition: { StringNotEquals: { 'aws:RequestedRegion': props.regions } },
  };
}

/** The root user signs in to nothing. Short root sessions that the management account opens for repairs stay possible. */
function denyRoot(): Statement {
  return {
    Sid: 'NoRootUser',
    Effect: 'Deny',
    Action: '*',
    Resource: '*',
    Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:*:iam::*:root' }, BoolIfExists: { 'aws:AssumedRoot': 'false' } },
  };
}

function denyNetworkLinks(props: ServiceControlsProps): Statement[] {
  const peers = props.networkPeers ?? [];
  if (peers.length === 0) return [{ Sid: 'NoNetworkLinks', Effect: 'Deny', Action: networkLinkActions, Resource: '*' }];
  const networks = [...props.accounts, ...peers].map((account) => `arn:*:ec2:*:${account}:vpc/*`);
  const peering = ['ec2:AcceptVpcPeeringConnection', 'ec2:CreateVpcPeeringConnection'];
  return [
    { Sid: 'LinksByCustodians', Effect: 'Deny', Action: networkLinkActions, Resource: '*', Condition: unlessCustodian(props) },
    {
      Sid: 'PeerAcceptedByDeclared', Effect: 'Deny', Action: peering, Resource: 'arn:*:ec2:*:*:vpc-peering-connection/*',
      Condition: { ArnNotLike: { 'ec2:AccepterVpc': networks } },
    },
    {
      Sid: 'PeerRequestedByDeclared', Effect: 'Deny', Action: peering, Resource: 'arn:*:ec2:*:*:vpc-peering-connection/*',
      Condition: { ArnNotLike: { 'ec2:RequesterVpc': networks } },
    },
  ];
}

function keepBoundary(props: ServiceControlsProps): Statement[] {
  const policies = props.accounts.map((account) => `arn:*:iam::${account}:policy/${props.boundaryName}`);
  const kept = (props.protectedRoles ?? defaults.protectedRoles).map((name) => `arn:*:iam::*:role/${name}`);
  return [
    {
      Sid: 'EveryRoleHasBoundary',
      Effect: 'Deny',
      Action: boundedRoleActions,
      NotResource: kept,
      Condition: { StringNotLike: { 'iam:PermissionsBoundary': policies } },
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
      Action: [...policyChangeActions, ...roleChangeActions],
      Resource: [...policies, ...kept],
      Condition: unlessCustodian(props),
    },
  ];
}

function stayWithOwnResources(props: ServiceControlsProps): Statement[] {
  const within = [...props.accounts, ...(props.reachableAccounts ?? [])];
  return [
    { Sid: 'NoRolesElsewhere', Effect: 'Deny', Action: 'sts:AssumeRole', NotResource: within.map((account) => `arn:*:iam::${account}:role/*`) },
    {
      Sid: 'NoDataElsewhere',
      Effect: 'Deny',
      Action: dataServices.map((service) => `${service}:*`),
      NotResource: resourcesOfAws(props.regions),
      Condition: { StringNotEquals: { 'aws:ResourceAccount': within } },
    },
  ];
}

function refuse(props: ServiceControlsProps): void {
  const problems = new Problems();
  checkAccounts(problems, 'accounts', props.accounts);
  checkAccounts(problems, 'networkPeers', props.networkPeers ?? [], false);
  checkAccounts(problems, 'reachableAccounts', props.reachableAccounts ?? [], false);
  problems.when(props.regions.length === 0, { at: 'regions', must: 'must name at least one region', fix: 'for example ["eu-west-1"]' });
  for (const [list, names] of [['custodianRoles', props.custodianRoles], ['protectedRoles', props.protectedRoles], ['snapshotSharers', props.snapshotSharers]] as const) {
    for (const [i, name] of (names ?? []).entries()) {
      problems.when(!/^[\w+=,.@/*-]*[\w][\w+=,.@/*-]*$/.test(name), { at: `${list}[${i}]`, must: 'must be the name of a role, not any role', got: name, fix: 'for example "cdk-*-cfn-exec-role-*"' });
    }
  }
  problems.refuse(`service controls "${props.name}"`);
}
