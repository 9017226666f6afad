import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ImageRepository } from '../../constructs/delivery/image-repository';
import { DataDomain } from '../../constructs/keys/data-domain';
import { ParentZone } from '../../constructs/names/parent-zone';
import { Environment } from '../environment/environment';
import { SupportingStage } from './supporting-stage';
import { Surroundings, delegationOf, repositoryNameOf } from './surroundings';

/** The delivery account: the images, built once and pulled by every environment, and the zone above all zones. */
export class DeliveryStage extends SupportingStage {
  public constructor(scope: Construct, environments: readonly Environment[], around: Surroundings) {
    super(scope, 'delivery', around.delivery, around);
    this.addImages(environments, around);
    this.addParentZone(environments, around);
  }

  private addImages(environments: readonly Environment[], around: Surroundings): void {
    const images = new Stack(this, 'Images', { description: 'Images, built once and promoted by digest' });
    for (const name of around.imageNames) {
      new ImageRepository(images, name, {
        repositoryName: repositoryNameOf(around, name),
        key: this.keys.keyFor(DataDomain.of('images')),
        pullAccounts: environments.map(({ account }) => account),
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
