import { accountIdProblems } from '../../lib/values/account-id';
import { Problems } from '../../lib/values/problems';
import { isStrictSubdomain, zoneNameProblems } from './zone-name';

/** What both sides of a delegation agree on. */
export interface DnsDelegationProps {
  /** Name of the parent zone, lower case, without a trailing dot. */
  readonly parentZoneName: string;
  /** Account of the parent zone: a neutral one, never an environment's. */
  readonly parentAccount: string;
  /**
   * Id of the parent zone. With it the delegating role needs no permission to list zones.
   * @default - the zone is found by its name when the record is written
   */
  readonly parentZoneId?: string;
  /** Name of the delegated zone; a strict sub-domain of the parent. */
  readonly childZoneName: string;
  /** Account of the delegated zone. */
  readonly childAccount: string;
  /**
   * AWS partition of both accounts.
   * @default aws
   */
  readonly partition?: string;
}

/**
 * The agreement by which one account may write one NS record into a zone of another (ISL-06, ISL-13). `ParentZone` and
 * `EnvironmentZone` are both given it, so role names and record names cannot drift apart. Refuses a child that is not strictly
 * below the parent and a parent in the child's own account.
 *
 * @example
 * const delegation = new DnsDelegation({
 *   parentZoneName: 'projects.example.com', parentAccount: '999999999999',
 *   childZoneName: 'staging.projects.example.com', childAccount: '222222222222',
 * });
 */
export class DnsDelegation {
  /** Name of the parent zone. */
  public readonly parentZoneName: string;
  /** Account of the parent zone. */
  public readonly parentAccount: string;
  /** Id of the parent zone, where it is known. */
  public readonly parentZoneId?: string;
  /** Name of the delegated zone. */
  public readonly childZoneName: string;
  /** Account of the delegated zone. */
  public readonly childAccount: string;
  /** Name of the role in the parent's account that may write the record. */
  public readonly delegationRoleName: string;
  /** ARN of that role. */
  public readonly delegationRoleArn: string;
  /** Name of the role in the child's account, of the function that writes the record. */
  public readonly writerRoleName: string;
  /** ARN of that role. */
  public readonly writerRoleArn: string;

  public constructor(props: DnsDelegationProps) {
    refuse(props);
    const { partition = 'aws' } = props;
    this.parentZoneName = props.parentZoneName;
    this.parentAccount = props.parentAccount;
    this.parentZoneId = props.parentZoneId;
    this.childZoneName = props.childZoneName;
    this.childAccount = props.childAccount;
    this.delegationRoleName = roleName('dns-delegation', props.childZoneName);
    this.delegationRoleArn = `arn:${partition}:iam::${props.parentAccount}:role/${this.delegationRoleName}`;
    this.writerRoleName = roleName('dns-delegation-writer', props.childZoneName);
    this.writerRoleArn = `arn:${partition}:iam::${props.childAccount}:role/${this.writerRoleName}`;
  }
}

/** Role names may hold dots, and a zone name is unique among the children of a parent; 64 characters are the limit. */
function roleName(prefix: string, zoneName: string): string {
  return `${prefix}-${zoneName}`;
}

function refuse(props: DnsDelegationProps): void {
  const problems = new Problems();
  for (const at of ['parentZoneName', 'childZoneName'] as const) problems.addAll(zoneNameProblems(props[at], at));
  for (const at of ['parentAccount', 'childAccount'] as const) problems.addAll(accountIdProblems(props[at], at));
  problems.when(props.parentAccount === props.childAccount, {
    at: 'parentAccount', must: 'must not be the account of the child', got: props.parentAccount, fix: 'keep the parent zone in a neutral account',
  });
  problems.when(!isStrictSubdomain(props.childZoneName, props.parentZoneName), {
    at: 'childZoneName', must: `must be a strict sub-domain of ${props.parentZoneName}`, got: props.childZoneName, fix: `for example "staging.${props.parentZoneName}"`,
  });
  const longest = roleName('dns-delegation-writer', props.childZoneName).length;
  problems.when(longest > 64, {
    at: 'childZoneName', must: 'must leave the names of its roles at most 64 characters', got: props.childZoneName, fix: `shorten it by ${longest - 64}`,
  });
  problems.refuse(`delegation of "${props.childZoneName}"`);
}
