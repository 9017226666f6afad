import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { DataDomain } from '../../constructs/keys/data-domain';
import { DataKey, DataKeyProps } from '../../constructs/keys/data-key';
import { KeyRing } from '../../constructs/keys/key-ring';
import { KeyService } from '../../constructs/keys/key-service';
import { only, resources, statementOf, statementsOf } from './resources';
import { templateOf, testApp } from '../synthesize';

const env = { account: '111111111111', region: 'eu-west-1' };

function keyWith(props: Partial<DataKeyProps> = {}): Template {
  return templateOf((stack) => new DataKey(stack, 'Key', { prefix: 'staging', domain: DataDomain.DOCUMENTS, ...props }));
}

const statements = (template: Template) => statementsOf(template, 'AWS::KMS::Key', 'KeyPolicy');
const statement = (template: Template, sid: string) => statementOf(template, 'AWS::KMS::Key', 'KeyPolicy', sid);

describe('a data key', () => {
  test('rotates every year, can be recovered for thirty days, and is kept when it leaves the template', () => {
    expect(only(keyWith(), 'AWS::KMS::Key')).toMatchObject({
      Properties: { EnableKeyRotation: true, RotationPeriodInDays: 365, PendingWindowInDays: 30 },
      DeletionPolicy: 'Retain',
    });
  });

  test('takes rotation, recovery and removal as parameters', () => {
    const template = keyWith({ rotationPeriod: Duration.days(90), pendingWindow: Duration.days(7), removalPolicy: RemovalPolicy.DESTROY });
    expect(only(template, 'AWS::KMS::Key')).toMatchObject({
      Properties: { RotationPeriodInDays: 90, PendingWindowInDays: 7 },
      DeletionPolicy: 'Delete',
    });
  });

  test('has an alias of prefix and domain', () => {
    expect(only(keyWith(), 'AWS::KMS::Alias').Properties.AliasName).toBe('alias/staging/documents');
  });

  test('never allows every action', () => {
    const allowed = statements(keyWith()).filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action);
    expect(allowed).not.toContain('kms:*');
    expect(allowed).not.toContain('*');
  });

  test.each([
    ['principals of other accounts', 'DenyOtherAccounts', 'kms:*', {
      StringNotEquals: { 'aws:PrincipalAccount': '111111111111' }, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
    }],
    ['services that act for other accounts', 'DenyServicesActingForOtherAccounts', 'kms:*', {
      StringNotEquals: { 'aws:SourceAccount': ['111111111111'] }, Null: { 'aws:SourceAccount': 'false' }, Bool: { 'aws:PrincipalIsAWSService': 'true' },
    }],
    ['grants that no AWS service makes for its resource', 'DenyGrantsToAnyoneButAwsServices', 'kms:CreateGrant', {
      BoolIfExists: { 'kms:GrantIsForAWSResource': 'false', 'aws:PrincipalIsAWSService': 'false' },
    }],
  ])('denies %s', (_, sid, action, conditions) => {
    expect(statement(keyWith(), sid)).toEqual({
      Sid: sid, Effect: 'Deny', Principal: { AWS: '*' }, Action: action, Resource: '*', Condition: conditions,
    });
  });

  test('can be used through the given services only', () => {
    expect(statement(keyWith({ viaServices: ['rds', 's3'] }), 'UseByIam')?.Condition).toEqual({
      StringEquals: { 'kms:ViaService': ['rds.eu-west-1.amazonaws.com', 's3.eu-west-1.amazonaws.com'] },
    });
  });

  test('admits CloudWatch Logs for log groups of its own account', () => {
    expect(statement(keyWith({ services: [KeyService.CLOUDWATCH_LOGS] }), 'AllowCloudWatchLogs')).toMatchObject({
      Principal: { Service: 'logs.eu-west-1.amazonaws.com' },
      Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': ['arn:aws:logs:eu-west-1:111111111111:log-group:*'] } },
    });
  });

  test('admits other services when they act for its own account', () => {
    expect(statement(keyWith({ services: [KeyService.of('ses')] }), 'Allowses')).toMatchObject({
      Principal: { Service: 'ses.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': ['111111111111'] } },
    });
  });

  test('leaves the decision to Secrets Manager when it is for secrets, within its own account', () => {
    expect(statement(keyWith({ domain: DataDomain.SECRETS }), 'UseThroughService')).toMatchObject({
      Principal: { AWS: '*' },
      Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com', 'aws:PrincipalAccount': '111111111111' } },
    });
    expect(statement(keyWith(), 'UseThroughService')).toBeUndefined();
  });

  test('is not changed by a grant from another stack', () => {
    const app = testApp();
    const [keys, roles] = [new Stack(app, 'Keys', { env }), new Stack(app, 'Roles', { env })];
    const { key } = new DataKey(keys, 'Key', { prefix: 'staging', domain: DataDomain.DOCUMENTS });
    key.grantEncryptDecrypt(new iam.Role(roles, 'Role', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') }));
    expect(statements(Template.fromStack(keys))).toEqual(statements(keyWith()));
    expect(statementsOf(Template.fromStack(roles), 'AWS::IAM::Policy', 'PolicyDocument')).toHaveLength(1);
  });

  test('refuses, at synthesis, a policy statement that admits another account', () => {
    const app = testApp();
    const { key } = new DataKey(new Stack(app, 'Keys', { env }), 'Key', { prefix: 'staging', domain: DataDomain.DOCUMENTS });
    key.grantDecrypt(new iam.AccountPrincipal('222222222222'));
    key.addToResourcePolicy(new iam.PolicyStatement({ principals: [new iam.ArnPrincipal('arn:aws:iam::222222222222:root')], actions: ['kms:Decrypt'], resources: ['*'] }));
    expect(() => app.synth()).toThrow(/must not admit principals of other accounts, got "[^"]*222222222222:root/);
  });

  test.each<[string, Partial<DataKeyProps>, string]>([
    ['a prefix that KMS reserves', { prefix: 'aws/x' }, '- prefix: must be letters, digits, "/", "_" or "-" and not begin with "aws", got "aws/x"; for example "projects/staging"'],
    ['a prefix with a space', { prefix: 'a b' }, '- prefix: must be letters, digits, "/", "_" or "-" and not begin with "aws", got "a b"; for example "projects/staging"'],
    ['rotation within 90 days', { rotationPeriod: Duration.days(30) }, '- rotationPeriod: must be 90 to 2560 days, got 30; choose for example Duration.days(365)'],
    ['a recovery window of a day', { pendingWindow: Duration.days(1) }, '- pendingWindow: must be 7 to 30 days, got 1; choose for example Duration.days(30)'],
    ['no service to go through', { viaServices: [] }, '- viaServices: must name at least one service, got []; leave it out to let IAM alone decide'],
    ['a full endpoint', { viaServices: ['rds.amazonaws.com'] }, '- viaServices: must be the first part of an endpoint, got "rds.amazonaws.com"; for example "rds" for rds.eu-west-1.amazonaws.com'],
  ])('refuses %s', (_, props, message) => {
    expect(() => keyWith(props)).toThrow(new Error(`data key "Test/Key" has 1 problem\n${message}`));
  });
});

describe('a key ring', () => {
  test('has one key for each domain, each under its own alias', () => {
    const template = templateOf((stack) => new KeyRing(stack, 'Keys', { prefix: 'staging' }));
    const aliases = resources(template, 'AWS::KMS::Alias').map(({ Properties }) => Properties.AliasName);
    expect(aliases.toSorted()).toEqual(['backups', 'database', 'documents', 'logs', 'messages', 'secrets'].map((name) => `alias/staging/${name}`));
  });

  test('gives the key of a domain, also of a domain of one\'s own', () => {
    templateOf((stack) => {
      const domains = [DataDomain.LOGS, DataDomain.of('analytics')];
      const ring = new KeyRing(stack, 'Keys', { prefix: 'staging', domains });
      expect(ring.keyFor(DataDomain.of('analytics'))).toBe(ring.keys[1]?.key);
    });
  });

  test.each([
    ['a domain twice', [DataDomain.LOGS, DataDomain.LOGS], '- domains: must not name a domain twice, got "logs"; remove one'],
    ['no domain', [], '- domains: must name at least one domain, got []; leave it out to have a key for each'],
  ])('refuses %s', (_, domains, message) => {
    expect(() => templateOf((stack) => new KeyRing(stack, 'Keys', { prefix: 'staging', domains }))).toThrow(new Error(`key ring "Test/Keys" has 1 problem\n${message}`));
  });

  test('refuses a question for a domain it does not hold', () => {
    templateOf((stack) => {
      const ring = new KeyRing(stack, 'Keys', { prefix: 'staging', domains: [DataDomain.LOGS] });
      expect(() => ring.keyFor(DataDomain.DATABASE)).toThrow(
        new Error('key ring "Test/Keys" has 1 problem\n- domain: must be one of logs, got "database"; add it to domains'));
    });
  });

  test('refuses a domain name that no alias can hold', () => {
    expect(() => DataDomain.of('Client Data')).toThrow(
      new Error('data domain has 1 problem\n- name: must be lower-case letters, digits and hyphens, got "Client Data"; for example "analytics"'));
  });
});
