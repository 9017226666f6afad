import { DefaultStackSynthesizer } from 'aws-cdk-lib';
import { accountIdProblems } from '../../lib/values/account-id';
import { Problems } from '../../lib/values/problems';

/** What the pipeline's account and an environment agree on. */
export interface DeploymentPathwayProps {
  /** Account of the pipeline. */
  readonly deliveryAccount: string;
  /** Name of the one role of that account that deploys this environment. */
  readonly pipelineRoleName: string;
  /** Account of the environment. */
  readonly environmentAccount: string;
  /** Region that is deployed to. */
  readonly region: string;
  /** Qualifier with which this environment alone was bootstrapped: 1 to 10 lower-case letters and digits, not CDK's own. */
  readonly qualifier: string;
  /** Beginning of the names of the stacks that may be deployed, for example `staging-`. */
  readonly stackPrefix: string;
  /** What the pipeline must say when it takes the roles (`sts:ExternalId`); 8 to 128 characters. No secret: it prevents mix-ups. */
  readonly externalId: string;
  /**
   * AWS partition of both accounts.
   * @default aws
   */
  readonly partition?: string;
}

/**
 * The agreement by which one role of the delivery account deploys one environment (ISL-12, ISL-13, DEL-07). `DeploymentTarget` in
 * the environment, `DeploymentAccess` in the delivery account and the stacks' synthesizer are all given it.
 *
 * It stands in for the trust of `cdk bootstrap --trust`, which admits a whole account, with roles of the same names everywhere
 * and administrator rights behind them. Bootstrap each account with its own `--qualifier`, without `--trust`.
 *
 * @example
 * const pathway = new DeploymentPathway({
 *   deliveryAccount: '999999999999', pipelineRoleName: 'deliver-staging', environmentAccount: '222222222222',
 *   region: 'eu-west-1', qualifier: 'staging', stackPrefix: 'staging-', externalId: 'projects-staging',
 * });
 * const synthesizer = pathway.makeSynthesizer();
 */
export class DeploymentPathway {
  /** Account of the pipeline. */
  public readonly deliveryAccount: string;
  /** Account of the environment. */
  public readonly environmentAccount: string;
  /** Region that is deployed to. */
  public readonly region: string;
  /** Qualifier of the environment. */
  public readonly qualifier: string;
  /** Beginning of the names of the stacks. */
  public readonly stackPrefix: string;
  /** What the pipeline must say when it takes the roles. */
  public readonly externalId: string;
  /** AWS partition of both accounts. */
  public readonly partition: string;
  /** Name of the pipeline's role. */
  public readonly pipelineRoleName: string;
  /** ARN of the pipeline's role. */
  public readonly pipelineRoleArn: string;
  /** Name of the role that starts deployments. */
  public readonly deploymentRoleName: string;
  /** Name of the role that writes files and images. */
  public readonly publishingRoleName: string;
  /** Name of the role that CloudFormation works with. */
  public readonly executionRoleName: string;

  public constructor(props: DeploymentPathwayProps) {
    refuse(props);
    this.deliveryAccount = props.deliveryAccount;
    this.environmentAccount = props.environmentAccount;
    this.region = props.region;
    this.qualifier = props.qualifier;
    this.stackPrefix = props.stackPrefix;
    this.externalId = props.externalId;
    this.partition = props.partition ?? 'aws';
    this.pipelineRoleName = props.pipelineRoleName;
    this.pipelineRoleArn = `arn:${this.partition}:iam::${props.deliveryAccount}:role/${props.pipelineRoleName}`;
    this.deploymentRoleName = `${props.qualifier}-deployment-${props.region}`;
    this.publishingRoleName = `${props.qualifier}-deployment-publishing-${props.region}`;
    this.executionRoleName = `${props.qualifier}-deployment-execution-${props.region}`;
  }

  /** ARN of a role of the environment, by its name. */
  public roleArnOf(roleName: string): string {
    return `arn:${this.partition}:iam::${this.environmentAccount}:role/${roleName}`;
  }

  /** A synthesizer for the environment's stacks: they are deployed with the roles of this pathway and no others. Make one for each stack. */
  public makeSynthesizer(): DefaultStackSynthesizer {
    return new DefaultStackSynthesizer({
      qualifier: this.qualifier,
      deployRoleArn: this.roleArnOf(this.deploymentRoleName),
      deployRoleExternalId: this.externalId,
      cloudFormationExecutionRole: this.roleArnOf(this.executionRoleName),
      fileAssetPublishingRoleArn: this.roleArnOf(this.publishingRoleName),
      fileAssetPublishingExternalId: this.externalId,
      imageAssetPublishingRoleArn: this.roleArnOf(this.publishingRoleName),
      imageAssetPublishingExternalId: this.externalId,
      useLookupRoleForStackOperations: false,
    });
  }
}

function refuse(props: DeploymentPathwayProps): void {
  const problems = new Problems();
  problems.addAll(accountIdProblems(props.deliveryAccount, 'deliveryAccount'));
  problems.addAll(accountIdProblems(props.environmentAccount, 'environmentAccount'));
  problems.when(props.deliveryAccount === props.environmentAccount, {
    at: 'deliveryAccount', must: 'must not be the account of the environment', got: props.deliveryAccount, fix: 'keep the pipeline in an account of its own',
  });
  problems.when(!/^[\w+=,.@-]{1,64}$/.test(props.pipelineRoleName), {
    at: 'pipelineRoleName', must: 'must be the name of one role, without path or wildcard', got: props.pipelineRoleName, fix: 'for example "deliver-staging"',
  });
  problems.when(!/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(props.region), { at: 'region', must: 'must be a region', got: props.region, fix: 'for example "eu-west-1"' });
  problems.when(!/^[a-z0-9]{1,10}$/.test(props.qualifier) || props.qualifier === DefaultStackSynthesizer.DEFAULT_QUALIFIER, {
    at: 'qualifier', must: 'must be 1 to 10 lower-case letters and digits, and the environment\'s own', got: props.qualifier, fix: 'for example "staging"',
  });
  problems.when(!/^[A-Za-z][A-Za-z0-9-]{2,}$/.test(props.stackPrefix), {
    at: 'stackPrefix', must: 'must be at least 3 letters, digits and hyphens and begin with a letter', got: props.stackPrefix, fix: 'for example "staging-"',
  });
  problems.when(!/^[\w+=,.@:/-]{8,128}$/.test(props.externalId), {
    at: 'externalId', must: 'must be 8 to 128 letters, digits and +=,.@:/-', got: props.externalId, fix: 'for example "projects-staging"',
  });
  problems.refuse(`deployment pathway to ${props.environmentAccount}`);
}
