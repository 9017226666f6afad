import { CfnResource } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** IAM names of the services whose resource types are named otherwise than they are. */
const actionsOf: Readonly<Record<string, readonly string[]>> = {
  AccessAnalyzer: ['access-analyzer'],
  ApplicationAutoScaling: ['application-autoscaling'],
  Backup: ['backup', 'backup-storage'],
  CertificateManager: ['acm'],
  Cognito: ['cognito-idp', 'cognito-identity'],
  EFS: ['elasticfilesystem'],
  ElasticLoadBalancingV2: ['elasticloadbalancing'],
  InspectorV2: ['inspector2'],
  KinesisFirehose: ['firehose'],
  MSK: ['kafka'],
  NetworkFirewall: ['network-firewall'],
  OpenSearchServerless: ['aoss'],
  OpenSearchService: ['es'],
  StepFunctions: ['states'],
  VpcLattice: ['vpc-lattice'],
};

/**
 * IAM names of the services that the resources below `scope` belong to, in order. Each resource of CloudFormation's own is made by calls to its
 * service; a custom resource is made by a function, which is one of Lambda.
 */
export function servicesInUse(scope: IConstruct): string[] {
  const services = scope.node.findAll().filter((construct) => CfnResource.isCfnResource(construct)).flatMap((resource) => {
    const [vendor, service = ''] = resource.cfnResourceType.split('::');
    return vendor === 'AWS' ? actionsOf[service] ?? [service.toLowerCase()] : ['lambda'];
  });
  return [...new Set(services)].toSorted();
}
