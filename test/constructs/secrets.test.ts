import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import { DataDomain } from '../../constructs/keys/data-domain';
import { DataKey } from '../../constructs/keys/data-key';
import { ConfigurationTree, ConfigurationTreeProps } from '../../constructs/secrets/configuration-tree';
import { EnvironmentSecret, EnvironmentSecretProps } from '../../constructs/secrets/environment-secret';
import { SecretContent } from '../../constructs/secrets/secret-content';
import { SecretRotation } from '../../constructs/secrets/secret-rotation';
import { isSecretName, secretShape } from '../../lib/values/secret-shape';
import { templateOf, testApp } from '../synthesize';
import { only, resources, statementOf, statementsOf } from './resources';

function secretIn(stack: Stack, props: Partial<EnvironmentSecretProps> = {}): EnvironmentSecret {
  return new EnvironmentSecret(stack, 'Secret', {
    secretName: 'staging/integrations/erp',
    description: 'Client credentials of the ERP sandbox',
    encryptionKey: new DataKey(stack, 'Key', { prefix: 'staging', domain: DataDomain.SECRETS }).key,
    content: SecretContent.filledByOwner(),
    rotation: SecretRotation.byOwner(new sns.Topic(stack, 'Owner'), Duration.days(90)),
    ...props,
  });
}

const secretWith = (props: Partial<EnvironmentSecretProps> = {}): Template => templateOf((stack) => secretIn(stack, props));

describe('a secret of an environment', () => {
  test('is encrypted with the given key and kept when it leaves the template', () => {
    expect(only(secretWith(), 'AWS::SecretsManager::Secret')).toMatchObject({
      Properties: { Name: 'staging/integrations/erp', KmsKeyId: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] } }, DeletionPolicy: 'Retain',
    });
  });

  test.each([
    ['principals of other accounts', 'DenyOtherAccounts', {
      StringNotEquals: { 'aws:PrincipalAccount': '111111111111' }, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
    }],
    ['plain connections', 'DenyPlainConnections', { Bool: { 'aws:SecureTransport': 'false' } }],
  ])('denies %s everything', (_, sid, conditions) => {
    expect(statementOf(secretWith(), 'AWS::SecretsManager::ResourcePolicy', 'ResourcePolicy', sid)).toEqual({
      Sid: sid, Effect: 'Deny', Principal: { AWS: '*' }, Action: 'secretsmanager:*', Resource: '*', Condition: conditions,
    });
  });

  test('holds no value that somebody made up when its owner is to fill it', () => {
    const { Properties } = only(secretWith(), 'AWS::SecretsManager::Secret');
    expect(Properties).not.toHaveProperty('GenerateSecretString');
    expect(Properties).not.toHaveProperty('SecretString');
  });

  test('generates the password of a database login', () => {
    expect(only(secretWith({ content: SecretContent.databaseLogin('ledger') }), 'AWS::SecretsManager::Secret').Properties.GenerateSecretString).toMatchObject({
      SecretStringTemplate: '{"username":"ledger"}', GenerateStringKey: 'password', PasswordLength: 32,
    });
  });

  test('reminds its owner, and does not call that a rotation', () => {
    const template = secretWith();
    expect(only(template, 'AWS::Events::Rule').Properties).toMatchObject({ ScheduleExpression: 'rate(90 days)' });
    expect(resources(template, 'AWS::SecretsManager::RotationSchedule')).toEqual([]);
  });

  test('is changed by a function that only Secrets Manager may call, for this secret only', () => {
    const template = templateOf((stack) => {
      const code = lambda.Code.fromInline('exports.handler = async () => {};');
      const rotator = new lambda.Function(stack, 'Rotator', { code, handler: 'index.handler', runtime: lambda.Runtime.NODEJS_22_X });
      secretIn(stack, { rotation: SecretRotation.byFunction(rotator, Duration.days(30)) });
    });
    expect(only(template, 'AWS::SecretsManager::RotationSchedule').Properties).toMatchObject({
      RotationRules: { AutomaticallyAfterDays: 30 }, RotateImmediatelyOnUpdate: false,
    });
    expect(only(template, 'AWS::Lambda::Permission').Properties).toMatchObject({
      Principal: 'secretsmanager.amazonaws.com', SourceAccount: '111111111111', SourceArn: { Ref: expect.stringMatching(/^Secret/) },
    });
    const actions = statementsOf(template, 'AWS::IAM::ManagedPolicy', 'PolicyDocument').filter(({ Resource }) => Resource === '*').flatMap(({ Action }) => Action);
    expect(actions).toEqual(['secretsmanager:GetRandomPassword']);
  });

  test('can be rotated by the function that AWS keeps for databases, once it is attached', () => {
    const template = templateOf((stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false });
      const secret = secretIn(stack, { content: SecretContent.databaseLogin('ledger'), rotation: undefined });
      secret.addRotation(SecretRotation.byHostedFunction(secretsmanager.HostedRotation.postgreSqlSingleUser({ vpc }), Duration.days(30)));
    });
    expect(only(template, 'AWS::SecretsManager::RotationSchedule').Properties).toMatchObject({
      HostedRotationLambda: { RotationType: 'PostgreSQLSingleUser' }, RotateImmediatelyOnUpdate: true,
    });
  });

  test('lets a role read it without changing its own policy or its key', () => {
    const before = secretWith();
    const after = templateOf((stack) => {
      const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
      secretIn(stack).grantRead(role);
    });
    expect(resources(after, 'AWS::SecretsManager::ResourcePolicy')).toEqual(resources(before, 'AWS::SecretsManager::ResourcePolicy'));
    expect(resources(after, 'AWS::KMS::Key')).toEqual(resources(before, 'AWS::KMS::Key'));
    expect(statementsOf(after, 'AWS::IAM::Policy', 'PolicyDocument').flatMap(({ Action }) => Action)).toContain('secretsmanager:GetSecretValue');
  });

  test('is read from another stack without tying the key\'s stack to the reader\'s', () => {
    const app = testApp();
    const [keys, readers] = [new Stack(app, 'Keys'), new Stack(app, 'Readers')];
    const encryptionKey = new DataKey(keys, 'Key', { prefix: 'staging', domain: DataDomain.SECRETS }).key;
    const role = new iam.Role(readers, 'Role', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
    secretIn(readers, { encryptionKey }).secret.grantRead(role);
    app.synth();
    expect(keys.dependencies).toEqual([]);
    expect(readers.dependencies).toEqual([keys]);
  });

  test('refuses, at synthesis, to have no rotation', () => {
    const app = testApp();
    secretIn(new Stack(app, 'Test'), { rotation: undefined });
    expect(() => app.synth()).toThrow(/rotation: must be given; pass rotation, or call addRotation after attaching the secret to its database/);
  });

  test('refuses a second rotation', () => {
    templateOf((stack) => {
      const secret = secretIn(stack);
      expect(() => secret.addRotation(SecretRotation.byOwner(new sns.Topic(stack, 'Other'), Duration.days(90)))).toThrow(
        new Error('secret "Test/Secret" has 1 problem\n- rotation: must be given once; remove the second'));
    });
  });

  test('refuses an interval of more than a year', () => {
    expect(() => templateOf((stack) => secretIn(stack, { rotation: SecretRotation.byOwner(new sns.Topic(stack, 'T'), Duration.days(400)) }))).toThrow(
      new Error('secret "Test/Secret" has 1 problem\n- rotation.every: must be 1 to 365 days, got 400; choose for example Duration.days(90)'));
  });

  test.each<[string, Partial<EnvironmentSecretProps>, string]>([
    ['a name with a space', { secretName: 'a b' }, '- secretName: must be 1 to 512 letters, digits and /_+=.@-, got "a b"; for example "staging/integrations/erp"'],
    ['a name that ends like an ARN', { secretName: 'staging/erp-client' }, '- secretName: must not end with a hyphen and six characters, as ARNs of secrets do, got "staging/erp-client"; choose another ending'],
    ['no description', { description: ' ' }, '- description: must say what the secret opens and who issues it, got " "'],
    ['a short password', { content: SecretContent.generatedPassword({ length: 8 }) }, '- content.length: must be 16 to 4096 characters, got 8; leave it out for 32'],
  ])('refuses %s', (_, props, message) => {
    expect(() => secretWith(props)).toThrow(new Error(`secret "Test/Secret" has 1 problem\n${message}`));
  });
});

function treeIn(stack: Stack, values: Record<string, string> = {}, props: Partial<ConfigurationTreeProps> = {}): ConfigurationTree {
  return new ConfigurationTree(stack, 'Configuration', { prefix: 'staging', label: 'STAGING', values, ...props });
}

describe('a configuration tree', () => {
  test('has the values below its prefix, and always says which environment it is', () => {
    const template = templateOf((stack) => treeIn(stack, { 'erp/endpoint': 'https://sandbox.erp.example.net' }));
    const tree = Object.fromEntries(resources(template, 'AWS::SSM::Parameter').map(({ Properties }) => [Properties.Name, Properties.Value]));
    expect(tree).toEqual({
      '/staging/environment/account': '111111111111',
      '/staging/environment/label': 'STAGING',
      '/staging/environment/region': 'eu-west-1',
      '/staging/erp/endpoint': 'https://sandbox.erp.example.net',
    });
  });

  test('lets a role read the tree and nothing beside it', () => {
    const template = templateOf((stack) => {
      treeIn(stack).grantRead(new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') }));
    });
    expect(statementsOf(template, 'AWS::IAM::Policy', 'PolicyDocument').map(({ Resource }) => Resource)).toEqual([
      'arn:aws:ssm:eu-west-1:111111111111:parameter/staging/*',
    ]);
  });

  test('refuses a question for a path it does not hold', () => {
    templateOf((stack) => {
      const tree = treeIn(stack);
      expect(() => tree.parameterAt('crm/endpoint')).toThrow(new Error(
        'configuration "Test/Configuration" has 1 problem\n- path: must be one of environment/account, environment/label, environment/region, got "crm/endpoint"; add it to values'));
    });
  });

  const toASecret = 'keep it in an EnvironmentSecret and put its ARN here';
  test.each([
    ['a private key', { k: '-----BEGIN EC PRIVATE KEY-----' }, `- values.k: must not hold a private key; ${toASecret}`],
    ['an access key', { k: 'AKIAIOSFODNN7EXAMPLE' }, `- values.k: must not hold an AWS access key id; ${toASecret}`],
    ['a password in a URL', { k: 'postgres://app:hunter2@db.example.com/ledger' }, `- values.k: must not hold a password in a URL; ${toASecret}`],
    ['a name that only secrets have', { 'erp/clientSecret': 'x' }, `- values.erp/clientSecret: must not be a secret, got "erp/clientSecret"; ${toASecret}`],
    ['an empty value', { k: '' }, '- values.k: must be 1 to 4096 bytes, got 0; split it, or keep it in a bucket'],
    ['a reference of SSM', { k: '{{ssm:/production/erp}}' }, '- values.k: must not contain "{{", which SSM reads as a reference; write the value out'],
    ['an absolute path', { '/k': 'v' }, '- values./k: must be a path of at most 15 levels of letters, digits, "_", "." or "-", got "/k"; for example "erp/endpoint"'],
    ['a path the tree fills itself', { 'environment/label': 'v' }, '- values.environment/label: must not lie below environment/, which the tree fills itself, got "environment/label"; choose another path'],
  ])('refuses %s', (_, values, message) => {
    expect(() => templateOf((stack) => treeIn(stack, values as Record<string, string>))).toThrow(
      new Error(`configuration "Test/Configuration" has 1 problem\n${message}`));
  });

  test.each<[string, Partial<ConfigurationTreeProps>, string]>([
    ['a prefix that SSM reserves', { prefix: 'aws' }, '- prefix: must be letters, digits, "_", "." or "-", and not begin with "aws" or "ssm", got "aws"; for example "staging"'],
    ['an empty label', { label: '' }, '- label: must name the environment, got ""; for example "STAGING"'],
  ])('refuses %s', (_, props, message) => {
    expect(() => templateOf((stack) => treeIn(stack, {}, props))).toThrow(new Error(`configuration "Test/Configuration" has 1 problem\n${message}`));
  });
});

describe('what looks like a secret', () => {
  test.each([
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc', 'a JSON web token'],
    ['ghp_abcdefghijklmnopqrstuvwxyz0123456789', 'an access token'],
    ['xoxb-123456789012-abcdef', 'an access token'],
    ['Bearer abcdefghijklmnopqrstuvwx', 'a bearer token'],
    ['Server=db;Password=hunter22;', 'a password'],
    ['https://sandbox.erp.example.net:8443/v1', undefined],
    ['https://erp.example.net/people@work', undefined],
    ['arn:aws:secretsmanager:eu-west-1:111111111111:secret:staging/erp-AbCdEf', undefined],
    ['10.20.0.0/16', undefined],
  ])('%s: %s', (value, shape) => {
    expect(secretShape(value)).toBe(shape);
  });

  test.each([['erp/password', true], ['erpApiKey', true], ['erp/secret-arn', false], ['password-policy/length', false]])('name %s: %s', (name, secret) => {
    expect(isSecretName(name)).toBe(secret);
  });
});
