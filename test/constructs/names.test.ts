import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { DataDomain } from '../../constructs/keys/data-domain';
import { DataKey } from '../../constructs/keys/data-key';
import { DnsDelegation, DnsDelegationProps } from '../../constructs/names/dns-delegation';
import { EnvironmentZone, EnvironmentZoneProps } from '../../constructs/names/environment-zone';
import { ParentZone, ParentZoneProps } from '../../constructs/names/parent-zone';
import { PublicQueryLog } from '../../constructs/names/public-query-log';
import { ResolverQueryLog } from '../../constructs/names/resolver-query-log';
import { templateOf, testApp } from '../synthesize';
import { only, resources, statementsOf } from './resources';

const agreed: DnsDelegationProps = {
  parentZoneName: 'projects.example.com', parentAccount: '999999999999', childZoneName: 'staging.projects.example.com', childAccount: '111111111111',
};
const delegationWith = (props: Partial<DnsDelegationProps> = {}) => new DnsDelegation({ ...agreed, ...props });

function zoneIn(stack: Stack, props: Partial<EnvironmentZoneProps> = {}): EnvironmentZone {
  const vpc = props.vpc ?? new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false });
  return new EnvironmentZone(stack, 'Names', { zoneName: 'staging.projects.example.com', vpc, ...props });
}
const zoneWith = (props: Partial<EnvironmentZoneProps> = {}): Template => templateOf((stack) => zoneIn(stack, props));
const logicalId = (template: Template, type: string): string => Object.keys(template.findResources(type)).join();

describe('a delegation', () => {
  test('names the roles of both sides after the child', () => {
    expect(delegationWith()).toMatchObject({
      delegationRoleArn: 'arn:aws:iam::999999999999:role/dns-delegation-staging.projects.example.com',
      writerRoleArn: 'arn:aws:iam::111111111111:role/dns-delegation-writer-staging.projects.example.com',
    });
  });

  test.each<[string, Partial<DnsDelegationProps>, string]>([
    ['a child that is the parent', { childZoneName: 'projects.example.com' }, '- childZoneName: must be a strict sub-domain of projects.example.com, got "projects.example.com"; for example "staging.projects.example.com"'],
    ['a child that only ends like the parent', { childZoneName: 'myprojects.example.com' }, '- childZoneName: must be a strict sub-domain of projects.example.com, got "myprojects.example.com"; for example "staging.projects.example.com"'],
    ['a parent in the account of the child', { parentAccount: '111111111111' }, '- parentAccount: must not be the account of the child, got "111111111111"; keep the parent zone in a neutral account'],
    ['a malformed account', { childAccount: '1234' }, '- childAccount: must be an AWS account id of 12 digits, got "1234"'],
    ['a trailing dot', { childZoneName: 'a.projects.example.com.' }, [
      '- childZoneName: must be a domain name such as erp.example.com, got "a.projects.example.com."; leave out the last dot',
      '- childZoneName: must be a strict sub-domain of projects.example.com, got "a.projects.example.com."; for example "staging.projects.example.com"',
    ].join('\n')],
    ['a name too long for its roles', { childZoneName: `${'a'.repeat(40)}.projects.example.com` }, `- childZoneName: must leave the names of its roles at most 64 characters, got "${'a'.repeat(40)}.projects.example.com"; shorten it by 19`],
  ])('refuses %s', (_, props, message) => {
    const count = message.split('\n').length;
    expect(() => delegationWith(props)).toThrow(new Error(
      `delegation of "${props.childZoneName ?? agreed.childZoneName}" has ${count === 1 ? '1 problem' : `${count} problems`}\n${message}`));
  });
});

describe('the zone of an environment', () => {
  test('has a private zone that its own network alone sees', () => {
    const template = zoneWith();
    const [, inside] = resources(template, 'AWS::Route53::HostedZone');
    expect(inside?.Properties).toEqual({
      Name: 'internal.staging.projects.example.com.', VPCs: [{ VPCId: { Ref: logicalId(template, 'AWS::EC2::VPC') }, VPCRegion: 'eu-west-1' }],
    });
  });

  test('lets only the named authorities issue certificates', () => {
    expect(only(zoneWith({ certificateAuthorities: ['ca.example.net'] }), 'AWS::Route53::RecordSet').Properties).toMatchObject({
      Type: 'CAA', ResourceRecords: ['0 issue "ca.example.net"'],
    });
  });

  test('has a certificate for itself and one level below, validated by DNS after it is delegated', () => {
    const template = zoneWith({ delegation: delegationWith() });
    expect(only(template, 'AWS::CertificateManager::Certificate')).toMatchObject({
      Properties: { DomainName: 'staging.projects.example.com', SubjectAlternativeNames: ['*.staging.projects.example.com'], ValidationMethod: 'DNS' },
      DependsOn: expect.arrayContaining([logicalId(template, 'Custom::CrossAccountZoneDelegation'), logicalId(template, 'AWS::Route53::RecordSet')]),
    });
  });

  test('writes its NS record with the agreed role, and removes it with the stack', () => {
    expect(only(zoneWith({ delegation: delegationWith() }), 'Custom::CrossAccountZoneDelegation')).toMatchObject({
      Properties: { AssumeRoleArn: delegationWith().delegationRoleArn, ParentZoneName: 'projects.example.com', DelegatedZoneName: 'staging.projects.example.com' },
      DeletionPolicy: 'Delete',
    });
  });

  test('finds the parent by its id where that is known', () => {
    const { Properties } = only(zoneWith({ delegation: delegationWith({ parentZoneId: 'Z0123456789ABCDEFGHIJ' }) }), 'Custom::CrossAccountZoneDelegation');
    expect(Properties).toMatchObject({ ParentZoneId: 'Z0123456789ABCDEFGHIJ' });
    expect(Properties).not.toHaveProperty('ParentZoneName');
  });

  test('writes with a role of exactly the name that the parent trusts', () => {
    expect(only(zoneWith({ delegation: delegationWith() }), 'AWS::IAM::Role').Properties.RoleName).toBe(delegationWith().writerRoleName);
  });

  test('logs the queries of its network and, from us-east-1, those of the world', () => {
    const queryLogGroupArn = 'arn:aws:logs:us-east-1:111111111111:log-group:/aws/route53/staging';
    const template = zoneWith({ resolverQueryLogDestinationArn: 'arn:aws:s3:::log-archive', queryLogGroupArn });
    expect(only(template, 'AWS::Route53Resolver::ResolverQueryLoggingConfig').Properties.DestinationArn).toBe('arn:aws:s3:::log-archive');
    expect(only(template, 'AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation').Properties.ResourceId).toEqual({ Ref: logicalId(template, 'AWS::EC2::VPC') });
    expect(resources(template, 'AWS::Route53::HostedZone')[0]?.Properties.QueryLoggingConfig).toEqual({ CloudWatchLogsLogGroupArn: queryLogGroupArn });
  });

  test.each<[string, Partial<EnvironmentZoneProps>, string]>([
    ['a malformed name', { zoneName: 'staging_1.example.com' }, '- zoneName: must be a domain name such as erp.example.com, got "staging_1.example.com"; use labels of 1 to 63 letters, digits and inner hyphens'],
    ['an upper-case name', { zoneName: 'Staging.example.com' }, '- zoneName: must be lower case, got "Staging.example.com"; write staging.example.com'],
    ['a private zone that hides the public one', { privateZoneName: 'staging.projects.example.com' }, '- privateZoneName: must differ from zoneName, whose names it would hide from the network, got "staging.projects.example.com"; leave it out'],
    ['the delegation of another zone', { delegation: delegationWith({ childZoneName: 'training.projects.example.com' }) }, '- delegation: must be of staging.projects.example.com, got "training.projects.example.com"; give it to the zone it names'],
    ['a delegation to another account', { delegation: delegationWith({ childAccount: '222222222222' }) }, '- delegation: must be to account 111111111111, got "222222222222"; put the zone into a stack of the account that the delegation names'],
    ['a certificate for another zone', { certificateNames: ['projects.example.com'] }, '- certificateNames: must be staging.projects.example.com or below it, got "projects.example.com"; for example "api.staging.projects.example.com"'],
    ['no name on the certificate', { certificateNames: [] }, '- certificateNames: must name at least one host, got []; leave it out'],
    ['no authority', { certificateAuthorities: [] }, '- certificateAuthorities: must name at least one authority, got []; leave it out for Amazon\'s'],
    ['a query log outside us-east-1', { queryLogGroupArn: 'arn:aws:logs:eu-west-1:111111111111:log-group:x' }, '- queryLogGroupArn: must be the ARN of a log group in us-east-1, where alone Route 53 writes the queries of public zones, got "arn:aws:logs:eu-west-1:111111111111:log-group:x"; make a PublicQueryLog in a stack of us-east-1'],
  ])('refuses %s', (_, props, message) => {
    const count = message.split('\n').length;
    expect(() => zoneWith(props)).toThrow(new Error(`environment zone "Test/Names" has ${count === 1 ? '1 problem' : `${count} problems`}\n${message}`));
  });

  test('refuses the network of another account', () => {
    const app = testApp();
    const vpc = new ec2.Vpc(new Stack(app, 'Production', { env: { account: '222222222222', region: 'eu-west-1' } }), 'Vpc', { restrictDefaultSecurityGroup: false });
    expect(() => zoneIn(new Stack(app, 'Test', { env: { account: '111111111111', region: 'eu-west-1' } }), { vpc })).toThrow(
      new Error('environment zone "Test/Names" has 1 problem\n- vpc: must be of account 111111111111, got "222222222222"; associate the network of this environment only'));
  });

  test('refuses a second delegated zone in its stack', () => {
    templateOf((stack) => {
      const { vpc } = { vpc: new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false }) };
      zoneIn(stack, { vpc, delegation: delegationWith() });
      const zoneName = 'more.projects.example.com';
      expect(() => new EnvironmentZone(stack, 'More', { zoneName, vpc, delegation: delegationWith({ childZoneName: zoneName }) })).toThrow(
        new Error('environment zone "Test/More" has 1 problem\n- delegation: must be the only one of its stack, whose function has one role, got "more.projects.example.com"; put the zone into a stack of its own'));
    });
  });
});

function parentWith(props: Partial<ParentZoneProps> = {}): Template {
  const stack = new Stack(testApp(), 'Test', { env: { account: '999999999999', region: 'eu-west-1' } });
  new ParentZone(stack, 'Parent', { zoneName: 'projects.example.com', delegations: [delegationWith()], ...props });
  return Template.fromStack(stack);
}

describe('the parent zone', () => {
  test('lets the child write and remove its own NS record, and nothing else', () => {
    const template = parentWith({ delegations: [delegationWith({ parentZoneId: 'Z0123456789ABCDEFGHIJ' })] });
    expect(statementsOf(template, 'AWS::IAM::ManagedPolicy', 'PolicyDocument')).toEqual([{
      Effect: 'Allow',
      Action: 'route53:ChangeResourceRecordSets',
      Resource: { 'Fn::Join': ['', ['arn:aws:route53:::hostedzone/', { Ref: logicalId(template, 'AWS::Route53::HostedZone') }]] },
      Condition: {
        'ForAllValues:StringEquals': {
          'route53:ChangeResourceRecordSetsNormalizedRecordNames': ['staging.projects.example.com'],
          'route53:ChangeResourceRecordSetsRecordTypes': ['NS'],
          'route53:ChangeResourceRecordSetsActions': ['UPSERT', 'DELETE'],
        },
        Null: {
          'route53:ChangeResourceRecordSetsNormalizedRecordNames': 'false',
          'route53:ChangeResourceRecordSetsRecordTypes': 'false',
          'route53:ChangeResourceRecordSetsActions': 'false',
        },
      },
    }]);
  });

  test('lets the child find the zone by name only where it does not know its id', () => {
    expect(statementsOf(parentWith(), 'AWS::IAM::ManagedPolicy', 'PolicyDocument').map(({ Action }) => Action)).toEqual([
      'route53:ChangeResourceRecordSets', 'route53:ListHostedZonesByName',
    ]);
  });

  test('trusts the writer function of the child\'s account, not the account', () => {
    expect(statementsOf(parentWith(), 'AWS::IAM::Role', 'AssumeRolePolicyDocument')).toEqual([{
      Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: 'arn:aws:iam::111111111111:root' },
      Condition: { ArnEquals: { 'aws:PrincipalArn': delegationWith().writerRoleArn } },
    }]);
  });

  test('has one role for each child', () => {
    const delegations = [delegationWith(), delegationWith({ childZoneName: 'training.projects.example.com', childAccount: '333333333333' })];
    expect(resources(parentWith({ delegations }), 'AWS::IAM::Role').map(({ Properties }) => Properties.RoleName)).toEqual([
      'dns-delegation-staging.projects.example.com', 'dns-delegation-training.projects.example.com',
    ]);
  });

  test.each<[string, Partial<ParentZoneProps>, string]>([
    ['the child of another parent', { zoneName: 'other.example.com' }, '- delegations[0]: must be from other.example.com, got "projects.example.com"; give it to the zone it names'],
    ['a parent in another account', { delegations: [delegationWith({ parentAccount: '888888888888' })] }, '- delegations[0]: must be from account 999999999999, got "888888888888"; put the zone into a stack of the account that the delegation names'],
    ['a child twice', { delegations: [delegationWith(), delegationWith()] }, '- delegations[1]: must not delegate a child twice, got "staging.projects.example.com"; remove one'],
  ])('refuses %s', (_, props, message) => {
    expect(() => parentWith(props)).toThrow(new Error(`parent zone "Test/Parent" has 1 problem\n${message}`));
  });
});

describe('query logs', () => {
  const logIn = (region: string): Template => {
    const stack = new Stack(testApp(), 'Test', { env: { account: '111111111111', region } });
    const { key: encryptionKey } = new DataKey(stack, 'Key', { prefix: 'staging', domain: DataDomain.LOGS });
    new PublicQueryLog(stack, 'Queries', { zoneName: 'staging.projects.example.com', encryptionKey });
    return Template.fromStack(stack);
  };

  test('of a public zone are encrypted, kept a year, and written by Route 53 for zones of this account', () => {
    const template = logIn('us-east-1');
    expect(only(template, 'AWS::Logs::LogGroup').Properties).toMatchObject({ LogGroupName: '/aws/route53/staging.projects.example.com', RetentionInDays: 365, KmsKeyId: expect.anything() });
    expect(JSON.parse(String(only(template, 'AWS::Logs::ResourcePolicy').Properties.PolicyDocument))).toMatchObject({
      Statement: [{
        Principal: { Service: 'route53.amazonaws.com' },
        Resource: 'arn:aws:logs:us-east-1:111111111111:log-group:/aws/route53/staging.projects.example.com:*',
        Condition: { StringEquals: { 'aws:SourceAccount': '111111111111' }, ArnLike: { 'aws:SourceArn': 'arn:aws:route53:::hostedzone/*' } },
      }],
    });
  });

  test('of a public zone are refused outside us-east-1', () => {
    expect(() => logIn('eu-west-1')).toThrow(new Error(
      'public query log "Test/Queries" has 1 problem\n- region: must be us-east-1, where alone Route 53 writes the queries of public zones, got "eu-west-1"; put it into a stack of us-east-1'));
  });

  test('of a network are refused where the resolver cannot write', () => {
    expect(() => templateOf((stack) => {
      new ResolverQueryLog(stack, 'Queries', { vpc: new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false }), destinationArn: 'arn:aws:sqs:eu-west-1:111111111111:q' });
    })).toThrow(new Error('resolver query log "Test/Queries" has 1 problem\n- destinationArn: must be the ARN of a bucket, log group or delivery stream, got "arn:aws:sqs:eu-west-1:111111111111:q"; for example "arn:aws:s3:::log-archive"'));
  });
});
