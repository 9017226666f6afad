import type { Mutation } from './mutation';
import { spelled } from './spelling';
import { ORGANIZATION, PRODUCTION, STAGING, type DraftStack, type World } from './world';

type Json = Record<string, unknown>;

function stackOf(world: World, account: string): DraftStack {
  const stack = world.stacks.find((one) => one.account === account && one.template.Resources['Vpc'] !== undefined);
  if (!stack) throw new Error(`no stack in ${account}`);
  return stack;
}

/** Adds one resource to a stack of the account. */
function adding(account: string, type: string, properties: (stack: DraftStack, spell: (text: string) => unknown) => Json): Mutation['apply'] {
  return (world, dice) => {
    const stack = stackOf(world, account);
    return world.add(stack, type, properties(stack, (text) => spelled(stack, text, dice)));
  };
}

/** Adds the same resource to both accounts. */
function both(type: string, properties: Json): Mutation['apply'] {
  return (world) => {
    world.add(stackOf(world, PRODUCTION), type, properties);
    return world.add(stackOf(world, STAGING), type, properties);
  };
}

const vpc = { Ref: 'Vpc' };
const inStaging = (type: string, properties: Json): Mutation['apply'] => adding(STAGING, type, () => properties);

const NETWORK: readonly Mutation[] = [
  { name: 'a peering with production', apply: adding(STAGING, 'AWS::EC2::VPCPeeringConnection', (_stack, spell) => ({ VpcId: vpc, PeerVpcId: 'vpc-0123456789abcdef0', PeerOwnerId: spell(PRODUCTION) })) },
  { name: 'a peering of production with staging', apply: adding(PRODUCTION, 'AWS::EC2::VPCPeeringConnection', (_stack, spell) => ({ VpcId: vpc, PeerVpcId: 'vpc-0123456789abcdef0', PeerOwnerId: spell(STAGING) })) },
  { name: 'a route over a peering made elsewhere', apply: adding(STAGING, 'AWS::EC2::Route', (_stack, spell) => ({ RouteTableId: { Ref: 'Routes' }, DestinationCidrBlock: spell('10.10.0.0/16'), VpcPeeringConnectionId: { Ref: 'Peering' } })) },
  { name: 'a wide route over a transit gateway', apply: adding(STAGING, 'AWS::EC2::Route', (_stack, spell) => ({ RouteTableId: { Ref: 'Routes' }, DestinationCidrBlock: spell('10.0.0.0/8'), TransitGatewayId: { Ref: 'Gateway' } })) },
  { name: 'one transit gateway for both', apply: both('AWS::EC2::TransitGatewayAttachment', { TransitGatewayId: 'tgw-0123456789abcdef0', VpcId: vpc, SubnetIds: [] }) },
  { name: 'one service network for both', apply: both('AWS::VpcLattice::ServiceNetworkVpcAssociation', { ServiceNetworkIdentifier: 'sn-0123456789abcdef0', VpcIdentifier: vpc }) },
  { name: 'one core network for both', apply: both('AWS::NetworkManager::VpcAttachment', { CoreNetworkId: 'core-network-0123456789abcdef0', VpcArn: 'x', SubnetArns: [] }) },
  { name: 'a transit gateway peering with production', apply: adding(STAGING, 'AWS::EC2::TransitGatewayPeeringAttachment', (_stack, spell) => ({ TransitGatewayId: 'tgw-1', PeerTransitGatewayId: 'tgw-2', PeerAccountId: spell(PRODUCTION), PeerRegion: 'eu-west-1' })) },
  { name: 'a share with staging', apply: adding(PRODUCTION, 'AWS::RAM::ResourceShare', (_stack, spell) => ({ Name: 's', Principals: [spell(STAGING)] })) },
  { name: 'a share with the organisation', apply: adding(PRODUCTION, 'AWS::RAM::ResourceShare', (_stack, spell) => ({ Name: 's', Principals: [spell(`arn:aws:organizations::999999999999:organization/${ORGANIZATION}`)] })) },
  { name: 'an endpoint service open to staging', apply: adding(PRODUCTION, 'AWS::EC2::VPCEndpointServicePermissions', (_stack, spell) => ({ ServiceId: 'x', AllowedPrincipals: [spell(`arn:aws:iam::${STAGING}:root`)] })) },
  { name: 'an endpoint service open to everyone', apply: adding(PRODUCTION, 'AWS::EC2::VPCEndpointServicePermissions', () => ({ ServiceId: 'x', AllowedPrincipals: ['*'] })) },
  { name: 'a lattice service of production', apply: adding(STAGING, 'AWS::VpcLattice::ServiceNetworkServiceAssociation', (_stack, spell) => ({ ServiceIdentifier: spell(`arn:aws:vpc-lattice:eu-west-1:${PRODUCTION}:service/svc-1`) })) },
  { name: 'a VPN to somewhere', apply: inStaging('AWS::EC2::CustomerGateway', { Type: 'ipsec.1', IpAddress: '198.51.100.7', BgpAsn: 65000 }) },
  { name: 'an endpoint to a service of an unknown owner', apply: inStaging('AWS::EC2::VPCEndpoint', { ServiceName: 'com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0', VpcId: vpc }) },
  { name: 'a security group of production named by staging', apply: adding(STAGING, 'AWS::EC2::SecurityGroupIngress', (_stack, spell) => ({ GroupId: 'x', IpProtocol: '-1', SourceSecurityGroupId: 'sg-1', SourceSecurityGroupOwnerId: spell(PRODUCTION) })) },
];

const NAMES: readonly Mutation[] = [
  { name: 'a resolver rule to addresses of production', apply: adding(STAGING, 'AWS::Route53Resolver::ResolverRule', (_stack, spell) => ({ RuleType: 'FORWARD', DomainName: 'internal', TargetIps: [{ Ip: spell('10.10.0.2'), Port: '53' }] })) },
  { name: 'one resolver rule for both', apply: both('AWS::Route53Resolver::ResolverRuleAssociation', { ResolverRuleId: 'rslvr-rr-0123456789abcdef0', VPCId: vpc }) },
  { name: 'one profile for both', apply: both('AWS::Route53Profiles::ProfileAssociation', { ProfileId: 'rp-0123456789abcdef0', ResourceId: vpc, Name: 'p' }) },
  { name: 'a record that answers with production', apply: adding(STAGING, 'AWS::Route53::RecordSet', (_stack, spell) => ({ Name: 'db.staging.projects.example.com', Type: 'CNAME', ResourceRecords: [spell('db.projects.example.com')] })) },
  { name: 'a zone of staging for a name of production', apply: adding(STAGING, 'AWS::Route53::HostedZone', (_stack, spell) => ({ Name: spell('internal.projects.example.com') })) },
  { name: 'a zone associated with a network of an unknown owner', apply: adding(PRODUCTION, 'AWS::Route53::HostedZone', () => ({ Name: 'internal.example', VPCs: [{ VPCId: 'vpc-0123456789abcdef0', VPCRegion: 'eu-west-1' }] })) },
];

const DATA: readonly Mutation[] = [
  { name: 'replication of objects to staging', apply: adding(PRODUCTION, 'AWS::S3::Bucket', (_stack, spell) => ({ ReplicationConfiguration: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, Rules: [{ Status: 'Enabled', Destination: { Bucket: 'arn:aws:s3:::somewhere', Account: spell(STAGING) } }] } })) },
  { name: 'replication to a bucket of staging', apply: adding(PRODUCTION, 'AWS::S3::Bucket', (_stack, spell) => ({ ReplicationConfiguration: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, Rules: [{ Status: 'Enabled', Destination: { Bucket: spell('arn:aws:s3:::staging-documents') } }] } })) },
  { name: 'an inventory for staging', apply: adding(PRODUCTION, 'AWS::S3::Bucket', (_stack, spell) => ({ InventoryConfigurations: [{ Id: 'i', Enabled: true, IncludedObjectVersions: 'All', ScheduleFrequency: 'Daily', Destination: { BucketArn: 'arn:aws:s3:::x', BucketAccountId: spell(STAGING), Format: 'CSV' } }] })) },
  { name: 'a backup copy to staging', apply: adding(PRODUCTION, 'AWS::Backup::BackupPlan', (_stack, spell) => ({ BackupPlan: { BackupPlanName: 'p', BackupPlanRule: [{ RuleName: 'r', TargetBackupVault: 'v', CopyActions: [{ DestinationBackupVaultArn: spell(`arn:aws:backup:eu-west-1:${STAGING}:backup-vault:v`) }] }] } })) },
  { name: 'logs to staging', apply: adding(PRODUCTION, 'AWS::Logs::SubscriptionFilter', (_stack, spell) => ({ LogGroupName: { Ref: 'Records' }, FilterPattern: '', DestinationArn: spell(`arn:aws:logs:eu-west-1:${STAGING}:destination:d`) })) },
  { name: 'a delivery stream to a bucket of staging', apply: adding(PRODUCTION, 'AWS::KinesisFirehose::DeliveryStream', (_stack, spell) => ({ S3DestinationConfiguration: { BucketARN: spell('arn:aws:s3:::staging-documents'), RoleARN: { 'Fn::GetAtt': ['Role', 'Arn'] } } })) },
  { name: 'events to staging', apply: adding(PRODUCTION, 'AWS::Events::Rule', (_stack, spell) => ({ EventPattern: { source: ['x'] }, Targets: [{ Id: 't', Arn: spell(`arn:aws:events:eu-west-1:${STAGING}:event-bus/default`) }] })) },
  { name: 'events from the bus of production', apply: adding(STAGING, 'AWS::Lambda::EventSourceMapping', (_stack, spell) => ({ FunctionName: { Ref: 'Function' }, EventSourceArn: spell(`arn:aws:sqs:eu-west-1:${PRODUCTION}:jobs`) })) },
  { name: 'a subscription to a topic of production', apply: adding(STAGING, 'AWS::SNS::Subscription', (_stack, spell) => ({ TopicArn: spell(`arn:aws:sns:eu-west-1:${PRODUCTION}:news`), Protocol: 'sqs', Endpoint: { 'Fn::GetAtt': ['Queue', 'Arn'] } })) },
  { name: 'images replicated to staging', apply: adding(PRODUCTION, 'AWS::ECR::ReplicationConfiguration', (_stack, spell) => ({ ReplicationConfiguration: { Rules: [{ Destinations: [{ Region: 'eu-west-1', RegistryId: spell(STAGING) }] }] } })) },
  { name: 'a database from a snapshot of production', apply: adding(STAGING, 'AWS::RDS::DBInstance', (_stack, spell) => ({ DBSnapshotIdentifier: spell(`arn:aws:rds:eu-west-1:${PRODUCTION}:snapshot:nightly`) })) },
  { name: 'a replica of a database of production', apply: adding(STAGING, 'AWS::RDS::DBInstance', (_stack, spell) => ({ SourceDBInstanceIdentifier: spell(`arn:aws:rds:eu-west-1:${PRODUCTION}:db:ledger`) })) },
  { name: 'snapshots shared with staging', apply: adding(PRODUCTION, 'AWS::DLM::LifecyclePolicy', (_stack, spell) => ({ PolicyDetails: { Schedules: [{ ShareRules: [{ TargetAccounts: [spell(STAGING)] }] }] } })) },
  { name: 'images shared with staging', apply: adding(PRODUCTION, 'AWS::ImageBuilder::DistributionConfiguration', (_stack, spell) => ({ Name: 'd', Distributions: [{ Region: 'eu-west-1', AmiDistributionConfiguration: { LaunchPermissionConfiguration: { UserIds: [spell(STAGING)] } } }] })) },
  { name: 'a migration from a database of production', apply: adding(STAGING, 'AWS::DMS::Endpoint', (_stack, spell) => ({ EndpointType: 'source', EngineName: 'postgres', ServerName: spell('db.projects.example.com') })) },
  { name: 'metrics linked to staging', apply: adding(PRODUCTION, 'AWS::Oam::Link', (_stack, spell) => ({ ResourceTypes: ['AWS::Logs::LogGroup'], SinkIdentifier: spell(`arn:aws:oam:eu-west-1:${STAGING}:sink/x`) })) },
  { name: 'a trail to a bucket of staging', apply: adding(PRODUCTION, 'AWS::CloudTrail::Trail', (_stack, spell) => ({ IsLogging: true, S3BucketName: spell('staging-documents') })) },
  { name: 'a volume from a snapshot of an unknown owner', apply: inStaging('AWS::EC2::Volume', { AvailabilityZone: 'eu-west-1a', SnapshotId: 'snap-0123456789abcdef0' }) },
  { name: 'a public bucket', apply: adding(PRODUCTION, 'AWS::S3::Bucket', () => ({ AccessControl: 'PublicRead' })) },
  { name: 'a table shared over the lake', apply: adding(PRODUCTION, 'AWS::LakeFormation::PrincipalPermissions', (_stack, spell) => ({ Principal: { DataLakePrincipalIdentifier: spell(STAGING) }, Permissions: ['SELECT'], PermissionsWithGrantOption: [], Resource: {} })) },
];

const ALL: readonly Mutation[] = [...NETWORK, ...NAMES, ...DATA];
/** Links and copies whose other end no template tells. */
const NOT_TOLD: ReadonlySet<string> = new Set([
  'a VPN to somewhere',
  'an endpoint to a service of an unknown owner',
  'a zone associated with a network of an unknown owner',
  'a volume from a snapshot of an unknown owner',
]);

export const LINK_LEAKS: readonly Mutation[] = ALL.filter(({ name }) => !NOT_TOLD.has(name));
export const LINK_UNTOLD: readonly Mutation[] = ALL.filter(({ name }) => NOT_TOLD.has(name));
