import type { DifferenceKind } from './report';

/** Types of CloudFormation in the words of an architect. */
const NOUNS: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::RestApi': 'API', 'AWS::ApiGatewayV2::Api': 'API', 'AWS::AppConfig::Application': 'configuration',
  'AWS::ApplicationAutoScaling::ScalableTarget': 'scaling', 'AWS::ApplicationAutoScaling::ScalingPolicy': 'scaling policy',
  'AWS::Backup::BackupPlan': 'backup plan', 'AWS::Backup::BackupVault': 'backup vault', 'AWS::CertificateManager::Certificate': 'certificate',
  'AWS::CloudFront::Distribution': 'distribution', 'AWS::CloudWatch::Alarm': 'alarm', 'AWS::CloudWatch::CompositeAlarm': 'alarm', 'AWS::CloudWatch::Dashboard': 'dashboard',
  'AWS::DynamoDB::GlobalTable': 'table', 'AWS::DynamoDB::Table': 'table', 'AWS::EC2::Instance': 'host', 'AWS::EC2::InternetGateway': 'internet gateway',
  'AWS::EC2::NatGateway': 'NAT gateway', 'AWS::EC2::NetworkAcl': 'network access list', 'AWS::EC2::NetworkAclEntry': 'network rule', 'AWS::EC2::Route': 'route',
  'AWS::EC2::RouteTable': 'route table', 'AWS::EC2::SecurityGroup': 'security group', 'AWS::EC2::SecurityGroupEgress': 'way out', 'AWS::EC2::SecurityGroupIngress': 'way in',
  'AWS::EC2::Subnet': 'subnet', 'AWS::EC2::SubnetRouteTableAssociation': 'routing of a subnet', 'AWS::EC2::VPC': 'network', 'AWS::EC2::VPCEndpoint': 'endpoint', 'AWS::EC2::VPCPeeringConnection': 'peering',
  'AWS::ECR::Repository': 'image repository', 'AWS::ECS::Cluster': 'cluster', 'AWS::ECS::Service': 'service', 'AWS::ECS::TaskDefinition': 'task',
  'AWS::EFS::FileSystem': 'file system', 'AWS::ElastiCache::ReplicationGroup': 'cache', 'AWS::ElastiCache::ServerlessCache': 'cache',
  'AWS::ElasticLoadBalancingV2::Listener': 'listener', 'AWS::ElasticLoadBalancingV2::ListenerRule': 'listener rule',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'load balancer', 'AWS::ElasticLoadBalancingV2::TargetGroup': 'target group', 'AWS::Events::EventBus': 'event bus', 'AWS::Events::Rule': 'event rule',
  'AWS::IAM::ManagedPolicy': 'policy', 'AWS::IAM::Policy': 'policy', 'AWS::IAM::Role': 'role', 'AWS::KMS::Alias': 'name of a key', 'AWS::KMS::Key': 'key', 'AWS::Kinesis::Stream': 'stream',
  'AWS::Lambda::EventSourceMapping': 'event source', 'AWS::Lambda::Function': 'function', 'AWS::Lambda::Permission': 'permission', 'AWS::Logs::LogGroup': 'log group', 'AWS::Logs::MetricFilter': 'log filter',
  'AWS::MSK::Cluster': 'stream cluster', 'AWS::NetworkFirewall::Firewall': 'network firewall', 'AWS::NetworkFirewall::RuleGroup': 'firewall rules', 'AWS::OpenSearchService::Domain': 'search domain',
  'AWS::RDS::DBCluster': 'database', 'AWS::RDS::DBInstance': 'database instance', 'AWS::RDS::DBProxy': 'database proxy', 'AWS::Route53::HostedZone': 'zone', 'AWS::Route53::RecordSet': 'DNS record',
  'AWS::S3::Bucket': 'bucket', 'AWS::S3::BucketPolicy': 'bucket policy', 'AWS::SNS::Subscription': 'subscription', 'AWS::SNS::Topic': 'topic', 'AWS::SQS::Queue': 'queue', 'AWS::SQS::QueuePolicy': 'queue policy',
  'AWS::SSM::Parameter': 'parameter', 'AWS::Scheduler::Schedule': 'schedule', 'AWS::SecretsManager::RotationSchedule': 'rotation', 'AWS::SecretsManager::Secret': 'secret',
  'AWS::StepFunctions::StateMachine': 'workflow', 'AWS::Synthetics::Canary': 'synthetic check', 'AWS::WAFv2::WebACL': 'web application firewall', 'AWS::WAFv2::WebACLAssociation': 'web application firewall',
};

/** What a component is for its readers, before what it needs beside it: the first of these in a group gives it its name. */
const PRINCIPALS = [
  'AWS::ECS::Service', 'AWS::RDS::DBCluster', 'AWS::RDS::DBInstance', 'AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable', 'AWS::ElastiCache::ServerlessCache', 'AWS::ElastiCache::ReplicationGroup',
  'AWS::SQS::Queue', 'AWS::SNS::Topic', 'AWS::S3::Bucket', 'AWS::StepFunctions::StateMachine', 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::WAFv2::WebACL', 'AWS::NetworkFirewall::Firewall',
  'AWS::EC2::VPC', 'AWS::EC2::Subnet', 'AWS::EC2::NatGateway', 'AWS::EC2::VPCEndpoint', 'AWS::EC2::Route', 'AWS::ECS::Cluster', 'AWS::Lambda::Function', 'AWS::SecretsManager::Secret', 'AWS::KMS::Key', 'AWS::CloudWatch::Alarm',
];

const TOPOLOGY = /^AWS::(EC2::(Route|Subnet|NatGateway|InternetGateway|VPC|NetworkAcl|TransitGateway)|ElasticLoadBalancing|NetworkFirewall|Route53|ServiceDiscovery|VpcLattice)/;
const OBSERVABILITY = /^AWS::(CloudWatch|Logs|Synthetics|XRay|Oam)::/;
const POLICY = /^AWS::(IAM::|EC2::SecurityGroup|Lambda::Permission|KMS::Grant)|Policy$/;
const POLICY_PATH = /PolicyDocument|KeyPolicy|ResourcePolicy|AssumeRolePolicy|ManagedPolicyArns|PermissionsBoundary|SecurityGroup(Ingress|Egress|Ids)|PublicAccess/;
const TOPOLOGY_PATH = /Subnets|SubnetIds|VpcId|VpcConfig|VPCZoneIdentifier|AvailabilityZones|PubliclyAccessible|Scheme$|MultiAZ|RouteTableIds/;
const ENGINE_PATH = /(?:^|\.)(Engine|EngineVersion|EngineMode|MajorEngineVersion|DBInstanceClass|InstanceType|CacheNodeType|NodeType|Runtime|Architectures.*|LaunchType|CpuArchitecture|OperatingSystemFamily|StorageType|BillingMode|KeySpec|StreamMode)$/;

export function nounOf(type: string | undefined): string {
  if (type === undefined) return 'stack';
  return NOUNS[type] ?? (type.split('::').at(-1) ?? type).replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

/** `Data/Billing/Queue/Resource` as `Billing/Queue`: as its author named it. */
export function nameOf(construct: string | undefined, stack: string): string {
  if (construct === undefined) return stack;
  const steps = construct.split('/').filter((step, i, all) => !(i > 0 && i === all.length - 1 && (step === 'Resource' || step === 'Default')));
  const inside = steps.join('/').startsWith(`${stack}/`) ? steps.slice(stack.split('/').length) : steps;
  return inside.join('/') || stack;
}

/** The resource by which a group of them is known. */
export function principalOf<T extends { readonly type?: string }>(group: readonly T[]): T | undefined {
  const rank = ({ type }: T): number => (type !== undefined && PRINCIPALS.includes(type) ? PRINCIPALS.indexOf(type) : PRINCIPALS.length);
  return group.toSorted((a, b) => rank(a) - rank(b))[0];
}

export function kindOfPresence(type: string | undefined, missing: boolean): DifferenceKind {
  if (type !== undefined && /^AWS::EC2::(Route|SubnetRouteTableAssociation)$/.test(type)) return 'topology';
  if (type !== undefined && OBSERVABILITY.test(type)) return 'observability';
  if (type !== undefined && POLICY.test(type)) return 'policy';
  return missing ? 'missing-component' : 'additional-component';
}

export function kindOfValue(type: string | undefined, path: string): DifferenceKind {
  if (ENGINE_PATH.test(path) || path === 'Type') return 'other-engine';
  if (POLICY_PATH.test(path) || (type !== undefined && POLICY.test(type))) return 'policy';
  if (TOPOLOGY_PATH.test(path) || (type !== undefined && TOPOLOGY.test(type))) return 'topology';
  return type !== undefined && OBSERVABILITY.test(type) ? 'observability' : 'value';
}

/** `staging has no queue Billing`; `staging has one route less from the isolated tier`. */
export function presenceWords(who: string, { type, name, missing }: { readonly type: string | undefined; readonly name: string; readonly missing: boolean }): string {
  const tier = /(?:^|\/)([A-Za-z]+?)Subnet(?:\d+|s)?(?:\/|$)/.exec(name)?.[1] ?? /(?:^|\/)(public|private|isolated|data|firewall|endpoints?)[-/A-Z\d]/i.exec(name)?.[1];
  if (type === 'AWS::EC2::Route') return `${who} has one route ${missing ? 'less' : 'more'}${tier === undefined ? '' : ` from the ${tier.toLowerCase()} tier`}: ${name}`;
  return missing ? `${who} has no ${nounOf(type)} ${name}` : `${who} alone has ${article(nounOf(type))} ${name}`;
}

const PARTS: ReadonlyArray<readonly [RegExp, string]> = [
  [/EngineVersion$/, 'another engine version'], [/Engine(Mode)?$/, 'another engine'], [/(DBInstanceClass|InstanceType|CacheNodeType|NodeType)$/, 'another instance class'],
  [/Runtime$/, 'another runtime'], [/CpuArchitecture|Architectures/, 'another processor'], [/PermissionsBoundary/, 'another permission boundary'], [/StorageEncrypted|KmsKeyId|KmsMasterKeyId|SSESpecification|BucketEncryption|EncryptionConfiguration/, 'another encryption'],
  [/PolicyDocument|KeyPolicy|ResourcePolicy/, 'another policy'], [/DeletionPolicy|UpdateReplacePolicy|DeletionProtection|terminationProtection/i, 'another protection from deletion'],
  [/Threshold|EvaluationPeriods|TreatMissingData|ComparisonOperator/, 'another threshold'], [/AlarmActions|OKActions|InsufficientDataActions/, 'other people to tell'],
  [/RetentionInDays|RetentionPeriod|Retention/, 'another retention'], [/Subnets|SubnetIds/, 'other subnets'], [/AvailabilityZones|MultiAZ/, 'other availability zones'],
  [/SecurityGroup(Ids|s)|SecurityGroupIngress|SecurityGroupEgress/, 'other ways in or out'], [/Environment|Secrets/, 'other settings'], [/Image$|ImageUri|Code/, 'another artifact'],
  [/(DesiredCount|MinCapacity|MaxCapacity|Cpu|Memory|MemorySize)$/, 'another size'], [/Tags/, 'other tags'], [/DependsOn/, 'another order of deployment'],
];

/** `database Ledger has another engine in staging`. */
export function valueWords(who: string, { type, name, path }: { readonly type: string | undefined; readonly name: string; readonly path: string }): string {
  const what = PARTS.find(([expression]) => expression.test(path))?.[1] ?? `another value of ${lastStep(path)}`;
  return `${nounOf(type)} ${name} has ${what} in ${who}`;
}

function lastStep(path: string): string {
  return path.replace(/^Properties\./, '') || 'its type';
}

function article(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}
