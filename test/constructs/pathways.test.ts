import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeploymentAccess } from '../../constructs/pathways/deployment-access';
import { DeploymentPathway, DeploymentPathwayProps } from '../../constructs/pathways/deployment-pathway';
import { DeploymentTarget } from '../../constructs/pathways/deployment-target';
import { MonitoringLink, MonitoringLinkProps } from '../../constructs/pathways/monitoring-link';
import { MonitoringSink, MonitoringSinkProps } from '../../constructs/pathways/monitoring-sink';
import { PrivateLinkEndpoint, PrivateLinkEndpointProps } from '../../constructs/pathways/private-link-endpoint';
import { PrivateLinkOffer } from '../../constructs/pathways/private-link-offer';
import { Telemetry } from '../../constructs/pathways/telemetry';
import { templateOf, testApp } from '../synthesize';
import { only, PolicyStatementJson, resources } from './resources';

describe('monitoring', () => {
  const sinkWith = (props: Partial<MonitoringSinkProps> = {}): Template => templateOf((stack) => new MonitoringSink(stack, 'Sink', {
    sinkName: 'projects', sources: [{ account: '222222222222', telemetry: [Telemetry.METRICS] }], ...props,
  }));
  const sinkArn = 'arn:aws:oam:eu-west-1:999999999999:sink/11111111-2222-3333-4444-555555555555';
  const linkWith = (props: Partial<MonitoringLinkProps> = {}): Template => templateOf((stack) => new MonitoringLink(stack, 'Link', { sinkArn, label: 'staging', ...props }));

  test('lets each named account show what it declared, and no other account anything', () => {
    const sources = [{ account: '222222222222', telemetry: [Telemetry.METRICS] }, { account: '333333333333', telemetry: [Telemetry.METRICS, Telemetry.TRACES] }];
    expect((only(sinkWith({ sources }), 'AWS::Oam::Sink').Properties.Policy as { Statement: unknown }).Statement).toEqual(sources.map(({ account, telemetry }) => ({
      Effect: 'Allow', Principal: { AWS: account }, Action: ['oam:CreateLink', 'oam:UpdateLink'], Resource: '*',
      Condition: { 'ForAllValues:StringEquals': { 'oam:ResourceTypes': telemetry }, Null: { 'oam:ResourceTypes': 'false' } },
    })));
  });

  test('shows metrics only unless asked for more', () => {
    expect(only(linkWith(), 'AWS::Oam::Link').Properties).toMatchObject({ SinkIdentifier: sinkArn, LabelTemplate: 'staging', ResourceTypes: ['AWS::CloudWatch::Metric'] });
  });

  test.each<[string, Partial<MonitoringSinkProps>, string]>([
    ['a malformed account', { sources: [{ account: '*', telemetry: [Telemetry.METRICS] }] }, '- sources[0].account: must be an AWS account id of 12 digits, got "*"'],
    ['nothing shared', { sources: [{ account: '222222222222', telemetry: [] }] }, '- sources[0].telemetry: must name what is shared, got []; for example Telemetry.METRICS'],
    ['no account', { sources: [] }, '- sources: must name at least one account, got []'],
    ['a name with a space', { sinkName: 'a b' }, '- sinkName: must be 1 to 255 letters, digits, ".", "_" or "-", got "a b"'],
  ])('a sink refuses %s', (_, props, message) => {
    expect(() => sinkWith(props)).toThrow(new Error(`monitoring sink "Test/Sink" has 1 problem\n${message}`));
  });

  test.each<[string, Partial<MonitoringLinkProps>, string]>([
    ['what is no sink', { sinkArn: 'arn:aws:s3:::logs' }, '- sinkArn: must be the ARN of a sink, got "arn:aws:s3:::logs"; take it from the deployed MonitoringSink'],
    ['a sink of its own account', { sinkArn: sinkArn.replace('999999999999', '111111111111') }, `- sinkArn: must be of another account, got "${sinkArn.replace('999999999999', '111111111111')}"; name the sink of the monitoring account`],
    ['a sink of another region', { sinkArn: sinkArn.replace('eu-west-1', 'eu-central-1') }, `- sinkArn: must be of region eu-west-1, got "${sinkArn.replace('eu-west-1', 'eu-central-1')}"; make a sink in each region`],
    ['nothing shared', { telemetry: [] }, '- telemetry: must name what is shared, got []; leave it out for metrics'],
  ])('a link refuses %s', (_, props, message) => {
    expect(() => linkWith(props)).toThrow(new Error(`monitoring link "Test/Link" has 1 problem\n${message}`));
  });
});

describe('shared services', () => {
  const serviceName = 'com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0';
  const endpointWith = (props: Partial<PrivateLinkEndpointProps> = {}): Template => templateOf((stack) => {
    const subnetConfiguration = [{ name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }];
    const vpc = new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false, subnetConfiguration });
    const zone = new route53.PrivateHostedZone(stack, 'Zone', { zoneName: 'internal.example.com', vpc });
    new PrivateLinkEndpoint(stack, 'Directory', { vpc, serviceName, ports: [636], clients: [ec2.Peer.securityGroupId('sg-11111111')], zone, name: 'directory', ...props });
  });

  test('are offered to exactly the named accounts, each connection accepted by hand', () => {
    const template = templateOf((stack) => {
      const loadBalancerArn = 'arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/net/directory/0123456789abcdef';
      new PrivateLinkOffer(stack, 'Offer', { loadBalancers: [{ loadBalancerArn }], consumers: ['222222222222'] });
    });
    expect(only(template, 'AWS::EC2::VPCEndpointService').Properties).toMatchObject({ AcceptanceRequired: true });
    expect(only(template, 'AWS::EC2::VPCEndpointServicePermissions').Properties.AllowedPrincipals).toEqual(['arn:aws:iam::222222222222:root']);
  });

  test('are offered to nobody by mistake', () => {
    expect(() => templateOf((stack) => new PrivateLinkOffer(stack, 'Offer', { loadBalancers: [], consumers: ['*'] }))).toThrow(new Error(
      'shared service "Test/Offer" has 2 problems\n- loadBalancers: must name at least one load balancer, got []\n- consumers[0]: must be an AWS account id of 12 digits, got "*"'));
  });

  test('are reached by the declared clients on the declared ports, and answer only', () => {
    const { Properties: group } = only(endpointWith({ ports: [636, 3269] }), 'AWS::EC2::SecurityGroup');
    expect(group.SecurityGroupEgress).toEqual([expect.objectContaining({ CidrIp: '255.255.255.255/32' })]);
    const rules = resources(endpointWith({ ports: [636, 3269] }), 'AWS::EC2::SecurityGroupIngress').map(({ Properties: rule }) => [rule.SourceSecurityGroupId, rule.FromPort, rule.ToPort, rule.IpProtocol]);
    const inline = ((group.SecurityGroupIngress ?? []) as Array<Record<string, unknown>>).map((rule) => [rule.SourceSecurityGroupId, rule.FromPort, rule.ToPort, rule.IpProtocol]);
    expect([...rules, ...inline]).toEqual([['sg-11111111', 636, 636, 'tcp'], ['sg-11111111', 3269, 3269, 'tcp']]);
  });

  test('have a name in the environment\'s own zone, where asked', () => {
    const template = endpointWith();
    expect(only(template, 'AWS::EC2::VPCEndpoint').Properties).toMatchObject({ ServiceName: serviceName, VpcEndpointType: 'Interface', PrivateDnsEnabled: false });
    expect(only(template, 'AWS::Route53::RecordSet').Properties.Name).toBe('directory.internal.example.com.');
    expect(resources(endpointWith({ zone: undefined, name: undefined }), 'AWS::Route53::RecordSet')).toEqual([]);
  });

  test.each<[string, Partial<PrivateLinkEndpointProps>, string]>([
    ['what is no endpoint service', { serviceName: 'com.amazonaws.eu-west-1.s3' }, '- serviceName: must be the name of an endpoint service, got "com.amazonaws.eu-west-1.s3"; for example "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0"'],
    ['a service of another region', { serviceName: serviceName.replace('eu-west-1', 'us-east-1') }, `- serviceName: must be of region eu-west-1, got "${serviceName.replace('eu-west-1', 'us-east-1')}"; offer the service in each region`],
    ['no port', { ports: [] }, '- ports: must name at least one port, got []'],
    ['a port beyond the last', { ports: [70000] }, '- ports: must be 1 to 65535, got 70000'],
    ['the world as client', { clients: [ec2.Peer.anyIpv4()] }, '- clients: must not be the whole world, got "0.0.0.0/0"; name security groups of the environment'],
    ['no client', { clients: [] }, '- clients: must name at least one client, got []'],
    ['a name without a zone', { zone: undefined }, '- name: must be given with zone, or neither, got "directory"'],
  ])('refuse %s', (_, props, message) => {
    expect(() => endpointWith(props)).toThrow(new Error(`shared service endpoint "Test/Directory" has 1 problem\n${message}`));
  });
});

const agreed: DeploymentPathwayProps = {
  deliveryAccount: '999999999999', pipelineRoleName: 'deliver-staging', environmentAccount: '111111111111', region: 'eu-west-1',
  qualifier: 'staging', stackPrefix: 'staging-', externalId: 'projects-staging',
};
const pathwayWith = (props: Partial<DeploymentPathwayProps> = {}) => new DeploymentPathway({ ...agreed, ...props });

describe('deployment', () => {
  const target = templateOf((stack) => new DeploymentTarget(stack, 'Target', {
    pathway: pathwayWith(),
    permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary'),
    executionPolicies: [iam.ManagedPolicy.fromManagedPolicyName(stack, 'Execution', 'execution')],
  }));
  const role = (name: string) => resources(target, 'AWS::IAM::Role').find(({ Properties }) => Properties.RoleName === name)?.Properties ?? {};
  const statements = (id: string): PolicyStatementJson[] => Object.entries(target.findResources('AWS::IAM::ManagedPolicy'))
    .filter(([logicalId]) => logicalId.includes(id)).flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);

  test.each(['staging-deployment-eu-west-1', 'staging-deployment-publishing-eu-west-1'])('%s trusts the one pipeline role that says the external id', (name) => {
    expect(role(name).AssumeRolePolicyDocument).toMatchObject({
      Statement: [{
        Action: 'sts:AssumeRole', Principal: { AWS: 'arn:aws:iam::999999999999:root' },
        Condition: { StringEquals: { 'sts:ExternalId': 'projects-staging' }, ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::999999999999:role/deliver-staging' } },
      }],
    });
  });

  test('the role that CloudFormation works with trusts nobody else', () => {
    expect(role('staging-deployment-execution-eu-west-1').AssumeRolePolicyDocument).toMatchObject({ Statement: [{ Principal: { Service: 'cloudformation.amazonaws.com' } }] });
  });

  test('every role has the boundary', () => {
    expect(resources(target, 'AWS::IAM::Role').map(({ Properties }) => JSON.stringify(Properties.PermissionsBoundary))).toEqual(
      Array.from({ length: 3 }, () => expect.stringContaining(':policy/boundary')));
  });

  test('no policy allows every action of a service', () => {
    expect([...statements('DeploymentPolicy'), ...statements('PublishingPolicy')].flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([]);
  });

  test('starts stacks of its environment only, and only with the execution role', () => {
    const named = (sid: string) => statements('DeploymentPolicy').find(({ Sid }) => Sid === sid);
    expect(named('Start')?.Resource).toBe('arn:aws:cloudformation:eu-west-1:111111111111:stack/staging-*/*');
    expect(named('StartWithExecutionRoleOnly')).toMatchObject({
      Effect: 'Deny', Condition: { ArnNotEquals: { 'cloudformation:RoleArn': 'arn:aws:iam::111111111111:role/staging-deployment-execution-eu-west-1' } },
    });
    expect(named('PassExecutionRole')).toMatchObject({ Condition: { StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } } });
  });

  test('writes only where the bootstrap of its qualifier put bucket and repository', () => {
    expect(statements('PublishingPolicy').filter(({ Resource }) => Resource !== '*').map(({ Resource }) => Resource)).toEqual([
      'arn:aws:s3:::cdk-staging-assets-111111111111-eu-west-1',
      'arn:aws:s3:::cdk-staging-assets-111111111111-eu-west-1/*',
      'arn:aws:ecr:eu-west-1:111111111111:repository/cdk-staging-container-assets-111111111111-eu-west-1',
      'arn:aws:ssm:eu-west-1:111111111111:parameter/cdk-bootstrap/staging/version',
    ]);
  });

  test('is done by stacks that name the roles of the pathway', () => {
    const app = testApp();
    const stack = new Stack(app, 'Stack', { env: { account: '111111111111', region: 'eu-west-1' }, synthesizer: pathwayWith().makeSynthesizer() });
    new s3.CfnBucket(stack, 'Bucket');
    const manifest = JSON.parse(readFileSync(join(app.synth().directory, 'manifest.json'), 'utf8')) as { artifacts: Record<string, { properties: unknown }> };
    expect(manifest.artifacts.Stack?.properties).toMatchObject({
      assumeRoleArn: 'arn:aws:iam::111111111111:role/staging-deployment-eu-west-1', assumeRoleExternalId: 'projects-staging',
      cloudFormationExecutionRoleArn: 'arn:aws:iam::111111111111:role/staging-deployment-execution-eu-west-1',
    });
    expect(manifest.artifacts.Stack?.properties).not.toHaveProperty('lookupRole');
  });

  test('is open to the pipeline role for exactly the agreed roles', () => {
    const stack = new Stack(testApp(), 'Delivery', { env: { account: '999999999999', region: 'eu-west-1' } });
    const pipelineRole = new iam.Role(stack, 'Role', { roleName: 'deliver-staging', assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com') });
    new DeploymentAccess(stack, 'Access', { pipelineRole, pathways: [pathwayWith()] });
    expect(only(Template.fromStack(stack), 'AWS::IAM::ManagedPolicy').Properties.PolicyDocument).toMatchObject({
      Statement: [{
        Action: 'sts:AssumeRole', Condition: { StringEquals: { 'sts:ExternalId': 'projects-staging' } },
        Resource: ['arn:aws:iam::111111111111:role/staging-deployment-eu-west-1', 'arn:aws:iam::111111111111:role/staging-deployment-publishing-eu-west-1'],
      }],
    });
  });

  test.each<[string, Partial<DeploymentPathwayProps>, string]>([
    ['a pipeline in the environment\'s account', { deliveryAccount: '111111111111' }, '- deliveryAccount: must not be the account of the environment, got "111111111111"; keep the pipeline in an account of its own'],
    ['every role of the delivery account', { pipelineRoleName: '*' }, '- pipelineRoleName: must be the name of one role, without path or wildcard, got "*"; for example "deliver-staging"'],
    ['what is no region', { region: 'Ireland' }, '- region: must be a region, got "Ireland"; for example "eu-west-1"'],
    ['CDK\'s own qualifier', { qualifier: 'hnb659fds' }, '- qualifier: must be 1 to 10 lower-case letters and digits, and the environment\'s own, got "hnb659fds"; for example "staging"'],
    ['stacks of any name', { stackPrefix: '*' }, '- stackPrefix: must be at least 3 letters, digits and hyphens and begin with a letter, got "*"; for example "staging-"'],
    ['a short external id', { externalId: 'x' }, '- externalId: must be 8 to 128 letters, digits and +=,.@:/-, got "x"; for example "projects-staging"'],
  ])('refuses %s', (_, props, message) => {
    expect(() => pathwayWith(props)).toThrow(new Error(`deployment pathway to 111111111111 has 1 problem\n${message}`));
  });

  test('refuses a target in another account or region than agreed, and one that may do nothing', () => {
    expect(() => templateOf((stack) => new DeploymentTarget(stack, 'Target', {
      pathway: pathwayWith({ environmentAccount: '222222222222', region: 'eu-central-1' }),
      permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary'),
      executionPolicies: [],
    }))).toThrow(new Error([
      'deployment target "Test/Target" has 3 problems',
      '- pathway: must lead to account 111111111111, got "222222222222"; put the target into a stack of the account that the pathway names',
      '- pathway: must lead to region eu-west-1, got "eu-central-1"; make a pathway for each region',
      '- executionPolicies: must name at least one policy, got []; say what the stacks consist of',
    ].join('\n')));
  });

  test('refuses one pipeline role for pathways that name two', () => {
    const stack = new Stack(testApp(), 'Delivery', { env: { account: '999999999999', region: 'eu-west-1' } });
    const pipelineRole = iam.Role.fromRoleName(stack, 'Role', 'deliver-staging');
    const pathways = [pathwayWith(), pathwayWith({ environmentAccount: '222222222222', pipelineRoleName: 'deliver-production' })];
    expect(() => new DeploymentAccess(stack, 'Access', { pipelineRole, pathways })).toThrow(new Error([
      'deployment access "Delivery/Access" has 1 problem',
      '- pathways[1]: must name the role arn:aws:iam::999999999999:role/deliver-staging, got "arn:aws:iam::999999999999:role/deliver-production"; make a DeploymentAccess for each pipeline role',
    ].join('\n')));
  });
});
