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

/** How things are set up and how they run. None of these actions returns what customers stored, and few can name a resource. */
const describeActions: readonly string[] = [
  'acm:DescribeCertificate', 'acm:ListCertificates',
  'application-autoscaling:Describe*',
  'cloudformation:Describe*', 'cloudformation:List*',
  'cloudwatch:Describe*', 'cloudwatch:GetDashboard', 'cloudwatch:GetMetricData', 'cloudwatch:GetMetricStatistics', 'cloudwatch:List*',
  'dynamodb:DescribeTable', 'dynamodb:ListTables',
  'ec2:Describe*',
  'ecr:DescribeImages', 'ecr:DescribeRepositories',
  'ecs:Describe*', 'ecs:List*',
  'elasticloadbalancing:Describe*',
  'events:DescribeRule', 'events:List*',
  'kms:DescribeKey', 'kms:ListAliases', 'kms:ListKeys',
  'lambda:GetFunctionConfiguration', 'lambda:ListFunctions',
  'logs:DescribeLogGroups', 'logs:DescribeLogStreams',
  'rds:Describe*',
  'route53:GetHostedZone', 'route53:List*',
  's3:GetBucketLocation', 's3:ListAllMyBuckets',
  'secretsmanager:DescribeSecret', 'secretsmanager:ListSecrets',
  'sqs:GetQueueAttributes', 'sqs:ListQueues',
  'states:DescribeStateMachine', 'states:List*',
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
      'codebuild:BatchGet*', 'codepipeline:Get*', 'codepipeline:List*', 'logs:GetQueryResults', 'logs:StopQuery', 'states:DescribeExecution',
      'states:GetExecutionHistory', 'synthetics:Describe*', 'synthetics:GetCanaryRuns', 'xray:BatchGetTraces', 'xray:Get*',
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
      'access-analyzer:Get*', 'access-analyzer:List*', 'backup:Describe*', 'backup:List*', 'cloudtrail:Describe*', 'cloudtrail:Get*',
      'cloudtrail:List*', 'cloudtrail:LookupEvents', 'config:Describe*', 'config:Get*', 'config:List*', 'config:SelectResourceConfig',
      'guardduty:Get*', 'guardduty:List*', 'iam:Generate*', 'iam:Get*', 'iam:List*', 'iam:SimulatePrincipalPolicy', 'inspector2:List*',
      'kms:GetKeyPolicy', 'kms:GetKeyRotationStatus', 'kms:ListGrants', 'lambda:GetPolicy', 's3:GetAccountPublicAccessBlock',
      's3:GetBucket*', 's3:GetEncryptionConfiguration', 's3:GetLifecycleConfiguration', 's3:GetReplicationConfiguration',
      'secretsmanager:GetResourcePolicy', 'securityhub:BatchGet*', 'securityhub:Describe*', 'securityhub:Get*', 'securityhub:List*',
      'sns:GetTopicAttributes', 'sns:ListTopics', 'ssm:DescribeParameters', 'ssm:DescribeSessions',
    ],
    Resource: '*',
  };
}

/** Everything but IAM, then the part of IAM that deals in roles under the boundary. */
function administer({ partition, account, boundaryName }: LevelPlace): Statement[] {
  const roles = [`arn:${partition}:iam::${account}:role/*`, `arn:${partition}:iam::${account}:instance-profile/*`];
  return [
    { Sid: 'RunEverything', Effect: 'Allow', NotAction: ['account:*', 'iam:*', 'organizations:*', 'sso:*', 'sts:*'], Resource: '*' },
    { Sid: 'SeeAccess', Effect: 'Allow', Action: ['iam:Generate*', 'iam:Get*', 'iam:List*', 'iam:Simulate*', 'sts:GetCallerIdentity'], Resource: '*' },
    {
      Sid: 'MakeBoundedRoles',
      Effect: 'Allow',
      Action: ['iam:AttachRolePolicy', 'iam:CreateRole', 'iam:DetachRolePolicy', 'iam:DeleteRolePolicy', 'iam:PutRolePermissionsBoundary', 'iam:PutRolePolicy'],
      Resource: roles,
      Condition: { StringEquals: { 'iam:PermissionsBoundary': `arn:${partition}:iam::${account}:policy/${boundaryName}` } },
    },
    {
      Sid: 'KeepRoles',
      Effect: 'Allow',
      Action: [
        'iam:*InstanceProfile', 'iam:CreateServiceLinkedRole', 'iam:DeleteRole', 'iam:PassRole', 'iam:TagRole', 'iam:UntagRole',
        'iam:UpdateAssumeRolePolicy', 'iam:UpdateRole', 'iam:UpdateRoleDescription',
      ],
      Resource: roles,
    },
    {
      Sid: 'KeepPolicies',
      Effect: 'Allow',
      Action: ['iam:CreatePolicy', 'iam:CreatePolicyVersion', 'iam:DeletePolicy', 'iam:DeletePolicyVersion', 'iam:SetDefaultPolicyVersion', 'iam:TagPolicy'],
      Resource: `arn:${partition}:iam::${account}:policy/*`,
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
