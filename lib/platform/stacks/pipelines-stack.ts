import { Duration, Stack, Stage, aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { DeploymentAccess } from '../../../constructs/pathways/deployment-access';
import { DeploymentPathway } from '../../../constructs/pathways/deployment-pathway';
import { PipelineSignIn } from '../pipeline-sign-in';

/** The deployment of one environment, seen from the delivery account. */
export interface EnvironmentDeployment {
  readonly environment: string;
  readonly pathway: DeploymentPathway;
}

/**
 * The role of each environment's pipeline: what deploys staging cannot deploy production (ISL-12, DEL-07). A pipeline outside AWS signs in by OpenID
 * Connect with the one subject of its environment; without such a declaration the CodeBuild project of the role's name, in this account, takes it.
 */
export class PipelinesStack extends Stack {
  public constructor(stage: Stage, deployments: readonly EnvironmentDeployment[], private readonly signIn?: PipelineSignIn) {
    super(stage, 'Pipelines', { description: 'Roles of the pipelines, one for each environment' });
    const provider = this.addProvider();
    for (const { environment, pathway } of deployments) {
      const scope = new Construct(this, environment);
      const pipelineRole = new iam.Role(scope, 'Role', {
        roleName: pathway.pipelineRoleName,
        description: `Deploys ${environment} and nothing else`,
        assumedBy: provider === undefined ? this.project(pathway) : this.tokenOf(environment, provider),
        maxSessionDuration: Duration.hours(1),
      });
      new DeploymentAccess(scope, 'Access', { pipelineRole, pathways: [pathway] });
    }
  }

  private get audience(): string {
    return this.signIn?.audience ?? 'sts.amazonaws.com';
  }

  private addProvider(): iam.IOIDCProviderRef | undefined {
    if (this.signIn === undefined) return undefined;
    return new iam.CfnOIDCProvider(this, 'Provider', { url: `https://${this.signIn.issuer}`, clientIdList: [this.audience] });
  }

  private tokenOf(environment: string, { oidcProviderRef }: iam.IOIDCProviderRef): iam.IPrincipal {
    const { issuer = '', subjects = {} } = this.signIn ?? {};
    return new iam.WebIdentityPrincipal(oidcProviderRef.oidcProviderArn, {
      StringEquals: { [`${issuer}:aud`]: this.audience, [`${issuer}:sub`]: subjects[environment] },
    });
  }

  private project({ pipelineRoleName }: DeploymentPathway): iam.IPrincipal {
    return new iam.ServicePrincipal('codebuild.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': this.account },
        ArnEquals: { 'aws:SourceArn': this.formatArn({ service: 'codebuild', resource: 'project', resourceName: pipelineRoleName }) },
      },
    });
  }
}
