import {
  CfnCondition, CfnResource, Duration, Fn, Names, RemovalPolicy, Stack, Stage, Tags, aws_cloudwatch as cloudwatch, aws_dynamodb as dynamodb, aws_ec2 as ec2,
  aws_iam as iam, aws_kms as kms, aws_lambda as lambda, aws_logs as logs, aws_s3 as s3, aws_secretsmanager as secretsmanager, aws_sns as sns, aws_sqs as sqs, aws_ssm as ssm,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Seen } from './twins';

/** A difference that no parameter declares, in a module of its own, and what must be said of it. */
export interface Hidden {
  readonly what: string;
  readonly kind: string;
  readonly says: string;
  build(scope: Construct, seen: Seen): void;
}

const inProduction = (scope: Construct): boolean => Stage.of(scope)?.stageName === 'production';
let calls = 0;

/** Every case is built once for production and once for staging. */
export const HIDDEN: readonly Hidden[] = [
  // Components
  hidden('a queue in production only', 'missing-component', 'staging has no queue', (scope) => { if (inProduction(scope)) new sqs.Queue(scope, 'Billing'); }),
  hidden('a queue in staging only', 'additional-component', 'staging alone has a queue', (scope) => { if (!inProduction(scope)) new sqs.Queue(scope, 'Debugging'); }),
  hidden('a bucket behind the kind', 'missing-component', 'staging has no bucket', (scope, { kind }) => { if (kind === 'production') new s3.Bucket(scope, 'Archive'); }),
  hidden('a bucket behind the account', 'missing-component', 'staging has no bucket', (scope) => { if (Stack.of(scope).account === '111111111111') new s3.Bucket(scope, 'Archive'); }),
  hidden('a topic behind the region', 'missing-component', 'staging has no topic', (scope) => { if (Stack.of(scope).region === 'eu-west-1') new sns.Topic(scope, 'News'); }),
  hidden('a table behind the zone', 'missing-component', 'staging has no table', (scope, { zone }) => { if (!zone.startsWith('staging')) new dynamodb.Table(scope, 'Drafts', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } }); }),
  hidden('a key behind the addresses', 'missing-component', 'staging has no key', (scope, { cidr }) => { if (cidr.startsWith('10.10.')) new kms.Key(scope, 'Own'); }),
  hidden('a secret behind a construct path', 'missing-component', 'staging has no secret', (scope) => { if (scope.node.path.includes('/production/')) new secretsmanager.Secret(scope, 'Token'); }),
  hidden('a parameter behind a unique name', 'missing-component', 'staging has no parameter', (scope) => { if (Names.uniqueId(scope).startsWith('Projectsproduction')) new ssm.StringParameter(scope, 'Setting', { stringValue: 'x' }); }),
  hidden('a component with all that belongs to it', 'missing-component', 'staging has no queue', (scope) => {
    if (!inProduction(scope)) return;
    const component = new Construct(scope, 'Invoices');
    const queue = new sqs.Queue(component, 'Queue', { deadLetterQueue: { queue: new sqs.Queue(component, 'DeadLetters'), maxReceiveCount: 3 } });
    queue.grantSendMessages(new iam.Role(component, 'Sender', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }));
  }),
  hidden('one of two queues under another name', 'missing-component', 'staging has no queue', (scope) => { new sqs.Queue(scope, inProduction(scope) ? 'Orders' : 'Bestellungen'); }),
  hidden('a resource without a construct of its own', 'missing-component', 'staging has no detector', (scope) => { if (inProduction(scope)) new CfnResource(scope, 'Raw', { type: 'AWS::GuardDuty::Detector', properties: { Enable: true } }); }),
  // Topology
  hidden('a missing route', 'topology', 'staging has one route less from the isolated tier', (scope) => {
    const vpc = new ec2.CfnVPC(scope, 'Vpc', { cidrBlock: '172.16.0.0/16' });
    const table = new ec2.CfnRouteTable(scope, 'Table', { vpcId: vpc.ref });
    if (inProduction(scope)) new ec2.CfnRoute(new Construct(scope, 'isolatedSubnet1'), 'Route', { routeTableId: table.ref, destinationCidrBlock: '172.20.0.0/16', vpcPeeringConnectionId: 'pcx-1' });
  }),
  hidden('one subnet less', 'missing-component', 'staging has no subnet', (scope) => {
    const vpc = new ec2.CfnVPC(scope, 'Vpc', { cidrBlock: '172.16.0.0/16' });
    for (const zone of inProduction(scope) ? ['a', 'b'] : ['a']) new ec2.CfnSubnet(scope, `Subnet${zone}`, { vpcId: vpc.ref, cidrBlock: '172.16.0.0/24' });
  }),
  hidden('a load balancer that faces the internet', 'topology', 'load balancer', (scope) => {
    raw(scope, 'AWS::ElasticLoadBalancingV2::LoadBalancer', { Scheme: inProduction(scope) ? 'internal' : 'internet-facing' });
  }),
  hidden('a database that is public', 'topology', 'database instance', (scope) => { raw(scope, 'AWS::RDS::DBInstance', { PubliclyAccessible: !inProduction(scope) }); }),
  hidden('another listener port', 'topology', 'listener', (scope) => { raw(scope, 'AWS::ElasticLoadBalancingV2::Listener', { Port: inProduction(scope) ? 443 : 80 }); }),
  hidden('other availability zones', 'topology', 'other availability zones', (scope, { region }) => { raw(scope, 'AWS::RDS::DBCluster', { AvailabilityZones: inProduction(scope) ? [`${region}a`, `${region}b`] : [`${region}a`] }); }),
  hidden('no network access list entry', 'missing-component', 'staging has no network rule', (scope) => { if (inProduction(scope)) raw(scope, 'AWS::EC2::NetworkAclEntry', { RuleNumber: 100 }); }),
  hidden('a route to another target', 'topology', 'route', (scope) => { raw(scope, 'AWS::EC2::Route', { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: inProduction(scope) ? 'nat-1' : undefined, GatewayId: inProduction(scope) ? undefined : 'igw-1' }); }),
  // Engines
  hidden('another engine', 'other-engine', 'has another engine in staging', (scope) => { raw(scope, 'AWS::RDS::DBCluster', { Engine: inProduction(scope) ? 'aurora-postgresql' : 'aurora-mysql' }); }),
  hidden('another engine version', 'other-engine', 'another engine version', (scope) => { raw(scope, 'AWS::RDS::DBCluster', { Engine: 'aurora-postgresql', EngineVersion: inProduction(scope) ? '16.4' : '15.8' }); }),
  hidden('another instance family', 'other-engine', 'another instance class', (scope) => { raw(scope, 'AWS::RDS::DBInstance', { DBInstanceClass: inProduction(scope) ? 'db.r8g.large' : 'db.t4g.large' }); }),
  hidden('another host', 'other-engine', 'another instance class', (scope) => { raw(scope, 'AWS::EC2::Instance', { InstanceType: inProduction(scope) ? 'm7g.large' : 't3.large' }); }),
  hidden('another cache node', 'other-engine', 'another instance class', (scope) => { raw(scope, 'AWS::ElastiCache::ReplicationGroup', { CacheNodeType: inProduction(scope) ? 'cache.r7g.large' : 'cache.t4g.small' }); }),
  hidden('another runtime', 'other-engine', 'another runtime', (scope) => { fn(scope, { runtime: inProduction(scope) ? lambda.Runtime.NODEJS_22_X : lambda.Runtime.NODEJS_20_X }); }),
  hidden('another processor', 'other-engine', 'another processor', (scope) => { raw(scope, 'AWS::ECS::TaskDefinition', { RuntimePlatform: { CpuArchitecture: inProduction(scope) ? 'ARM64' : 'X86_64' } }); }),
  hidden('a table paid otherwise', 'other-engine', 'BillingMode', (scope) => { raw(scope, 'AWS::DynamoDB::Table', { BillingMode: inProduction(scope) ? 'PROVISIONED' : 'PAY_PER_REQUEST' }); }),
  hidden('a managed search beside a table', 'missing-component', 'staging has no search domain', (scope) => { raw(scope, inProduction(scope) ? 'AWS::OpenSearchService::Domain' : 'AWS::DynamoDB::Table', {}, inProduction(scope) ? 'Search' : 'Lookup'); }),
  hidden('another type under the same name', 'other-engine', 'another value', (scope) => { raw(scope, inProduction(scope) ? 'AWS::SQS::Queue' : 'AWS::SNS::Topic', {}); }),
  // Policies
  hidden('a weaker policy', 'policy', 'another policy', (scope) => { policy(scope, inProduction(scope) ? ['s3:GetObject'] : ['s3:*']); }),
  hidden('a wider resource', 'policy', 'another policy', (scope) => { policy(scope, ['s3:GetObject'], inProduction(scope) ? 'arn:aws:s3:::documents/*' : '*'); }),
  hidden('a policy in staging only', 'policy', 'staging alone has a policy', (scope) => { if (!inProduction(scope)) policy(scope, ['s3:GetObject']); }),
  hidden('no permission boundary', 'policy', 'another permission boundary', (scope) => { raw(scope, 'AWS::IAM::Role', inProduction(scope) ? { PermissionsBoundary: 'arn:aws:iam::aws:policy/ReadOnlyAccess' } : {}); }),
  hidden('another trust', 'policy', 'another policy', (scope) => { role(scope, inProduction(scope) ? 'lambda.amazonaws.com' : 'ec2.amazonaws.com'); }),
  hidden('an open way in', 'policy', 'other ways in or out', (scope) => { raw(scope, 'AWS::EC2::SecurityGroup', { SecurityGroupIngress: [{ CidrIp: inProduction(scope) ? '192.0.2.0/24' : '0.0.0.0/0', FromPort: 443 }] }); }),
  hidden('a dropped deny', 'policy', 'another policy', (scope) => {
    const allow = { Sid: 'Read', Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
    const deny = { Sid: 'OnlyTls', Effect: 'Deny', Action: 's3:*', Resource: '*' };
    raw(scope, 'AWS::S3::BucketPolicy', { Bucket: 'b', PolicyDocument: { Statement: inProduction(scope) ? [allow, deny] : [allow] } });
  }),
  hidden('a bucket that may be public', 'policy', 'bucket', (scope) => { raw(scope, 'AWS::S3::Bucket', { PublicAccessBlockConfiguration: { BlockPublicAcls: inProduction(scope) } }); }),
  hidden('a permission to call', 'policy', 'staging alone has a permission', (scope) => { if (!inProduction(scope)) raw(scope, 'AWS::Lambda::Permission', { Action: 'lambda:InvokeFunction', Principal: '*' }); }),
  // What is watched
  hidden('a dropped alarm', 'observability', 'staging has no alarm', (scope) => { if (inProduction(scope)) alarm(scope, 5); }),
  hidden('a blunt alarm', 'observability', 'another threshold', (scope) => { alarm(scope, inProduction(scope) ? 5 : 500); }),
  hidden('an alarm that tells nobody', 'observability', 'other people to tell', (scope) => { raw(scope, 'AWS::CloudWatch::Alarm', inProduction(scope) ? { AlarmActions: ['x'] } : { AlarmActions: [] }); }),
  hidden('shorter logs', 'observability', 'another retention', (scope) => { new logs.LogGroup(scope, 'Logs', { retention: inProduction(scope) ? 365 : 7 }); }),
  hidden('a log filter that is gone', 'observability', 'staging has no log filter', (scope) => { if (inProduction(scope)) raw(scope, 'AWS::Logs::MetricFilter', { FilterPattern: 'ERROR' }); }),
  hidden('a synthetic check that is gone', 'observability', 'staging has no synthetic check', (scope) => { if (inProduction(scope)) raw(scope, 'AWS::Synthetics::Canary', {}); }),
  // Values
  hidden('another timeout', 'value', 'another value of Timeout', (scope) => { fn(scope, { timeout: Duration.seconds(inProduction(scope) ? 10 : 60) }); }),
  hidden('another default', 'value', 'another value of VisibilityTimeout', (scope) => { new sqs.Queue(scope, 'Queue', inProduction(scope) ? { visibilityTimeout: Duration.seconds(60) } : {}); }),
  hidden('another size', 'value', 'another size', (scope) => { fn(scope, { memorySize: inProduction(scope) ? 1024 : 128 }); }),
  hidden('no encryption', 'value', 'another encryption', (scope) => { raw(scope, 'AWS::RDS::DBCluster', { StorageEncrypted: inProduction(scope) }); }),
  hidden('data that goes with its stack', 'value', 'another protection from deletion', (scope) => { new s3.Bucket(scope, 'Documents', { removalPolicy: inProduction(scope) ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY }); }),
  hidden('another setting', 'value', 'other settings', (scope) => { fn(scope, { environment: { STRICT: inProduction(scope) ? 'true' : 'false' } }); }),
  hidden('a setting that is gone', 'value', 'other settings', (scope) => { fn(scope, { environment: { ALWAYS: '1', ...(inProduction(scope) ? { STRICT: 'true' } : {}) } }); }),
  hidden('a setting from a variable of the process', 'value', 'other settings', (scope, { name }) => {
    process.env['PARITY_TEST_MODE'] = name === 'production' ? 'strict' : 'lenient';
    fn(scope, { environment: { MODE: process.env['PARITY_TEST_MODE'] ?? '' } });
  }),
  hidden('a count of calls', 'value', 'other settings', (scope) => { calls += 1; fn(scope, { environment: { STRICT: calls === 1 ? 'true' : 'false' } }); }),
  hidden('another image', 'value', 'another artifact', (scope) => { raw(scope, 'AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Name: 'api', Image: inProduction(scope) ? 'api:1' : 'api:2' }] }); }),
  hidden('another order of containers', 'value', 'task', (scope) => {
    const containers = [{ Name: 'api', Image: 'api' }, { Name: 'proxy', Image: 'proxy' }, { Name: 'logs', Image: 'logs' }];
    raw(scope, 'AWS::ECS::TaskDefinition', { ContainerDefinitions: inProduction(scope) ? containers : containers.toReversed() });
  }),
  hidden('a tag', 'value', 'other tags', (scope) => { Tags.of(new s3.Bucket(scope, 'Documents')).add('tier', inProduction(scope) ? 'gold' : 'lead'); }),
  hidden('a text inside JSON', 'value', 'workflow', (scope) => { raw(scope, 'AWS::StepFunctions::StateMachine', { DefinitionString: JSON.stringify({ StartAt: 'A', States: { A: { Type: inProduction(scope) ? 'Task' : 'Pass' } } }) }); }),
  hidden('a line of a script', 'value', 'host', (scope) => { raw(scope, 'AWS::EC2::Instance', { UserData: `#!/bin/sh\nset -e\n${inProduction(scope) ? 'harden' : 'true'}\nstart` }); }),
  hidden('a piece of a joined text', 'value', 'parameter', (scope) => { new ssm.StringParameter(scope, 'Setting', { stringValue: Fn.join('', ['s3://', new s3.Bucket(scope, 'B').bucketName, inProduction(scope) ? '/strict' : '/lenient']) }); }),
  hidden('an order of deployment', 'value', 'another order of deployment', (scope) => { const [a, b] = [raw(scope, 'AWS::SQS::Queue', {}), raw(scope, 'AWS::SNS::Topic', {}, 'Second')]; if (inProduction(scope)) b.addResourceDependency(a); }),
  hidden('a condition', 'value', 'queue', (scope) => { const condition = new CfnCondition(scope, 'Always', { expression: Fn.conditionEquals('a', 'a') }); const queue = raw(scope, 'AWS::SQS::Queue', {}); if (inProduction(scope)) queue.cfnOptions.condition = condition; }),
  hidden('an override behind the construct', 'value', 'queue', (scope) => { const queue = raw(scope, 'AWS::SQS::Queue', {}); if (!inProduction(scope)) queue.addPropertyOverride('KmsMasterKeyId', 'alias/aws/sqs'); }),
  // Identity
  hidden('production written in the code', 'identity', 'it is not its own', (scope) => { raw(scope, 'AWS::S3::Bucket', { BucketName: 'projects-production-documents' }); }),
  hidden('the account of production', 'identity', 'it is not its own', (scope) => { raw(scope, 'AWS::SNS::Topic', { TopicName: 'x', DisplayName: 'of 111111111111' }); }),
  hidden('an address of production', 'identity', 'it is not its own', (scope) => { raw(scope, 'AWS::SSM::Parameter', { Value: '10.10.3.7' }); }),
  hidden('a subnet of production', 'identity', 'it is not its own', (scope) => { raw(scope, 'AWS::SSM::Parameter', { Value: '10.10.32.0/20' }); }),
  hidden('a host of production', 'identity', 'it is not its own', (scope) => { raw(scope, 'AWS::SSM::Parameter', { Value: 'https://api.projects.example.com/v1' }); }),
  hidden('an ARN of production', 'identity', 'it is not its own', (scope) => { raw(scope, 'AWS::SSM::Parameter', { Value: 'arn:aws:s3:eu-west-1:111111111111:accesspoint/x' }); }),
  hidden('a tag that says production', 'identity', 'it is not its own', (scope) => { Tags.of(new s3.Bucket(scope, 'Documents')).add('stage', 'production'); }),
  hidden('an account of staging in production', 'identity', 'it is not its own', (scope) => { raw(scope, 'AWS::SSM::Parameter', { Value: 'arn:aws:iam::222222222222:root' }); }),
  hidden('the wrong subnet of its own', 'value', 'parameter', (scope) => { raw(scope, 'AWS::SSM::Parameter', { Value: inProduction(scope) ? '10.10.32.0/20' : '10.20.48.0/20' }); }),
  hidden('the name where the account stands', 'value', 'parameter', (scope, { name, account }) => { raw(scope, 'AWS::SSM::Parameter', { Value: inProduction(scope) ? account : name }); }),
  hidden('a name made of another path', 'value', 'parameter', (scope) => { const [a, b] = [new Construct(scope, 'A'), new Construct(scope, 'B')]; raw(scope, 'AWS::SSM::Parameter', { Value: Names.uniqueId(inProduction(scope) ? a : b) }); raw(a, 'AWS::SQS::Queue', {}); raw(b, 'AWS::SQS::Queue', {}); }),
  hidden('a zone record of the other zone', 'identity', 'it is not its own', (scope) => { raw(scope, 'AWS::Route53::RecordSet', { Name: 'api.projects.example.com', Type: 'A' }); }),
];

/** What is of an environment's own and the same for all that: none of it may be reported. */
export const OWN: readonly (readonly [what: string, build: (scope: Construct, seen: Seen) => void])[] = [
  ['its account', (scope, { account }) => raw(scope, 'AWS::SSM::Parameter', { Value: account })],
  ['an ARN of its own', (scope) => raw(scope, 'AWS::SSM::Parameter', { Value: Stack.of(scope).formatArn({ service: 's3', resource: 'x' }) })],
  ['a role by its ARN', (scope, { account }) => raw(scope, 'AWS::IAM::Policy', { PolicyDocument: { Statement: [{ Effect: 'Allow', Resource: `arn:aws:iam::${account}:role/deploy` }] } })],
  ['its name as a tag', (scope, { name }) => Tags.of(new s3.Bucket(scope, 'Documents')).add('environment', name)],
  ['its kind as a tag', (scope, { kind }) => Tags.of(new s3.Bucket(scope, 'Documents')).add('environment-kind', kind)],
  ['its name in capitals', (scope, { name }) => raw(scope, 'AWS::SSM::Parameter', { Value: `[${name.toUpperCase()}]` })],
  ['a bucket with its name', (scope, { name }) => raw(scope, 'AWS::S3::Bucket', { BucketName: `projects-${name}-documents` })],
  ['its zone', (scope, { zone }) => raw(scope, 'AWS::Route53::HostedZone', { Name: zone })],
  ['a host in its zone', (scope, { zone }) => raw(scope, 'AWS::SSM::Parameter', { Value: `https://api.${zone}/v1` })],
  ['its zone in a name', (scope, { zone }) => raw(scope, 'AWS::IAM::Role', { RoleName: `dns-delegation-${zone}` })],
  ['its addresses', (scope, { cidr }) => raw(scope, 'AWS::EC2::VPC', { CidrBlock: cidr })],
  ['a subnet at the same place', (scope, { cidr }) => raw(scope, 'AWS::EC2::Subnet', { CidrBlock: cidr.replace('0.0/16', '32.0/20') })],
  ['an address at the same place', (scope, { cidr }) => raw(scope, 'AWS::EC2::NetworkInterface', { PrivateIpAddress: cidr.replace('0.0/16', '0.2') })],
  ['its region', (scope, { region }) => raw(scope, 'AWS::SSM::Parameter', { Value: `com.amazonaws.${region}.s3` })],
  ['a zone of its region', (scope, { region }) => raw(scope, 'AWS::EC2::Subnet', { AvailabilityZone: `${region}a` })],
  ['a name that the CDK makes', (scope) => raw(scope, 'AWS::SSM::Parameter', { Value: Names.uniqueId(scope) })],
  ['a name that the CDK makes shorter', (scope) => raw(scope, 'AWS::SSM::Parameter', { Value: Names.uniqueResourceName(scope, { maxLength: 40, separator: '-' }) })],
  ['such a name in small letters', (scope) => raw(scope, 'AWS::SSM::Parameter', { Value: Names.uniqueId(scope).toLowerCase() })],
  ['an address of a construct', (scope) => raw(scope, 'AWS::SSM::Parameter', { Value: scope.node.addr })],
  ['its construct path', (scope) => raw(scope, 'AWS::SSM::Parameter', { Value: scope.node.path })],
  ['the name of its stack', (scope) => raw(scope, 'AWS::SSM::Parameter', { Value: Stack.of(scope).stackName })],
  ['an id made of a unique name', (scope) => raw(scope, 'AWS::SQS::Queue', {}, `From${Names.uniqueId(scope)}`)],
  ['a reference to such an id', (scope) => raw(scope, 'AWS::SSM::Parameter', { Value: raw(scope, 'AWS::SQS::Queue', {}, `To${Names.uniqueId(scope)}`).ref })],
  ['a setting of a runtime', (scope) => fn(scope, { environment: { NODE_ENV: 'production' } })],
  ['a setting of a runtime in a container', (scope) => raw(scope, 'AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Environment: [{ Name: 'NODE_ENV', Value: 'production' }] }] })],
  ['production in prose', (scope) => raw(scope, 'AWS::SNS::Topic', { DisplayName: 'Alarms as in production, only later' })],
  ['staging in prose', (scope) => raw(scope, 'AWS::SNS::Topic', { DisplayName: 'Not for staging' })],
  ['another host that ends alike', (scope) => raw(scope, 'AWS::SSM::Parameter', { Value: 'https://myprojects.example.com' })],
  ['a longer number that holds an account', (scope) => raw(scope, 'AWS::SSM::Parameter', { Value: '91111111111119' })],
  ['addresses of nobody', (scope) => raw(scope, 'AWS::SSM::Parameter', { Value: '10.100.0.0/16, 192.0.2.1' })],
  ['several of them in one text', (scope, { account, name, zone, cidr }) => raw(scope, 'AWS::SSM::Parameter', { Value: `${name}:${account}@${zone}/${cidr}` })],
  ['them in JSON', (scope, { account, zone }) => raw(scope, 'AWS::StepFunctions::StateMachine', { DefinitionString: JSON.stringify({ account, zone, states: [1, 2] }) })],
  ['them in a joined text', (scope, { account }) => raw(scope, 'AWS::SSM::Parameter', { Value: Fn.join(':', ['arn:aws:sqs', Fn.ref('AWS::Region'), account, 'x']) })],
];

/** A resource as CloudFormation knows it. */
export function raw(scope: Construct, type: string, properties: object, id = 'This'): CfnResource {
  return new CfnResource(scope, id, { type, properties: { ...properties } });
}

function hidden(what: string, kind: string, says: string, build: Hidden['build']): Hidden {
  return { what, kind, says, build };
}

function fn(scope: Construct, props: Partial<lambda.FunctionProps>): lambda.CfnFunction {
  const { runtime, timeout, memorySize, environment } = props;
  return new lambda.CfnFunction(scope, 'Function', {
    role: 'arn:aws:iam::aws:role/x', code: { zipFile: 'x' }, handler: 'index.handler', runtime: (runtime ?? lambda.Runtime.NODEJS_22_X).name,
    timeout: timeout?.toSeconds(), memorySize, environment: environment === undefined ? undefined : { variables: environment },
  });
}

function policy(scope: Construct, actions: string[], resource = 'arn:aws:s3:::documents/*'): void {
  new iam.CfnManagedPolicy(scope, 'Policy', { policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: resource }] } });
}

function role(scope: Construct, service: string): void {
  new iam.Role(scope, 'Role', { assumedBy: new iam.ServicePrincipal(service) });
}

function alarm(scope: Construct, threshold: number): void {
  new cloudwatch.Alarm(scope, 'Alarm', { metric: new cloudwatch.Metric({ namespace: 'x', metricName: 'y' }), threshold, evaluationPeriods: 1 });
}
