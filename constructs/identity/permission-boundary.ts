import { Aspects, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, type IConstruct } from 'constructs';
import { accountIdProblems } from '../../lib/values/account-id';
import { Problems } from '../../lib/values/problems';
import { boundaryArn } from './boundary-arn';
import { BoundaryOnEveryRole } from './boundary-on-every-role';
import { boundaryStatements, type BoundaryFacts } from './boundary-statements';
import { protectedRoles } from './protected-roles';
import { charactersOf, policyOf } from './statement';

/** Resources of one other account that the roles under a boundary may use, made from a declared pathway. */
export interface ForeignResources {
  /** The account that owns the resources: twelve digits. Another owner under the same name stays refused. */
  readonly account: string;
  /** The resources, each by its ARN. `*` alone is refused: a pathway names what it carries. */
  readonly arns: string[];
}

/** What a permission boundary needs to know. */
export interface PermissionBoundaryProps {
  /** Name of the managed policy, the same in every stack of the account, so that roles refer to it by name alone. */
  readonly policyName: string;
  /** Regions where the account works, for example `eu-west-1`. At least one; everything else is denied, except services that have no region. */
  readonly regions: string[];
  /**
   * Names of roles that people and workloads must not change, pass or assume; `*` stands for any characters.
   * @default - the roles that can do more than the boundary allows: `cdk-*`, `OrganizationAccountAccessRole` and `break-glass*`
   */
  readonly protectedRoles?: string[];
  /**
   * ARNs of the roles of this account that may still change trails, links, sharing, the boundary policy and protected roles:
   * the role with which CloudFormation deploys, when it carries this boundary. An ARN of another account is refused.
   * @default - nobody under this boundary
   */
  readonly custodianArns?: string[];
  /**
   * ARNs of roles in other accounts that roles under this boundary may assume, from declared pathways.
   * @default - no role of another account can be assumed
   */
  readonly assumableRoleArns?: string[];
  /**
   * Resources of other accounts that roles under this boundary may use, from declared pathways.
   * @default - only the account's own resources, and those of AWS itself that Systems Manager and container images need
   */
  readonly foreignResources?: ForeignResources[];
  /**
   * ARNs of the roles of this account that may share snapshots of databases, each made from a declared pathway to quarantine. With whom a shared
   * snapshot can be read, its key decides.
   * @default - nobody shares snapshots
   */
  readonly snapshotSharerArns?: string[];
  /**
   * Actions that are exempt from the region guard besides the services that have no region, for example `wafv2:*` where a
   * CloudFront distribution is used from another region.
   * @default - none
   */
  readonly additionalGlobalActions?: string[];
}

/** Characters IAM takes in a managed policy, white space not counted. */
const managedPolicyLimit = 6144;

/**
 * The outer wall of every role in an account: a managed policy that, as permission boundary, denies what no role of the
 * environment may ever do, whatever else it is granted. It denies other regions, leaving the organisation, blinding the
 * records, long-term credentials, network links, sharing of copies, roles and data of other accounts, and every way to make
 * a role without this boundary or to change the boundary itself.
 *
 * Refuses no regions, malformed accounts and ARNs, a custodian of another account, and more text than IAM takes.
 *
 * Serves ISL-11 and ACC-02. Source: AWS IAM User Guide, permissions boundaries for IAM entities; ISO 27001:2022 control 8.31.
 *
 * @example
 * const boundary = new PermissionBoundary(this, 'Boundary', { policyName: 'environment-boundary', regions: ['eu-west-1'] });
 * boundary.applyTo(this);
 */
export class PermissionBoundary extends Construct {
  /** The ARN of the boundary named `policyName` in the account of `scope`: known without a reference between stacks. */
  public static arnFor(scope: IConstruct, policyName: string): string {
    return boundaryArn(scope, policyName);
  }

  /** Name of the managed policy. */
  public readonly policyName: string;
  /** ARN of the managed policy, built from names so that other stacks need no reference. */
  public readonly policyArn: string;
  /** The managed policy. */
  public readonly policy: iam.ManagedPolicy;
  /** Characters of the policy that IAM counts; IAM takes 6,144. */
  public readonly characters: number;

  public constructor(scope: Construct, id: string, props: PermissionBoundaryProps) {
    super(scope, id);
    this.policyName = props.policyName;
    this.policyArn = PermissionBoundary.arnFor(this, props.policyName);
    const document = policyOf(boundaryStatements(this.factsFrom(props)));
    this.characters = charactersOf(document);
    refuse(this.node.path, Stack.of(this).account, props, this.characters);
    this.policy = new iam.ManagedPolicy(this, 'Policy', {
      managedPolicyName: props.policyName,
      description: 'What no role of this account may ever do, whatever it is granted.',
      document: new iam.PolicyDocument({
        minimize: false,
        statements: document.Statement.map((statement) => iam.PolicyStatement.fromJson(statement)),
      }),
    });
  }

  /**
   * Puts this boundary on every role and user under `scope`, also on those that CDK makes for itself and those made later.
   * CDK does not carry it into a `Stage` below `scope`: call it for each stage.
   */
  public applyTo(scope: IConstruct): void {
    Aspects.of(scope).add(new BoundaryOnEveryRole({ policyName: this.policyName, policy: this.policy }), { priority: BoundaryOnEveryRole.PRIORITY });
  }

  private factsFrom(props: PermissionBoundaryProps): BoundaryFacts {
    const { partition, account } = Stack.of(this);
    return {
      partition,
      account,
      policyArn: this.policyArn,
      regions: props.regions,
      globalActions: props.additionalGlobalActions ?? [],
      protectedRoles: props.protectedRoles ?? protectedRoles,
      custodianArns: props.custodianArns ?? [],
      assumableRoleArns: props.assumableRoleArns ?? [],
      foreignResources: props.foreignResources ?? [],
      snapshotSharerArns: props.snapshotSharerArns ?? [],
    };
  }
}

function refuse(path: string, account: string, props: PermissionBoundaryProps, characters: number): void {
  const problems = new Problems();
  problems.when(!/^[\w+=,.@-]{1,128}$/.test(props.policyName), {
    at: 'policyName', must: 'must be 1 to 128 letters, digits or +=,.@-_', got: props.policyName, fix: 'for example "environment-boundary"',
  });
  problems.when(props.regions.length === 0, { at: 'regions', must: 'must name at least one region', fix: 'for example ["eu-west-1"]' });
  for (const list of ['custodianArns', 'snapshotSharerArns'] as const) {
    for (const [i, arn] of (props[list] ?? []).entries()) {
      problems.when(!Token.isUnresolved(arn) && !Token.isUnresolved(account) && !arn.includes(`:iam::${account}:role/`), {
        at: `${list}[${i}]`, must: 'must be a role of this account', got: arn, fix: `use arn:aws:iam::${account}:role/NAME`,
      });
    }
  }
  for (const [i, arn] of (props.assumableRoleArns ?? []).entries()) {
    problems.when(!Token.isUnresolved(arn) && !/^arn:[\w-]+:iam::\d{12}:role\/[^*]+$/.test(arn), {
      at: `assumableRoleArns[${i}]`, must: 'must be the whole ARN of one role', got: arn, fix: 'name account and role, for example arn:aws:iam::444444444444:role/write-audit',
    });
  }
  for (const [i, foreign] of (props.foreignResources ?? []).entries()) {
    if (!Token.isUnresolved(foreign.account)) problems.addAll(accountIdProblems(foreign.account, `foreignResources[${i}].account`));
    for (const [j, arn] of foreign.arns.entries()) {
      problems.when(!Token.isUnresolved(arn) && !/^arn:[\w-]+:[\w-]+:[^*]*:[^*:]+/.test(arn), {
        at: `foreignResources[${i}].arns[${j}]`, must: 'must be the ARN of a named resource', got: arn, fix: 'name the resource the pathway carries',
      });
    }
  }
  problems.when(characters > managedPolicyLimit, {
    at: 'foreignResources', must: `must leave the policy within the ${managedPolicyLimit} characters of IAM`, got: characters,
    fix: 'declare fewer resources, roles or custodians',
  });
  problems.refuse(`permission boundary "${path}"`);
}
