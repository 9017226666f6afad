import { document, inProduction, inStaging, platformStack, type Json } from './adding';
import type { Mutation } from './mutation';
import { PRODUCTION, STAGING, type World } from './world';

type Row = readonly [name: string, type: string, properties: (spell: (text: string) => unknown) => Json];

const of = (rows: readonly Row[], make: typeof inProduction): Mutation[] => rows.map(([name, type, properties]) => ({ name, apply: make(type, properties) }));
const role = { 'Fn::GetAtt': ['Role', 'Arn'] };

/** What production would give away, by the resource that carries it. */
const GIVEN: readonly Row[] = [
  ['all logs of production to staging', 'AWS::Logs::AccountPolicy', (spell) => ({ PolicyName: 'p', PolicyType: 'SUBSCRIPTION_FILTER_POLICY', PolicyDocument: { 'Fn::Join': ['', ['{"DestinationArn":"', spell(`arn:aws:logs:eu-west-1:${STAGING}:destination:d`), '","Distribution":"Random"}']] } })],
  ['a delivery of logs to staging', 'AWS::Logs::DeliveryDestination', (spell) => ({ Name: 'd', DestinationResourceArn: spell('arn:aws:s3:::staging-documents') })],
  ['queries of names told to staging', 'AWS::Route53Resolver::ResolverQueryLoggingConfig', (spell) => ({ DestinationArn: spell('arn:aws:s3:::staging-documents') })],
  ['flow logs to staging', 'AWS::EC2::FlowLog', (spell) => ({ ResourceId: { Ref: 'Vpc' }, ResourceType: 'VPC', TrafficType: 'ALL', LogDestinationType: 's3', LogDestination: spell('arn:aws:s3:::staging-documents/x') })],
  ['a stream to an address of staging', 'AWS::KinesisFirehose::DeliveryStream', (spell) => ({ HttpEndpointDestinationConfiguration: { EndpointConfiguration: { Url: spell('https://in.staging.projects.example.com') } } })],
  ['a pipe to a queue of staging', 'AWS::Pipes::Pipe', (spell) => ({ RoleArn: role, Source: { 'Fn::GetAtt': ['Queue', 'Arn'] }, Target: spell(`arn:aws:sqs:eu-west-1:${STAGING}:jobs`) })],
  ['a schedule for a function of staging', 'AWS::Scheduler::Schedule', (spell) => ({ ScheduleExpression: 'rate(1 day)', FlexibleTimeWindow: { Mode: 'OFF' }, Target: { Arn: spell(`arn:aws:lambda:eu-west-1:${STAGING}:function:x`), RoleArn: role } })],
  ['a destination of events at staging', 'AWS::Events::ApiDestination', (spell) => ({ ConnectionArn: 'x', HttpMethod: 'POST', InvocationEndpoint: spell('https://hook.staging.projects.example.com/x') })],
  ['an archive that staging replays', 'AWS::Events::Archive', (spell) => ({ SourceArn: spell(`arn:aws:events:eu-west-1:${STAGING}:event-bus/default`) })],
  ['a subscription that sends to staging', 'AWS::SNS::Subscription', (spell) => ({ TopicArn: { Ref: 'Topic' }, Protocol: 'firehose', Endpoint: spell(`arn:aws:firehose:eu-west-1:${STAGING}:deliverystream/x`) })],
  ['failed events to staging', 'AWS::Lambda::EventInvokeConfig', (spell) => ({ FunctionName: { Ref: 'Function' }, Qualifier: '$LATEST', DestinationConfig: { OnFailure: { Destination: spell(`arn:aws:sqs:eu-west-1:${STAGING}:jobs`) } } })],
  ['a warehouse opened to staging', 'AWS::Redshift::EndpointAuthorization', (spell) => ({ ClusterIdentifier: 'c', Account: spell(STAGING) })],
  ['configuration told to staging', 'AWS::Config::AggregationAuthorization', (spell) => ({ AuthorizedAccountId: spell(STAGING), AuthorizedAwsRegion: 'eu-west-1' })],
  ['findings told to staging', 'AWS::GuardDuty::Master', (spell) => ({ DetectorId: 'd', MasterId: spell(STAGING) })],
  ['products shared with staging', 'AWS::ServiceCatalog::PortfolioShare', (spell) => ({ PortfolioId: 'port-1', AccountId: spell(STAGING) })],
  ['records of a table to staging', 'AWS::Glue::Database', (spell) => ({ CatalogId: { Ref: 'AWS::AccountId' }, DatabaseInput: { Name: 'd', TargetDatabase: { CatalogId: spell(STAGING), DatabaseName: 'x' } } })],
  ['a lake location in staging', 'AWS::LakeFormation::Resource', (spell) => ({ ResourceArn: spell('arn:aws:s3:::staging-documents/lake'), UseServiceLinkedRole: true })],
  ['inventory of machines to staging', 'AWS::SSM::ResourceDataSync', (spell) => ({ SyncName: 's', S3Destination: { BucketName: spell('staging-documents'), BucketRegion: 'eu-west-1', SyncFormat: 'JsonSerDe' } })],
  ['artifacts of a pipeline in staging', 'AWS::CodePipeline::Pipeline', (spell) => ({ RoleArn: role, ArtifactStore: { Type: 'S3', Location: spell('staging-documents') }, Stages: [] })],
  ['a layer of staging', 'AWS::Lambda::Function', (spell) => ({ Role: role, Code: { ZipFile: 'x' }, Layers: [spell(`arn:aws:lambda:eu-west-1:${STAGING}:layer:tools:3`)] })],
  ['images pulled through staging', 'AWS::ECR::PullThroughCacheRule', (spell) => ({ EcrRepositoryPrefix: 'x', UpstreamRegistryUrl: spell(`${STAGING}.dkr.ecr.eu-west-1.amazonaws.com`) })],
  ['a document of staging run on machines', 'AWS::SSM::Association', (spell) => ({ Name: spell(`arn:aws:ssm:eu-west-1:${STAGING}:document/tools`) })],
  ['a distribution that serves files of staging', 'AWS::CloudFront::Distribution', (spell) => ({ DistributionConfig: { Enabled: true, Origins: [{ Id: 'o', DomainName: spell('staging-documents.s3.eu-west-1.amazonaws.com') }] } })],
  ['a secret with a key of staging', 'AWS::SecretsManager::Secret', (spell) => ({ ReplicaRegions: [{ Region: 'eu-central-1', KmsKeyId: spell(`arn:aws:kms:eu-central-1:${STAGING}:key/x`) }] })],
  ['a cluster that lets staging in', 'AWS::EKS::AccessEntry', (spell) => ({ ClusterName: 'c', PrincipalArn: spell(`arn:aws:iam::${STAGING}:role/admin`) })],
  ['objects granted to staging', 'AWS::S3::AccessGrant', (spell) => ({ AccessGrantsLocationId: 'x', Permission: 'READ', Grantee: { GranteeType: 'IAM', GranteeIdentifier: spell(`arn:aws:iam::${STAGING}:role/reader`) } })],
  ['a collection for staging', 'AWS::OpenSearchServerless::AccessPolicy', (spell) => ({ Name: 'a', Type: 'data', Policy: { 'Fn::Join': ['', ['[{"Rules":[{"ResourceType":"index","Resource":["index/*/*"],"Permission":["aoss:*"]}],"Principal":["', spell(`arn:aws:iam::${STAGING}:role/reader`), '"]}]']] } })],
  ['a collaboration with staging', 'AWS::CleanRooms::Collaboration', (spell) => ({ Name: 'c', CreatorDisplayName: 'x', Description: 'x', QueryLogStatus: 'DISABLED', Members: [{ AccountId: spell(STAGING), DisplayName: 's', MemberAbilities: ['CAN_QUERY'] }] })],
  ['a table kept in staging too', 'AWS::DynamoDB::GlobalTable', (spell) => ({ GlobalTableSourceArn: spell(`arn:aws:dynamodb:eu-west-1:${STAGING}:table/x`), KeySchema: [], AttributeDefinitions: [], Replicas: [] })],
  ['an image built for staging', 'AWS::ImageBuilder::DistributionConfiguration', (spell) => ({ Name: 'd', Distributions: [{ Region: 'eu-west-1', AmiDistributionConfiguration: { TargetAccountIds: [spell(STAGING)] } }] })],
  ['a name for a host of staging', 'AWS::Route53::RecordSet', (spell) => ({ HostedZoneId: { Ref: 'Zone' }, Name: 'app.projects.example.com', Type: 'CNAME', TTL: '60', ResourceRecords: [spell('web.staging.projects.example.com')] })],
  ['a name for a bucket of staging', 'AWS::Route53::RecordSet', (spell) => ({ HostedZoneId: { Ref: 'Zone' }, Name: 'files.projects.example.com', Type: 'CNAME', TTL: '60', ResourceRecords: [spell('staging-documents.s3-website-eu-west-1.amazonaws.com')] })],
];

/** What staging would take. */
const TAKEN: readonly Row[] = [
  ['events of the bus of production', 'AWS::Events::Rule', (spell) => ({ EventBusName: spell(`arn:aws:events:eu-west-1:${PRODUCTION}:event-bus/default`), EventPattern: { source: ['x'] }, Targets: [] })],
  ['a connection to a database of production', 'AWS::Glue::Connection', (spell) => ({ CatalogId: { Ref: 'AWS::AccountId' }, ConnectionInput: { ConnectionType: 'JDBC', ConnectionProperties: { JDBC_CONNECTION_URL: { 'Fn::Join': ['', ['jdbc:postgresql://', spell('db.projects.example.com'), ':5432/ledger']] } } } })],
  ['a reader of a stream of production', 'AWS::Kinesis::StreamConsumer', (spell) => ({ ConsumerName: 'c', StreamARN: spell(`arn:aws:kinesis:eu-west-1:${PRODUCTION}:stream/orders`) })],
  ['files of production by transfer', 'AWS::DataSync::LocationS3', (spell) => ({ S3BucketArn: spell('arn:aws:s3:::production-documents'), S3Config: { BucketAccessRoleArn: role } })],
  ['a restore from a vault of production', 'AWS::Backup::RestoreTestingSelection', (spell) => ({ IamRoleArn: role, ProtectedResourceType: 'RDS', RestoreTestingPlanName: 'p', RestoreTestingSelectionName: 's', ProtectedResourceArns: [spell(`arn:aws:rds:eu-west-1:${PRODUCTION}:db:ledger`)] })],
  ['an alarm on metrics of production', 'AWS::CloudWatch::Alarm', (spell) => ({ ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1, Metrics: [{ Id: 'm', AccountId: spell(PRODUCTION), Expression: 'x' }] })],
  ['a key made from a key of production', 'AWS::KMS::ReplicaKey', (spell) => ({ PrimaryKeyArn: spell(`arn:aws:kms:eu-west-1:${PRODUCTION}:key/mrk-1`), KeyPolicy: document({ Effect: 'Allow', Principal: { AWS: STAGING }, Action: 'kms:*', Resource: '*' }) })],
  ['targets in the network of production', 'AWS::ElasticLoadBalancingV2::TargetGroup', (spell) => ({ TargetType: 'ip', Targets: [{ Id: spell('10.10.3.4'), Port: 443, AvailabilityZone: 'all' }] })],
  ['a zone associated with the network of production', 'AWS::Route53::HostedZone', () => ({ Name: 'internal.staging.projects.example.com', VPCs: [{ VPCId: { 'Fn::ImportValue': 'x' }, VPCRegion: 'eu-west-1' }] })],
];

export const CARRIER_LEAKS: readonly Mutation[] = [
  ...of(GIVEN, inProduction), ...of(TAKEN.slice(0, -1), inStaging),
  { name: 'a wide route that a function cuts', apply: inStaging('AWS::EC2::Route', () => ({ RouteTableId: { Ref: 'Routes' }, DestinationCidrBlock: { 'Fn::Select': [2, { 'Fn::Cidr': ['10.8.0.0/14', 4, 16] }] }, TransitGatewayId: { Ref: 'Gateway' } })) },
  { name: 'a route of the newer kind over a link', apply: (world, dice) => {
    (world.zones['zones'] as Record<string, { cidrs: string[] }>)['production']?.cidrs.push('2001:db8:10::/48');
    return inStaging('AWS::EC2::Route', (spell) => ({ RouteTableId: { Ref: 'Routes' }, DestinationIpv6CidrBlock: spell('2001:db8::/32'), TransitGatewayId: { Ref: 'Gateway' } }))(world, dice);
  } },
  { name: 'a route to a list of addresses over a link', apply: (world, dice) => {
    const list = inStaging('AWS::EC2::PrefixList', (spell) => ({ AddressFamily: 'IPv4', MaxEntries: 2, PrefixListName: 'l', Entries: [{ Cidr: spell('10.10.0.0/16') }] }))(world, dice);
    return inStaging('AWS::EC2::Route', () => ({ RouteTableId: { Ref: 'Routes' }, DestinationPrefixListId: { Ref: list.logicalId }, TransitGatewayId: { Ref: 'Gateway' } }))(world, dice);
  } },
  { name: 'a transit gateway that is joined to the one of production', apply: (world) => twoGateways(world) },
];

/** Two transit gateways, each with one network, joined by a peering that is accepted by its bare id. */
function twoGateways(world: World): ReturnType<Mutation['apply']> {
  const production = platformStack(world, PRODUCTION);
  const staging = platformStack(world, STAGING);
  for (const stack of [production, staging]) {
    stack.template.Resources['Hub'] = { Type: 'AWS::EC2::TransitGateway', Properties: {} };
    stack.template.Resources['Joined'] = { Type: 'AWS::EC2::TransitGatewayAttachment', Properties: { TransitGatewayId: { Ref: 'Hub' }, VpcId: { Ref: 'Vpc' }, SubnetIds: [] } };
  }
  production.template.Outputs = { ...production.template.Outputs, Hub: { Value: { Ref: 'Hub' } } };
  return world.add(staging, 'AWS::EC2::TransitGatewayPeeringAttachment', { TransitGatewayId: { Ref: 'Hub' }, PeerTransitGatewayId: { 'Fn::GetStackOutput': { StackName: production.path.replaceAll('/', '-'), OutputName: 'Hub', RoleArn: `arn:aws:iam::${PRODUCTION}:role/x` } }, PeerAccountId: PRODUCTION, PeerRegion: 'eu-west-1' });
}

/** Ends that no template tells. */
export const CARRIER_UNTOLD: readonly Mutation[] = [
  ...of([
    ['traffic mirrored to a target of an unknown owner', 'AWS::EC2::TrafficMirrorSession', () => ({ NetworkInterfaceId: 'eni-1', SessionNumber: 1, TrafficMirrorFilterId: 'x', TrafficMirrorTargetId: 'tmt-0123456789abcdef0' })],
    ['a machine from an image of an unknown owner', 'AWS::EC2::Instance', () => ({ ImageId: 'ami-0123456789abcdef0' })],
    ['a launch template from an image of an unknown owner', 'AWS::EC2::LaunchTemplate', () => ({ LaunchTemplateData: { ImageId: 'ami-0123456789abcdef0' } })],
    ['a name delegated to servers of an unknown zone', 'AWS::Route53::RecordSet', () => ({ HostedZoneId: { Ref: 'Zone' }, Name: 'app.projects.example.com', Type: 'NS', TTL: '60', ResourceRecords: ['ns-1.awsdns-01.org.', 'ns-2.awsdns-02.com.'] })],
    ['a name left for a bucket that nobody has', 'AWS::Route53::RecordSet', () => ({ HostedZoneId: { Ref: 'Zone' }, Name: 'old.projects.example.com', Type: 'CNAME', TTL: '60', ResourceRecords: ['old.projects-archive.s3-website-eu-west-1.amazonaws.com'] })],
    ['a name left for a load balancer that is gone', 'AWS::Route53::RecordSet', () => ({ HostedZoneId: { Ref: 'Zone' }, Name: 'old.projects.example.com', Type: 'CNAME', TTL: '60', ResourceRecords: ['app-123456789.eu-west-1.elb.amazonaws.com'] })],
    ['a name for an elastic address of an unknown owner', 'AWS::Route53::RecordSet', () => ({ HostedZoneId: { Ref: 'Zone' }, Name: 'vpn.projects.example.com', Type: 'A', TTL: '60', ResourceRecords: ['52.18.7.9'] })],
    ['a namespace on a network of an unknown owner', 'AWS::ServiceDiscovery::PrivateDnsNamespace', () => ({ Name: 'local', Vpc: 'vpc-0123456789abcdef0' })],
    ['products of an unknown portfolio', 'AWS::ServiceCatalog::AcceptedPortfolioShare', () => ({ PortfolioId: 'port-abcdefghijklm' })],
    ['a resource of an unknown network', 'AWS::VpcLattice::ServiceNetworkResourceAssociation', () => ({ ResourceConfigurationId: 'rcfg-0123456789abcdef0', ServiceNetworkId: 'sn-0123456789abcdef0' })],
    ['an extension that somebody else wrote', 'AWS::CloudFormation::TypeActivation', () => ({ PublicTypeArn: 'arn:aws:cloudformation:eu-west-1::type/resource/abc/Acme-Thing-Bucket', AutoUpdate: true })],
  ], inProduction),
  ...of(TAKEN.slice(-1), inStaging),
  { name: 'a handler that only has the name of a known one', apply: (world) => {
    const stack = platformStack(world, PRODUCTION);
    stack.template.Resources['RolePolicy'] = { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'p', Roles: [{ Ref: 'Role' }], PolicyDocument: document({ Effect: 'Allow', Action: 's3:PutBucketPolicy', Resource: '*' }) } };
    return world.add(stack, 'Custom::S3AutoDeleteObjects', { ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] } });
  } },
];

export const CARRIER_BENIGN: readonly Mutation[] = of([
  ['a machine from an image that AWS publishes', 'AWS::EC2::Instance', () => ({ ImageId: '{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64}}' })],
  ['a name for its own load balancer', 'AWS::Route53::RecordSet', () => ({ HostedZoneId: { Ref: 'Zone' }, Name: 'app.projects.example.com', Type: 'A', AliasTarget: { DNSName: { 'Fn::GetAtt': ['Function', 'DNSName'] }, HostedZoneId: 'Z1' } })],
  ['a name for its own bucket', 'AWS::Route53::RecordSet', () => ({ HostedZoneId: { Ref: 'Zone' }, Name: 'files.projects.example.com', Type: 'CNAME', TTL: '60', ResourceRecords: ['production-documents.s3.eu-west-1.amazonaws.com'] })],
  ['a mail exchanger of somebody else', 'AWS::Route53::RecordSet', () => ({ HostedZoneId: { Ref: 'Zone' }, Name: 'projects.example.com', Type: 'MX', TTL: '60', ResourceRecords: ['10 mx.example.net'] })],
  ['a proof that the name is its own', 'AWS::Route53::RecordSet', () => ({ HostedZoneId: { Ref: 'Zone' }, Name: '_abc.projects.example.com', Type: 'CNAME', TTL: '60', ResourceRecords: ['_def.jkddzztszm.acm-validations.aws.'] })],
  ['a zone delegated inside the account', 'AWS::Route53::RecordSet', () => ({ HostedZoneId: { Ref: 'Zone' }, Name: 'app.projects.example.com', Type: 'NS', TTL: '60', ResourceRecords: { 'Fn::GetAtt': ['Zone', 'NameServers'] } })],
  ['traffic mirrored inside the account', 'AWS::EC2::TrafficMirrorSession', () => ({ NetworkInterfaceId: 'eni-1', SessionNumber: 1, TrafficMirrorFilterId: 'x', TrafficMirrorTargetId: { Ref: 'Function' } })],
  ['a namespace on its own network', 'AWS::ServiceDiscovery::PrivateDnsNamespace', () => ({ Name: 'local', Vpc: { Ref: 'Vpc' } })],
  ['a subscription inside the account', 'AWS::SNS::Subscription', () => ({ TopicArn: { Ref: 'Topic' }, Protocol: 'sqs', Endpoint: { 'Fn::GetAtt': ['Queue', 'Arn'] } })],
  ['a schedule inside the account', 'AWS::Scheduler::Schedule', () => ({ ScheduleExpression: 'rate(1 day)', FlexibleTimeWindow: { Mode: 'OFF' }, Target: { Arn: { 'Fn::GetAtt': ['Function', 'Arn'] }, RoleArn: role } })],
  ['a database from its own snapshot', 'AWS::RDS::DBInstance', () => ({ DBSnapshotIdentifier: 'nightly' })],
  ['a route inside the network that a function cuts', 'AWS::EC2::Route', () => ({ RouteTableId: { Ref: 'Routes' }, DestinationCidrBlock: { 'Fn::Select': [0, { 'Fn::Cidr': [{ 'Fn::GetAtt': ['Vpc', 'CidrBlock'] }, 4, 8] }] }, GatewayId: 'local' })],
], inProduction);
