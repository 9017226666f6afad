import { Duration, Stack, aws_ec2 as ec2, aws_kms as kms, aws_logs as logs, aws_s3 as s3, aws_sns as sns } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ContainerService, ContainerServiceProps } from '../../constructs/workload/container-service';
import { DatabaseUser } from '../../constructs/workload/database-user';
import { DocumentStore } from '../../constructs/workload/document-store';
import { RelationalDatabase, RelationalDatabaseProps } from '../../constructs/workload/relational-database';
import { ServiceCluster } from '../../constructs/workload/service-cluster';
import { WorkQueue } from '../../constructs/workload/work-queue';
import { templateOf } from '../synthesize';

const digest = 'sha256:4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a';
const image = `555555555555.dkr.ecr.eu-west-1.amazonaws.com/projects/api@${digest}`;

function vpcOf(stack: Stack): ec2.Vpc {
  return new ec2.Vpc(stack, 'Vpc', {
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    subnetConfiguration: [
      { name: 'public', subnetType: ec2.SubnetType.PUBLIC },
      { name: 'private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      { name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    ],
  });
}

function database(stack: Stack, vpc: ec2.IVpc, props: Partial<RelationalDatabaseProps> = {}): RelationalDatabase {
  const key = new kms.Key(stack, 'DatabaseKey');
  return new RelationalDatabase(stack, 'Ledger', {
    vpc, key, logKey: key, logRetention: logs.RetentionDays.ONE_MONTH, size: { minAcu: 0.5, maxAcu: 4 },
    backupRetention: Duration.days(7), clusterName: 'projects-ledger', ...props,
  });
}

function service(stack: Stack, vpc: ec2.IVpc, props: Partial<ContainerServiceProps> = {}): ContainerService {
  const key = new kms.Key(stack, 'ServiceKey');
  const cluster = new ServiceCluster(stack, 'Cluster', { vpc, namespaceName: 'internal.projects.example.com', storageKey: key });
  return new ContainerService(stack, 'Api', {
    cluster, image, size: { minTasks: 2, maxTasks: 10 }, port: 8080, logKey: key, logRetention: logs.RetentionDays.ONE_MONTH,
    configurationPath: '/projects/api', ...props,
  });
}

describe('a container service', () => {
  const template = templateOf((stack) => {
    const vpc = vpcOf(stack);
    const key = new kms.Key(stack, 'Key');
    const queue = new WorkQueue(stack, 'Invoices', { key, alerts: new sns.Topic(stack, 'Alerts') });
    const documents = new DocumentStore(stack, 'Documents', { key, accessLogBucket: new s3.Bucket(stack, 'AccessLogs') });
    const ledger = database(stack, vpc);
    service(stack, vpc, { uses: [queue, documents, ledger] }).scaleOnBacklog(queue.metricBacklog(), 100);
  });
  const container = (): Record<string, unknown> => onlyContainer(template);

  test('runs the image by digest', () => expect(container()).toMatchObject({ Image: image }));
  test('cannot write to its root file system', () => expect(container()).toMatchObject({ ReadonlyRootFilesystem: true }));
  test('writes nowhere, or to a declared volume only', () => {
    expect(container()).not.toHaveProperty('MountPoints');
    const writing = templateOf((stack) => { service(stack, vpcOf(stack), { scratch: { sizeGiB: 50 } }); });
    expect(onlyContainer(writing)).toMatchObject({
      ReadonlyRootFilesystem: true, MountPoints: [{ ContainerPath: '/tmp', ReadOnly: false, SourceVolume: 'scratch' }],
    });
    writing.hasResourceProperties('AWS::ECS::TaskDefinition', { EphemeralStorage: { SizeInGiB: 50 }, Volumes: [{ Name: 'scratch' }] });
  });
  test('tells its callers when it speaks TLS', () => {
    const calling = templateOf((stack) => {
      const vpc = vpcOf(stack);
      const api = service(stack, vpc, { speaksTls: true });
      const [key, cluster] = [stack.node.findChild('ServiceKey') as kms.Key, stack.node.findChild('Cluster') as ServiceCluster];
      new ContainerService(stack, 'Portal', {
        cluster, image, size: { minTasks: 1, maxTasks: 1 }, logKey: key, logRetention: logs.RetentionDays.ONE_MONTH, configurationPath: '/projects/portal', uses: [api],
      });
    });
    calling.hasResourceProperties('AWS::SSM::Parameter', { Name: '/projects/portal/API_SCHEME', Value: 'https' });
  });
  test('does not run as root', () => expect(container()).toMatchObject({ User: '65532:65532' }));
  test('has no Linux capabilities', () => {
    expect(container()).toMatchObject({ LinuxParameters: { Capabilities: { Drop: ['ALL'] } } });
  });
  test('takes every setting from Parameter Store and none from the template', () => {
    expect(container()).not.toHaveProperty('Environment');
    const names = (container().Secrets as { Name: string }[]).map(({ Name }) => Name).toSorted();
    expect(names).toEqual([
      'DOCUMENTS_BUCKET', 'INVOICES_QUEUE_URL', 'LEDGER_HOST', 'LEDGER_NAME', 'LEDGER_PORT', 'LEDGER_READ_HOST', 'LEDGER_USER',
    ]);
  });
  test('offers no interactive shell', () => template.hasResourceProperties('AWS::ECS::Service', { EnableExecuteCommand: false }));
  test('rolls back a deployment that does not become healthy', () => {
    template.hasResourceProperties('AWS::ECS::Service', {
      DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } },
    });
  });
  test('has no public address', () => {
    template.hasResourceProperties('AWS::ECS::Service', { NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'DISABLED' } } });
  });
  test('keeps its permissions in managed policies, none inline', () => {
    template.resourceCountIs('AWS::IAM::Policy', 0);
    template.resourceCountIs('AWS::IAM::ManagedPolicy', 4); // the task, its start, the document store, and what makes the user of the database
  });
  test('starts only after the policies of its roles are attached', () => {
    template.hasResource('AWS::ECS::TaskDefinition', {
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('ExecutionPolicy'), Match.stringLikeRegexp('TaskPolicy')]),
    });
  });
  test('may connect to the database as one user only', () => {
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'rds-db:connect', Effect: 'Allow' })]) },
    });
  });
  test('is let into the database on its port by a rule of its own', () => {
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 5433, ToPort: 5433, IpProtocol: 'tcp' });
  });
  test('has roles that only ECS of its own account assumes', () => {
    for (const role of Object.values(template.findResources('AWS::IAM::Role', ecsRole()))) {
      expect(role.Properties.AssumeRolePolicyDocument.Statement[0].Condition).toMatchObject({
        StringEquals: { 'aws:SourceAccount': '111111111111' },
      });
    }
  });
  test('scales between its bounds', () => {
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', { MinCapacity: 2, MaxCapacity: 10 });
  });
  test('leaves the number of running tasks to scaling when it is deployed again', () => {
    template.hasResourceProperties('AWS::ECS::Service', { DesiredCount: Match.absent() });
  });
  test('scales on work that waits', () => {
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', { PolicyType: 'StepScaling' });
  });
});

describe('a database', () => {
  const template = templateOf((stack) => { database(stack, vpcOf(stack)); });
  const holds = (properties: object): void => template.hasResourceProperties('AWS::RDS::DBCluster', properties);

  test('is encrypted with the key it was given', () => {
    holds({ StorageEncrypted: true, KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^DatabaseKey'), 'Arn'] } });
  });
  test('accepts TLS only', () => {
    template.hasResourceProperties('AWS::RDS::DBClusterParameterGroup', { Parameters: Match.objectLike({ 'rds.force_ssl': '1' }) });
  });
  test('lets services sign in by IAM', () => holds({ EnableIAMDatabaseAuthentication: true }));
  test('leaves the administrator password to RDS', () => {
    holds({ ManageMasterUserPassword: true, MasterUserPassword: Match.absent() });
  });
  test('refuses to be deleted', () => holds({ DeletionProtection: true }));
  test('has no instance with a public address', () => {
    template.allResourcesProperties('AWS::RDS::DBInstance', { PubliclyAccessible: false });
  });
  test('keeps the administrator password under its own key', () => {
    holds({ MasterUserSecret: { KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^DatabaseKey'), 'Arn'] } } });
  });
  test('opens nothing itself', () => {
    const [group] = Object.values(template.findResources('AWS::EC2::SecurityGroup', {
      Properties: { GroupDescription: Match.stringLikeRegexp('Ledger') },
    }));
    expect(group?.Properties.SecurityGroupIngress).toBeUndefined();
  });
  test('has its user made in the deployment, after the cluster and its instances', () => {
    template.hasResource('Custom::Trigger', {
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^LedgerCluster'), Match.stringLikeRegexp('^LedgerClusterWriter')]),
    });
    template.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: Match.objectLike({ DATABASE_USER: 'service', DATABASE_NAME: 'app' }) } });
  });
  test('lets what makes the user reach this cluster and the password of its administrator only', () => {
    const policies = Object.values(template.findResources('AWS::IAM::ManagedPolicy')) as Array<{ Properties: { Description: string; PolicyDocument: { Statement: object[] } } }>;
    const statements = policies.find(({ Properties }) => Properties.Description === 'What database-user may do')?.Properties.PolicyDocument.Statement;
    expect(statements).toContainEqual({
      Effect: 'Allow', Action: ['rds-data:ExecuteStatement', 'rds:DescribeDBClusters', 'rds:DisableHttpEndpoint', 'rds:EnableHttpEndpoint'],
      Resource: { 'Fn::Join': ['', ['arn:aws:rds:eu-west-1:111111111111:cluster:', { Ref: expect.stringMatching(/^LedgerCluster/) }]] },
    });
    expect(statements).toContainEqual({
      Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: { 'Fn::GetAtt': [expect.stringMatching(/^LedgerCluster/), 'MasterUserSecret.SecretArn'] },
    });
  });
});

describe('a proxied database', () => {
  const template = templateOf((stack) => {
    const vpc = vpcOf(stack);
    service(stack, vpc, { uses: [database(stack, vpc, { proxied: true })] });
  });
  const valueOf = (name: string): unknown => Object.values(template.findResources('AWS::SSM::Parameter', { Properties: { Name: `/projects/api/${name}` } }))[0]?.Properties.Value as unknown;

  test('has a proxy that insists on TLS and IAM on both sides', () => {
    template.hasResourceProperties('AWS::RDS::DBProxy', { RequireTLS: true, DefaultAuthScheme: 'IAM_AUTH', Auth: Match.absent(), EngineFamily: 'POSTGRESQL' });
  });
  test('is called by the address of the proxy, and readers by theirs', () => {
    expect([valueOf('LEDGER_HOST'), valueOf('LEDGER_READ_HOST'), valueOf('LEDGER_PORT')]).toEqual([
      { 'Fn::GetAtt': [expect.stringMatching(/^LedgerProxy/), 'Endpoint'] }, { 'Fn::GetAtt': [expect.stringMatching(/^LedgerProxyReaders/), 'Endpoint'] }, '5432',
    ]);
    const alone = templateOf((stack) => { database(stack, vpcOf(stack), { proxied: true, size: { minAcu: 1, maxAcu: 2, readers: 0 } }); });
    alone.resourceCountIs('AWS::RDS::DBProxyEndpoint', 0);
  });
  test('lets the proxy alone through to the cluster, and services to the proxy', () => {
    const ways = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => [Properties.FromPort, Properties.Description] as unknown);
    expect(ways).toEqual([[5433, 'proxy projects-ledger to its database'], [5432, 'Api to Ledger']]);
  });
  test('is signed in to as a user of the proxy, and by the proxy as the same user of the cluster', () => {
    const policies = JSON.stringify(template.findResources('AWS::IAM::ManagedPolicy'));
    expect(policies).toMatch(/dbuser:"[^\]]*"Fn::Select":\[6[^/]*DBProxyArn[^/]*"\/service"/);
    expect(policies).toMatch(/dbuser:"[^\]]*DBClusterResourceId[^/]*"\/service"/);
  });
  test('has the log of the proxy under a key', () => {
    template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: '/aws/rds/proxy/projects-ledger', KmsKeyId: Match.anyValue(), RetentionInDays: 30 });
  });
});

describe('a document store', () => {
  const template = templateOf((stack) => {
    new DocumentStore(stack, 'Documents', { key: new kms.Key(stack, 'Key'), accessLogBucket: new s3.Bucket(stack, 'AccessLogs') });
  });
  const statements = (): unknown[] => Object.values(template.findResources('AWS::S3::BucketPolicy'))
    .flatMap((policy) => policy.Properties.PolicyDocument.Statement);

  test('denies every principal of another account', () => {
    expect(statements()).toContainEqual(expect.objectContaining({
      Sid: 'DenyOtherAccounts',
      Effect: 'Deny',
      Condition: { StringNotEquals: { 'aws:PrincipalAccount': '111111111111' }, Bool: { 'aws:PrincipalIsAWSService': 'false' } },
    }));
  });
  test('is reached over TLS only', () => {
    expect(statements()).toContainEqual(expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }));
  });
  test('is kept when its stack is deleted', () => {
    template.hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Retain', Properties: { VersioningConfiguration: { Status: 'Enabled' } } });
  });
});

describe('a cluster', () => {
  test('has what Container Insights writes under its key, for a while', () => {
    const template = templateOf((stack) => {
      const key = new kms.Key(stack, 'Key');
      new ServiceCluster(stack, 'Cluster', { vpc: vpcOf(stack), namespaceName: 'internal.projects.example.com', storageKey: key, insightsKey: key });
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: { 'Fn::Join': ['', ['/aws/ecs/containerinsights/', { Ref: Match.stringLikeRegexp('^Cluster') }, '/performance']] },
      KmsKeyId: Match.anyValue(), RetentionInDays: 30,
    });
  });
});

describe('a work queue', () => {
  const template = templateOf((stack) => { new WorkQueue(stack, 'Invoices', { key: new kms.Key(stack, 'Key'), alerts: new sns.Topic(stack, 'Alerts') }); });

  test('gives up a message after five tries', () => {
    template.hasResourceProperties('AWS::SQS::Queue', { RedrivePolicy: Match.objectLike({ maxReceiveCount: 5 }) });
  });
  test('raises an alarm for one message given up', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Threshold: 1, MetricName: 'ApproximateNumberOfMessagesVisible', AlarmActions: [{ Ref: Match.stringLikeRegexp('^Alerts') }],
    });
  });
});

describe('what is refused', () => {
  test.each<[string, (stack: Stack) => void, string]>([
    ['an image named by tag', (stack) => service(stack, vpcOf(stack), { image: 'projects/api:latest' }),
      'service "Test/Api" has 1 problem\n- image: must name an ECR image by digest, '
      + '<account>.dkr.ecr.<region>.amazonaws.com/<repository>@sha256:<digest>, got "projects/api:latest"; '
      + 'a tag can be moved after approval; use the digest the build printed'],
    ['several wrong sizes at once', (stack) => service(stack, vpcOf(stack), { size: { minTasks: 0, maxTasks: -1, cpu: 300 } }),
      'service "Test/Api" has 3 problems\n- size.minTasks: must be a whole number of at least 1, got 0\n'
      + '- size.maxTasks: must be a whole number of at least minTasks (0), got -1\n'
      + '- size.cpu: must be one of 256, 512, 1024, 2048, 4096, 8192, 16384, got 300; 1024 units are one vCPU'],
    ['memory that Fargate does not offer', (stack) => service(stack, vpcOf(stack), { size: { minTasks: 1, maxTasks: 1, cpu: 1024, memoryMiB: 1024 } }),
      'service "Test/Api" has 1 problem\n- size.memoryMiB: must be a memory AWS Fargate offers with 1024 CPU units, 2048 to 8192, got 1024'],
    ['a place to write that is part of the system', (stack) => service(stack, vpcOf(stack), { scratch: { path: '/usr/tmp', sizeGiB: 20 } }),
      'service "Test/Api" has 2 problems\n- scratch.path: must be a folder below the root that holds no part of the system, got "/usr/tmp"; for example /tmp\n'
      + '- scratch.sizeGiB: must be a whole number from 21 to 200, got 20; leave it out for the 20 GiB that every task has'],
    ['a worker that speaks TLS', (stack) => service(stack, vpcOf(stack), { port: undefined, speaksTls: true }),
      'service "Test/Api" has 1 problem\n- speaksTls: must be of a service that listens; give it a port, or leave it out'],
    ['a database that is both serverless and provisioned',
      (stack) => database(stack, vpcOf(stack), { size: { minAcu: 1, maxAcu: 2, instanceType: 'r8g.large' } }),
      'database "Test/Ledger" has 1 problem\n- size: must be either serverless (minAcu and maxAcu) or provisioned (instanceType), '
      + 'got {"minAcu":1,"maxAcu":2,"instanceType":"r8g.large"}'],
    ['a proxied database with a long name', (stack) => database(stack, vpcOf(stack), { proxied: true, clusterName: 'a'.repeat(53) }),
      `database "Test/Ledger" has 1 problem\n- clusterName: must be at most 52 characters where services come through a proxy, which is named for it, got "${'a'.repeat(53)}"`],
    ['a user that belongs to the database', (stack) => {
      const { cluster } = database(stack, vpcOf(stack));
      const key = new kms.Key(stack, 'UserKey');
      new DatabaseUser(stack, 'User', { cluster, userName: 'rdsadmin', databaseName: 'App', key, logKey: key, logRetention: logs.RetentionDays.ONE_MONTH });
    }, 'database user "Test/User" has 2 problems\n- userName: must be at most 63 lower-case letters, digits and "_", and not begin with pg_ or rds, got "rdsadmin"; for example service\n'
      + '- databaseName: must be at most 63 lower-case letters, digits and "_", got "App"; for example app'],
    ['backups kept too long', (stack) => database(stack, vpcOf(stack), { backupRetention: Duration.days(90) }),
      'database "Test/Ledger" has 1 problem\n- backupRetention: must be 1 to 35 whole days, got 90'],
  ])('%s', (_name, build, message) => {
    let thrown: unknown;
    try { templateOf(build); } catch (error) { thrown = error; }
    expect((thrown as Error).message).toBe(message);
  });
});

function ecsRole(): object {
  return {
    Properties: { AssumeRolePolicyDocument: { Statement: [Match.objectLike({ Principal: { Service: 'ecs-tasks.amazonaws.com' } })] } },
  };
}

function onlyContainer(template: Template): Record<string, unknown> {
  const [task] = Object.values(template.findResources('AWS::ECS::TaskDefinition'));
  return task?.Properties.ContainerDefinitions[0] as Record<string, unknown>;
}
