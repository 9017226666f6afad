type Json = Record<string, unknown>;

/** A kind of resource that carries a policy of its own, and how it is written. */
export interface PolicyHolder {
  readonly name: string;
  readonly type: string;
  readonly action: string;
  readonly with: (document: Json) => Json;
}

const holder = (name: string, type: string, action: string, property: string, more: Json = {}): PolicyHolder => ({ name, type, action, with: (document) => ({ ...more, [property]: document }) });
const asText = (name: string, type: string, action: string, property: string, more: Json = {}): PolicyHolder => ({ name, type, action, with: (document) => ({ ...more, [property]: { 'Fn::ToJsonString': document } }) });

/** Policies of 24 services, as objects and as JSON text. */
export const POLICY_HOLDERS: readonly PolicyHolder[] = [
  holder('bucket policy', 'AWS::S3::BucketPolicy', 's3:GetObject', 'PolicyDocument', { Bucket: { Ref: 'Documents' } }),
  holder('key policy', 'AWS::KMS::Key', 'kms:Decrypt', 'KeyPolicy'),
  holder('replica key policy', 'AWS::KMS::ReplicaKey', 'kms:CreateGrant', 'KeyPolicy', { PrimaryKeyArn: { 'Fn::GetAtt': ['Key', 'Arn'] } }),
  holder('queue policy', 'AWS::SQS::QueuePolicy', 'sqs:ReceiveMessage', 'PolicyDocument', { Queues: [{ Ref: 'Queue' }] }),
  holder('topic policy', 'AWS::SNS::TopicPolicy', 'sns:Subscribe', 'PolicyDocument', { Topics: [{ Ref: 'Topic' }] }),
  holder('secret policy', 'AWS::SecretsManager::ResourcePolicy', 'secretsmanager:GetSecretValue', 'ResourcePolicy', { SecretId: 'x' }),
  holder('repository policy', 'AWS::ECR::Repository', 'ecr:BatchGetImage', 'RepositoryPolicyText'),
  holder('registry policy', 'AWS::ECR::RegistryPolicy', 'ecr:ReplicateImage', 'PolicyText'),
  asText('log destination policy', 'AWS::Logs::Destination', 'logs:PutSubscriptionFilter', 'DestinationPolicy', { DestinationName: 'd', TargetArn: { 'Fn::GetAtt': ['Queue', 'Arn'] }, RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] } }),
  asText('log resource policy', 'AWS::Logs::ResourcePolicy', 'logs:PutLogEvents', 'PolicyDocument', { PolicyName: 'p' }),
  holder('backup vault policy', 'AWS::Backup::BackupVault', 'backup:CopyFromBackupVault', 'AccessPolicy', { BackupVaultName: 'v' }),
  holder('search domain policy', 'AWS::OpenSearchService::Domain', 'es:ESHttpGet', 'AccessPolicies'),
  holder('file system policy', 'AWS::EFS::FileSystem', 'elasticfilesystem:ClientMount', 'FileSystemPolicy'),
  holder('access point policy', 'AWS::S3::AccessPoint', 's3:GetObject', 'Policy', { Bucket: { Ref: 'Documents' } }),
  holder('stream policy', 'AWS::Kinesis::ResourcePolicy', 'kinesis:GetRecords', 'ResourcePolicy', { ResourceArn: 'x' }),
  { name: 'table policy', type: 'AWS::DynamoDB::Table', action: 'dynamodb:GetItem', with: (document) => ({ ResourcePolicy: { PolicyDocument: document } }) },
  holder('package domain policy', 'AWS::CodeArtifact::Domain', 'codeartifact:GetAuthorizationToken', 'PermissionsPolicyDocument', { DomainName: 'd' }),
  holder('service network policy', 'AWS::VpcLattice::AuthPolicy', 'vpc-lattice-svcs:Invoke', 'Policy', { ResourceIdentifier: { Ref: 'Topic' } }),
  holder('api policy', 'AWS::ApiGateway::RestApi', 'execute-api:Invoke', 'Policy', { Name: 'a' }),
  holder('event bus policy', 'AWS::Events::EventBus', 'events:PutRule', 'Policy', { Name: 'b' }),
  holder('sink policy', 'AWS::Oam::Sink', 'oam:CreateLink', 'Policy', { Name: 's' }),
  holder('table bucket policy', 'AWS::S3Tables::TableBucketPolicy', 's3tables:GetTable', 'ResourcePolicy', { TableBucketARN: 'x' }),
  asText('parameter policy', 'AWS::SSM::ResourcePolicy', 'ssm:PutOpsItem', 'Policy', { ResourceArn: 'x' }),
  asText('trace policy', 'AWS::XRay::ResourcePolicy', 'xray:PutTraceSegments', 'PolicyDocument', { PolicyName: 'p' }),
];
