import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';
import { credentialActions, policyChangeActions, roleChangeActions } from '../identity/guarded-actions';
import { DeploymentPathway } from './deployment-pathway';

/** What a `DeploymentTarget` is made of. */
export interface DeploymentTargetProps {
  /** The agreement with the delivery account. */
  readonly pathway: DeploymentPathway;
  /** The boundary of each of the three roles; whatever the policies say, they can do no more. */
  readonly permissionsBoundary: iam.IManagedPolicy;
  /** What CloudFormation may do when it deploys. At least one. */
  readonly executionPolicies: iam.IManagedPolicy[];
}

/**
 * The environment's side of its deployment (ISL-12, DEL-07): a role that starts deployments, one that writes files and images,
 * and one that CloudFormation works with. The first two trust one named role of the delivery account that says the external
 * id; the third trusts CloudFormation. None can do what another does: the starter touches no resource, and can start
 * nothing but stacks of this environment with the third role. The third cannot change any of the three, their policies or their boundary, nor
 * make a user or a key, whatever its policies allow: a template cannot lift what holds the pipeline.
 *
 * It is deployed once by an administrator of the account; from then on the pipeline deploys the rest.
 *
 * @example
 * declare const stack: Stack;
 * declare const pathway: DeploymentPathway;
 * declare const permissionsBoundary: iam.IManagedPolicy;
 * declare const executionPolicy: iam.IManagedPolicy;
 * new DeploymentTarget(stack, 'Deployment', { pathway, permissionsBoundary, executionPolicies: [executionPolicy] });
 */
export class DeploymentTarget extends Construct {
  /** Starts deployments. */
  public readonly deploymentRole: iam.IRole;
  /** Writes files and images. */
  public readonly publishingRole: iam.IRole;
  /** CloudFormation works with it. */
  public readonly executionRole: iam.IRole;
  private readonly pathway: DeploymentPathway;
  private readonly boundary: iam.IManagedPolicy;

  public constructor(scope: Construct, id: string, props: DeploymentTargetProps) {
    super(scope, id);
    refuse(props, this.node.path, Stack.of(this));
    this.pathway = props.pathway;
    this.boundary = props.permissionsBoundary;
    this.executionRole = this.makeExecutionRole(props.executionPolicies);
    this.deploymentRole = this.makeRole('Deployment', this.pathway.deploymentRoleName, 'Starts deployments', this.deployment());
    new iam.ManagedPolicy(this, 'Guard', { managedPolicyName: `${this.pathway.executionRoleName}-guard`, roles: [this.executionRole], statements: this.guard(props.executionPolicies) });
    this.publishingRole = this.makeRole('Publishing', this.pathway.publishingRoleName, 'Writes files and images', this.publishing());
  }

  private makeExecutionRole(managedPolicies: iam.IManagedPolicy[]): iam.Role {
    return new iam.Role(this, 'ExecutionRole', {
      roleName: this.pathway.executionRoleName,
      description: 'CloudFormation deploys with it',
      assumedBy: new iam.ServicePrincipal('cloudformation.amazonaws.com'),
      permissionsBoundary: this.boundary,
      managedPolicies,
    });
  }

  private makeRole(id: string, roleName: string, description: string, statements: iam.PolicyStatement[]): iam.Role {
    return new iam.Role(this, `${id}Role`, {
      roleName,
      description,
      assumedBy: new iam.AccountPrincipal(this.pathway.deliveryAccount).withConditions({
        StringEquals: { 'sts:ExternalId': this.pathway.externalId },
        ArnEquals: { 'aws:PrincipalArn': this.pathway.pipelineRoleArn },
      }),
      permissionsBoundary: this.boundary,
      managedPolicies: [new iam.ManagedPolicy(this, `${id}Policy`, { managedPolicyName: roleName, statements })],
    });
  }

  /** Names and not references: the guard is one of the policies that it keeps. */
  private guard(executionPolicies: readonly iam.IManagedPolicy[]): iam.PolicyStatement[] {
    const { deploymentRoleName, publishingRoleName, executionRoleName } = this.pathway;
    const named = (resource: 'role' | 'policy', resourceName: string): string => Stack.of(this).formatArn({ service: 'iam', region: '', resource, resourceName });
    const roles = [deploymentRoleName, publishingRoleName, executionRoleName].map((name) => named('role', name));
    const policies = [deploymentRoleName, publishingRoleName, `${executionRoleName}-guard`].map((name) => named('policy', name));
    return [
      new iam.PolicyStatement({
        sid: 'KeepWhatDeploys', effect: iam.Effect.DENY, actions: [...policyChangeActions, ...roleChangeActions],
        resources: [...roles, ...policies, this.boundary.managedPolicyArn, ...executionPolicies.map(({ managedPolicyArn }) => managedPolicyArn)],
      }),
      new iam.PolicyStatement({ sid: 'NoLongTermCredentials', effect: iam.Effect.DENY, actions: [...credentialActions], resources: ['*'] }),
    ];
  }

  private deployment(): iam.PolicyStatement[] {
    const stacks = [Stack.of(this).formatArn({ service: 'cloudformation', resource: 'stack', resourceName: `${this.pathway.stackPrefix}*/*` })];
    const starts = ['cloudformation:CreateChangeSet', 'cloudformation:CreateStack', 'cloudformation:DeleteStack', 'cloudformation:UpdateStack'];
    return [
      new iam.PolicyStatement({ sid: 'Start', actions: starts, resources: stacks }),
      new iam.PolicyStatement({
        sid: 'StartWithExecutionRoleOnly', effect: iam.Effect.DENY, actions: starts, resources: ['*'],
        conditions: { ArnNotEquals: { 'cloudformation:RoleArn': this.pathway.roleArnOf(this.pathway.executionRoleName) } },
      }),
      new iam.PolicyStatement({ sid: 'Continue', actions: [...following], resources: stacks }),
      new iam.PolicyStatement({
        sid: 'PassExecutionRole', actions: ['iam:PassRole'], resources: [this.executionRole.roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } },
      }),
      new iam.PolicyStatement({ sid: 'ReadTemplates', actions: ['s3:GetObject'], resources: [`${this.fileBucketArn()}/*`] }),
      this.readBootstrapVersion(),
    ];
  }

  private publishing(): iam.PolicyStatement[] {
    const { qualifier, environmentAccount, region } = this.pathway;
    const repository = Stack.of(this).formatArn({
      service: 'ecr', resource: 'repository', resourceName: `cdk-${qualifier}-container-assets-${environmentAccount}-${region}`,
    });
    return [
      new iam.PolicyStatement({ sid: 'FindFiles', actions: ['s3:GetBucketLocation', 's3:GetEncryptionConfiguration', 's3:ListBucket'], resources: [this.fileBucketArn()] }),
      new iam.PolicyStatement({ sid: 'WriteFiles', actions: ['s3:GetObject', 's3:PutObject'], resources: [`${this.fileBucketArn()}/*`] }),
      new iam.PolicyStatement({ sid: 'WriteImages', actions: [...images], resources: [repository] }),
      new iam.PolicyStatement({ sid: 'SignInToRegistry', actions: ['ecr:GetAuthorizationToken'], resources: ['*'] }),
      this.readBootstrapVersion(),
    ];
  }

  private readBootstrapVersion(): iam.PolicyStatement {
    const version = Stack.of(this).formatArn({ service: 'ssm', resource: 'parameter', resourceName: `cdk-bootstrap/${this.pathway.qualifier}/version` });
    return new iam.PolicyStatement({ sid: 'ReadBootstrapVersion', actions: ['ssm:GetParameter', 'ssm:GetParameters'], resources: [version] });
  }

  /** The bucket that `cdk bootstrap --qualifier` made. */
  private fileBucketArn(): string {
    const { qualifier, environmentAccount, region } = this.pathway;
    return Stack.of(this).formatArn({
      service: 's3', region: '', account: '', arnFormat: ArnFormat.NO_RESOURCE_NAME, resource: `cdk-${qualifier}-assets-${environmentAccount}-${region}`,
    });
  }
}

const following = [
  'cloudformation:CancelUpdateStack', 'cloudformation:ContinueUpdateRollback', 'cloudformation:DeleteChangeSet', 'cloudformation:DescribeChangeSet',
  'cloudformation:DescribeEvents', 'cloudformation:DescribeStackEvents', 'cloudformation:DescribeStackResources', 'cloudformation:DescribeStacks',
  'cloudformation:ExecuteChangeSet', 'cloudformation:GetTemplate', 'cloudformation:RollbackStack', 'cloudformation:UpdateTerminationProtection',
] as const;

const images = [
  'ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:CompleteLayerUpload', 'ecr:DescribeImages', 'ecr:DescribeRepositories',
  'ecr:GetDownloadUrlForLayer', 'ecr:InitiateLayerUpload', 'ecr:PutImage', 'ecr:UploadLayerPart',
] as const;

function refuse({ pathway, executionPolicies }: DeploymentTargetProps, path: string, { account, region }: Stack): void {
  const problems = new Problems();
  problems.when(!Token.isUnresolved(account) && account !== pathway.environmentAccount, {
    at: 'pathway', must: `must lead to account ${account}`, got: pathway.environmentAccount, fix: 'put the target into a stack of the account that the pathway names',
  });
  problems.when(!Token.isUnresolved(region) && region !== pathway.region, {
    at: 'pathway', must: `must lead to region ${region}`, got: pathway.region, fix: 'make a pathway for each region',
  });
  problems.when(executionPolicies.length === 0, { at: 'executionPolicies', must: 'must name at least one policy', got: [], fix: 'say what the stacks consist of' });
  problems.refuse(`deployment target "${path}"`);
}
