import type { IVpc } from 'aws-cdk-lib/aws-ec2';

/** A network as far as the names that resolve in it are concerned. */
export interface IResolvingNetwork {
  /** The VPC. */
  readonly vpc: IVpc;
  /** Short names of the services that have an interface endpoint. */
  readonly interfaceEndpoints: string[];
}
