import { CfnResource, Stack, Stage, type IAspect } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { type IConstruct } from 'constructs';
import { boundaryArn } from './boundary-arn';

/** Which boundary goes on every role. */
export interface BoundaryOnEveryRoleProps {
  /** Name of the managed policy. Its ARN is built from the account of each role's stack, without a reference between stacks. */
  readonly policyName: string;
  /**
   * The managed policy, when this app makes it: roles are then deployed after it.
   * @default - the policy is in the account already
   */
  readonly policy?: iam.ManagedPolicy;
}

/** Types whose roles CloudFormation makes, with the property `PermissionsBoundary`. */
const boundedTypes: ReadonlySet<string> = new Set([
  'AWS::IAM::Role',
  'AWS::IAM::User',
  'AWS::Serverless::Function',
  'AWS::Serverless::StateMachine',
]);

/**
 * An aspect that puts one permission boundary on every role and user under a scope, by the type in the template: roles of
 * constructs, raw `CfnResource`s, included templates and the roles that CDK makes for its own custom resources. A boundary that
 * somebody else had put on a role is replaced.
 *
 * Add it with the priority `BoundaryOnEveryRole.PRIORITY`, after whatever makes or changes roles and before what only reads.
 *
 * Serves ISL-11. Source: AWS IAM User Guide, permissions boundaries for IAM entities.
 *
 * @example
 * Aspects.of(this).add(new BoundaryOnEveryRole({ policyName: 'environment-boundary' }), { priority: BoundaryOnEveryRole.PRIORITY });
 */
export class BoundaryOnEveryRole implements IAspect {
  /** Later than aspects without a priority (500), so that roles made by an aspect are seen too; earlier than reading ones (1000). */
  public static readonly PRIORITY = 900;

  public constructor(private readonly props: BoundaryOnEveryRoleProps) {}

  /** Called by CDK for every construct under the scope. */
  public visit(node: IConstruct): void {
    if (!CfnResource.isCfnResource(node) || !boundedTypes.has(node.cfnResourceType)) return;
    node.addPropertyOverride('PermissionsBoundary', boundaryArn(node, this.props.policyName));
    this.deployAfterPolicy(node);
  }

  private deployAfterPolicy(role: CfnResource): void {
    const policy = this.props.policy?.node.defaultChild;
    if (policy === undefined || !CfnResource.isCfnResource(policy)) return;
    if (Stage.of(policy) !== Stage.of(role) || Stack.of(policy).account !== Stack.of(role).account) return;
    role.addResourceDependency(policy);
  }
}
