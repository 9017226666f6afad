import { TemplateResource } from '../../../policies/assembly/load-assembly';

/** What becomes of a resource when its stack is removed, where that is not simply that it is gone. */
export interface Fate {
  /** `stands in the way`: removal fails; `kept`: it stays; `ends later`: it is gone after a while; `left behind`: made beside the template. */
  readonly fate: 'stands in the way' | 'kept' | 'ends later' | 'left behind';
  readonly why: string;
  /** What to do about it. */
  readonly fix: string;
}

/** What a rule looks at: one resource, and the others of its stack. */
export interface Subject {
  readonly logicalId: string;
  readonly resource: TemplateResource;
  readonly siblings: Readonly<Record<string, TemplateResource>>;
}

type Properties = Readonly<Record<string, unknown>>;

/** One reason why a resource does not simply go. */
interface FateRule {
  readonly types: readonly string[];
  readonly when: (properties: Properties, subject: Subject) => boolean;
  readonly is: Fate;
}

const unprotect = 'deploy the environment with retainsData: false first';

const protectedFromDeletion = (types: readonly string[], when: (properties: Properties) => boolean): FateRule => ({
  types, when, is: { fate: 'stands in the way', why: 'is protected from deletion', fix: unprotect },
});

/** What holds of resources that their stack would delete. */
const deleted: readonly FateRule[] = [
  protectedFromDeletion(
    ['AWS::RDS::DBCluster', 'AWS::RDS::DBInstance', 'AWS::RDS::GlobalCluster', 'AWS::Neptune::DBCluster', 'AWS::DocDB::DBCluster'], ({ DeletionProtection }) => DeletionProtection === true),
  protectedFromDeletion(['AWS::DynamoDB::Table', 'AWS::Logs::LogGroup'], ({ DeletionProtectionEnabled }) => DeletionProtectionEnabled === true),
  protectedFromDeletion(['AWS::DynamoDB::GlobalTable'], ({ Replicas }) => listOf(Replicas).some(({ DeletionProtectionEnabled }) => DeletionProtectionEnabled === true)),
  protectedFromDeletion(['AWS::ElasticLoadBalancingV2::LoadBalancer'], ({ LoadBalancerAttributes }) =>
    listOf(LoadBalancerAttributes).some(({ Key, Value }) => Key === 'deletion_protection.enabled' && String(Value) === 'true')),
  protectedFromDeletion(['AWS::NetworkFirewall::Firewall'], ({ DeleteProtection }) => DeleteProtection === true),
  protectedFromDeletion(['AWS::Route53Resolver::FirewallRuleGroupAssociation'], ({ MutationProtection }) => MutationProtection === 'ENABLED'),
  protectedFromDeletion(['AWS::Cognito::UserPool'], ({ DeletionProtection }) => DeletionProtection === 'ACTIVE'),
  protectedFromDeletion(['AWS::EC2::Instance'], ({ DisableApiTermination }) => DisableApiTermination === true),
  {
    types: ['AWS::S3::Bucket'], when: (_, subject) => !isEmptiedByItself(subject),
    is: { fate: 'stands in the way', why: 'is deleted only when it is empty', fix: 'empty it, with all versions, right before' },
  },
  {
    types: ['AWS::ECR::Repository'], when: ({ EmptyOnDelete }) => EmptyOnDelete !== true,
    is: { fate: 'stands in the way', why: 'is deleted only when it is empty', fix: 'delete its images right before' },
  },
  {
    types: ['AWS::Backup::BackupVault'], when: () => true,
    is: { fate: 'stands in the way', why: 'is deleted only when it is empty, and a lock keeps recovery points', fix: 'wait until the last recovery point has ended' },
  },
  {
    types: ['AWS::KMS::Key'], when: () => true,
    is: { fate: 'ends later', why: 'is scheduled for deletion; what it encrypts, kept things too, cannot be read afterwards', fix: 'cancel the deletion if anything kept needs it' },
  },
  {
    types: ['AWS::SecretsManager::Secret'], when: ({ Name }) => typeof Name === 'string',
    is: { fate: 'ends later', why: 'its name may stay taken until the recovery window has passed', fix: 'restore it before a rebuild, or delete it without recovery' },
  },
];

/** What services make beside the template and nobody deletes. */
const beside: readonly FateRule[] = [
  {
    types: ['AWS::Lambda::Function'], when: ({ LoggingConfig }) => (LoggingConfig as { LogGroup?: unknown } | undefined)?.LogGroup === undefined,
    is: { fate: 'left behind', why: 'Lambda makes its log group at the first run', fix: 'delete the log group /aws/lambda/<name of the function>' },
  },
  {
    types: ['AWS::CodeBuild::Project'], when: ({ LogsConfig }) => (LogsConfig as { CloudWatchLogs?: { GroupName?: unknown } } | undefined)?.CloudWatchLogs?.GroupName === undefined,
    is: { fate: 'left behind', why: 'CodeBuild makes its log group at the first run', fix: 'delete the log group /aws/codebuild/<name of the project>' },
  },
  {
    types: ['AWS::RDS::DBInstance'], when: ({ MonitoringInterval }) => typeof MonitoringInterval === 'number' && MonitoringInterval > 0,
    is: { fate: 'left behind', why: 'RDS makes the log group of enhanced monitoring', fix: 'delete the log group RDSOSMetrics when no other database of the account uses it' },
  },
];

/** Types that, kept, hold on to the subnets and security groups they lie in. */
const inNetwork = new Set(['AWS::RDS::DBCluster', 'AWS::RDS::DBInstance', 'AWS::ElastiCache::ReplicationGroup', 'AWS::ElastiCache::ServerlessCache', 'AWS::OpenSearchService::Domain', 'AWS::EFS::MountTarget']);

/** What becomes of a resource, in the order in which it matters. Nothing where it is simply gone. */
export function fatesOf(subject: Subject): Fate[] {
  const { Type: type, DeletionPolicy: policy, Properties: properties = {} } = subject.resource;
  const rules = (list: readonly FateRule[]): Fate[] => list.filter(({ types, when }) => types.includes(type) && when(properties, subject)).map(({ is }) => is);
  const fates = policy === 'Retain' || policy === 'RetainExceptOnCreate' ? kept(type) : [...rules(deleted), ...snapshot(policy)];
  return [...fates, ...rules(beside)];
}

function kept(type: string): Fate[] {
  const stays: Fate = { fate: 'kept', why: 'its template retains it', fix: 'delete it by hand when it is no longer needed' };
  const holds: Fate = { fate: 'stands in the way', why: 'stays, and with it the subnets and security groups it lies in', fix: `take a snapshot and delete it first, or ${unprotect}` };
  return inNetwork.has(type) ? [holds, stays] : [stays];
}

function snapshot(policy: string | undefined): Fate[] {
  return policy === 'Snapshot' ? [{ fate: 'kept', why: 'a last snapshot of it stays', fix: 'delete the snapshot when it is no longer needed' }] : [];
}

/** CDK empties a bucket by a resource beside it that names the bucket. */
function isEmptiedByItself({ logicalId, siblings }: Subject): boolean {
  return Object.values(siblings).some(({ Type, Properties }) => Type === 'Custom::S3AutoDeleteObjects' && JSON.stringify(Properties?.['BucketName']) === JSON.stringify({ Ref: logicalId }));
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter((item): item is Record<string, unknown> => typeof item === 'object' && item !== null) : [];
}
