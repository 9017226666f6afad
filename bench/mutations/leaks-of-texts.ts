import type { Dice } from './dice';
import type { Mutation } from './mutation';
import { spelled } from './spelling';
import { PRODUCTION, STAGING, type DraftStack, type World } from './world';

type Json = Record<string, unknown>;

/** What belongs to production and must not stand in a template of staging. */
const IDENTIFIERS: readonly (readonly [string, string])[] = [
  ['an account id', PRODUCTION], ['an ARN', `arn:aws:sqs:eu-west-1:${PRODUCTION}:jobs`], ['a host name', 'db.projects.example.com'],
  ['a host name in upper case', 'DB.PROJECTS.EXAMPLE.COM'], ['a bucket', 'production-documents'], ['a bucket address', 'https://production-documents.s3.amazonaws.com/x'],
  ['a queue address', `https://sqs.eu-west-1.amazonaws.com/${PRODUCTION}/jobs`], ['an address', '10.10.4.5'], ['an account id with dashes', '1111-1111-1111'],
  ['a role name with the account', `cdk-hnb659fds-deploy-role-${PRODUCTION}-eu-west-1`],
];

const inside = (text: string): string => Buffer.from(`#!/bin/sh\nexport TARGET=${text}\n`).toString('base64');

/** Places in which texts stand. */
const PLACES: readonly { readonly name: string; readonly type: string; readonly with: (value: unknown, text: string, stack: DraftStack, dice: Dice) => Json }[] = [
  { name: 'an environment variable of a function', type: 'AWS::Lambda::Function', with: (value) => ({ Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, Code: { ZipFile: 'x' }, Environment: { Variables: { TARGET: value } } }) },
  { name: 'an environment variable of a container', type: 'AWS::ECS::TaskDefinition', with: (value) => ({ ContainerDefinitions: [{ Name: 'a', Image: 'x', Environment: [{ Name: 'TARGET', Value: value }] }] }) },
  { name: 'a parameter', type: 'AWS::SSM::Parameter', with: (value) => ({ Type: 'String', Value: value }) },
  { name: 'a secret', type: 'AWS::SecretsManager::Secret', with: (value) => ({ SecretString: { 'Fn::Join': ['', ['{"host":"', value, '"}']] } }) },
  { name: 'user data in base64', type: 'AWS::EC2::Instance', with: (_value, text) => ({ UserData: inside(text) }) },
  { name: 'user data to be encoded', type: 'AWS::EC2::LaunchTemplate', with: (value) => ({ LaunchTemplateData: { UserData: { 'Fn::Base64': { 'Fn::Join': ['', ['curl ', value, '\n']] } } } }) },
  { name: 'a state machine', type: 'AWS::StepFunctions::StateMachine', with: (value) => ({ DefinitionString: { 'Fn::Join': ['', ['{"Resource":"', value, '"}']] } }) },
  { name: 'an application setting', type: 'AWS::ElasticBeanstalk::Environment', with: (value) => ({ ApplicationName: 'a', OptionSettings: [{ Namespace: 'n', OptionName: 'o', Value: value }] }) },
  { name: 'a configuration document', type: 'AWS::AppConfig::HostedConfigurationVersion', with: (value) => ({ ApplicationId: 'a', ConfigurationProfileId: 'b', ContentType: 'text/plain', Content: { 'Fn::Sub': ['endpoint=${E}', { E: value }] } }) },
  { name: 'an integration of an API', type: 'AWS::ApiGatewayV2::Integration', with: (value) => ({ ApiId: 'a', IntegrationType: 'HTTP_PROXY', IntegrationUri: value }) },
  { name: 'a tag', type: 'AWS::SQS::Queue', with: (value) => ({ Tags: [{ Key: 'peer', Value: value }] }) },
  { name: 'a build', type: 'AWS::CodeBuild::Project', with: (value) => ({ Environment: { EnvironmentVariables: [{ Name: 'TARGET', Value: value }] } }) },
];

function inStaging(world: World): DraftStack {
  const stack = world.stacks.find(({ account, template }) => account === STAGING && template.Resources['Role'] !== undefined);
  if (!stack) throw new Error('no staging stack');
  return stack;
}

export const TEXT_LEAKS: readonly Mutation[] = [
  ...PLACES.map((place): Mutation => ({
    name: `${place.name} names production`,
    apply: (world, dice) => {
      const stack = inStaging(world);
      const [, text] = dice.pick(IDENTIFIERS);
      return world.add(stack, place.type, place.with(spelled(stack, text, dice), text, stack, dice));
    },
  })),
  ...IDENTIFIERS.map(([name, text]): Mutation => ({
    name: `staging holds ${name} of production`,
    apply: (world, dice) => {
      const stack = inStaging(world);
      const place = dice.pick(PLACES);
      return world.add(stack, place.type, place.with(spelled(stack, text, dice), text, stack, dice));
    },
  })),
  { name: 'an account id as a number', apply: (world) => world.add(inStaging(world), 'AWS::SSM::Parameter', { Type: 'String', Value: Number(PRODUCTION) }) },
  { name: 'a policy of staging names production', apply: (world, dice) => {
    const stack = inStaging(world);
    return world.add(stack, 'AWS::IAM::Policy', { PolicyName: 'p', Roles: [{ Ref: 'Role' }], PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: spelled(stack, `arn:aws:s3:::${dice.pick(['production-documents/*', 'production-documents'])}`, dice) }] } });
  } },
  { name: 'an output names production', apply: (world, dice) => {
    const stack = inStaging(world);
    stack.template.Outputs = { ...stack.template.Outputs, Peer: { Value: spelled(stack, `arn:aws:iam::${PRODUCTION}:role/x`, dice) } };
    return { stack: stack.path };
  } },
  { name: 'an output of a production stack is read', apply: (world) => {
    const stack = inStaging(world);
    return world.add(stack, 'AWS::SSM::Parameter', { Type: 'String', Value: { 'Fn::GetStackOutput': { StackName: 'Production', Region: 'eu-west-1', OutputName: 'x', RoleArn: `arn:aws:iam::${PRODUCTION}:role/reader` } } });
  } },
  { name: 'a dynamic reference to a secret of production', apply: (world) => world.add(inStaging(world), 'AWS::RDS::DBInstance', { MasterUserPassword: `{{resolve:secretsmanager:arn:aws:secretsmanager:eu-west-1:${PRODUCTION}:secret:db-AbCdEf:SecretString:password}}` }) },
  { name: 'a name in the metadata of an instance', apply: (world) => world.add(inStaging(world), 'AWS::EC2::Instance', {}, { Metadata: { 'AWS::CloudFormation::Init': { config: { files: { '/etc/app': { content: 'host=db.projects.example.com' } } } } } }) },
];
