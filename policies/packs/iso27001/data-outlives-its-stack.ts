import { broken, holds, type Rule } from '../rule';

const kept = new Set(['Retain', 'Snapshot', 'RetainExceptOnCreate']);

export const dataOutlivesItsStack: Rule = {
  id: 'data-outlives-its-stack',
  claim: 'What holds data is kept, or leaves a snapshot, when its stack is removed or when it is replaced.',
  reason: 'A changed logical id replaces the resource. Without a policy the data goes with the old one.',
  fix: 'Set DeletionPolicy and UpdateReplacePolicy to Retain or Snapshot (removalPolicy in CDK). An environment that is meant to be removed whole acknowledges this with that reason.',
  severity: 'error',
  serves: ['PAR-08', 'OPS-03'],
  source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html',
  resourceTypes: ['AWS::S3::Bucket', 'AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable', 'AWS::RDS::DBCluster', 'AWS::EFS::FileSystem', 'AWS::KMS::Key', 'AWS::Backup::BackupVault', 'AWS::ElastiCache::ServerlessCache', 'AWS::OpenSearchService::Domain', 'AWS::Cognito::UserPool', 'AWS::ECR::Repository'],
  check: (resource) => ([['DeletionPolicy', resource.deletionPolicy], ['UpdateReplacePolicy', resource.updateReplacePolicy]] as const)
    .filter(([, policy]) => policy === undefined || !kept.has(policy))
    .map(([path, policy]) => ({ path, found: policy === undefined ? `${path} is absent` : `${path} is ${policy}` })),
  neverUnresolvable: 'CloudFormation takes no expressions in these two attributes.',
  cases: [
    holds('kept', { It: { Type: 'AWS::S3::Bucket', DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' } }),
    holds('a snapshot', { It: { Type: 'AWS::RDS::DBCluster', DeletionPolicy: 'Snapshot', UpdateReplacePolicy: 'Snapshot' } }),
    broken('deleted', { It: { Type: 'AWS::KMS::Key', DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' } }),
    broken('lost when it is replaced', { It: { Type: 'AWS::S3::Bucket', DeletionPolicy: 'Retain' } }),
  ],
};
