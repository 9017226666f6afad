import { gzipSync } from 'node:zlib';
import { inProduction, inStaging, platformStack, type Json } from './adding';
import type { Mutation } from './mutation';
import { PRODUCTION, STAGING, type World } from './world';

const script = `#!/bin/sh\nexport TARGET=arn:aws:sqs:eu-west-1:${PRODUCTION}:jobs\n`;
const parameter = (value: unknown): Mutation['apply'] => inStaging('AWS::SSM::Parameter', () => ({ Type: 'String', Value: value }));
const userData = (text: string): Mutation['apply'] => inStaging('AWS::EC2::Instance', () => ({ UserData: text }));
const lines = (text: string): string => text.replaceAll(/(.{20})/g, '$1\n');
const variables = (name: string, value: string): Json => ({ Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, Code: { ZipFile: 'x' }, Environment: { Variables: { [name]: value } } });

function addressed(world: World): void {
  const zones = world.zones['zones'] as Record<string, { cidrs: string[] }>;
  zones['production']?.cidrs.push('2001:db8:10::/48');
}

/** Names of production in spellings that a search for texts overlooks. */
export const ENCODING_LEAKS: readonly Mutation[] = [
  { name: 'user data that is compressed', apply: userData(gzipSync(script).toString('base64')) },
  { name: 'user data in base64 with short lines', apply: userData(lines(Buffer.from(script).toString('base64'))) },
  { name: 'user data in base64 twice', apply: userData(Buffer.from(Buffer.from(script).toString('base64')).toString('base64')) },
  { name: 'a command in base64 of wide letters', apply: parameter(Buffer.from(`Invoke-It ${PRODUCTION}`, 'utf16le').toString('base64')) },
  { name: 'an ARN in hexadecimal', apply: parameter(Buffer.from(`arn:aws:sqs:eu-west-1:${PRODUCTION}:jobs`).toString('hex')) },
  { name: 'an address with percent signs', apply: parameter(`https://example.net/?to=db%2Eprojects%2Eexample%2Ecom`) },
  { name: 'an ARN with percent signs', apply: parameter(encodeURIComponent(`arn:aws:sqs:eu-west-1:${PRODUCTION}:jobs`)) },
  { name: 'a text with escaped letters', apply: parameter('{"to":"db\\u002eprojects\\u002eexample\\u002ecom"}') },
  { name: 'an account id in groups', apply: parameter('1111 1111 1111') },
  { name: 'an account id with underscores', apply: parameter('account_1111_1111_1111') },
  { name: 'an address of the newer kind', apply: (world, dice) => {
    addressed(world);
    return parameter('http://[2001:db8:10::5]:8080/')(world, dice);
  } },
  { name: 'a name in the default of a lookup', apply: (world, dice) => {
    const stack = platformStack(world, STAGING);
    stack.template.Transform = 'AWS::LanguageExtensions';
    stack.template.Mappings = { ...stack.template.Mappings, Empty: { top: { value: 'x' } } };
    return parameter({ 'Fn::FindInMap': ['Empty', 'missing', 'value', { DefaultValue: PRODUCTION }] })(world, dice);
  } },
  { name: 'a name inside a function that nobody knows', apply: parameter({ 'Fn::Reverse': [`arn:aws:sqs:eu-west-1:${PRODUCTION}:jobs`] }) },
  { name: 'the same password in both', apply: (world, dice) => {
    inProduction('AWS::RDS::DBInstance', () => ({ MasterUsername: 'root', MasterUserPassword: 'correct-horse-battery' }))(world, dice);
    return inStaging('AWS::RDS::DBInstance', () => ({ MasterUsername: 'root', MasterUserPassword: 'correct-horse-battery' }))(world, dice);
  } },
  { name: 'the same token in both', apply: (world, dice) => {
    inProduction('AWS::Lambda::Function', () => variables('ERP_API_KEY', '5f2a9c7be1d04'))(world, dice);
    return inStaging('AWS::Lambda::Function', () => variables('ERP_API_KEY', '5f2a9c7be1d04'))(world, dice);
  } },
  { name: 'what happens in a stack of production is told to staging', apply: (world) => {
    const stack = platformStack(world, PRODUCTION);
    stack.deployment = { ...stack.deployment, 'notificationArns.0': `arn:aws:sns:eu-west-1:${STAGING}:watch` };
    return { stack: stack.path };
  } },
];

export const ENCODING_UNTOLD: readonly Mutation[] = [
  ...[
    ['database', 'ledger.cluster-cabcdefghijk.eu-west-1.rds.amazonaws.com'], ['API', 'https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/v1'], ['load balancer', 'internal-app-1234567890.eu-west-1.elb.amazonaws.com'],
    ['distribution', 'https://d111111abcdef8.cloudfront.net'], ['function', 'https://abcdefghijklmnopqrstuvwxyz123456.lambda-url.eu-west-1.on.aws/'], ['cache', 'redis.abcdef.ng.0001.euw1.cache.amazonaws.com:6379'],
    ['search domain', 'https://vpc-search-abcdefghijklmnopqrstuvwxyz.eu-west-1.es.amazonaws.com'], ['file system', 'fs-0123456789abcdef0.efs.eu-west-1.amazonaws.com'],
  ].map(([what, host]): Mutation => ({ name: `the host name of a ${what ?? ''} of an unknown owner`, apply: parameter(host) })),
  { name: 'a loop inside a resource', apply: (world, dice) => {
    platformStack(world, STAGING).template.Transform = 'AWS::LanguageExtensions';
    return inStaging('AWS::SQS::Queue', () => ({ QueueName: 'x', 'Fn::ForEach::Tags': ['T', ['a'], { '${T}': PRODUCTION.slice(6) }] }))(world, dice);
  } },
];

export const ENCODING_BENIGN: readonly Mutation[] = [
  { name: 'user data of its own, compressed', apply: userData(gzipSync(script.replace(PRODUCTION, STAGING)).toString('base64')) },
  { name: 'passwords that are made', apply: (world, dice) => {
    inProduction('AWS::SecretsManager::Secret', () => ({ GenerateSecretString: { SecretStringTemplate: '{"username":"root"}', GenerateStringKey: 'password' } }))(world, dice);
    return inStaging('AWS::SecretsManager::Secret', () => ({ GenerateSecretString: { SecretStringTemplate: '{"username":"root"}', GenerateStringKey: 'password' } }))(world, dice);
  } },
  { name: 'passwords by reference', apply: (world, dice) => {
    inProduction('AWS::RDS::DBInstance', () => ({ MasterUserPassword: '{{resolve:secretsmanager:database:SecretString:password}}' }))(world, dice);
    return inStaging('AWS::RDS::DBInstance', () => ({ MasterUserPassword: '{{resolve:secretsmanager:database:SecretString:password}}' }))(world, dice);
  } },
  { name: 'hosts of AWS itself', apply: inStaging('AWS::SSM::Parameter', () => ({ Type: 'String', Value: 'https://sqs.eu-west-1.amazonaws.com,https://s3.amazonaws.com,monitoring.eu-west-1.amazonaws.com,https://signin.aws.amazon.com/saml' })) },
  { name: 'the host of its own database', apply: inStaging('AWS::SSM::Parameter', () => ({ Type: 'String', Value: { 'Fn::Sub': '${Documents.RegionalDomainName}' } })) },
  { name: 'a hash in hexadecimal', apply: parameter('a3f5b0c1d2e3f405162738495a6b7c8d9eaf0b1c2d3e4f506172839405a6b7c8') },
  { name: 'a long number', apply: parameter('31415926535897932384') },
  { name: 'a loopback address of the newer kind', apply: parameter('http://[::1]:8080/') },
];
