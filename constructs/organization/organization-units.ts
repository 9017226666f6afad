import { RemovalPolicy } from 'aws-cdk-lib';
import * as organizations from 'aws-cdk-lib/aws-organizations';
import { Construct } from 'constructs';
import { accountIdProblems } from '../../lib/values/account-id';
import { Problems } from '../../lib/values/problems';
import { OrganizationPolicy, OrganizationPolicyKind } from './organization-policy';

/** An account of a unit. */
export interface MemberAccount {
  /** Name of the account. */
  readonly name: string;
  /**
   * Email address of the account's owner, unique in all of AWS.
   * @default - none, which only an account that exists already may have
   */
  readonly email?: string;
  /**
   * The id of an account that exists already: it is not made, and has to be moved into the unit by the organisation's owner.
   * @default - the account is made
   */
  readonly existingAccountId?: string;
}

/** An organisational unit with the accounts and the policies of one environment. */
export interface OrganizationUnit {
  /** Name of the unit, unique below its root. */
  readonly name: string;
  /** Its accounts. */
  readonly accounts: MemberAccount[];
  /**
   * The policies over the unit: at most nine of service controls and four of resource controls, since AWS keeps one place of ten and of five
   * for its own.
   * @default - none besides AWS's own
   */
  readonly policies?: OrganizationPolicy[];
}

/** What the management account sets up. */
export interface OrganizationUnitsProps {
  /** Id of the organisation's root, `r-` and letters or digits. The organisation and its policy types exist already. */
  readonly rootId: string;
  /** The management account: twelve digits. */
  readonly managementAccount: string;
  /** The units, one per environment or shared account. */
  readonly units: OrganizationUnit[];
}

/** Policies of our own that fit besides the one AWS keeps attached. */
const places: Readonly<Record<OrganizationPolicyKind, number>> = {
  [OrganizationPolicyKind.SERVICE_CONTROL]: 9,
  [OrganizationPolicyKind.RESOURCE_CONTROL]: 4,
};

/**
 * Organisational units with their accounts and policies, for a stack in the management account. Accounts, units and policies stay
 * when the stack is deleted: closing an account is nothing a deployment does.
 *
 * Organisation policies have no effect on the management account. Run nothing there, and name it in no pathway.
 *
 * Refuses the management account as a member or under a policy, a unit or a policy's name twice, a policy over accounts it was not written for, and more
 * policies than AWS attaches.
 *
 * Serves ISL-01, ISL-11 and ISL-14. Source: AWS Organizations User Guide; AWS::Organizations::Account, AWS::Organizations::Policy.
 *
 * @example
 * new OrganizationUnits(this, 'Units', {
 *   rootId: 'r-ab12',
 *   managementAccount: '999999999999',
 *   units: [{
 *     name: 'staging',
 *     accounts: [{ name: 'projects-staging', email: 'aws-staging@example.com', existingAccountId: '222222222222' }],
 *     policies: [ServiceControls.of({ name: 'staging', accounts: ['222222222222'], regions: ['eu-west-1'], boundaryName: 'environment-boundary' })],
 *   }],
 * });
 */
export class OrganizationUnits extends Construct {
  /** Ids of the units by name. */
  public readonly unitIds: Record<string, string>;
  /** Ids of the accounts by name, those that exist and those that are made. */
  public readonly accountIds: Record<string, string>;

  public constructor(scope: Construct, id: string, props: OrganizationUnitsProps) {
    super(scope, id);
    refuse(this.node.path, props);
    this.unitIds = {};
    this.accountIds = {};
    const made: organizations.CfnAccount[] = [];
    for (const unit of props.units) {
      const unitId = this.makeUnit(unit, props.rootId);
      this.unitIds[unit.name] = unitId;
      for (const account of unit.accounts) this.makeAccount(account, unitId, made);
      for (const policy of unit.policies ?? []) this.attach(policy, unit.name, unitId);
    }
  }

  private makeUnit({ name }: OrganizationUnit, parentId: string): string {
    const unit = new organizations.CfnOrganizationalUnit(this, `Unit-${name}`, { name, parentId });
    unit.applyRemovalPolicy(RemovalPolicy.RETAIN);
    return unit.attrId;
  }

  /** AWS makes one account at a time, so each waits for the one before. */
  private makeAccount({ name, email, existingAccountId }: MemberAccount, unitId: string, made: organizations.CfnAccount[]): void {
    if (existingAccountId !== undefined) {
      this.accountIds[name] = existingAccountId;
      return;
    }
    const account = new organizations.CfnAccount(this, `Account-${name}`, { accountName: name, email: email ?? '', parentIds: [unitId] });
    account.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const before = made.at(-1);
    if (before !== undefined) account.addResourceDependency(before);
    made.push(account);
    this.accountIds[name] = account.attrAccountId;
  }

  private attach(policy: OrganizationPolicy, unitName: string, unitId: string): void {
    const attached = new organizations.CfnPolicy(this, `Policy-${unitName}-${policy.kind}-${policy.name}`, {
      name: policy.name, description: policy.description, type: policy.kind, content: policy.toJSON(), targetIds: [unitId],
    });
    attached.applyRemovalPolicy(RemovalPolicy.RETAIN);
  }
}

function refuse(path: string, props: OrganizationUnitsProps): void {
  const problems = new Problems();
  problems.when(!/^r-[a-z0-9]{4,32}$/.test(props.rootId), { at: 'rootId', must: 'must be "r-" and 4 to 32 letters or digits', got: props.rootId, fix: 'read it in AWS Organizations' });
  problems.addAll(accountIdProblems(props.managementAccount, 'managementAccount'));
  const names = props.units.map(({ name }) => name);
  const policyNames = props.units.flatMap(({ policies }) => policies ?? []).map(({ kind, name }) => `${kind} ${name}`);
  problems.when(new Set(policyNames).size < policyNames.length, {
    at: 'units.policies', must: 'must have names that are unique in the organisation for their kind', got: policyNames, fix: 'write one policy per unit, named for it',
  });
  for (const [i, unit] of props.units.entries()) {
    const at = `units[${i}]`;
    problems.when(names.indexOf(unit.name) !== i, { at: `${at}.name`, must: 'must be unique', got: unit.name, fix: 'give the unit another name' });
    refuseAccounts(problems, at, unit, props.managementAccount);
    refusePolicies(problems, at, unit, props.managementAccount);
  }
  problems.refuse(`organization units "${path}"`);
}

function refuseAccounts(problems: Problems, at: string, unit: OrganizationUnit, managementAccount: string): void {
  for (const [j, { email, existingAccountId }] of unit.accounts.entries()) {
    if (existingAccountId !== undefined) problems.addAll(accountIdProblems(existingAccountId, `${at}.accounts[${j}].existingAccountId`));
    problems.when(existingAccountId === managementAccount, {
      at: `${at}.accounts[${j}].existingAccountId`, must: 'must not be the management account, on which organisation policies have no effect', got: existingAccountId, fix: 'use a member account',
    });
    problems.when(!(email === undefined && existingAccountId !== undefined) && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email ?? ''), { at: `${at}.accounts[${j}].email`, must: 'must be an email address', got: email, fix: 'for example "aws-staging@example.com"' });
  }
}

function refusePolicies(problems: Problems, at: string, unit: OrganizationUnit, managementAccount: string): void {
  const policies = unit.policies ?? [];
  const known = unit.accounts.flatMap(({ existingAccountId }) => existingAccountId ?? []);
  for (const [j, policy] of policies.entries()) {
    problems.when(policy.accounts.includes(managementAccount), {
      at: `${at}.policies[${j}]`, must: 'must not be written for the management account, on which it has no effect', got: policy.name, fix: 'leave the account out of the policy',
    });
    const stray = known.filter((account) => !policy.accounts.includes(account));
    problems.when(stray.length > 0, {
      at: `${at}.policies[${j}]`, must: `must be written for every account of the unit, and ${policy.name} is not`, got: stray, fix: 'add the accounts to the policy, or give them a unit of their own',
    });
  }
  for (const kind of [OrganizationPolicyKind.SERVICE_CONTROL, OrganizationPolicyKind.RESOURCE_CONTROL]) {
    const count = policies.filter((policy) => policy.kind === kind).length;
    problems.when(count > places[kind], { at: `${at}.policies`, must: `must have at most ${places[kind]} of ${kind}`, got: count, fix: 'join policies' });
  }
}
