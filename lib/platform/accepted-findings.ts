import { Stage, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { wildcardFindings } from './wildcard-findings';

/** Findings of general rule packs that this library accepts on parts of its own, and why. */
interface AcceptedFinding {
  /** Qualified rule ids, `Pack::Rule`; a bare id would vanish from the report. */
  readonly rules: readonly string[];
  /** Which constructs, by their path below the stage. */
  readonly at: RegExp;
  /** Why it is right there, for a reviewer. */
  readonly reason: string;
}

/**
 * What the general packs find on the constructs of this library, and why it is right there. Each row names the constructs
 * it is about: the same finding anywhere else, for example in a workload's own stack, still fails.
 */
const accepted: readonly AcceptedFinding[] = [
  {
    rules: ['Iso27001::Iso27001-identity-may-not-do-everything'],
    at: /^(Boundary\/Boundary|Identity\/BreakGlass|Identity\/administrator)\/Policy\/Resource$/,
    reason: 'a boundary, which grants nothing, and the two roles that work under it behind a second factor with explicit denials',
  },
  {
    rules: ['AwsSolutions::AwsSolutions-EC23'],
    at: /^Ingress\/Ingress\/SecurityGroup\/Resource$/,
    reason: 'the environment declares the world as its callers; they reach port 443 of the load balancer behind the web application firewall',
  },
  {
    rules: ['NIST.800.53.R5::NIST.800.53.R5-VPCDefaultSecurityGroupClosed'],
    at: /^Network\/Network\/Vpc$/,
    reason: 'the template cannot show it: the rules of the default group are removed when the network is made',
  },
  {
    rules: ['NIST.800.53.R5::NIST.800.53.R5-IAMPolicyNoStatementsWithAdminAccess', 'NIST.800.53.R5::NIST.800.53.R5-IAMPolicyNoStatementsWithFullAccess'],
    at: /^Boundary\/Boundary\/Policy\/Resource$/,
    reason: 'a permission boundary grants nothing: its one allow only lets identity policies count, its denials are what it is for',
  },
  {
    rules: ['NIST.800.53.R5::NIST.800.53.R5-IAMPolicyNoStatementsWithAdminAccess', 'NIST.800.53.R5::NIST.800.53.R5-IAMPolicyNoStatementsWithFullAccess'],
    at: /^Identity\/(BreakGlass|administrator)\/Policy\/Resource$/,
    reason: 'behind a second factor, one hour, alarmed, under the permission boundary and with explicit denials',
  },
  {
    rules: ['AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole]'],
    at: /^Data\/[^/]+\/Cluster\/MonitoringRole\/Resource$/,
    reason: 'AWS keeps this policy in step with what enhanced monitoring writes; it reaches the log groups of RDS only, under the boundary',
  },
  {
    rules: ['NIST.800.53.R5::NIST.800.53.R5-RDSInBackupPlan'],
    at: /^Data\/[^/]+\/Cluster\/[^/]+\/Resource$/,
    reason: 'Aurora backs up the cluster, not its instances: continuous backups with point-in-time recovery are kept for the declared days',
  },
  {
    rules: ['AwsSolutions::AwsSolutions-S1', 'NIST.800.53.R5::NIST.800.53.R5-S3BucketLoggingEnabled'],
    at: /^(Foundation|Protection|Refresh)\/AccessLogs\/Bucket\/Resource$/,
    reason: 'this is the bucket that takes the access logs; logging it into itself would never end',
  },
  {
    rules: ['NIST.800.53.R5::NIST.800.53.R5-S3DefaultEncryptionKMS', 'Encryption::Encryption-bucket-is-encrypted-with-own-key'],
    at: /^(Foundation|Protection|Refresh|Archive\/Archive|Evidence\/Evidence)\/AccessLogs\/Bucket\/Resource$/,
    reason: 'S3 and load balancers write access logs only to buckets under the own keys of S3',
  },
  {
    rules: ['NIST.800.53.R5::NIST.800.53.R5-S3BucketReplicationEnabled'],
    at: /\/(Bucket|Recordings|Runs)\/Resource$/,
    reason: 'a replica is a copy nobody asked for: durability is that of S3, versions are kept, and data stays in one account and region',
  },
  {
    rules: ['AwsSolutions::AwsSolutions-SMG4', 'NIST.800.53.R5::NIST.800.53.R5-SecretsManagerRotationEnabled', 'Iso27001::Iso27001-secret-is-rotated'],
    at: /^Integrations\/[^/]+\/Credential\/Secret$/,
    reason: 'another party issues this credential, so no function here can change it; its owner is reminded on the declared schedule',
  },
  {
    rules: ['Encryption::Encryption-trail-is-encrypted-with-own-key'],
    at: /^Trail\/Trail\//,
    reason: 'the trail is encrypted with the key of the audit account, so that this account cannot make it unreadable',
  },
  {
    rules: ['CloudFormation-Validate::W3010'],
    at: /^Network\/Network\/(Public|Firewall|Private|Isolated)[A-Z]\/Subnet$/,
    reason: 'availability zones are declared parameters, so that synthesis looks nothing up and no zone moves by itself',
  },
  {
    rules: ['AwsSolutions::AwsSolutions-VPC3'],
    at: /^Network\/Network\/Acls\//,
    reason: 'the access lists are a second fence between the tiers, made from the address plan; security groups stay the first',
  },
  {
    rules: ['NIST.800.53.R5::NIST.800.53.R5-VPCNoUnrestrictedRouteToIGW'],
    at: /^Network\/Network\/Public[A-Z]Internet$/,
    reason: 'the public tier holds nothing but the load balancer and the way out behind the firewall',
  },
  {
    rules: [
      'NIST.800.53.R5::NIST.800.53.R5-LambdaConcurrency', 'NIST.800.53.R5::NIST.800.53.R5-LambdaDLQ',
      'NIST.800.53.R5::NIST.800.53.R5-LambdaInsideVPC', 'Iso27001::Iso27001-function-is-traced',
    ],
    at: /^Network\/AWS[0-9a-f]+\/Resource$/,
    reason: 'runs once in a deployment and calls EC2 only; when it fails, the deployment fails and says so',
  },
  {
    rules: [
      'Iso27001::Iso27001-function-is-traced', 'Iso27001::Iso27001-resource-names-its-cost-allocation',
      'Iso27001::Iso27001-resource-names-its-environment', 'Iso27001::Iso27001-resource-names-its-owner',
    ],
    at: /^Names\/Custom::CrossAccountZoneDelegationCustomResourceProvider\/Handler$/,
    reason: 'CDK writes this function itself, without tags or tracing; it runs in deployments only and may take one role',
  },
  {
    rules: ['AwsSolutions::AwsSolutions-SQS3'],
    at: /^Job[^/]+\/[^/]+\/Failures\/Queue\/Resource$/,
    reason: 'this is where failed runs are put aside by the schedule and by the rule on ended tasks; the first message raises an alarm',
  },
  {
    rules: ['NIST.800.53.R5::NIST.800.53.R5-DynamoDBInBackupPlan'],
    at: /^Data\/[^/]+\/Table\/Resource$/,
    reason: 'the table can be restored to any moment of the declared days and refuses to be deleted; backup plans choose by tag, which this rule does not see',
  },
  {
    rules: ['NIST.800.53.R5::NIST.800.53.R5-IAMNoInlinePolicy'],
    at: /^Names\/Names\/Delegation\//,
    reason: 'CDK writes this role itself; its one permission is to take the delegation role, under the boundary',
  },
  {
    rules: ['NIST.800.53.R5::NIST.800.53.R5-LambdaInsideVPC'],
    at: /^Cost\/OfficeHours\/Handler\/Function\/Resource$/,
    reason: 'it calls AWS alone, over TLS and with its own role; in the network it would depend on what it opens and closes',
  },
  {
    rules: ['NIST.800.53.R5::NIST.800.53.R5-LambdaInsideVPC'],
    at: /^AccessReview\/Review\/Handler\/Function\/Resource$/,
    reason: 'it asks IAM and writes one record, under a role of its own that names both, and opens no connection into the network',
  },
  {
    rules: ['NIST.800.53.R5::NIST.800.53.R5-LambdaInsideVPC'],
    at: /^Observability\/Delivery\/Measuring\/Function\/Resource$/,
    reason: 'it asks ECS and publishes numbers, under a role of its own that names both, and opens no connection into the network',
  },
  {
    rules: ['NIST.800.53.R5::NIST.800.53.R5-LambdaInsideVPC'],
    at: /^(DataRefresh\/Share\/Handler|Refresh\/Refresh\/(Handler|Sweeper)|Refresh\/Desk\/(Request|Approval)Handler)\/Function\/Resource$/,
    reason: 'it calls AWS only, under a role of its own that names what it may do, and touches no data; what touches data runs in the sealed network',
  },
  {
    rules: ['AwsSolutions::AwsSolutions-ECS2'],
    at: /^(DataRefresh\/Load\/Loading|Refresh\/Refresh\/Masking)\/Task\/Resource$/,
    reason: 'names of buckets and keys, no secret: the password is fetched by the program, and the state machine tells it the rest for each step',
  },
  {
    rules: ['NIST.800.53.R5::NIST.800.53.R5-LambdaInsideVPC'],
    at: /^Recovery\/[^/]+\/Handler\/Function\/Resource$/,
    reason: 'it calls AWS only, under a role of its own that names what it may do, and opens no connection into the network; restored databases are asked through the Data API',
  },
  {
    rules: ['AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/SecurityAudit]'],
    at: /^Recovery\/Drift\/Handler\/Role\/Resource$/,
    reason: 'drift detection reads the settings of every type of resource with its caller\'s permissions; AWS keeps this list of reading calls, which holds no data, in step',
  },
];

/** Policies whose wildcards are meant. Each wildcard is accepted by its own exact id, so that what somebody adds is named. */
const acceptedWildcards: readonly Omit<AcceptedFinding, 'rules'>[] = [
  { at: /^Boundary\/Boundary\/Policy\/Resource$/, reason: 'a boundary denies on every resource' },
  { at: /^Identity\/(BreakGlass|administrator)\/Policy\/Resource$/, reason: 'behind a second factor, one hour, under the boundary, with explicit denials' },
  {
    at: /^Identity\/[^/]+\/Policy\/Resource$/,
    reason: 'account and region are fixed and the actions are named one by one; what only describes names no resource',
  },
  {
    at: /^(Service|Job)[^/]+\/[^/]+\/ExecutionPolicy\/Resource$/,
    reason: 'the call that signs in to ECR names no resource; pulling is limited to the one repository',
  },
  { at: /^Job[^/]+\/[^/]+\/StarterPolicy\/Resource$/, reason: 'tags on tasks, and only while it starts them; it may start this one job and no other' },
  {
    at: /^Function[^/]+\/[^/]+\/Policy\/Resource$/,
    reason: 'the settings below its own path; traces and the network interfaces that Lambda makes with the role name no resource',
  },
  {
    at: /^Service[^/]+\/[^/]+\/Moving\/Policy\/Resource$/,
    reason: 'what only describes load balancers names no resource; what changes them is limited to one rule and its two target groups',
  },
  {
    at: /^AccessReview\/Review\/Handler\/Policy\/Resource$/,
    reason: 'it must see every role, and only describes; one folder of the archive; the key there is known by its alias; traces and its one measure name no resource',
  },
  { at: /^Features\/Features\/MonitorPolicy\/Resource$/, reason: 'the call that looks at alarms names no resource' },
  { at: /^Names\/ParentZone\/[^/]+\/Policy\/Resource$/, reason: 'the call that finds the zone by its name takes no resource' },
  { at: /^Data\/[^/]+\/Access\/Resource$/, reason: 'the objects of the one bucket beside it' },
  {
    at: /^Cost\/OfficeHours\/Handler\/Policy\/Resource$/,
    reason: 'services of the one cluster, documents below the one path, scaling targets of ECS; traces and what only describes name no resource',
  },
  { at: /^Sessions\/Sessions\/RecordingPolicy\/Resource$/, reason: 'recordings below one prefix of one bucket; what only describes names no resource' },
  {
    at: /^Observability\/Delivery\/Measuring\/Policy\/Resource$/,
    reason: 'the deployments of this account, to read; publishing a number, in one namespace, and traces take no resource',
  },
  {
    at: /^Observability\/Services\/Policy\/Resource$/,
    reason: 'results below one prefix of the bucket beside it; Synthetics adds letters to the name of the log; numbers and network interfaces take no resource',
  },
  {
    at: /^Patching\/Patching\/Policy\/Resource$/,
    reason: 'one document of AWS, on hosts of this account that bear the tag of the patch group; what only lists runs names no resource',
  },
  {
    at: /^Recovery\/Backup\/Policy\/Resource$/,
    reason: 'AWS Backup backs up whatever carries the tag, of this account only; it cannot delete or restore what it backs up',
  },
  {
    at: /^Recovery\/Landing\/Policy\/Resource$/,
    reason: 'AWS Backup restores under names that begin as restored things must, of this account only, from snapshots it made; what only describes names no resource',
  },
  {
    at: /^Recovery\/(Validation|Runbook)\/Handler\/Policy\/Resource$/,
    reason: 'restored things are known by how their names begin; one folder of the evidence; what only describes, or publishes a number, names no resource',
  },
  {
    at: /^Recovery\/(Drift|Copies)\/Handler\/Policy\/Resource$/,
    reason: 'it must see what nobody could have named, and only describes; one folder of the evidence; publishing a number names no resource',
  },
  {
    at: /^DataRefresh\/Share\/(Handler|Workflow)\/Policy\/Resource$/,
    reason: 'snapshots of this account by how their names begin; what only describes names no resource; log delivery and traces take none',
  },
  {
    at: /^DataRefresh\/Load\/(Loading\/(Task|Execution)Policy|Workflow\/Policy)\/Resource$/,
    reason: 'folders of the one bucket; tasks of the one cluster; the signing key of quarantine is known by its alias; signing in to ECR, log delivery and traces take no resource',
  },
  {
    at: /^Refresh\/Refresh\/((Handler|Sweeper|Workflow)\/Policy|Masking\/(Task|Execution)Policy|PartsPolicy)\/Resource$/,
    reason: 'what runs make is known by how its names begin; keys of other accounts by their alias; folders of named buckets; what only describes, log delivery and traces take no resource',
  },
  {
    at: /^Refresh\/Desk\/(Request|Approval)Handler\/Policy\/Resource$/,
    reason: 'the pending approval of any run, one object each; traces take no resource',
  },
  {
    at: /^Recovery\/(Validation|Runbook)\/Workflow\/Policy\/Resource$/,
    reason: 'log delivery and traces take no resource; runs of the one workflow that validates',
  },
];

/** Acknowledges, on the constructs of this library below `stage`, what is right there. */
export function acceptFindings(stage: Stage): void {
  for (const construct of stage.node.findAll()) {
    const path = construct.node.path.slice(stage.node.path.length + 1);
    for (const { at, reason, rules } of accepted) if (at.test(path)) acknowledge(construct, rules, reason);
    const meant = acceptedWildcards.find(({ at }) => at.test(path));
    if (meant !== undefined) acknowledge(construct, wildcardFindings(construct), meant.reason);
  }
}

function acknowledge(construct: IConstruct, rules: readonly string[], reason: string): void {
  Validations.of(construct).acknowledge(...rules.map((id) => ({ id, reason })));
}
