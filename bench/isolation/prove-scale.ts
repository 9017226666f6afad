// How long a proof takes as accounts and resources grow. Prints one line of JSON: milliseconds of processor
// time and megabytes.
import { parseZones } from '../../policies/isolation/parse-zones';
import { proveIsolation } from '../../policies/isolation/prove';
import type { AssemblyStack, Template, TemplateResource } from '../../policies/assembly/load-assembly';

type Json = Record<string, unknown>;

/** One account of a platform: about ten resources per unit, with roles, policies, buckets and queues, some of them wrong. */
function stackOf(account: string, index: number, units: number): AssemblyStack {
  const resources: Record<string, TemplateResource> = {};
  const add = (id: string, Type: string, Properties: Json): void => {
    resources[id] = { Type, Properties };
  };
  for (let i = 0; i < units; i += 1) {
    add(`Key${i}`, 'AWS::KMS::Key', { KeyPolicy: { Statement: [{ Effect: 'Allow', Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${account}:root`]] } }, Action: 'kms:*', Resource: '*' }] } });
    add(`Bucket${i}`, 'AWS::S3::Bucket', { BucketName: `bucket-${account}-${i}`, BucketEncryption: { KMSMasterKeyID: { 'Fn::GetAtt': [`Key${i}`, 'Arn'] } } });
    add(`BucketPolicy${i}`, 'AWS::S3::BucketPolicy', { Bucket: { Ref: `Bucket${i}` }, PolicyDocument: { Statement: [
      { Effect: 'Deny', Principal: { AWS: '*' }, Action: 's3:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      { Effect: 'Allow', Principal: { AWS: { 'Fn::GetAtt': [`Role${i}`, 'Arn'] } }, Action: ['s3:GetObject*', 's3:List*'], Resource: [{ 'Fn::GetAtt': [`Bucket${i}`, 'Arn'] }, { 'Fn::Join': ['', [{ 'Fn::GetAtt': [`Bucket${i}`, 'Arn'] }, '/*']] }] }] } });
    add(`Role${i}`, 'AWS::IAM::Role', { AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] } });
    add(`Policy${i}`, 'AWS::IAM::Policy', { PolicyName: 'p', Roles: [{ Ref: `Role${i}` }], PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: { 'Fn::Sub': `\${Bucket${i}.Arn}/*` } }] } });
    add(`Function${i}`, 'AWS::Lambda::Function', { Role: { 'Fn::GetAtt': [`Role${i}`, 'Arn'] }, Environment: { Variables: { BUCKET: { Ref: `Bucket${i}` }, HOST: `api.zone${index}.example.com`, TABLE: 'ledger', QUEUE: { Ref: `Queue${i}` } } } });
    add(`Queue${i}`, 'AWS::SQS::Queue', { KmsMasterKeyId: { 'Fn::GetAtt': [`Key${i}`, 'Arn'] } });
    add(`QueuePolicy${i}`, 'AWS::SQS::QueuePolicy', { Queues: [{ Ref: `Queue${i}` }], PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: '*', Condition: { ArnEquals: { 'aws:SourceArn': { Ref: `Topic${i}` } } } }] } });
    add(`Topic${i}`, 'AWS::SNS::Topic', {});
    add(`Permission${i}`, 'AWS::Lambda::Permission', { Action: 'lambda:InvokeFunction', FunctionName: { Ref: `Function${i}` }, Principal: 'events.amazonaws.com', SourceArn: { 'Fn::Sub': `arn:aws:events:\${AWS::Region}:\${AWS::AccountId}:rule/r${i}` } });
  }
  return { path: `Account${index}`, account, region: 'eu-west-1', stackName: `account${index}`, templateFile: `/nowhere/${index}.json`, template: { Resources: resources } as Template };
}

const [resources = 1000, accounts = 2, zonesWanted = Math.min(accounts, 20)] = process.argv.slice(2).map(Number);
const ids = Array.from({ length: accounts }, (_, i) => String(100_000_000_000 + i));
const units = Math.round(resources / accounts / 10);
const stacks = ids.map((id, i) => stackOf(id, i, units));
const zones = parseZones({ zones: Object.fromEntries(Array.from({ length: zonesWanted }, (_, z) => [`zone${z}`, {
  kind: z === 0 ? 'production' : 'staging', accounts: ids.filter((_id, i) => i % zonesWanted === z), cidrs: [`10.${z}.0.0/16`], domains: ids.flatMap((_id, i) => (i % zonesWanted === z ? [`zone${i}.example.com`] : [])),
}])) }, 'bench');
const started = process.cpuUsage();
const report = proveIsolation(stacks, zones, { today: '2026-01-01' });
const spent = process.cpuUsage(started);
const milliseconds = (spent.user + spent.system) / 1000;
process.stdout.write(`${JSON.stringify({ resources: report.counted.resources, accounts, milliseconds: Math.round(milliseconds), megabytes: Math.round(process.resourceUsage().maxRSS / 1024), verdict: report.verdict, claims: report.claims.length })}\n`);
