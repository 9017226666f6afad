import { Duration, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';
import { AccessLevel } from './access-level';
import { boundaryArn } from './boundary-arn';
import { SignIn } from './sign-in';
import { statementsOf } from './statement';
import { Trust } from './trust';
import { writtenPolicy } from './written-policy';

/** How strict an account is with access: made once per account, given to each of its roles. */
export interface AccessRules {
  /**
   * Levels that may exist in the account, by the name of the level.
   * @default - every level
   */
  readonly allowedLevels?: string[];
  /**
   * The longest session of any role, in whole hours from 1 to 12.
   * @default - what each level allows
   */
  readonly maxSession?: Duration;
  /**
   * Whether every level needs a second factor. Privileged levels need one in any case.
   * @default true
   */
  readonly requireMfa?: boolean;
  /**
   * Whether any role may read the contents of data stores: true only where the data is synthetic or masked.
   * @default false
   */
  readonly dataMayBeRead?: boolean;
}

/** A role for one group of people, or for one machine. */
export interface FederatedRoleProps {
  /** Name of the role, for example `staging-operator`: 1 to 64 letters, digits or `+=,.@-_`. */
  readonly roleName: string;
  /** What the group does. */
  readonly level: AccessLevel;
  /** How its members come in. */
  readonly signIn: SignIn;
  /** Name of the permission boundary of the account. */
  readonly boundaryName: string;
  /**
   * How strict the account is.
   * @default - every level, sessions as long as the level allows, a second factor always, no reading of data
   */
  readonly rules?: AccessRules;
  /**
   * The longest session of this role.
   * @default - the shorter of what the level and the rules allow
   */
  readonly maxSession?: Duration;
  /**
   * Whether this role reads the contents of data stores. Refused unless the rules allow it.
   * @default false
   */
  readonly readsData?: boolean;
  /**
   * Key of the tag that names the system a resource belongs to.
   * @default "system"
   */
  readonly systemTagKey?: string;
}

const defaults = { requireMfa: true, dataMayBeRead: false, readsData: false, systemTagKey: 'system' };

/**
 * A role that people of one group, or one machine, come into through a sign-in of this account, with the permissions of one
 * level as a managed policy, a permission boundary and a session no longer than the work needs.
 *
 * Refuses a level that the rules leave out, a session longer than level or rules allow, a sign-in that cannot prove the second
 * factor that is needed, a provider of another account, and reading of data where the rules do not allow it.
 *
 * Serves ISL-11, ACC-01 and ACC-02. Source: ISO 27001:2022 controls 5.15, 8.2, 8.5 and 8.31.
 *
 * @example
 * new FederatedRole(this, 'Operators', {
 *   roleName: 'staging-operator',
 *   level: AccessLevel.OPERATOR,
 *   signIn: SignIn.saml({ providerArn: 'arn:aws:iam::111111111111:saml-provider/workforce', groups: ['staging-operators'] }),
 *   boundaryName: 'environment-boundary',
 * });
 */
export class FederatedRole extends Construct {
  /** The role. */
  public readonly role: iam.Role;
  /** The managed policy with the permissions of the level. */
  public readonly policy: iam.ManagedPolicy;
  /** Whether signing in needs a second factor. */
  public readonly needsMfa: boolean;
  /** The longest session. */
  public readonly maxSession: Duration;

  public constructor(scope: Construct, id: string, props: FederatedRoleProps) {
    super(scope, id);
    this.needsMfa = props.level.privileged || (props.rules?.requireMfa ?? defaults.requireMfa);
    const limit = shortest(props.level.maxSession, props.rules?.maxSession);
    this.maxSession = props.maxSession ?? limit;
    refuse(this, props, limit, this.needsMfa);
    this.role = this.makeRole(props);
    this.policy = this.makePolicy(props);
  }

  private makeRole(props: FederatedRoleProps): iam.Role {
    return new iam.Role(this, 'Role', {
      roleName: props.roleName,
      description: `People or machines of level ${props.level.name}, by ${props.signIn.kind}.`,
      assumedBy: new Trust(props.signIn.trustPolicy(this.needsMfa, Stack.of(this).region)),
      maxSessionDuration: this.maxSession,
      permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyArn(this, 'Boundary', boundaryArn(this, props.boundaryName)),
    });
  }

  private makePolicy(props: FederatedRoleProps): iam.ManagedPolicy {
    const { partition, account, region } = Stack.of(this);
    const policy = props.level.policyFor({
      partition,
      account,
      region,
      boundaryName: props.boundaryName,
      systemTagKey: props.systemTagKey ?? defaults.systemTagKey,
      readsData: props.readsData ?? defaults.readsData,
    });
    return writtenPolicy(this, 'Policy', this.role, `${props.roleName}-access`, statementsOf(policy));
  }
}

function shortest(one: Duration, other: Duration | undefined): Duration {
  return other === undefined || one.toSeconds() <= other.toSeconds() ? one : other;
}

function refuse(role: FederatedRole, props: FederatedRoleProps, limit: Duration, needsMfa: boolean): void {
  const { account } = Stack.of(role);
  const { rules, level, signIn } = props;
  const problems = new Problems();
  problems.when(!/^[\w+=,.@-]{1,57}$/.test(props.roleName), {
    at: 'roleName', must: 'must be 1 to 57 letters, digits or +=,.@-_', got: props.roleName, fix: 'for example "staging-operator"',
  });
  problems.when(rules?.allowedLevels !== undefined && !rules.allowedLevels.includes(level.name), {
    at: 'level', must: `must be one of the account's levels ${JSON.stringify(rules?.allowedLevels)}`, got: level.name, fix: 'choose a lower level, or change the rules',
  });
  problems.when(role.maxSession.toSeconds() > limit.toSeconds() || role.maxSession.toSeconds() < 3600, {
    at: 'maxSession', must: `must be from 1 hour to the ${limit.toHours()} that level and rules allow`, got: role.maxSession.toHumanString(), fix: 'leave it out for the longest allowed',
  });
  problems.when(needsMfa && !signIn.provesMfa, {
    at: 'signIn', must: `must prove a second factor, which ${signIn.kind} cannot`, fix: 'give machines a level that is not privileged and rules with requireMfa false',
  });
  problems.when(signIn.kind !== 'IAM with MFA' && !Token.isUnresolved(account) && !signIn.anchorArn.includes(`:iam::${account}:`), {
    at: 'signIn.providerArn', must: `must be a provider of this account ${account}`, got: signIn.anchorArn, fix: 'give every account its own provider',
  });
  problems.when((props.readsData ?? defaults.readsData) && !(rules?.dataMayBeRead ?? defaults.dataMayBeRead), {
    at: 'readsData', must: 'must be false where the rules do not let data be read', got: true, fix: 'set rules.dataMayBeRead only where data is synthetic or masked',
  });
  problems.refuse(`federated role "${role.node.path}"`);
}
