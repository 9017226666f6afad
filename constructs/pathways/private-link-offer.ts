import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { accountIdProblems } from '../../lib/values/account-id';
import { Problems } from '../../lib/values/problems';

/** What a `PrivateLinkOffer` is made of. */
export interface PrivateLinkOfferProps {
  /** Network load balancers in front of the service. */
  readonly loadBalancers: ec2.IVpcEndpointServiceLoadBalancer[];
  /** The accounts that may connect. */
  readonly consumers: string[];
  /**
   * Whether somebody of this account accepts each connection.
   * @default true
   */
  readonly acceptanceRequired?: boolean;
}

/**
 * The shared services' side of a PrivateLink connection (ISL-05, ISL-13): an endpoint service that exactly the named accounts may
 * connect to. Consumers reach the service; the service cannot open a connection to them, nor they to each other.
 *
 * @example
 * declare const stack: Stack;
 * declare const loadBalancer: ec2.IVpcEndpointServiceLoadBalancer;
 * new PrivateLinkOffer(stack, 'Directory', { loadBalancers: [loadBalancer], consumers: ['222222222222'] });
 */
export class PrivateLinkOffer extends Construct {
  /** Name of the endpoint service, as consumers take it. */
  public readonly serviceName: string;

  public constructor(scope: Construct, id: string, props: PrivateLinkOfferProps) {
    super(scope, id);
    refuse(props, this.node.path);
    const { partition } = Stack.of(this);
    this.serviceName = new ec2.VpcEndpointService(this, 'Service', {
      vpcEndpointServiceLoadBalancers: props.loadBalancers,
      acceptanceRequired: props.acceptanceRequired ?? true,
      allowedPrincipals: props.consumers.map((account) => new iam.ArnPrincipal(`arn:${partition}:iam::${account}:root`)),
    }).vpcEndpointServiceName;
  }
}

function refuse({ loadBalancers, consumers }: PrivateLinkOfferProps, path: string): void {
  const problems = new Problems();
  problems.when(loadBalancers.length === 0, { at: 'loadBalancers', must: 'must name at least one load balancer', got: [] });
  problems.when(consumers.length === 0, { at: 'consumers', must: 'must name at least one account', got: [] });
  consumers.forEach((account, index) => problems.addAll(accountIdProblems(account, `consumers[${index}]`)));
  problems.refuse(`shared service "${path}"`);
}
