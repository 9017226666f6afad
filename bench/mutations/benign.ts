import type { Dice } from './dice';
import { CARRIER_BENIGN } from './leaks-of-carriers';
import { CONDITION_BENIGN } from './leaks-of-conditions';
import { DECLARED_LINK_BENIGN } from './leaks-of-declared-links';
import { ENCODING_BENIGN } from './leaks-of-encodings';
import { RELAY_BENIGN } from './leaks-over-third-accounts';
import type { Mutation } from './mutation';
import { POLICY_HOLDERS } from './policy-holders';
import { cased, spelled } from './spelling';
import { PRODUCTION, STAGING, type DraftStack, type World } from './world';

type Json = Record<string, unknown>;
const GITHUB = 'token.actions.githubusercontent.com';

function stackOf(world: World, account: string): DraftStack {
  const stack = world.stacks.find((one) => one.account === account && one.template.Resources['Function'] !== undefined);
  if (!stack) throw new Error(`no stack in ${account}`);
  return stack;
}

function adding(account: string, type: string, properties: (spell: (text: string) => unknown, dice: Dice) => Json): Mutation['apply'] {
  return (world, dice) => {
    const stack = stackOf(world, account);
    return world.add(stack, type, properties((text) => spelled(stack, text, dice), dice));
  };
}

const statement = (effect: string, principal: unknown, action: unknown, condition?: Json): Json => ({ Effect: effect, Principal: principal, Action: action, Resource: '*', ...(condition ? { Condition: condition } : {}) });
const own = (action: unknown): Json => statement('Allow', { AWS: PRODUCTION }, action);

/** Statements that look as if they let somebody in and do not. */
const HARMLESS: readonly { readonly name: string; readonly of: (action: string) => Json[] }[] = [
  { name: 'everyone of the own account', of: (action) => [statement('Allow', '*', action, { StringEquals: { 'aws:PrincipalAccount': PRODUCTION } })] },
  { name: 'everyone of the own account, key in other case', of: (action) => [statement('Allow', { AWS: '*' }, action, { StringEquals: { 'AWS:PRINCIPALACCOUNT': [PRODUCTION] } })] },
  { name: 'roles of the own account by pattern', of: (action) => [statement('Allow', '*', action, { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${PRODUCTION}:role/*` } })] },
  { name: 'the organisation without staging', of: (action) => [statement('Allow', '*', action, { StringEquals: { 'aws:PrincipalOrgID': 'o-example1234', 'aws:PrincipalAccount': PRODUCTION } })] },
  { name: 'the root of the own account', of: (action) => [statement('Allow', { AWS: `arn:aws:iam::${PRODUCTION}:root` }, action)] },
  { name: 'a denial of staging', of: (action) => [own(action), statement('Deny', { AWS: STAGING }, '*')] },
  { name: 'staging, and all of it denied', of: (action) => [statement('Allow', { AWS: STAGING }, action), statement('Deny', '*', '*', { StringNotEquals: { 'aws:PrincipalAccount': PRODUCTION } })] },
  { name: 'staging, denied by its account', of: (action) => [statement('Allow', { AWS: `arn:aws:iam::${STAGING}:role/x` }, action), statement('Deny', { AWS: `arn:aws:iam::${STAGING}:root` }, '*')] },
  { name: 'everyone, all others denied', of: (action) => [statement('Allow', '*', action), statement('Deny', '*', '*', { StringNotEqualsIfExists: { 'aws:PrincipalAccount': PRODUCTION } }), statement('Deny', '*', '*', { Null: { 'aws:PrincipalAccount': 'true' } })] },
  { name: 'all but the own account denied', of: (action) => [statement('Allow', { AWS: STAGING }, action), { Effect: 'Deny', NotPrincipal: { AWS: [`arn:aws:iam::${PRODUCTION}:root`, PRODUCTION] }, Action: '*', Resource: '*' }] },
  { name: 'staging, its one action denied', of: (action) => [statement('Allow', { AWS: STAGING }, action), statement('Deny', { AWS: '*' }, [action.toUpperCase()])] },
  { name: 'staging, everything but another action denied', of: (action) => [statement('Allow', { AWS: STAGING }, action), { Effect: 'Deny', Principal: '*', NotAction: 'iam:ListRoles', Resource: '*' }] },
  { name: 'staging through an endpoint of production', of: (action) => [statement('Allow', { AWS: STAGING }, action, { StringEquals: { 'aws:SourceVpce': { Ref: 'Endpoint' } } })] },
  { name: 'a condition that nothing fulfils', of: (action) => [statement('Allow', { AWS: STAGING }, action, { StringEquals: { 'aws:PrincipalAccount': PRODUCTION } })] },
  { name: 'numbers that exclude each other', of: (action) => [statement('Allow', { AWS: STAGING }, action, { NumericLessThan: { 'aws:MultiFactorAuthAge': '10' }, NumericGreaterThan: { 'aws:MultiFactorAuthAge': '20' } })] },
  { name: 'addresses that exclude each other', of: (action) => [statement('Allow', { AWS: STAGING }, action, { IpAddress: { 'aws:SourceIp': '10.0.0.0/24' }, NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })] },
  { name: 'principals of its own account by a variable', of: (action) => [statement('Allow', '*', action, { StringEquals: { 'aws:ResourceAccount': '${aws:PrincipalAccount}' } })] },
];

const allowed = (principal: unknown, condition?: Json): Json => ({ AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', ...(condition ? { Condition: condition } : {}) }] } });
const web = (sub: string, operator = 'StringEquals'): Json => ({ AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { Federated: `arn:aws:iam::${PRODUCTION}:oidc-provider/${GITHUB}` }, Action: 'sts:AssumeRoleWithWebIdentity', Condition: { [operator]: { [`${GITHUB}:sub`]: sub }, StringEqualsIgnoreCase: { [`${GITHUB}:aud`]: 'sts.amazonaws.com' } } }] } });
const role = (properties: Json): Mutation['apply'] => adding(PRODUCTION, 'AWS::IAM::Role', () => properties);

const TRUST: readonly Mutation[] = [
  ...['ec2', 'lambda', 'ecs-tasks', 'states', 'codebuild', 'backup', 'scheduler', 'vpc-flow-logs', 'monitoring.rds', 'firehose'].map((service): Mutation => ({ name: `a role for ${service}`, apply: role(allowed({ Service: `${service}.amazonaws.com` })) })),
  { name: 'a role for the own account', apply: adding(PRODUCTION, 'AWS::IAM::Role', (spell) => allowed({ AWS: spell(`arn:aws:iam::${PRODUCTION}:root`) })) },
  { name: 'a role for a role of the own account', apply: role(allowed({ AWS: { 'Fn::GetAtt': ['Role', 'Arn'] } })) },
  { name: 'a role for everyone of the own account', apply: role(allowed('*', { StringEquals: { 'aws:PrincipalAccount': PRODUCTION } })) },
  { name: 'federation of one environment', apply: role(web('repo:example/app:environment:production')) },
  { name: 'federation of one branch by pattern', apply: role(web('repo:example/app:ref:refs/heads/release-*', 'StringLike')) },
  { name: 'assertions of the own provider', apply: role({ AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { Federated: `arn:aws:iam::${PRODUCTION}:saml-provider/corporate` }, Action: 'sts:AssumeRoleWithSAML', Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } } }] } }) },
  { name: 'a role with a boundary', apply: role({ ...allowed({ Service: 'ec2.amazonaws.com' }), PermissionsBoundary: `arn:aws:iam::${PRODUCTION}:policy/boundary` }) },
  { name: 'two environments with subjects of their own', apply: (world, dice) => {
    const stack = stackOf(world, STAGING);
    world.add(stack, 'AWS::IAM::Role', JSON.parse(JSON.stringify(web('repo:example/app:environment:staging')).replaceAll(PRODUCTION, STAGING)) as Json);
    return role(web(dice.pick(['repo:example/app:environment:production', 'repo:example/other:environment:production'])))(world, dice);
  } },
];

const serves = (service: string, action: string, condition?: Json): Json => ({ Statement: [statement('Allow', { Service: service }, action, condition)] });
const SERVICES: readonly Mutation[] = [
  { name: 'a topic for the alarms of its own account', apply: adding(PRODUCTION, 'AWS::SNS::TopicPolicy', () => ({ Topics: [], PolicyDocument: serves('cloudwatch.amazonaws.com', 'sns:Publish', { StringEquals: { 'aws:SourceAccount': PRODUCTION } }) })) },
  { name: 'a topic for its own bucket', apply: adding(PRODUCTION, 'AWS::SNS::TopicPolicy', () => ({ Topics: [], PolicyDocument: serves('s3.amazonaws.com', 'sns:Publish', { ArnLike: { 'aws:SourceArn': { 'Fn::GetAtt': ['Documents', 'Arn'] } } }) })) },
  { name: 'a queue for its own rules', apply: adding(PRODUCTION, 'AWS::SQS::QueuePolicy', () => ({ Queues: [], PolicyDocument: serves('events.amazonaws.com', 'sqs:SendMessage', { ArnLike: { 'aws:SourceArn': `arn:aws:events:eu-west-1:${PRODUCTION}:rule/*` } }) })) },
  { name: 'a bucket for its own trail', apply: adding(PRODUCTION, 'AWS::S3::BucketPolicy', () => ({ Bucket: { Ref: 'Documents' }, PolicyDocument: serves('cloudtrail.amazonaws.com', 's3:PutObject', { StringEquals: { 'aws:SourceArn': `arn:aws:cloudtrail:eu-west-1:${PRODUCTION}:trail/t`, 's3:x-amz-acl': 'bucket-owner-full-control' } }) })) },
  { name: 'a bucket for load balancer logs of its own account', apply: adding(PRODUCTION, 'AWS::S3::BucketPolicy', () => ({ Bucket: { Ref: 'Documents' }, PolicyDocument: { Statement: [{ ...statement('Allow', { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' }, 's3:PutObject'), Resource: { 'Fn::Sub': `\${Documents.Arn}/alb/AWSLogs/${PRODUCTION}/*` } }] } })) },
  { name: 'a bucket for load balancer logs in an older region', apply: adding(PRODUCTION, 'AWS::S3::BucketPolicy', () => ({ Bucket: { Ref: 'Documents' }, PolicyDocument: { Statement: [{ ...statement('Allow', { AWS: 'arn:aws:iam::156460612806:root' }, 's3:PutObject'), Resource: { 'Fn::Sub': `\${Documents.Arn}/AWSLogs/${PRODUCTION}/*` } }] } })) },
  { name: 'a key for its own logs', apply: adding(PRODUCTION, 'AWS::KMS::Key', () => ({ KeyPolicy: { Statement: [own('kms:*'), statement('Allow', { Service: 'logs.eu-west-1.amazonaws.com' }, 'kms:Decrypt', { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:eu-west-1:${PRODUCTION}:log-group:x` } })] } })) },
  { name: 'a function for its own bucket', apply: adding(PRODUCTION, 'AWS::Lambda::Permission', () => ({ Action: 'lambda:InvokeFunction', FunctionName: { Ref: 'Function' }, Principal: 's3.amazonaws.com', SourceAccount: { Ref: 'AWS::AccountId' }, SourceArn: { 'Fn::GetAtt': ['Documents', 'Arn'] } })) },
  { name: 'a function for its own rule', apply: adding(PRODUCTION, 'AWS::Lambda::Permission', () => ({ Action: 'lambda:InvokeFunction', FunctionName: { Ref: 'Function' }, Principal: 'events.amazonaws.com', SourceArn: { 'Fn::Sub': 'arn:aws:events:${AWS::Region}:${AWS::AccountId}:rule/x' } })) },
  { name: 'a function with a public address', apply: adding(PRODUCTION, 'AWS::Lambda::Permission', () => ({ Action: 'lambda:InvokeFunctionUrl', FunctionName: { Ref: 'Function' }, Principal: '*', FunctionUrlAuthType: 'NONE' })) },
  { name: 'a public API', apply: adding(PRODUCTION, 'AWS::ApiGateway::RestApi', () => ({ Name: 'a', Policy: { Statement: [statement('Allow', '*', 'execute-api:Invoke')] } })) },
];

/** Texts that look like another account's and are not. */
const TEXTS: readonly (readonly [string, string])[] = [
  ['its own account', STAGING], ['a time in milliseconds', '1700000000000'], ['a number of twelve digits', '987654321098'], ['its own host', 'db.staging.projects.example.com'],
  ['its own host in upper case', 'DB.STAGING.PROJECTS.EXAMPLE.COM'], ['its own bucket', 'staging-documents'], ['its own ARN', `arn:aws:sqs:eu-west-1:${STAGING}:jobs`], ['its own address', '10.20.4.5'],
  ['an address of nobody', '192.0.2.9'], ['a host of somebody else', 'api.example.net'], ['a host that ends alike', 'otherprojects.example.com'], ['a longer number', `9${PRODUCTION}`],
  ['a hash', 'a11111111111b4c0ffee'], ['a bucket that begins alike', 'production-documents-archive-of-staging'], ['the word production', 'not-in-production'], ['a version', '1.10.10.4'], ['an AWS account', 'arn:aws:iam::aws:policy/ReadOnlyAccess'],
];

const NETWORK: readonly Mutation[] = [
  { name: 'a peering inside the account', apply: adding(STAGING, 'AWS::EC2::VPCPeeringConnection', () => ({ VpcId: { Ref: 'Vpc' }, PeerVpcId: { Ref: 'Vpc' } })) },
  { name: 'a rule for its own addresses', apply: adding(STAGING, 'AWS::EC2::SecurityGroupIngress', (spell) => ({ GroupId: 'x', IpProtocol: 'tcp', CidrIp: spell('10.20.1.0/24') })) },
  { name: 'a rule for the internet', apply: adding(STAGING, 'AWS::EC2::SecurityGroupEgress', () => ({ GroupId: 'x', IpProtocol: 'tcp', CidrIp: '0.0.0.0/0' })) },
  { name: 'a route to the internet', apply: adding(STAGING, 'AWS::EC2::Route', () => ({ RouteTableId: { Ref: 'Routes' }, DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'x' })) },
  { name: 'an endpoint of AWS', apply: adding(STAGING, 'AWS::EC2::VPCEndpoint', () => ({ ServiceName: 'com.amazonaws.eu-west-1.s3', VpcId: { Ref: 'Vpc' }, PolicyDocument: { Statement: [statement('Allow', '*', 's3:*')] } })) },
  { name: 'a share inside the account', apply: adding(PRODUCTION, 'AWS::RAM::ResourceShare', () => ({ Name: 's', Principals: [PRODUCTION] })) },
  { name: 'a denial of addresses', apply: adding(PRODUCTION, 'AWS::EC2::NetworkAclEntry', () => ({ NetworkAclId: 'x', RuleNumber: 1, RuleAction: 'deny', Protocol: -1, CidrBlock: '10.20.0.0/16' })) },
  { name: 'a zone for its own network', apply: adding(STAGING, 'AWS::Route53::HostedZone', () => ({ Name: 'internal.staging.projects.example.com', VPCs: [{ VPCId: { Ref: 'Vpc' }, VPCRegion: 'eu-west-1' }] })) },
  { name: 'a transit gateway of its own', apply: (world, dice) => {
    const stack = stackOf(world, STAGING);
    world.add(stack, 'AWS::EC2::TransitGateway', {});
    return adding(STAGING, 'AWS::EC2::TransitGatewayAttachment', () => ({ TransitGatewayId: { Ref: 'EC2TransitGatewayInjected' }, VpcId: { Ref: 'Vpc' }, SubnetIds: [] }))(world, dice);
  } },
  { name: 'replication inside the account', apply: adding(PRODUCTION, 'AWS::S3::Bucket', () => ({ ReplicationConfiguration: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, Rules: [{ Status: 'Enabled', Destination: { Bucket: { 'Fn::GetAtt': ['Documents', 'Arn'] }, Account: { Ref: 'AWS::AccountId' } } }] } })) },
  { name: 'a backup copy inside the account', apply: adding(PRODUCTION, 'AWS::Backup::BackupPlan', () => ({ BackupPlan: { BackupPlanName: 'p', BackupPlanRule: [{ RuleName: 'r', TargetBackupVault: 'v', CopyActions: [{ DestinationBackupVaultArn: { 'Fn::Sub': 'arn:aws:backup:eu-central-1:${AWS::AccountId}:backup-vault:v' } }] }] } })) },
  { name: 'logs to a stream of its own', apply: adding(PRODUCTION, 'AWS::Logs::SubscriptionFilter', () => ({ LogGroupName: { Ref: 'Records' }, FilterPattern: '', DestinationArn: { 'Fn::GetAtt': ['Function', 'Arn'] } })) },
];

const CUSTOM: readonly Mutation[] = [
  ...['Custom::S3AutoDeleteObjects', 'Custom::VpcRestrictDefaultSG', 'Custom::LogRetention', 'Custom::CDKBucketDeployment', 'Custom::S3BucketNotifications'].map((type): Mutation => ({ name: type, apply: adding(PRODUCTION, type, () => ({ ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] } })) })),
  { name: 'a custom resource whose handler may only read', apply: adding(PRODUCTION, 'Custom::Reader', () => ({ ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] } })) },
  { name: 'a mail to people under the domain of another zone', apply: adding(STAGING, 'AWS::SNS::Subscription', () => ({ TopicArn: { Ref: 'Topic' }, Protocol: 'email', Endpoint: 'people@projects.example.com' })) },
  { name: 'a call that only takes rules away', apply: adding(PRODUCTION, 'Custom::AWS', () => ({ ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] }, Create: '{"service":"EC2","action":"revokeSecurityGroupIngress"}' })) },
  { name: 'a call that only reads', apply: adding(PRODUCTION, 'Custom::AWS', () => ({ ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] }, Create: '{"service":"EC2","action":"describeVpcs"}' })) },
  { name: 'a resource that a constant switches off', apply: (world) => {
    const stack = stackOf(world, STAGING);
    stack.template.Conditions = { ...stack.template.Conditions, Never: { 'Fn::Equals': ['a', 'b'] } };
    return world.add(stack, 'AWS::SSM::Parameter', { Type: 'String', Value: PRODUCTION }, { Condition: 'Never' });
  } },
  { name: 'a policy that denies production', apply: adding(STAGING, 'AWS::IAM::Policy', (spell) => ({ PolicyName: 'p', Roles: [{ Ref: 'Role' }], PolicyDocument: { Statement: [{ Effect: 'Deny', Action: '*', Resource: spell(`arn:aws:iam::${PRODUCTION}:role/*`) }] } })) },
  { name: 'a boundary that denies other accounts', apply: adding(STAGING, 'AWS::IAM::ManagedPolicy', () => ({ PolicyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }, { Effect: 'Deny', Action: '*', Resource: '*', Condition: { StringNotEquals: { 'aws:ResourceAccount': STAGING } } }] } })) },
];

/** Changes that open nothing: none may be a leak. */
export const BENIGN: readonly Mutation[] = [
  ...POLICY_HOLDERS.map((holder): Mutation => ({ name: `${holder.name} for the own account`, apply: adding(PRODUCTION, holder.type, (spell, dice) => holder.with({ Statement: [statement('Allow', { AWS: spell(`arn:aws:iam::${PRODUCTION}:root`) }, cased(holder.action, dice))] })) })),
  ...POLICY_HOLDERS.map((holder): Mutation => ({ name: `${holder.name} that denies staging`, apply: adding(PRODUCTION, holder.type, (spell) => holder.with({ Statement: [own(holder.action), statement('Deny', { AWS: spell(STAGING) }, '*')] })) })),
  ...HARMLESS.map(({ name, of }): Mutation => ({
    name: `a policy for ${name}`,
    apply: (world, dice) => {
      const stack = stackOf(world, PRODUCTION);
      stack.template.Resources['Endpoint'] = { Type: 'AWS::EC2::VPCEndpoint', Properties: { ServiceName: 'com.amazonaws.eu-west-1.s3', VpcId: { Ref: 'Vpc' } } };
      const holder = dice.pick(POLICY_HOLDERS.filter(({ type }) => type !== 'AWS::ApiGateway::RestApi'));
      return world.add(stack, holder.type, holder.with({ Version: '2012-10-17', Statement: of(holder.action) }));
    },
  })),
  ...TRUST, ...SERVICES,
  ...TEXTS.map(([name, text]): Mutation => ({ name: `a text with ${name}`, apply: adding(STAGING, 'AWS::SSM::Parameter', (spell) => ({ Type: 'String', Value: spell(text) })) })),
  ...NETWORK, ...CUSTOM, ...CONDITION_BENIGN, ...ENCODING_BENIGN, ...CARRIER_BENIGN, ...RELAY_BENIGN, ...DECLARED_LINK_BENIGN,
];
