import { GetRoleCommand, type IAMClient, ListAttachedRolePoliciesCommand, ListRolePoliciesCommand, ListRolesCommand } from '@aws-sdk/client-iam';
import { everyPage } from '../aws/every-page';
import { type Trust, trustOf } from './trusted';

/** A role, as a reviewer needs it. */
export interface ReviewedRole {
  readonly name: string;
  readonly created: string;
  /** When it was last used, or never as far as IAM knows (it looks back 400 days). */
  readonly lastUsed?: string;
  /** Which boundary bounds it. */
  readonly boundary?: string;
  readonly trust: Trust;
  /** Managed policies, by ARN. */
  readonly policies: readonly string[];
  /** Policies written into the role itself, by name. */
  readonly inlinePolicies: readonly string[];
}

/** Every role of the account that people or workloads could use; those that AWS services make for themselves are theirs. */
export async function listRoles(iam: IAMClient, ownAccount: string): Promise<ReviewedRole[]> {
  const listed = await everyPage(async (Marker) => {
    const { Roles, Marker: next } = await iam.send(new ListRolesCommand({ Marker }));
    return { items: Roles, next };
  });
  const names = listed.filter(({ Path = '/' }) => !Path.startsWith('/aws-service-role/')).map(({ RoleName = '' }) => RoleName).toSorted();
  const roles: ReviewedRole[] = [];
  for (const name of names) roles.push(await describe(iam, name, ownAccount)); // one after the other: IAM answers few calls a second
  return roles;
}

async function describe(iam: IAMClient, RoleName: string, ownAccount: string): Promise<ReviewedRole> {
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
  const attached = await everyPage(async (Marker) => {
    const { AttachedPolicies, Marker: next } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName, Marker }));
    return { items: AttachedPolicies, next };
  });
  const inlinePolicies = await everyPage(async (Marker) => {
    const { PolicyNames, Marker: next } = await iam.send(new ListRolePoliciesCommand({ RoleName, Marker }));
    return { items: PolicyNames, next };
  });
  return {
    name: RoleName,
    created: Role?.CreateDate?.toISOString() ?? 'unknown',
    lastUsed: Role?.RoleLastUsed?.LastUsedDate?.toISOString(),
    boundary: Role?.PermissionsBoundary?.PermissionsBoundaryArn,
    trust: trustOf(Role?.AssumeRolePolicyDocument, ownAccount),
    policies: attached.map(({ PolicyArn = '' }) => PolicyArn).toSorted(),
    inlinePolicies: inlinePolicies.toSorted(),
  };
}
