import { Duration, Stack, aws_ec2 as ec2, aws_kms as kms, aws_lambda as lambda, aws_logs as logs, aws_secretsmanager as secretsmanager, aws_sns as sns } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ContainerService } from '../../constructs/workload/container-service';
import { KeyValueTable, KeyValueTableProps } from '../../constructs/workload/key-value-table';
import { MemoryCache, MemoryCacheProps } from '../../constructs/workload/memory-cache';
import { ScheduledJob, ScheduledJobProps } from '../../constructs/workload/scheduled-job';
import { SearchDomain, SearchDomainProps } from '../../constructs/workload/search-domain';
import { ServerlessFunction, ServerlessFunctionProps } from '../../constructs/workload/serverless-function';
import { ServiceCluster } from '../../constructs/workload/service-cluster';
import { WorkQueue } from '../../constructs/workload/work-queue';
import { templateOf } from '../synthesize';
import { PolicyStatementJson, only, resources } from './resources';

const image = '555555555555.dkr.ecr.eu-west-1.amazonaws.com/projects/jobs@sha256:4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a';
const logRetention = logs.RetentionDays.ONE_MONTH;

/** The parts that everything needs, in one stack. */
function placeIn(stack: Stack) {
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    restrictDefaultSecurityGroup: false, // CDK would add a function of its own
    subnetConfiguration: [
      { name: 'public', subnetType: ec2.SubnetType.PUBLIC },
      { name: 'private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      { name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    ],
  });
  const key = new kms.Key(stack, 'Key');
  return { vpc, key, logKey: key, logRetention, alerts: new sns.Topic(stack, 'Alerts') };
}

function job(stack: Stack, props: Partial<ScheduledJobProps> = {}): ScheduledJob {
  const { vpc, key, ...place } = placeIn(stack);
  const cluster = new ServiceCluster(stack, 'Cluster', { vpc, namespaceName: 'internal.projects.example.com', storageKey: key });
  return new ScheduledJob(stack, 'MonthEnd', {
    ...place, cluster, key, image, schedule: 'cron(30 2 1 * ? *)', timeZone: 'Europe/Berlin', configurationPath: '/projects/month-end', ...props,
  });
}

function thumbnails(stack: Stack, props: Partial<ServerlessFunctionProps> = {}): ServerlessFunction {
  return new ServerlessFunction(stack, 'Thumbnails', {
    ...placeIn(stack), code: lambda.Code.fromInline('exports.handler = async () => ({});'), size: { memoryMiB: 512, concurrency: 5 },
    configurationPath: '/projects/thumbnails', ...props,
  });
}

function table(stack: Stack, props: Partial<KeyValueTableProps> = {}): KeyValueTable {
  return new KeyValueTable(stack, 'Drafts', { key: new kms.Key(stack, 'Key'), partitionKey: 'person', size: { maxReadUnits: 200, maxWriteUnits: 100 }, ...props });
}

function cache(stack: Stack, props: Partial<MemoryCacheProps> = {}): MemoryCache {
  const { vpc, key } = placeIn(stack);
  return new MemoryCache(stack, 'Recent', { vpc, key, cacheName: 'projects-recent', size: { maxGiB: 5, maxUnitsPerSecond: 20_000 }, ...props });
}

function search(stack: Stack, props: Partial<SearchDomainProps> = {}): SearchDomain {
  const { alerts: _, ...place } = placeIn(stack);
  return new SearchDomain(stack, 'Library', { ...place, domainName: 'projects-library', size: { dataNodes: 2, instanceType: 'r8g.large', storageGiB: 50 }, ...props });
}

/** All statements of the managed policies whose logical id begins so. */
function permissions(template: Template, idBegins: string): PolicyStatementJson[] {
  const policies = Object.entries(template.findResources('AWS::IAM::ManagedPolicy')).filter(([id]) => id.startsWith(idBegins));
  return policies.flatMap(([, policy]) => (policy.Properties as { PolicyDocument: { Statement: PolicyStatementJson[] } }).PolicyDocument.Statement);
}

function actionsOf(statements: PolicyStatementJson[]): string[] {
  return statements.flatMap(({ Action }) => Action).toSorted();
}

describe('a scheduled job', () => {
  const template = templateOf((stack) => { job(stack, { retries: 2, size: { cpu: 1024 } }).addSetting('MODE', 'full'); });
  const schedule = (): Record<string, unknown> => only(template, 'AWS::Scheduler::Schedule').Properties;
  const target = (): Record<string, unknown> => schedule().Target as Record<string, unknown>;

  test('runs when it is told, in its time zone', () => {
    expect(schedule()).toMatchObject({ ScheduleExpression: 'cron(30 2 1 * ? *)', ScheduleExpressionTimezone: 'Europe/Berlin', State: 'ENABLED' });
  });
  test('keeps its schedule under the key', () => {
    expect(schedule()).toMatchObject({ KmsKeyArn: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] } });
  });
  test('runs without a shell and without a public address', () => {
    expect(target().EcsParameters).toMatchObject({
      EnableExecuteCommand: false, NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'DISABLED' } },
    });
  });
  test('is given up after its retries and put aside', () => {
    expect(target()).toMatchObject({
      RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600 }, DeadLetterConfig: { Arn: { 'Fn::GetAtt': [expect.stringMatching(/^MonthEndFailures/), 'Arn'] } },
    });
  });
  test('is started by a role that may start this job on this cluster and nothing else', () => {
    const statements = permissions(template, 'MonthEndStarterPolicy');
    expect(actionsOf(statements)).toEqual(['ecs:RunTask', 'ecs:TagResource', 'iam:PassRole', 'kms:Decrypt', 'kms:GenerateDataKey', 'sqs:SendMessage']);
    expect(statements.find(({ Action }) => Action === 'ecs:RunTask')).toMatchObject({
      Resource: { Ref: expect.stringMatching(/^MonthEndTask/) }, Condition: { ArnEquals: { 'ecs:cluster': { 'Fn::GetAtt': [expect.anything(), 'Arn'] } } },
    });
    expect(statements.find(({ Action }) => Action === 'iam:PassRole')?.Condition).toEqual({ StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } });
  });
  test('has its starter assumed by Scheduler for its own account only', () => {
    const trust = resources(template, 'AWS::IAM::Role').map(({ Properties }) => JSON.stringify(Properties.AssumeRolePolicyDocument));
    expect(trust.filter((text) => text.includes('scheduler.amazonaws.com'))).toEqual([expect.stringContaining('"aws:SourceAccount":"111111111111"')]);
  });
  test('tells of tasks that ended with an error, not of those that went well', () => {
    expect(only(template, 'AWS::Events::Rule').Properties.EventPattern).toMatchObject({
      'detail-type': ['ECS Task State Change'],
      detail: { lastStatus: ['STOPPED'], $or: [{ containers: { exitCode: [{ 'anything-but': 0 }] } }, { stopCode: ['TaskFailedToStart'] }] },
    });
  });
  test('lets only this rule of this account put failures aside', () => {
    const policies = JSON.stringify(resources(template, 'AWS::SQS::QueuePolicy'));
    expect(policies).toContain('"StringEquals":{"aws:SourceAccount":"111111111111"}');
    expect(policies).toMatch(/"ArnEquals":\{"aws:SourceArn":\{"Fn::GetAtt":\["MonthEndEndedWithError[^"]*","Arn"\]\}\}/);
  });
  test('raises an alarm for the first failure', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { Threshold: 1, AlarmDescription: 'A run of MonthEnd failed' });
  });
  test('has the read-only, unprivileged container of a service', () => {
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      Cpu: '1024', ContainerDefinitions: [Match.objectLike({ Image: image, User: '65532:65532', ReadonlyRootFilesystem: true, Secrets: [Match.objectLike({ Name: 'MODE' })] })],
    });
  });
  test('can be switched off', () => {
    const off = templateOf((stack) => { job(stack, { enabled: false }); });
    off.hasResourceProperties('AWS::Scheduler::Schedule', { State: 'DISABLED' });
  });
});

describe('a serverless function', () => {
  const template = templateOf((stack) => {
    const { key, vpc, ...place } = placeIn(stack);
    const queue = new WorkQueue(stack, 'Uploads', { key, alerts: place.alerts });
    const made = new ServerlessFunction(stack, 'Thumbnails', {
      ...place, key, vpc, queue, code: lambda.Code.fromInline('exports.handler = async () => ({});'), size: { memoryMiB: 512, concurrency: 5 },
      configurationPath: '/projects/thumbnails',
    });
    made.addSecret('ERP_CREDENTIAL', new secretsmanager.Secret(stack, 'Erp', { encryptionKey: key }), key);
    const cluster = new ServiceCluster(stack, 'Cluster', { vpc, namespaceName: 'internal.projects.example.com', storageKey: key });
    new ContainerService(stack, 'Library', { ...place, cluster, image, size: { minTasks: 1, maxTasks: 2 }, configurationPath: '/projects/library', uses: [made] });
  });
  const made = (): Record<string, unknown> => only(template, 'AWS::Lambda::Function').Properties;

  test('runs inside the network', () => expect(made().VpcConfig).toMatchObject({ SubnetIds: expect.any(Array), SecurityGroupIds: [expect.anything()] }));
  test('has a reserved share of the concurrency', () => expect(made()).toMatchObject({ ReservedConcurrentExecutions: 5, MemorySize: 512 }));
  test('has its environment variables under the key, and only the path of its settings in them', () => {
    expect(made()).toMatchObject({ KmsKeyArn: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] }, Environment: { Variables: { CONFIGURATION_PATH: '/projects/thumbnails' } } });
  });
  test('is traced', () => expect(made()).toMatchObject({ TracingConfig: { Mode: 'Active' } }));
  test('has no public address, and no policy lets anybody in', () => {
    template.resourceCountIs('AWS::Lambda::Url', 0);
    template.resourceCountIs('AWS::Lambda::Permission', 0);
  });
  test('keeps its permissions in a managed policy, none inline', () => {
    template.resourceCountIs('AWS::IAM::Policy', 0);
    for (const { Properties } of resources(template, 'AWS::IAM::Role')) expect(Properties).not.toHaveProperty('Policies');
  });
  test('takes messages from its queue and may not send any', () => {
    const read = permissions(template, 'ThumbnailsPolicy').filter(({ Resource }) => JSON.stringify(Resource).includes('Uploads'));
    expect(actionsOf(read)).toEqual(['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage']);
  });
  test('tells failed messages one by one', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', { FunctionResponseTypes: ['ReportBatchItemFailures'] });
  });
  test('gets the name of a secret, never its value', () => {
    template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/projects/thumbnails/ERP_CREDENTIAL_ARN', Value: { Ref: Match.stringLikeRegexp('^Erp') } });
  });
  test('is called by a service that uses it', () => {
    expect(actionsOf(permissions(template, 'LibraryTaskPolicy'))).toEqual(['lambda:InvokeFunction']);
    template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/projects/library/THUMBNAILS_FUNCTION' });
  });
});

describe('a table', () => {
  const template = templateOf((stack) => { table(stack, { sortKey: 'draft', expiresAt: 'expires', indexes: [{ name: 'by-client', partitionKey: 'client' }] }); });
  const holds = (properties: object): void => template.hasResourceProperties('AWS::DynamoDB::Table', properties);

  test('is encrypted with the key it was given', () => {
    holds({ SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] } } });
  });
  test('can be restored to any moment', () => holds({ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 } }));
  test('refuses to be deleted, and is kept when its stack goes', () => {
    template.hasResource('AWS::DynamoDB::Table', { DeletionPolicy: 'Retain', Properties: { DeletionProtectionEnabled: true } });
  });
  test('denies every principal of another account', () => {
    holds({
      ResourcePolicy: {
        PolicyDocument: {
          Statement: [Match.objectLike({
            Effect: 'Deny', Action: 'dynamodb:*', Principal: { AWS: '*' },
            Condition: { StringNotEquals: { 'aws:PrincipalAccount': '111111111111' }, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } },
          })],
        },
      },
    });
  });
  test('has a bound on requests, and so have its indexes', () => {
    const bound = { MaxReadRequestUnits: 200, MaxWriteRequestUnits: 100 };
    holds({ BillingMode: 'PAY_PER_REQUEST', OnDemandThroughput: bound, GlobalSecondaryIndexes: [Match.objectLike({ IndexName: 'by-client', OnDemandThroughput: bound })] });
  });
  test('opens itself and its named indexes, without a wildcard', () => {
    expect(JSON.stringify(permissions(template, 'DraftsAccess').map(({ Resource }) => Resource))).not.toContain('*');
  });
  test('can be given up with its environment', () => {
    const lasting = templateOf((stack) => { table(stack, { deletionProtection: false }); });
    lasting.hasResource('AWS::DynamoDB::Table', { DeletionPolicy: 'Delete', Properties: { DeletionProtectionEnabled: false } });
  });
});

describe('a cache', () => {
  const template = templateOf((stack) => {
    const { vpc, key, ...place } = placeIn(stack);
    const recent = new MemoryCache(stack, 'Recent', { vpc, key, cacheName: 'projects-recent', size: { maxGiB: 5, maxUnitsPerSecond: 20_000 } });
    new ServerlessFunction(stack, 'Reader', {
      ...place, vpc, key, code: lambda.Code.fromInline('exports.handler = async () => ({});'), size: { memoryMiB: 128, concurrency: 1 }, configurationPath: '/projects/reader', uses: [recent],
    });
  });

  test('is encrypted with the key it was given and lies in the isolated tier', () => {
    template.hasResourceProperties('AWS::ElastiCache::ServerlessCache', {
      Engine: 'valkey', KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] }, SubnetIds: [{ Ref: Match.stringLikeRegexp('isolatedSubnet1') }, { Ref: Match.stringLikeRegexp('isolatedSubnet2') }],
    });
  });
  test('has no password: its one user signs in by IAM and administers nothing', () => {
    template.hasResourceProperties('AWS::ElastiCache::User', {
      AuthenticationMode: { Type: 'iam' }, UserId: 'projects-recent-user', UserName: 'projects-recent-user', AccessString: Match.stringLikeRegexp('-@admin -@dangerous'),
    });
    template.hasResourceProperties('AWS::ElastiCache::UserGroup', { UserIds: ['projects-recent-user'] });
  });
  test('keeps snapshots, and is kept when its stack goes', () => {
    template.hasResource('AWS::ElastiCache::ServerlessCache', { DeletionPolicy: 'Retain', Properties: { SnapshotRetentionLimit: 7 } });
  });
  test('lets whoever uses it connect as that user, to its two ports', () => {
    expect(actionsOf(permissions(template, 'ReaderPolicy'))).toContain('elasticache:Connect');
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 6379, ToPort: 6380 });
  });
});

describe('what is refused', () => {
  test.each<[string, (stack: Stack) => unknown, string]>([
    ['a schedule that is none, in no time zone', (stack) => job(stack, { schedule: 'every night', timeZone: '+01:00', retries: 200 }),
      'job "Test/MonthEnd" has 3 problems\n'
      + '- schedule: must be cron(minutes hours day month weekday year) or rate(n minutes|hours|days), got "every night"; for example cron(30 2 * * ? *)\n'
      + '- timeZone: must be a time zone of the IANA database, got "+01:00"; for example Europe/Berlin, or UTC\n'
      + '- retries: must be a whole number from 0 to 185, got 200'],
    ['a moment instead of a schedule', (stack) => job(stack, { schedule: 'at(2027-01-01T00:00:00)' }),
      'job "Test/MonthEnd" has 1 problem\n- schedule: must be cron(minutes hours day month weekday year) or rate(n minutes|hours|days), '
      + 'got "at(2027-01-01T00:00:00)"; for example cron(30 2 * * ? *)'],
    ['two kinds of days at once', (stack) => job(stack, { schedule: 'cron(0 3 * * * *)', timeZone: 'Mars/Olympus' }),
      'job "Test/MonthEnd" has 2 problems\n- schedule: must have "?" for either the day of the month or the weekday, got "cron(0 3 * * * *)"; for example cron(30 2 * * ? *)\n'
      + '- timeZone: must be a time zone of the IANA database, got "Mars/Olympus"; for example Europe/Berlin, or UTC'],
    ['a function of impossible size', (stack) => thumbnails(stack, { size: { memoryMiB: 64, concurrency: 0 }, timeout: Duration.hours(1), configurationPath: 'projects' }),
      'function "Test/Thumbnails" has 4 problems\n- size.memoryMiB: must be a whole number from 128 to 10240, got 64\n'
      + '- size.concurrency: must be a whole number from 1 to 1000, got 0\n- timeout: must be 1 to 900 whole seconds, got 3600\n'
      + '- configurationPath: must start with /, got "projects"; for example /projects/thumbnails'],
    ['a queue that hands a message on before the function is done', (stack) => thumbnails(stack, {
      timeout: Duration.minutes(2), queue: new WorkQueue(stack, 'Uploads', { key: new kms.Key(stack, 'QueueKey'), alerts: new sns.Topic(stack, 'QueueAlerts') }),
    }),
      'function "Test/Thumbnails" has 1 problem\n- queue: must hold a message for at least 720 seconds, six times the timeout, got 300; give the queue a longer visibilityTimeout'],
    ['a table without bounds', (stack) => table(stack, {
      size: { maxReadUnits: 0, maxWriteUnits: 50_000 }, partitionKey: '', recoveryWindow: Duration.days(40),
      indexes: [{ name: 'by client', partitionKey: 'client' }, { name: 'by client', partitionKey: 'other' }],
    }),
      'table "Test/Drafts" has 7 problems\n- size.maxReadUnits: must be a whole number from 1 to 40000, got 0\n'
      + '- size.maxWriteUnits: must be a whole number from 1 to 40000, got 50000\n- partitionKey: must not be empty, got ""\n'
      + '- recoveryWindow: must be 1 to 35 whole days, got 40\n'
      + '- indexes[0].name: must be 3 to 255 letters, digits, "_", "-" and ".", got "by client"\n'
      + '- indexes[1].name: must be 3 to 255 letters, digits, "_", "-" and ".", got "by client"\n- indexes[1].name: must be named once, got "by client"'],
    ['a cache of impossible size', (stack) => cache(stack, { size: { maxGiB: 0, maxUnitsPerSecond: 10 }, cacheName: 'Recent!', snapshotRetention: Duration.days(60) }),
      'cache "Test/Recent" has 4 problems\n- size.maxGiB: must be a whole number from 1 to 5000, got 0\n'
      + '- size.maxUnitsPerSecond: must be a whole number from 1000 to 15000000, got 10\n- snapshotRetention: must be a whole number from 1 to 35, got 60\n'
      + '- cacheName: must be at most 34 lower case letters, digits and single hyphens and start with a letter, got "Recent!"'],
  ])('%s', (_name, build, message) => {
    let thrown: unknown;
    try { templateOf((stack) => { build(stack); }); } catch (error) { thrown = error; }
    expect((thrown as Error).message).toBe(message);
  });
});

describe('a search domain', () => {
  const template = templateOf((stack) => {
    const { alerts: _, ...place } = placeIn(stack);
    const cluster = new ServiceCluster(stack, 'Cluster', { vpc: place.vpc, namespaceName: 'internal.projects.example.com', storageKey: place.key });
    const library = new SearchDomain(stack, 'Library', { ...place, domainName: 'projects-library', size: { dataNodes: 2, instanceType: 'r8g.large', storageGiB: 50 } });
    new ContainerService(stack, 'Api', { cluster, image, size: { minTasks: 1, maxTasks: 1 }, logKey: place.key, logRetention, configurationPath: '/projects/api', uses: [library] });
  });
  const made = (): Record<string, unknown> => only(template, 'AWS::OpenSearchService::Domain').Properties;

  test('is encrypted with its key, between nodes and towards clients', () => {
    expect(made()).toMatchObject({
      EncryptionAtRestOptions: { Enabled: true, KmsKeyId: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] } }, NodeToNodeEncryptionOptions: { Enabled: true },
      DomainEndpointOptions: { EnforceHTTPS: true, TLSSecurityPolicy: 'Policy-Min-TLS-1-2-PFS-2023-10' },
    });
  });
  test('lies in the isolated tier, in as many zones as its nodes spread over', () => {
    expect(made()).toMatchObject({
      ClusterConfig: { InstanceCount: 2, InstanceType: 'r8g.large.search', ZoneAwarenessEnabled: true, ZoneAwarenessConfig: { AvailabilityZoneCount: 2 } },
      VPCOptions: { SubnetIds: [{ Ref: expect.stringMatching(/isolated/i) }, { Ref: expect.stringMatching(/isolated/i) }], SecurityGroupIds: [expect.anything()] },
    });
  });
  test('has no passwords; its administrator is the role of the function that admits services', () => {
    expect(made().AdvancedSecurityOptions).toEqual({
      Enabled: true, InternalUserDatabaseEnabled: false, MasterUserOptions: { MasterUserARN: { 'Fn::GetAtt': [expect.stringMatching(/^LibraryHandlerRole/), 'Arn'] } },
    });
    template.hasResource('Custom::Trigger', { DependsOn: Match.arrayWith([Match.stringLikeRegexp('^LibraryDomain')]) });
  });
  test('lets in identities of its account only, as far as their own policies do', () => {
    const text = JSON.stringify(made().AccessPolicies);
    expect(text).toContain('iam::111111111111:root');
    expect(text).toContain('"Action":"es:ESHttp*"');
    expect(text).not.toContain('"AWS":"*"');
  });
  test('lets a service call this domain and configure none', () => {
    expect(actionsOf(permissions(template, 'LibraryAccess'))).toEqual(['es:ESHttpDelete', 'es:ESHttpGet', 'es:ESHttpHead', 'es:ESHttpPost', 'es:ESHttpPut']);
    expect(JSON.stringify(permissions(template, 'LibraryAccess'))).toContain(':domain/projects-library/*');
  });
  test('writes four logs under a key, and OpenSearch may write nowhere else', () => {
    expect(Object.keys(made().LogPublishingOptions as object).toSorted()).toEqual(['AUDIT_LOGS', 'ES_APPLICATION_LOGS', 'INDEX_SLOW_LOGS', 'SEARCH_SLOW_LOGS']);
    const policy = JSON.stringify(only(template, 'AWS::Logs::ResourcePolicy').Properties);
    expect(policy).toContain('aws:SourceArn');
    expect(policy).not.toContain('"Resource\\":\\"*');
  });
  test('is kept when its stack is deleted', () => template.hasResource('AWS::OpenSearchService::Domain', { DeletionPolicy: 'Retain' }));
  test('spreads over three zones where nodes and network allow it, with managers of their own', () => {
    const large = templateOf((stack) => {
      const { key, alerts: _, ...place } = placeIn(stack);
      const vpc = new ec2.Vpc(stack, 'Wide', { availabilityZones: ['a', 'b', 'c'].map((zone) => `eu-west-1${zone}`), restrictDefaultSecurityGroup: false, subnetConfiguration: [
        { name: 'private', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, { name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
      new SearchDomain(stack, 'Library', { ...place, key, vpc, domainName: 'projects-library', size: { dataNodes: 12, instanceType: 'm8g.large', storageGiB: 10, dedicatedManagers: true } });
    });
    large.hasResourceProperties('AWS::OpenSearchService::Domain', {
      ClusterConfig: { ZoneAwarenessConfig: { AvailabilityZoneCount: 3 }, DedicatedMasterEnabled: true, DedicatedMasterCount: 3, DedicatedMasterType: 'm8g.large.search' },
    });
  });
  test('refuses what the service does not offer, all at once', () => {
    expect(() => templateOf((stack) => { search(stack, { domainName: 'L', size: { dataNodes: 11, instanceType: 'r5.huge', storageGiB: 5 } }); })).toThrow([
      'search domain "Test/Library" has 5 problems',
      '- size.dataNodes: must spread evenly over two or three availability zones, got 11; for example 12',
      '- size.dedicatedManagers: must be true for more than 9 nodes, got false; so many data nodes must not keep the cluster together besides',
      '- size.instanceType: must be a type of data nodes that can be encrypted, got "r5.huge"; write it without ".search", for example r8g.large; families are t3, m6g, m7g, m8g, r6g, r7g, r8g',
      '- size.storageGiB: must be a whole number from 10 to 1024, got 5',
      '- domainName: must be 3 to 28 lower-case letters, digits and hyphens and start with a letter, got "L"',
    ].join('\n'));
  });
});
