import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ImagePuller, ImageRepository } from '../../constructs/delivery/image-repository';
import { DataDomain } from '../../constructs/keys/data-domain';
import { ParentZone } from '../../constructs/names/parent-zone';
import { ImageScanning } from '../../constructs/protection/image-scanning';
import { Environment } from '../environment/environment';
import { deploymentOf } from './deployment-of';
import { PipelinesStack } from './stacks/pipelines-stack';
import { SupportingStage } from './supporting-stage';
import { Surroundings, delegationOf, repositoryNameOf } from './surroundings';

/** A role of an environment that pulls from a repository. */
export interface RepositoryPuller {
  readonly repository: string;
  readonly account: string;
  readonly roleName: string;
}

/** The delivery account: the images, built once and pulled by every environment, and the zone above all zones. */
export class DeliveryStage extends SupportingStage {
  public constructor(scope: Construct, environments: readonly Environment[], pullers: readonly RepositoryPuller[], around: Surroundings) {
    const deployments = environments.map((environment) => ({ environment: environment.name, pathway: deploymentOf(environment, around) }));
    super(scope, 'delivery', around.delivery, around, {
      assumableRoleArns: deployments.flatMap(({ pathway }) => [pathway.deploymentRoleName, pathway.publishingRoleName].map((name) => pathway.roleArnOf(name))),
    });
    new PipelinesStack(this, deployments, around.pipeline);
    this.addImages(pullers, around);
    this.addParentZone(environments, around);
  }

  private addImages(pullers: readonly RepositoryPuller[], around: Surroundings): void {
    const images = new Stack(this, 'Images', { description: 'Images, built once and promoted by digest' });
    new ImageScanning(images, 'Scanning', { alerts: this.alerts });
    const masking = around.refresh === undefined ? [] : ['masking'];
    for (const name of [...around.imageNames, ...masking]) {
      const repositoryName = repositoryNameOf(around, name);
      new ImageRepository(images, name, {
        repositoryName,
        key: this.keys.keyFor(DataDomain.of('images')),
        pullers: pullersOf(pullers.filter(({ repository }) => repository === repositoryName)),
      });
    }
  }

  private addParentZone(environments: readonly Environment[], around: Surroundings): void {
    const names = new Stack(this, 'Names', { description: 'The zone above the zones of all environments' });
    new ParentZone(names, 'ParentZone', {
      zoneName: around.parentZoneName, delegations: environments.map((environment) => delegationOf(environment, around)),
    });
  }
}

function pullersOf(roles: readonly RepositoryPuller[]): ImagePuller[] {
  const accounts = [...new Set(roles.map(({ account }) => account))];
  return accounts.map((account) => ({ account, roleNames: roles.filter((role) => role.account === account).map(({ roleName }) => roleName) }));
}
