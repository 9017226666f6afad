import { Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';
import { DeploymentPathway } from './deployment-pathway';

/** What a `DeploymentAccess` is made of. */
export interface DeploymentAccessProps {
  /** The role of the pipeline. It should bear the name that the pathways agree on: those trust no other. */
  readonly pipelineRole: iam.IRole;
  /** Where it deploys to. All must name the same pipeline role. */
  readonly pathways: DeploymentPathway[];
}

/**
 * The delivery account's side of a deployment (ISL-12): lets one role take the deployment and publishing roles of the
 * environments it serves. Give each environment a pipeline role of its own, so that the one for staging cannot deploy to
 * production.
 *
 * @example
 * declare const stack: Stack;
 * declare const pipelineRole: iam.IRole;
 * declare const pathway: DeploymentPathway;
 * new DeploymentAccess(stack, 'DeployStaging', { pipelineRole, pathways: [pathway] });
 */
export class DeploymentAccess extends Construct {
  public constructor(scope: Construct, id: string, props: DeploymentAccessProps) {
    super(scope, id);
    refuse(props, this.node.path, Stack.of(this).account);
    new iam.ManagedPolicy(this, 'Policy', {
      description: 'Takes the deployment roles of the environments it serves',
      roles: [props.pipelineRole],
      statements: props.pathways.map((pathway) => new iam.PolicyStatement({
        actions: ['sts:AssumeRole'],
        resources: [pathway.roleArnOf(pathway.deploymentRoleName), pathway.roleArnOf(pathway.publishingRoleName)],
        conditions: { StringEquals: { 'sts:ExternalId': pathway.externalId } },
      })),
    });
  }
}

function refuse({ pathways }: DeploymentAccessProps, path: string, account: string): void {
  const problems = new Problems();
  problems.when(pathways.length === 0, { at: 'pathways', must: 'must name at least one pathway', got: [] });
  pathways.forEach((pathway, index) => {
    const at = `pathways[${index}]`;
    problems.when(!Token.isUnresolved(account) && pathway.deliveryAccount !== account, {
      at, must: `must begin in account ${account}`, got: pathway.deliveryAccount, fix: 'put the access into a stack of the account that the pathway names',
    });
    problems.when(pathway.pipelineRoleArn !== pathways[0]?.pipelineRoleArn, {
      at, must: `must name the role ${pathways[0]?.pipelineRoleArn}`, got: pathway.pipelineRoleArn, fix: 'make a DeploymentAccess for each pipeline role',
    });
  });
  problems.refuse(`deployment access "${path}"`);
}
