import { boundedRoleActions, credentialActions } from './guarded-actions';
import { type ConditionBlock, type Statement } from './statement';

export type LevelName = 'read-only' | 'operator' | 'developer' | 'tester' | 'contractor' | 'auditor' | 'administrator';

/** Where a level's statements apply. */
export interface LevelPlace {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly boundaryName: string;
  readonly systemTagKey: string;
  readonly readsData: boolean;
}

/** Which systems, and until when. */
export interface Contract {
  readonly systems: readonly string[];
  readonly until?: string;
}

/**
 * How things are set up and how they run, action by action: a wildcard would take in start-up scripts and whatever AWS adds
 * later. None returns what customers stored, and few can name a resource.
 */
const describeActions: readonly string[] = [
  'acm:DescribeCertificate', 'acm:ListCertificates',
  'application-autoscaling:DescribeScalableTargets', 'application-autoscaling:DescribeScalingActivities', 'application-autoscaling:DescribeScalingPolicies',
  'cloudformation:DescribeStackEvents', 'cloudformation:DescribeStackResources', 'cloudformation:DescribeStacks', 'cloudformation:ListStacks',
  'cloudwatch:DescribeAlarmHistory', 'cloudwatch:DescribeAlarms', 'cloudwatch:GetDashboard', 'cloudwatch:GetMetricData',
  'cloudwatch:ListDashboards', 'cloudwatch:ListMetrics',
  'dynamodb:DescribeTable', 'dynamodb:ListTables',
  'ec2:DescribeFlowLogs', 'ec2:DescribeInstances', 'ec2:DescribeInstanceStatus', 'ec2:DescribeNatGateways', 'ec2:DescribeNetworkAcls',
  'ec2:DescribeNetworkInterfaces', 'ec2:DescribePrefixLists', 'ec2:DescribeRouteTables', 'ec2:DescribeSecurityGroupRules',
  'ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeTags', 'ec2:DescribeVolumes', 'ec2:DescribeVpcEndpoints', 'ec2:DescribeVpcs',
  'ecr:DescribeImages', 'ecr:DescribeRepositories',
  'ecs:DescribeClusters', 'ecs:DescribeServices', 'ecs:DescribeTasks', 'ecs:ListClusters', 'ecs:ListServices', 'ecs:ListTasks',
  'elasticloadbalancing:DescribeListeners', 'elasticloadbalancing:DescribeLoadBalancers', 'elasticloadbalancing:DescribeRules',
  'elasticloadbalancing:DescribeTargetGroups', 'elasticloadbalancing:DescribeTargetHealth',
  'events:DescribeRule', 'events:ListRules', 'events:ListTargetsByRule',
  'kms:DescribeKey', 'kms:ListAliases', 'kms:ListKeys',
  'lambda:GetFunctionConfiguration', 'lambda:ListFunctions',
  'logs:DescribeLogGroups', 'logs:DescribeLogStreams',
  'rds:DescribeDBClusters', 'rds:DescribeDBClusterSnapshots', 'rds:DescribeDBInstances', 'rds:DescribeEvents',
  'route53:GetHostedZone', 'route53:ListHostedZones', 'route53:ListResourceRecordSets',
  's3:GetBucketLocation', 's3:ListAllMyBuckets',
  'secretsmanager:DescribeSecret', 'secretsmanager:ListSecrets',
  'sqs:GetQueueAttributes', 'sqs:ListQueues',
  'states:DescribeStateMachine', 'states:ListExecutions', 'states:ListStateMachines',
  'tag:GetResources',
];

const logReadingActions = ['logs:FilterLogEvents', 'logs:GetLogEvents', 'logs:GetLogRecord', 'logs:StartQuery'];

/** What returns the contents of data stores: customers' data where the environment has any. */
const dataReadingActions = [
  'athena:GetQueryResults', 'dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:GetRecords', 'dynamodb:PartiQLSelect',
  'dynamodb:Query', 'dynamodb:Scan', 'kinesis:GetRecords', 'rds-data:*', 'rds-db:connect', 'redshift-data:*', 's3:GetObject*',
  'sqs:ReceiveMessage',
];

/** The statements of one level. Every level but the administrator's lists what it may do; all lists end with what stays closed. */
export function levelStatements(level: LevelName, place: LevelPlace, contract?: Contract): Statement[] {
  return [...allowed(level, place, contract), ...closed(place)];
}

function allowed(level: LevelName, place: LevelPlace, contract: Contract | undefined): Statement[] {
  switch (level) {
    case 'read-only': return [describe()];
    case 'operator': return [describe(), readLogs(place), ...operate(place)];
    case 'developer': return [describe(), readLogs(place), trace()];
    case 'tester': return [describe(), readLogs(place), runTests(place)];
    case 'contractor': return [...workOnSystems(place, contract ?? { systems: [] })];
    case 'auditor': return [describe(), audit()];
    case 'administrator': return administer(place);
  }
}

function describe(): Statement {
  return { Sid: 'SeeHowThingsAre', Effect: 'Allow', Action: describeActions, Resource: '*' };
}

function readLogs({ partition, region, account }: LevelPlace): Statement {
  return { Sid: 'ReadLogs', Effect: 'Allow', Action: logReadingActions, Resource: `arn:${partition}:logs:${region}:${account}:log-group:*` };
}

function trace(): Statement {
  return {
    Sid: 'FollowFailures',
    Effect: 'Allow',
    Action: [
      'codebuild:BatchGetBuilds', 'codepipeline:GetPipeline', 'codepipeline:GetPipelineExecution', 'codepipeline:GetPipelineState',
      'codepipeline:ListActionExecutions', 'codepipeline:ListPipelineExecutions', 'codepipeline:ListPipelines', 'logs:GetQueryResults',
      'logs:StopQuery', 'states:DescribeExecution', 'states:GetExecutionHistory', 'synthetics:DescribeCanaries', 'synthetics:GetCanaryRuns',
      'xray:BatchGetTraces', 'xray:GetServiceGraph', 'xray:GetTraceGraph', 'xray:GetTraceSummaries',
    ],
    Resource: '*',
  };
}

function operate({ partition, region, account }: LevelPlace): Statement[] {
  const here = (service: string, resource: string): string => `arn:${partition}:${service}:${region}:${account}:${resource}`;
  return [
    {
      Sid: 'KeepRunning',
      Effect: 'Allow',
      Action: [
        'autoscaling:SetDesiredCapacity', 'cloudwatch:DisableAlarmActions', 'cloudwatch:EnableAlarmActions', 'ecs:StopTask', 'ecs:UpdateService',
        'lambda:PutFunctionConcurrency', 'rds:FailoverDBCluster', 'rds:RebootDBInstance', 'sqs:StartMessageMoveTask', 'states:StopExecution',
      ],
      Resource: [
        here('autoscaling', 'autoScalingGroup:*'), here('cloudwatch', 'alarm:*'), here('ecs', 'service/*'), here('ecs', 'task/*'),
        here('lambda', 'function:*'), here('rds', 'cluster:*'), here('rds', 'db:*'), here('sqs', '*'), here('states', 'execution:*'),
      ],
    },
    {
      Sid: 'StartRecordedSessions',
      Effect: 'Allow',
      Action: 'ssm:StartSession',
      Resource: [here('ec2', 'instance/*'), here('ssm', 'document/*')],
      Condition: { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } },
    },
    {
      Sid: 'EndOwnSessions',
      Effect: 'Allow',
      Action: ['ssm:ResumeSession', 'ssm:TerminateSession'],
      Resource: here('ssm', 'session/${aws:userid}-*'),
    },
    { Sid: 'ReadQueryResults', Effect: 'Allow', Action: ['logs:GetQueryResults', 'logs:StopQuery'], Resource: '*' },
  ];
}

function runTests({ partition, region, account, systemTagKey }: LevelPlace): Statement {
  const here = (service: string, resource: string): string => `arn:${partition}:${service}:${region}:${account}:${resource}`;
  return {
    Sid: 'RunTests',
    Effect: 'Allow',
    Action: ['codebuild:StartBuild', 'lambda:InvokeFunction', 'states:StartExecution', 'synthetics:StartCanary'],
    Resource: [here('codebuild', 'project/*'), here('lambda', 'function:*'), here('states', 'stateMachine:*'), here('synthetics', 'canary:*')],
    Condition: { StringEquals: { [`aws:ResourceTag/${systemTagKey}`]: 'tests' } },
  };
}

function workOnSystems({ partition, region, account, systemTagKey }: LevelPlace, { systems, until }: Contract): Statement[] {
  const inTime: ConditionBlock = until === undefined ? {} : { DateLessThan: { 'aws:CurrentTime': until } };
  const here = (service: string, resource: string): string => `arn:${partition}:${service}:${region}:${account}:${resource}`;
  return [
    {
      Sid: 'WorkOnSystems',
      Effect: 'Allow',
      Action: [
        'cloudwatch:DescribeAlarms', 'ecs:DescribeServices', 'ecs:DescribeTasks', ...logReadingActions, 'rds:DescribeDBClusters',
        'sqs:GetQueueAttributes', 'states:DescribeExecution', 'states:DescribeStateMachine', 'states:GetExecutionHistory',
      ],
      Resource: [
        here('cloudwatch', 'alarm:*'), here('ecs', 'service/*'), here('ecs', 'task/*'), here('logs', 'log-group:*'), here('rds', 'cluster:*'),
        here('sqs', '*'), here('states', 'execution:*'), here('states', 'stateMachine:*'),
      ],
      Condition: { StringEquals: { [`aws:ResourceTag/${systemTagKey}`]: systems }, ...inTime },
    },
    {
      Sid: 'FindSystems',
      Effect: 'Allow',
      Action: ['ecs:ListClusters', 'logs:DescribeLogGroups', 'logs:GetQueryResults', 'sqs:ListQueues', 'states:ListStateMachines', 'tag:GetResources'],
      Resource: '*',
      ...(until === undefined ? {} : { Condition: inTime }),
    },
  ];
}

function audit(): Statement {
  return {
    Sid: 'ReadEvidence',
    Effect: 'Allow',
    Action: [
      'access-analyzer:GetFinding', 'access-analyzer:ListAnalyzers', 'access-analyzer:ListFindings',
      'backup:DescribeBackupVault', 'backup:ListBackupJobs', 'backup:ListBackupPlans',
      'backup:ListBackupVaults', 'backup:ListRestoreJobs', 'cloudtrail:DescribeTrails', 'cloudtrail:GetEventSelectors',
      'cloudtrail:GetTrailStatus', 'cloudtrail:LookupEvents', 'config:DescribeComplianceByConfigRule', 'config:DescribeConfigRules',
      'config:DescribeConfigurationRecorders', 'config:DescribeConfigurationRecorderStatus', 'config:DescribeConformancePacks',
      'config:GetComplianceDetailsByConfigRule', 'config:GetResourceConfigHistory', 'config:SelectResourceConfig',
      'guardduty:GetDetector', 'guardduty:GetFindings', 'guardduty:ListDetectors', 'guardduty:ListFindings',
      'iam:GenerateCredentialReport', 'iam:GenerateServiceLastAccessedDetails', 'iam:GetAccountAuthorizationDetails',
      'iam:GetAccountSummary', 'iam:GetCredentialReport', 'iam:GetPolicy', 'iam:GetPolicyVersion', 'iam:GetRole', 'iam:GetRolePolicy',
      'iam:GetSAMLProvider', 'iam:GetServiceLastAccessedDetails', 'iam:ListAttachedRolePolicies', 'iam:ListOpenIDConnectProviders',
      'iam:ListPolicies', 'iam:ListRolePolicies', 'iam:ListRoles', 'iam:ListSAMLProviders', 'iam:ListUsers',
      'iam:SimulatePrincipalPolicy', 'inspector2:ListFindings', 'kms:GetKeyPolicy', 'kms:GetKeyRotationStatus', 'kms:ListGrants',
      'lambda:GetPolicy', 's3:GetAccountPublicAccessBlock', 's3:GetBucketAcl', 's3:GetBucketLogging', 's3:GetBucketPolicy',
      's3:GetBucketPolicyStatus', 's3:GetBucketPublicAccessBlock', 's3:GetBucketVersioning', 's3:GetEncryptionConfiguration',
      's3:GetLifecycleConfiguration', 's3:GetReplicationConfiguration', 'secretsmanager:GetResourcePolicy',
      'securityhub:DescribeHub', 'securityhub:GetEnabledStandards', 'securityhub:GetFindings', 'sns:GetTopicAttributes',
      'sns:ListTopics', 'ssm:DescribeParameters', 'ssm:DescribeSessions',
    ],
    Resource: '*',
  };
}

/**
 * Everything, less what belongs to the organisation, credentials that live long, other roles, and roles without the boundary.
 * The boundary denies the same and more; this policy holds without it. (Denied, not left
 * out with an allowed `NotAction`: the rules that check templates cannot read that.)
 */
function administer({ partition, account, boundaryName }: LevelPlace): Statement[] {
  return [
    { Sid: 'RunEverything', Effect: 'Allow', Action: '*', Resource: '*' },
    {
      Sid: 'NotTheOrganisation',
      Effect: 'Deny',
      Action: ['account:*', 'organizations:*', 'sso:*', 'sts:AssumeRole', ...credentialActions],
      Resource: '*',
    },
    {
      Sid: 'OnlyBoundedRoles',
      Effect: 'Deny',
      Action: boundedRoleActions,
      Resource: '*',
      Condition: { StringNotEquals: { 'iam:PermissionsBoundary': `arn:${partition}:iam::${account}:policy/${boundaryName}` } },
    },
  ];
}

/** What the emergency role may do: all an administrator may, and read secrets and data. */
export function emergencyStatements(place: LevelPlace): Statement[] {
  return administer(place);
}

/** What no person's role may do: read secrets, and data unless the role is for that; leave an unrecorded shell. */
function closed({ readsData }: LevelPlace): Statement[] {
  return [
    {
      Sid: 'SecretsStayClosed',
      Effect: 'Deny',
      Action: ['ecs:ExecuteCommand', 'secretsmanager:BatchGetSecretValue', 'secretsmanager:GetSecretValue'],
      Resource: '*',
    },
    ...(readsData ? [] : [{ Sid: 'DataStaysClosed', Effect: 'Deny', Action: dataReadingActions, Resource: '*' } as const]),
  ];
}
