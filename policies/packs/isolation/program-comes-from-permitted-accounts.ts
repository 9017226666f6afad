import { type Expectation, isAbsentOr, judge } from '../expect';
import { single } from '../fragments';
import type { Resource } from '../model/value';
import { isPermittedTarget } from '../permitted-account';
import { broken, given, holds, type Rule, unresolvable } from '../rule';
import type { Crossings } from '../../assembly/declared-crossings';

/** The account in the name of a registry of images, or of a bucket that CDK uploads programs to. */
const accountInName = /^(\d{12})\.dkr\.ecr\.|^cdk-[a-z0-9]+-assets-(\d{12})-/;

/** Named with its account, like an image in ECR; another registry has none that could be permitted. */
function isPermittedName(judged: Resource, crossings: Crossings, otherwise: 'holds' | 'broken'): Expectation {
  return (value) => {
    if (value.kind === 'unknown' || value.kind === 'reference') return isPermittedTarget(judged, crossings)(value);
    const text = (value.text ?? '').replaceAll('${AWS::AccountId}', judged.account);
    const match = accountInName.exec(text);
    const account = match?.[1] ?? match?.[2];
    if (account === undefined) return text.startsWith('${') ? 'undecided' : otherwise;
    return account === judged.account || crossings.permits(judged.account, account) ? 'holds' : 'broken';
  };
}

const task = (Image: unknown) => single('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Name: 'api', Image }] });

export const programComesFromPermittedAccounts: Rule = {
  id: 'program-comes-from-permitted-accounts',
  claim: 'Images, layers and uploaded programs come from the own account or from a permitted one, not from a public registry.',
  reason: 'Whoever can write there decides what runs here. What was built once and promoted lies in the delivery account.',
  fix: 'Take the image or the layer into the registry of the delivery account, and declare that crossing.',
  severity: 'fatal',
  serves: ['ISL-12', 'DEL-01'],
  source: 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html',
  resourceTypes: ['AWS::ECS::TaskDefinition', 'AWS::Lambda::Function'],
  check: (program, crossings) => program.type === 'AWS::ECS::TaskDefinition'
    ? judge(program.at('ContainerDefinitions.*.Image').filter(({ kind }) => kind !== 'absent'), isPermittedName(program, crossings, 'broken'))
    : [
      ...judge(program.at('Code.ImageUri'), isAbsentOr(isPermittedName(program, crossings, 'broken'))),
      ...judge(program.at('Code.S3Bucket'), isAbsentOr(isPermittedName(program, crossings, 'holds'))),
      ...judge(program.at('Layers.*'), isAbsentOr(isPermittedTarget(program, crossings))),
    ],
  cases: [
    holds('an image of the account', task('111111111111.dkr.ecr.eu-west-1.amazonaws.com/api@sha256:00')),
    holds('an image of a permitted account', task('333333333333.dkr.ecr.eu-west-1.amazonaws.com/api@sha256:00')),
    holds('a program that CDK uploads', single('AWS::Lambda::Function', { Code: { S3Bucket: 'cdk-hnb659fds-assets-111111111111-eu-west-1', S3Key: 'a.zip' } })),
    holds('a program in the template', single('AWS::Lambda::Function', { Code: { ZipFile: 'exports.handler = () => {};' } })),
    holds('a layer of the account', { Parts: { Type: 'AWS::Lambda::LayerVersion' }, ...single('AWS::Lambda::Function', { Layers: [{ Ref: 'Parts' }] }) }),
    broken('an image of another account', task('222222222222.dkr.ecr.eu-west-1.amazonaws.com/api@sha256:00')),
    broken('an image of a public registry', task('public.ecr.aws/nginx/nginx:latest')),
    broken('an image function of another account', single('AWS::Lambda::Function', { Code: { ImageUri: '222222222222.dkr.ecr.eu-west-1.amazonaws.com/api@sha256:00' } })),
    broken('a program that was uploaded to another account', single('AWS::Lambda::Function', { Code: { S3Bucket: 'cdk-hnb659fds-assets-222222222222-eu-west-1' } })),
    broken('a layer of another account', single('AWS::Lambda::Function', { Layers: ['arn:aws:lambda:eu-west-1:222222222222:layer:parts:1'] })),
    unresolvable('an image given at deployment', task(given)),
  ],
};
