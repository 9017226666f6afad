import { DataRefresh } from '../../constructs/data-refresh/data-refresh';
import { MaskedDataLoad } from '../../constructs/data-refresh/masked-data-load';
import { RefreshDesk } from '../../constructs/data-refresh/refresh-desk';
import { SnapshotShare } from '../../constructs/data-refresh/snapshot-share';
import { ContainerService } from '../../constructs/workload/container-service';
import { DocumentStore } from '../../constructs/workload/document-store';
import { KeyValueTable } from '../../constructs/workload/key-value-table';
import { RelationalDatabase } from '../../constructs/workload/relational-database';
import { ScheduledJob } from '../../constructs/workload/scheduled-job';
import { SearchDomain } from '../../constructs/workload/search-domain';
import { ServerlessFunction } from '../../constructs/workload/serverless-function';

/** Findings of general rule packs that this library accepts on parts of its own, and why. */
interface AcceptedFinding {
  /** Qualified rule ids, `Pack::Rule`; a bare id would vanish from the report. */
  readonly rules: readonly string[];
  /** Which resources, by their path below the stage, as a register writes scopes. */
  readonly scopes: readonly string[];
  /** The construct of this library that they must be a part of, where a team may name a stack of its own alike. */
  readonly of?: abstract new (...args: never[]) => object;
  /** Why it is right there, for a reviewer. */
  readonly reason: string;
}

/** The last day on which the judgement of the tables below counts. Whoever releases the library reads them again and moves it. */
export const REVIEWED_UNTIL = '2027-11-30';

/** Where the judgement is written down. */
export const REVIEWED_IN = 'docs/decisions/exceptions-stand-in-one-register.md';

/**
 * What the general packs find on the constructs of this library, and why it is right there. Each row names the constructs
 * it is about: the same finding anywhere else, for example in a workload's own stack, still fails. The platform enters them into
 * the register of exceptions.
 */
export const accepted: readonly AcceptedFinding[] = [
  {
    rules: ['Iso27001::Iso27001-identity-may-not-do-everything'],
    scopes: ['Identity/BreakGlass/Policy', 'Identity/administrator/Policy'],
    reason: 'the two roles that work behind a second factor, under a boundary and with explicit denials',
  },
  {
    rules: ['AwsSolutions::AwsSolutions-EC23'],
    scopes: ['Ingress/Ingress/SecurityGroup'],
    reason: 'the environment declares the world as its callers; they reach port 443 of the load balancer behind the web application firewall',
  },
  {
    rules: ['NIST.800.53.R5::NIST.800.53.R5-VPCDefaultSecurityGroupClosed'],
    scopes: ['Network/Network/Vpc'],
    reason: 'the template cannot show it: the rules of the default group are removed when the network is made',
  },
  {
    rules: ['NIST.800.53.R5::NIST.800.53.R5-IAMPolicyNoStatementsWithAdminAccess', 'NIST.800.53.R5::NIST.800.53.R5-IAMPolicyNoStatementsWithFullAccess'],
    scopes: ['Boundary/Boundary/Policy'],
    reason: 'a permission boundary grants nothing: its one allow only lets identity policies count, its denials are what it is for',
  },
  {
    rules: ['NIST.800.53.R5::NIST.800.53.R5-IAMPolicyNoStatementsWithAdminAccess', 'NIST.800.53.R5::NIST.800.53.R5-IAMPolicyNoStatementsWithFullAccess'],
    scopes: ['Identity/BreakGlass/Policy', 'Identity/administrator/Policy'],
    reason: 'behind a second factor, one hour, alarmed, under the permission boundary and with explicit denials',
  },
  {
    rules: ['AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole]'],
    scopes: ['Data/*/Cluster/MonitoringRole'], of: RelationalDatabase,
    reason: 'AWS keeps this policy in step with what enhanced monitoring writes; it reaches the log groups of RDS only, under the boundary',
  },
  {
    rules: ['NIST.800.53.R5::NIST.800.53.R5-RDSInBackupPlan'],
    scopes: ['Data/*/Cluster/Writer', 'Data/*/Cluster/Reader*'], of: RelationalDatabase,
    reason: 'Aurora backs up the cluster, not its instances: continuous backups with point-in-time recovery are kept for the declared days',
  },
  {
    rules: ['AwsSolutions::AwsSolutions-S1', 'NIST.800.53.R5::NIST.800.53.R5-S3BucketLoggingEnabled'],
    scopes: ['Foundation/AccessLogs/Bucket'],
    reason: 'this is the bucket that takes the access logs; logging it into itself would never end',
  },
  {
    rules: ['NIST.800.53.R5::NIST.800.53.R5-S3DefaultEncryptionKMS', 'Encryption::Encryption-bucket-is-encrypted-with-own-key'],
    scopes: ['Foundation/AccessLogs/Bucket', 'Protection/AccessLogs/Bucket', 'Archive/Archive/AccessLogs/Bucket', 'Evidence/Evidence/AccessLogs/Bucket', 'Refresh/AccessLogs/Bucket'],
    reason: 'S3 and load balancers write access logs only to buckets under the own keys of S3',
  },
  {
    rules: ['NIST.800.53.R5::NIST.800.53.R5-S3BucketReplicationEnabled'],
    scopes: [
      'Foundation/AccessLogs/Bucket', 'Protection/AccessLogs/Bucket', 'Protection/History/Bucket', 'Data/*/Bucket', 'Sessions/Sessions/Recordings',
      'Observability/Services/Bucket', 'Recovery/Evidence/Bucket', 'Archive/Archive/Bucket', 'Archive/Archive/AccessLogs/Bucket',
      'Refresh/AccessLogs/Bucket', 'Refresh/Refresh/Runs', 'DataRefresh/Drop/Bucket', 'Evidence/Evidence/Bucket', 'Evidence/Evidence/AccessLogs/Bucket',
    ],
    reason: 'a replica is a copy nobody asked for: durability is that of S3, versions are kept, and data stays in one account and region',
  },
  {
    rules: ['AwsSolutions::AwsSolutions-SMG4', 'NIST.800.53.R5::NIST.800.53.R5-SecretsManagerRotationEnabled', 'Iso27001::Iso27001-secret-is-rotated'],
    scopes: ['Integrations/*/Credential/Secret'],
    reason: 'another party issues this credential, so no function here can change it; its owner is reminded on the declared schedule',
  },
  {
    rules: ['Encryption::Encryption-trail-is-encrypted-with-own-key'],
    scopes: ['Trail/Trail/Trail'],
    reason: 'the trail is encrypted with the key of the audit account, so that this account cannot make it unreadable',
  },
  {
    rules: ['CloudFormation-Validate::W3010'],
    scopes: ['Network/Network/Public*/Subnet', 'Network/Network/Firewall*/Subnet', 'Network/Network/Private*/Subnet', 'Network/Network/Isolated*/Subnet'],
    reason: 'availability zones are declared parameters, so that synthesis looks nothing up and no zone moves by itself',
  },
  {
    rules: ['AwsSolutions::AwsSolutions-VPC3'],
    scopes: ['Network/Network/Acls/*'],
    reason: 'the access lists are a second fence between the tiers, made from the address plan; security groups stay the first',
  },
  {
    rules: ['NIST.800.53.R5::NIST.800.53.R5-VPCNoUnrestrictedRouteToIGW'],
    scopes: ['Network/Network/Public*Internet'],
    reason: 'the public tier holds nothing but the load balancer and the way out behind the firewall',
  },
  {
    rules: [
      'NIST.800.53.R5::NIST.800.53.R5-LambdaConcurrency', 'NIST.800.53.R5::NIST.800.53.R5-LambdaDLQ',
      'NIST.800.53.R5::NIST.800.53.R5-LambdaInsideVPC', 'Iso27001::Iso27001-function-is-traced',
    ],
    scopes: ['Network/AWS*'],
    reason: 'runs once in a deployment and calls EC2 only; when it fails, the deployment fails and says so',
  },
  {
    rules: [
      'Iso27001::Iso27001-function-is-traced', 'Iso27001::Iso27001-resource-names-its-cost-allocation',
      'Iso27001::Iso27001-resource-names-its-environment', 'Iso27001::Iso27001-resource-names-its-owner',
    ],
    scopes: ['Names/Custom::CrossAccountZoneDelegationCustomResourceProvider/Handler'],
    reason: 'CDK writes this function itself, without tags or tracing; it runs in deployments only and may take one role',
  },
  {
    rules: [
      'Iso27001::Iso27001-function-is-traced', 'Iso27001::Iso27001-resource-names-its-cost-allocation',
      'Iso27001::Iso27001-resource-names-its-environment', 'Iso27001::Iso27001-resource-names-its-owner',
    ],
    scopes: ['Data/AWSCDK.TriggerCustomResourceProviderCustomResourceProvider/Handler'],
    reason: 'CDK writes this function itself, without tags or tracing; it runs in deployments only and may call the functions that make users and admit services, no others',
  },
  {
    rules: ['NIST.800.53.R5::NIST.800.53.R5-LambdaInsideVPC'],
    scopes: ['Data/*/User/Handler/Function'], of: RelationalDatabase,
    reason: 'it calls RDS and the Data API only, under a role that names one cluster and one secret, and opens no connection into the network',
  },
  {
    rules: ['AwsSolutions::AwsSolutions-OS3'],
    scopes: ['Data/*/Domain'], of: SearchDomain,
    reason: 'it has no public address: it lies in the isolated tier, where security groups say who may connect, and signs in identities of this account only',
  },
  {
    rules: ['AwsSolutions::AwsSolutions-OS4'],
    scopes: ['Data/*/Domain'], of: SearchDomain,
    reason: 'nodes for management alone are a declared parameter, and demanded from ten data nodes on; below, three data nodes keep the cluster together',
  },
  {
    rules: ['AwsSolutions::AwsSolutions-SQS3'],
    scopes: ['Job*/*/Failures/Queue'], of: ScheduledJob,
    reason: 'this is where failed runs are put aside by the schedule and by the rule on ended tasks; the first message raises an alarm',
  },
  {
    rules: ['NIST.800.53.R5::NIST.800.53.R5-DynamoDBInBackupPlan'],
    scopes: ['Data/*/Table'], of: KeyValueTable,
    reason: 'the table can be restored to any moment of the declared days and refuses to be deleted; backup plans choose by tag, which this rule does not see',
  },
  {
    rules: ['NIST.800.53.R5::NIST.800.53.R5-IAMNoInlinePolicy'],
    scopes: ['Names/Names/Delegation/*/*'],
    reason: 'CDK writes this role itself; its one permission is to take the delegation role, under the boundary',
  },
  {
    rules: ['NIST.800.53.R5::NIST.800.53.R5-LambdaInsideVPC'],
    scopes: ['Cost/OfficeHours/Handler/Function'],
    reason: 'it calls AWS alone, over TLS and with its own role; in the network it would depend on what it opens and closes',
  },
  {
    rules: ['NIST.800.53.R5::NIST.800.53.R5-LambdaInsideVPC'],
    scopes: ['AccessReview/Review/Handler/Function'],
    reason: 'it asks IAM and writes one record, under a role of its own that names both, and opens no connection into the network',
  },
  {
    rules: ['NIST.800.53.R5::NIST.800.53.R5-LambdaInsideVPC'],
    scopes: ['Observability/Delivery/Measuring/Function'],
    reason: 'it asks ECS and publishes numbers, under a role of its own that names both, and opens no connection into the network',
  },
  {
    rules: ['NIST.800.53.R5::NIST.800.53.R5-LambdaInsideVPC'],
    scopes: ['DataRefresh/Share/Handler/Function'], of: SnapshotShare,
    reason: 'it asks RDS for snapshots only, under a role of its own that names them, and touches no data',
  },
  {
    rules: ['NIST.800.53.R5::NIST.800.53.R5-LambdaInsideVPC'],
    scopes: ['Refresh/Refresh/Handler/Function', 'Refresh/Refresh/Sweeper/Function'], of: DataRefresh,
    reason: 'it calls AWS only, under a role of its own that names what it may do, and touches no data; what touches data runs in the sealed network',
  },
  {
    rules: ['NIST.800.53.R5::NIST.800.53.R5-LambdaInsideVPC'],
    scopes: ['Refresh/Desk/RequestHandler/Function', 'Refresh/Desk/ApprovalHandler/Function'], of: RefreshDesk,
    reason: 'it takes signed requests and starts or answers one state machine, and touches no data',
  },
  {
    rules: ['AwsSolutions::AwsSolutions-ECS2'],
    scopes: ['DataRefresh/Load/Loading/Task'], of: MaskedDataLoad,
    reason: 'names of buckets and keys, no secret: the password is fetched by the program, and the state machine tells it the rest for each step',
  },
  {
    rules: ['AwsSolutions::AwsSolutions-ECS2'],
    scopes: ['Refresh/Refresh/Masking/Task'], of: DataRefresh,
    reason: 'names of buckets and keys, no secret: the password is fetched by the program, and the state machine tells it the rest for each step',
  },
  {
    rules: ['NIST.800.53.R5::NIST.800.53.R5-LambdaInsideVPC'],
    scopes: ['Recovery/*/Handler/Function'],
    reason: 'it calls AWS only, under a role of its own that names what it may do, and opens no connection into the network; restored databases are asked through the Data API',
  },
  {
    rules: ['NIST.800.53.R5::NIST.800.53.R5-IAMPolicyNoStatementsWithFullAccess'],
    scopes: ['Deployment/ExecutionPolicy'],
    reason: 'CloudFormation makes, changes and removes whatever the stacks hold, in the services they consist of; the boundary and the guard beside it deny the rest',
  },
  {
    rules: ['AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/SecurityAudit]'],
    scopes: ['Recovery/Drift/Handler/Role'],
    reason: 'drift detection reads the settings of every type of resource with its caller\'s permissions; AWS keeps this list of reading calls, which holds no data, in step',
  },
];

/** Policies whose wildcards are meant. Each wildcard is accepted by its own exact id, so that what somebody adds is named. */
export const acceptedWildcards: ReadonlyArray<Omit<AcceptedFinding, 'rules'>> = [
  { scopes: ['Boundary/Boundary/Policy'], reason: 'a boundary denies on every resource' },
  { scopes: ['Identity/BreakGlass/Policy', 'Identity/administrator/Policy'], reason: 'behind a second factor, one hour, under the boundary, with explicit denials' },
  {
    scopes: ['Deployment/ExecutionPolicy'],
    reason: 'CloudFormation alone takes this role, for the stacks of this environment: the services they consist of and no other, under the boundary, and without its own walls',
  },
  {
    scopes: ['Deployment/Deployment/DeploymentPolicy', 'Deployment/Deployment/PublishingPolicy'],
    reason: 'stacks of this environment by the beginning of their names, and the one bucket of their files; the call that signs in to ECR names no resource',
  },
  {
    scopes: ['Identity/*/Policy'],
    reason: 'account and region are fixed and the actions are named one by one; what only describes names no resource',
  },
  {
    scopes: ['Service*/*/ExecutionPolicy'], of: ContainerService,
    reason: 'the call that signs in to ECR names no resource; pulling is limited to the one repository',
  },
  {
    scopes: ['Job*/*/ExecutionPolicy'], of: ScheduledJob,
    reason: 'the call that signs in to ECR names no resource; pulling is limited to the one repository',
  },
  { scopes: ['Job*/*/StarterPolicy'], of: ScheduledJob, reason: 'tags on tasks, and only while it starts them; it may start this one job and no other' },
  {
    scopes: ['Function*/*/Policy'], of: ServerlessFunction,
    reason: 'the settings below its own path; traces and the network interfaces that Lambda makes with the role name no resource',
  },
  {
    scopes: ['Service*/*/Moving/Policy'], of: ContainerService,
    reason: 'what only describes load balancers names no resource; what changes them is limited to one rule and its two target groups',
  },
  {
    scopes: ['AccessReview/Review/Handler/Policy'],
    reason: 'it must see every role, and only describes; one folder of the archive; the key there is known by its alias; traces and its one measure name no resource',
  },
  { scopes: ['Features/Features/MonitorPolicy'], reason: 'the call that looks at alarms names no resource' },
  { scopes: ['Names/ParentZone/*/Policy'], reason: 'the call that finds the zone by its name takes no resource' },
  { scopes: ['Data/*/Access'], of: DocumentStore, reason: 'the objects of the one bucket beside it' },
  { scopes: ['Data/*/Access'], of: SearchDomain, reason: 'the indices of the one search domain beside it' },
  {
    scopes: ['Data/*/Handler/Policy', 'Data/*/User/Handler/Policy'],
    reason: 'the paths of the one search domain beside it; traces and the network interfaces of a function name no resource',
  },
  {
    scopes: ['Cost/OfficeHours/Handler/Policy'],
    reason: 'services of the one cluster, documents below the one path, scaling targets of ECS; traces and what only describes name no resource',
  },
  { scopes: ['Sessions/Sessions/RecordingPolicy'], reason: 'recordings below one prefix of one bucket; what only describes names no resource' },
  {
    scopes: ['Observability/Delivery/Measuring/Policy'],
    reason: 'the deployments of this account, to read; publishing a number, in one namespace, and traces take no resource',
  },
  {
    scopes: ['Observability/Services/Policy'],
    reason: 'results below one prefix of the bucket beside it; Synthetics adds letters to the name of the log; numbers and network interfaces take no resource',
  },
  {
    scopes: ['Patching/Patching/Policy'],
    reason: 'one document of AWS, on hosts of this account that bear the tag of the patch group; what only lists runs names no resource',
  },
  {
    scopes: ['Recovery/Backup/Policy'],
    reason: 'AWS Backup backs up whatever carries the tag, of this account only; it cannot delete or restore what it backs up',
  },
  {
    scopes: ['Recovery/Landing/Policy'],
    reason: 'AWS Backup restores under names that begin as restored things must, of this account only, from snapshots it made; what only describes names no resource',
  },
  {
    scopes: ['Recovery/Validation/Handler/Policy', 'Recovery/Runbook/Handler/Policy'],
    reason: 'restored things are known by how their names begin; one folder of the evidence; what only describes, or publishes a number, names no resource',
  },
  {
    scopes: ['Recovery/Drift/Handler/Policy', 'Recovery/Copies/Handler/Policy'],
    reason: 'it must see what nobody could have named, and only describes; one folder of the evidence; publishing a number names no resource',
  },
  {
    scopes: ['Recovery/Forwarding/Handler/Policy'],
    reason: 'the folders of records of the bucket beside it, to read; one folder of the archive, to write; the key there is known by its alias; traces name no resource',
  },
  {
    scopes: ['DataRefresh/Share/Handler/Policy', 'DataRefresh/Share/Workflow/Policy'], of: SnapshotShare,
    reason: 'snapshots of this account by how their names begin; what only describes names no resource; log delivery and traces take none',
  },
  {
    scopes: ['DataRefresh/Load/Loading/TaskPolicy', 'DataRefresh/Load/Loading/ExecutionPolicy', 'DataRefresh/Load/Workflow/Policy'], of: MaskedDataLoad,
    reason: 'folders of the one bucket; tasks of the one cluster; the signing key of quarantine is known by its alias; signing in to ECR, log delivery and traces take no resource',
  },
  {
    scopes: [
      'Refresh/Refresh/Handler/Policy', 'Refresh/Refresh/Sweeper/Policy', 'Refresh/Refresh/Workflow/Policy', 'Refresh/Refresh/Masking/TaskPolicy',
      'Refresh/Refresh/Masking/ExecutionPolicy', 'Refresh/Refresh/PartsPolicy',
    ],
    of: DataRefresh,
    reason: 'what runs make is known by how its names begin; keys of other accounts by their alias; folders of named buckets; what only describes, log delivery and traces take no resource',
  },
  {
    scopes: ['Refresh/Desk/RequestHandler/Policy', 'Refresh/Desk/ApprovalHandler/Policy'], of: RefreshDesk,
    reason: 'the pending approval of any run, one object each; traces take no resource',
  },
  {
    scopes: ['Recovery/Validation/Workflow/Policy', 'Recovery/Runbook/Workflow/Policy'],
    reason: 'log delivery and traces take no resource; runs of the one workflow that validates',
  },
];
