import { finding, missing } from './expect';
import type { Resource } from './model/value';
import type { Finding } from './rule';

/** What a team is billed for, and what an owner is asked about. */
export const taggedTypes: readonly string[] = [
  'AWS::AutoScaling::AutoScalingGroup', 'AWS::DynamoDB::Table', 'AWS::EC2::Instance', 'AWS::EC2::NatGateway', 'AWS::EC2::VPC', 'AWS::ECR::Repository',
  'AWS::ECS::Cluster', 'AWS::ECS::Service', 'AWS::ElastiCache::ReplicationGroup', 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::KMS::Key',
  'AWS::Kinesis::Stream', 'AWS::Lambda::Function', 'AWS::Logs::LogGroup', 'AWS::NetworkFirewall::Firewall', 'AWS::OpenSearchService::Domain',
  'AWS::RDS::DBCluster', 'AWS::RDS::DBInstance', 'AWS::S3::Bucket', 'AWS::SecretsManager::Secret', 'AWS::SNS::Topic', 'AWS::SQS::Queue', 'AWS::StepFunctions::StateMachine',
];

/** The resource has a tag whose name has the form, with a value. */
export function tagFindings(resource: Resource, name: RegExp, what: string): Finding[] {
  const tags = resource.at('Tags').flatMap((list) => list.elements());
  const values = tags.filter((tag) => tag.at('Key').some(({ text }) => name.test(text ?? ''))).flatMap((tag) => tag.at('Value'));
  if (values.some(({ kind, literal }) => kind === 'reference' || kind === 'text' || kind === 'literal' && literal !== '')) return [];
  const doubt = values.find(({ kind }) => kind === 'unknown') ?? tags.find((tag) => tag.kind === 'unknown' || tag.at('Key').some(({ kind }) => kind === 'unknown'));
  return doubt === undefined ? [missing('Tags', `no tag names the ${what}`)] : finding(doubt, 'undecided');
}
