import { Stack, aws_iam as iam } from 'aws-cdk-lib';
import { DeploymentTarget } from '../../../constructs/pathways/deployment-target';
import { DeployedStage } from '../deployed-stage';
import { administratorsSynthesizer } from '../platform-stack';
import { servicesInUse } from '../services-in-use';
import { BOUNDARY_NAME } from '../surroundings';

/**
 * The environment's own roles for its deployments (ISL-12). CloudFormation may use the services that the environment consists of, and no other: a
 * new service is a change to this stack, which an administrator deploys.
 */
export class DeploymentStack extends Stack {
  public constructor(stage: DeployedStage) {
    super(stage, 'Deployment', {
      description: 'Roles that deploy the environment; only the pipeline of this environment takes them', synthesizer: administratorsSynthesizer(stage),
    });
    const execution = new iam.ManagedPolicy(this, 'ExecutionPolicy', {
      description: 'The services that the stacks of the environment consist of',
      statements: [new iam.PolicyStatement({ sid: 'ServicesInUse', actions: servicesInUse(stage).map((service) => `${service}:*`), resources: ['*'] })],
    });
    new DeploymentTarget(this, 'Deployment', {
      pathway: stage.deployment,
      permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyName(this, 'Boundary', BOUNDARY_NAME),
      executionPolicies: [execution],
    });
  }
}
