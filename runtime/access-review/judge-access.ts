import { type ReviewedRole } from './list-roles';

/** A question that a reviewer must answer about a role or user. */
export interface Question {
  readonly who: string;
  readonly question: string;
}

/** What is expected of the roles of this account. */
export interface Expectations {
  /** Accounts that roles may trust: those of the declared pathways. */
  readonly permittedAccounts: readonly string[];
  /** Days without use after which a role is asked about. */
  readonly unusedDays: number;
  /** Names of roles that work without the boundary: they are the ones that deploy it. */
  readonly unbounded: readonly RegExp[];
  /** Roles that are there for the day nobody wants: nobody asks why they were not used. */
  readonly reserved: readonly RegExp[];
  /** The moment of the review. */
  readonly now: Date;
}

/** One thing a review asks: when, and in which words. */
type Check = (role: ReviewedRole, expected: Expectations) => string | undefined;

const checks: readonly Check[] = [trustsEverybody, trustsForeign, lacksBoundary, unused, administers, hidesPolicies];

/** The questions about roles, in the order of the roles. */
export function judgeRoles(roles: readonly ReviewedRole[], expected: Expectations): Question[] {
  return roles.flatMap((role) => checks
    .map((check) => check(role, expected))
    .filter((question) => question !== undefined)
    .map((question) => ({ who: role.name, question })));
}

/** Nobody signs in as a user: people are federated, programs have roles. */
export function judgeUsers(names: readonly string[]): Question[] {
  return names.map((who) => ({ who, question: 'why is there a user, when people sign in through groups and programs through roles?' }));
}

function trustsEverybody({ trust }: ReviewedRole): string | undefined {
  return trust.everybody ? 'why may anybody take this role?' : undefined;
}

function trustsForeign({ trust }: ReviewedRole, { permittedAccounts }: Expectations): string | undefined {
  const foreign = trust.accounts.filter((account) => !permittedAccounts.includes(account));
  return foreign.length === 0 ? undefined : `why is it trusted to account ${foreign.join(', ')}, to which no pathway leads?`;
}

function lacksBoundary({ name, boundary }: ReviewedRole, { unbounded }: Expectations): string | undefined {
  return boundary !== undefined || unbounded.some((form) => form.test(name)) ? undefined : 'why has it no permission boundary?';
}

function unused({ name, lastUsed, created }: ReviewedRole, { unusedDays, reserved, now }: Expectations): string | undefined {
  const last = Date.parse(lastUsed ?? created);
  const days = Math.floor((now.getTime() - last) / 86_400_000);
  if (Number.isNaN(days) || days < unusedDays || reserved.some((form) => form.test(name))) return undefined;
  return lastUsed === undefined ? `is it needed? it was never used in ${days} days` : `is it still needed? it was last used ${days} days ago`;
}

function administers({ policies, name }: ReviewedRole, { unbounded }: Expectations): string | undefined {
  const wide = policies.filter((arn) => /:aws:policy\/(AdministratorAccess|PowerUserAccess|IAMFullAccess)$/.test(arn));
  return wide.length === 0 || unbounded.some((form) => form.test(name)) ? undefined : `who needs ${wide.map((arn) => arn.slice(arn.lastIndexOf('/') + 1)).join(', ')}, and for what?`;
}

function hidesPolicies({ inlinePolicies }: ReviewedRole): string | undefined {
  return inlinePolicies.length === 0 ? undefined : `what do the policies inside it allow: ${inlinePolicies.join(', ')}?`;
}
