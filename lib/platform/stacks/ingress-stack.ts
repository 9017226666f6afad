import { Stage, aws_route53 as route53, aws_route53_targets as targets } from 'aws-cdk-lib';
import { Ingress } from '../../../constructs/ingress/ingress';
import { DataDomain } from '../../../constructs/keys/data-domain';
import { EnvironmentZone } from '../../../constructs/names/environment-zone';
import { Network } from '../../../constructs/network/network';
import { Environment } from '../../environment/environment';
import { logRetentionOf } from '../log-retention';
import { PlatformStack } from '../platform-stack';
import { FoundationStack } from './foundation-stack';

/** The way in: a load balancer behind a web application firewall, under the name of the environment. */
export class IngressStack extends PlatformStack {
  public readonly ingress: Ingress;

  public constructor(stage: Stage, environment: Environment, network: Network, names: EnvironmentZone, foundation: FoundationStack) {
    super(stage, 'Ingress', { description: 'Load balancer and web application firewall of the environment' });
    this.ingress = new Ingress(this, 'Ingress', {
      vpc: network.vpc,
      policy: environment.ingress,
      ownAddresses: network.natAddresses,
      certificates: [names.certificate],
      accessLogBucket: foundation.accessLogs.bucket,
      logEncryptionKey: foundation.keys.keyFor(DataDomain.LOGS),
      logRetention: logRetentionOf(environment),
      allowWorld: environment.ingress.isWorld, // an environment that must not be open to the world cannot be declared so
      deletionProtection: environment.retainsData,
    });
    new route53.ARecord(this, 'Address', {
      zone: names.publicZone, target: route53.RecordTarget.fromAlias(new targets.LoadBalancerTarget(this.ingress.loadBalancer)),
    });
  }
}
