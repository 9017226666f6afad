import { Stack, Stage } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Environment } from '../environment/environment';
import { EnvironmentWorkloadScope } from './environment-workload-scope';
import { BoundaryStack } from './stacks/boundary-stack';
import { ComputeStack } from './stacks/compute-stack';
import { FoundationStack } from './stacks/foundation-stack';
import { IdentityStack } from './stacks/identity-stack';
import { IngressStack } from './stacks/ingress-stack';
import { NamesStack } from './stacks/names-stack';
import { NetworkStack } from './stacks/network-stack';
import { SessionsStack } from './stacks/sessions-stack';
import { TrailStack } from './stacks/trail-stack';
import { Surroundings, delegationOf } from './surroundings';
import { Workload } from './workload';

/**
 * One environment as a CDK stage: the same stacks for every kind, in the order in which they are deployed. Stacks are
 * cut by what changes together and by who owns it, and refer to each other inside this account only.
 */
export class EnvironmentStage extends Stage {
  public constructor(scope: Construct, environment: Environment, workload: Workload, around: Surroundings) {
    super(scope, environment.name, { env: { account: environment.account, region: environment.region } });
    const delegation = delegationOf(environment, around);

    new BoundaryStack(this, boundaryOf(around, [delegation.delegationRoleArn]));
    const foundation = new FoundationStack(this, environment, around);
    new TrailStack(this, environment, foundation, around);
    new IdentityStack(this, environment, foundation);
    new SessionsStack(this, environment, foundation);
    const { network } = new NetworkStack(this, environment, foundation, around);
    const { names } = new NamesStack(this, environment, network.vpc, delegation);
    const { ingress } = new IngressStack(this, environment, network.vpc, names, foundation);
    const { cluster } = new ComputeStack(this, environment, network.vpc, around);

    workload.build(new EnvironmentWorkloadScope({
      stage: this,
      environment,
      prefix: around.prefix,
      network: network.vpc,
      keys: foundation.keys,
      alerts: foundation.alerts,
      accessLogBucket: foundation.accessLogBucket,
      cluster,
      ingress,
      data: new Stack(this, 'Data', { description: 'Everything that keeps data' }),
      integrations: new Stack(this, 'Integrations', { description: 'Credentials of external systems' }),
    }));
    labelEverything(this, environment, around);
  }
}
