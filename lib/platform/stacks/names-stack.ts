import { Stage, aws_ec2 as ec2 } from 'aws-cdk-lib';
import { DnsDelegation } from '../../../constructs/names/dns-delegation';
import { EnvironmentZone } from '../../../constructs/names/environment-zone';
import { Environment } from '../../environment/environment';
import { PlatformStack } from '../platform-stack';

/** The names of an environment: its zones, its certificate and its place under the parent zone. */
export class NamesStack extends PlatformStack {
  public readonly names: EnvironmentZone;

  public constructor(stage: Stage, environment: Environment, vpc: ec2.IVpc, delegation: DnsDelegation) {
    super(stage, 'Names', { description: 'Zones and certificates of the environment' });
    this.names = new EnvironmentZone(this, 'Names', { zoneName: environment.zoneName, vpc, delegation });
  }
}
