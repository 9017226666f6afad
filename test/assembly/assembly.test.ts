import { execFileSync } from 'node:child_process';
import { App, CfnOutput, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AssemblyModel } from '../../policies/assembly/assembly-model';
import { checkReferences } from '../../policies/assembly/check-references';
import { loadAssembly, loadStack, type Template } from '../../policies/assembly/load-assembly';
import { resourceType } from '../../policies/assembly/resource-types';
import { SourcePlaces } from '../../policies/assembly/source-place';
import { texts, whyUntold } from '../../policies/assembly/value';
import { resourceTypesSource } from '../../scripts/resource-types-source';
import { RESOURCE_TYPES } from '../../policies/assembly/generated-resource-types';
import { makeStack } from './make-stack';
import { testApp } from '../synthesize';

const folder = (): string => mkdtempSync(join(tmpdir(), 'understudy-assembly-'));
const environment = { account: '111111111111', region: 'eu-west-1' };

function cdkAssembly(): string {
  const app: App = testApp({ sources: true });
  const stage = new Stage(app, 'Production', { env: environment });
  const stack = new Stack(stage, 'Data');
  new Bucket(stack, 'Documents', { bucketName: 'documents' });
  const nested = new NestedStack(stack, 'Inner');
  const queue = new Queue(nested, 'Queue', { queueName: 'jobs' });
  new CfnOutput(stack, 'QueueArn', { value: queue.queueArn, exportName: 'queue' });
  return app.synth().directory;
}

describe('a cloud assembly', () => {
  const stacks = loadAssembly(cdkAssembly());

  test('is loaded with the stacks of stages and their nested stacks', () => {
    expect(stacks.map(({ path, account, parent }) => [path.split('/').slice(0, 2).join('/'), account, parent !== undefined])).toEqual([
      ['Production/Data', '111111111111', false], ['Production/Data', '111111111111', true],
    ]);
  });

  test('resolves an output of a nested stack through its parent', () => {
    const model = new AssemblyModel(stacks);
    const [parent] = stacks;
    expect(parent && texts(model.exportedValue(parent, 'queue'), '*')).toEqual(['arn:aws:sqs:eu-west-1:111111111111:jobs']);
  });

  test('tells the source line and the template line of a resource', () => {
    const [bucket] = new AssemblyModel(stacks).ofType('AWS::S3::Bucket');
    const places = new SourcePlaces();
    expect(bucket && places.sourceLine(bucket.stack, bucket.logicalId)).toMatch(/assembly\.test\.ts:\d+:\d+$/);
    expect(bucket && places.constructPath(bucket.stack, bucket.logicalId)).toBe('Production/Data/Documents/Resource');
    expect(bucket && places.templateLine(bucket.stack.templateFile, ['Resources', bucket.logicalId])).toBeGreaterThan(1);
  });
});

describe('intrinsic functions', () => {
  const template = (value: unknown, more: Template = {}): Template => ({
    ...more, Resources: { ...more.Resources, Probe: { Type: 'AWS::SSM::Parameter', Properties: { Value: value } } },
  });
  const resolved = (value: unknown, more: Template = {}): string[] => {
    const [probe] = new AssemblyModel([makeStack('App', '111111111111', template(value, more))]).ofType('AWS::SSM::Parameter').slice(-1);
    return texts(probe?.properties['Value'], '*');
  };
  const cases: readonly (readonly [string, unknown, readonly string[], Template?])[] = [
    ['Fn::Join joins a split account id', { 'Fn::Join': ['', ['1111', '11111111']] }, ['111111111111']],
    ['Fn::Sub takes names from its map and from the template', { 'Fn::Sub': ['${A}:${AWS::Region}:${!literal}', { A: { Ref: 'AWS::AccountId' } }] }, ['111111111111:eu-west-1:${literal}']],
    ['Fn::Select takes from Fn::Split', { 'Fn::Select': [4, { 'Fn::Split': [':', 'arn:aws:s3:eu:222222222222:x'] }] }, ['222222222222']],
    ['Fn::If gives both branches when it depends on a parameter', { 'Fn::If': ['C', 'yes', 'no'] }, ['yes', 'no'],
      { Parameters: { P: { Type: 'String', Default: 'x' } }, Conditions: { C: { 'Fn::Equals': [{ Ref: 'P' }, 'x'] } } }],
    ['Fn::If gives the one branch that its constants tell', { 'Fn::If': ['C', 'yes', 'no'] }, ['yes'], { Conditions: { C: { 'Fn::Equals': [{ Ref: 'AWS::AccountId' }, '111111111111'] } } }],
    ['conditions know And, Or and Not', { 'Fn::If': ['C', 'yes', 'no'] }, ['no'],
      { Conditions: { A: { 'Fn::Equals': ['a', 'a'] }, C: { 'Fn::And': [{ Condition: 'A' }, { 'Fn::Not': [{ 'Fn::Or': [{ Condition: 'A' }, { 'Fn::Equals': ['a', 'b'] }] }] }] } } }],
    ['the same condition turns out the same way in one text', { 'Fn::Join': ['-', [{ 'Fn::If': ['C', 'a', 'b'] }, { 'Fn::If': ['C', 'x', 'y'] }]] }, ['a-x', 'b-y'],
      { Parameters: { P: { Type: 'String' } }, Conditions: { C: { 'Fn::Equals': [{ Ref: 'P' }, 'x'] } } }],
    ['Fn::FindInMap finds by account', { 'Fn::FindInMap': ['M', { Ref: 'AWS::AccountId' }, 'k'] }, ['v'], { Mappings: { M: { '111111111111': { k: 'v' } } } }],
    ['Fn::FindInMap with an open key gives every entry', { 'Fn::FindInMap': ['M', { Ref: 'P' }, 'k'] }, ['v', 'w'], { Parameters: { P: { Type: 'String' } }, Mappings: { M: { a: { k: 'v' }, b: { k: 'w' } } } }],
    ['a parameter without value is not told', { Ref: 'P' }, ['*'], { Parameters: { P: { Type: 'String' } } }],
    ['a dynamic reference to a parameter of the templates is told', '{{resolve:ssm:/peer}}', ['222222222222'], { Resources: { S: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/peer', Value: '222222222222' } } } }],
    ['a dynamic reference to anything else is not told', 'x{{resolve:secretsmanager:db}}', ['x*']],
    ['a name that deployment makes stays one thing', { 'Fn::GetAtt': ['B', 'Arn'] }, ['arn:aws:s3:::⟨111111111111|App/B⟩'], { Resources: { B: { Type: 'AWS::S3::Bucket' } } }],
    ['Ref to a topic is its ARN', { Ref: 'T' }, ['arn:aws:sns:eu-west-1:111111111111:news'], { Resources: { T: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'news' } } } }],
    ['a dangling reference is not told', { Ref: 'Nobody' }, ['*']],
    ['AWS::NoValue leaves nothing', { Ref: 'AWS::NoValue' }, []],
    ['an unknown function is not told', { 'Fn::Transform': { Name: 'x' } }, ['*']],
    ['Fn::ToJsonString writes JSON', { 'Fn::ToJsonString': { a: [1, { Ref: 'AWS::AccountId' }] } }, ['{"a":[1,"111111111111"]}']],
    ['a parameter that is an SSM parameter of the templates is told', { Ref: 'P' }, ['deep'],
      { Parameters: { P: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/x' } }, Resources: { S: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/x', Value: 'deep' } } } }],
    ['an SSM parameter that refers to itself is not told', { Ref: 'P' }, ['*'],
      { Parameters: { P: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/x' } }, Resources: { S: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/x', Value: { Ref: 'P' } } } } }],
  ];
  test.each(cases.map(([name, value, expected, more = {}]) => [name, value, expected, more] as const))('%s', (_, value, expected, more) => expect(resolved(value, more)).toEqual(expected));

  test('Fn::GetStackOutput reads the output of a stack in another account', () => {
    const producer = makeStack('Prod', '111111111111', { Outputs: { Name: { Value: 'ledger' } } });
    const consumer = makeStack('Stag', '222222222222', template({ 'Fn::GetStackOutput': { StackName: 'Prod', Region: 'eu-west-1', OutputName: 'Name', RoleArn: 'arn:aws:iam::111111111111:role/r' } }));
    expect(texts(new AssemblyModel([producer, consumer]).resources[0]?.properties['Value'], '*')).toEqual(['ledger']);
  });

  test('Fn::ImportValue reads an export of the same account only', () => {
    const producer = makeStack('A', '111111111111', { Outputs: { O: { Value: 'v', Export: { Name: 'n' } } } });
    const read = (account: string): string[] => texts(new AssemblyModel([producer, makeStack('B', account, template({ 'Fn::ImportValue': 'n' }))]).resources[0]?.properties['Value'], '*');
    expect([read('111111111111'), read('222222222222')]).toEqual([['v'], ['*']]);
  });

  test('the reason of an untold value names the parameter', () => {
    const model = new AssemblyModel([makeStack('App', '1', template({ Ref: 'P' }, { Parameters: { P: { Type: 'String' } } }))]);
    expect(whyUntold(model.resources[0]?.properties['Value'])).toBe('parameter P of App, which has no value before deployment');
  });
});

describe('bare templates', () => {
  test('are read from YAML with the short forms', () => {
    const file = join(folder(), 'template.yaml');
    writeFileSync(file, 'Resources:\n  P:\n    Type: AWS::SSM::Parameter\n    Properties:\n      Value: !Join ["", [!Ref AWS::AccountId, !Sub "-${AWS::Region}", !GetAtt Q.Arn]]\n  Q:\n    Type: AWS::SQS::Queue\n    Properties: { QueueName: jobs }\n');
    const [stack] = loadStack({ path: 'bare', account: '333333333333', region: 'eu-west-1', templateFile: file });
    expect(stack && texts(new AssemblyModel([stack]).resources[0]?.properties['Value'], '*')).toEqual(['333333333333-eu-west-1arn:aws:sqs:eu-west-1:333333333333:jobs']);
    expect(new SourcePlaces().templateLine(file, ['Resources', 'P', 'Properties', 'Value'])).toBe(5);
  });
});

describe('input that cannot be used', () => {
  const assembly = (manifest: string, files: Readonly<Record<string, string>> = {}): string => {
    const directory = folder();
    writeFileSync(join(directory, 'manifest.json'), manifest);
    for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
    return directory;
  };
  const manifest = (templateFile: string, version = '55.0.0'): string => JSON.stringify({ version, artifacts: { S: { type: 'aws:cloudformation:stack', environment: 'aws://1/r', properties: { templateFile } } } });
  test.each([
    ['a directory without manifest', () => folder(), /must be a cloud assembly with a manifest\.json; run cdk synth first$/],
    ['a cut-off manifest', () => assembly('{"version": "55'), /manifest\.json: must be JSON, got .*; the file may be cut off$/],
    ['an unknown manifest version', () => assembly(manifest('t.json', '99.0.0')), /version must be from 20 to 60, got "99\.0\.0"; this release does not know it$/],
    ['a missing template', () => assembly(manifest('t.json')), /t\.json: must exist$/],
    ['a cut-off template', () => assembly(manifest('t.json'), { 't.json': '{"Resources": {' }), /t\.json: must be JSON, got/],
    ['a template that is a list', () => assembly(manifest('t.json'), { 't.json': '[]' }), /t\.json: must be a template \(an object\)$/],
    ['a resource without type', () => assembly(manifest('t.json'), { 't.json': '{"Resources": {"A": {}}}' }), /Resources\.A\.Type: must be a resource type, got undefined$/],
    ['a template of more than 1 MB', () => assembly(manifest('t.json'), { 't.json': `{"Description": "${'x'.repeat(1_100_000)}"}` }), /must be at most 1 MB/],
    ['a reference to nothing', () => assembly(manifest('t.json'), { 't.json': '{"Resources": {"A": {"Type": "AWS::SSM::Parameter", "Properties": {"Value": {"Ref": "B"}}}}}' }), /t\.json: Resources\.A\.Properties\.Value: must refer to a resource or parameter of the template, got "B"$/],
    ['an attribute of nothing', () => assembly(manifest('t.json'), { 't.json': '{"Outputs": {"A": {"Value": {"Fn::Sub": "x-${B.Arn}"}}}}' }), /t\.json: Outputs\.A\.Value: must refer to a resource of the template, got "B"$/],
    ['references in a circle', () => assembly(manifest('t.json'), { 't.json': '{"Resources": {"A": {"Type": "T::T::T", "Properties": {"V": {"Ref": "B"}}}, "B": {"Type": "T::T::T", "Properties": {"V": {"Fn::GetAtt": ["A", "X"]}}}}}' }), /t\.json: Resources: must not refer to each other in a circle, got A > B > A$/],
    ['conditions in a circle', () => assembly(manifest('t.json'), { 't.json': '{"Conditions": {"A": {"Fn::Not": [{"Condition": "B"}]}, "B": {"Condition": "A"}}}' }), /t\.json: Conditions: must not refer to each other in a circle, got A > B > A$/],
    ['a condition that is not there', () => assembly(manifest('t.json'), { 't.json': '{"Resources": {"A": {"Type": "T::T::T", "Condition": "B"}}}' }), /t\.json: Resources\.A\.Condition: must be a condition of the template, got "B"$/],
    ['a template nested in itself', () => assembly(manifest('t.json'), { 't.json': '{"Resources": {"N": {"Type": "AWS::CloudFormation::Stack", "Metadata": {"aws:asset:path": "n.json"}}}}', 'n.json': '{"Resources": {"N": {"Type": "AWS::CloudFormation::Stack", "Metadata": {"aws:asset:path": "m.json"}}}}', 'm.json': '{"Resources": {"N": {"Type": "AWS::CloudFormation::Stack", "Metadata": {"aws:asset:path": "n.json"}}}}' }), /n\.json: must not be nested in itself$/],
    ['a template that is a pipe', () => {
      const directory = assembly(manifest('t.json'));
      execFileSync('mkfifo', [join(directory, 't.json')]);
      return directory;
    }, /t\.json: must be a plain file$/],
    ['a template outside the directory', () => assembly(manifest('../t.json')), /must name files inside its directory, got "\.\.\/t\.json"$/],
    ['an absolute template path', () => assembly(manifest('/etc/passwd')), /must name files inside its directory, got "\/etc\/passwd"$/],
  ])('%s is refused in one sentence', (_, make, message) => {
    expect(() => loadAssembly(make()).forEach(({ templateFile, template }) => checkReferences(templateFile, template))).toThrow(message);
  });

  test('a manifest that is a link out of the directory is refused, and nothing of the other file is shown', () => {
    const [directory, outside] = [folder(), folder()];
    writeFileSync(join(outside, 'secret'), 'root:x:0:0');
    symlinkSync(join(outside, 'secret'), join(directory, 'manifest.json'));
    expect(() => loadAssembly(directory)).toThrow(/must name files inside its directory, got "manifest\.json"$/);
  });

  test('a link that leads out of the directory is refused', () => {
    const directory = assembly(manifest('t.json'));
    const outside = folder();
    mkdirSync(outside, { recursive: true });
    writeFileSync(join(outside, 't.json'), '{}');
    symlinkSync(join(outside, 't.json'), join(directory, 't.json'));
    expect(() => loadAssembly(directory)).toThrow(/must name files inside its directory/);
  });
});

describe('the table of resource types', () => {
  test('is what the generator writes from the installed specification', () => {
    const source = resourceTypesSource();
    for (const [service, entries] of Object.entries(RESOURCE_TYPES)) expect(source.includes(`'${service}': ${JSON.stringify(entries).replace(/^"|"$/g, '\'')}`)).toBe(true);
    expect(source.split('\n').filter((line) => line.startsWith('  \'')).length).toBe(Object.keys(RESOURCE_TYPES).length);
  });

  test('knows ARNs, identifiers and properties that open an account', () => {
    expect(resourceType('AWS::EC2::VPCEndpointServicePermissions')?.openings).toEqual(['AllowedPrincipals']);
    expect(resourceType('AWS::S3::Bucket')?.arn).toBe('arn:${Partition}:s3:::${BucketName}');
    expect(resourceType('AWS::Nowhere::Thing')).toBeUndefined();
  });
});
