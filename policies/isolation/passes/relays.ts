import type { Resource } from '../../assembly/assembly-model';
import { stringify } from '../../assembly/stringify';
import { field, text } from '../../assembly/value';
import { Budget, Undecided } from '../algebra/budget';
import { findText } from '../algebra/find-text';
import { Glob } from '../algebra/glob';
import { UNTOLD, type Statement } from '../algebra/statement';
import { placeOf } from '../finding';
import type { Grant } from '../grants';
import type { ProofContext } from '../proof-context';
import type { Zone } from '../zones';

/** Actions that put something into a resource. */
const PUT = ['s3:PutObject', 's3:ReplicateObject', 'sqs:SendMessage', 'sns:Publish', 'kinesis:PutRecord*', 'firehose:PutRecord*', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:BatchWriteItem', 'ecr:PutImage', 'secretsmanager:PutSecretValue',
  'backup:CopyIntoBackupVault', 'codeartifact:PublishPackageVersion', 'codecommit:GitPush', 'elasticfilesystem:ClientWrite', 'es:ESHttpP*', 'es:ESHttp*', 's3tables:PutTableData'];
/** Actions that take out what others put in. */
const TAKE = ['s3:GetObject', 'sqs:ReceiveMessage', 'sns:Subscribe', 'kinesis:GetRecords', 'kinesis:SubscribeToShard', 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:Scan', 'dynamodb:BatchGetItem', 'ecr:BatchGetImage', 'secretsmanager:GetSecretValue',
  'backup:CopyFromBackupVault', 'codeartifact:ReadFromRepository', 'codeartifact:GetPackageVersionAsset', 'codecommit:GitPull', 'elasticfilesystem:ClientMount', 'es:ESHttpGet', 's3tables:GetTableData'];
/** Where releases are kept. */
const KEEPS_RELEASES = /^AWS::(ECR|CodeArtifact|CodeCommit)::/;

/**
 * Crossings that are declared one by one and lead further together: what one zone puts into a resource of a third account
 * another zone takes out, or delivery deploys.
 */
export function relays(context: ProofContext): void {
  for (const grant of context.grants) {
    const home = context.zoneOf(grant.resource);
    if (grant.kind !== 'resource' || !home || grant.resource.type.startsWith('AWS::KMS::')) continue;
    const sides = context.zones.list.filter(({ name }) => name !== home.name && context.zones.pathwaysOf(name, home.name).length > 0);
    const givers = sides.filter((zone) => may(context, grant, zone, PUT) !== 'no');
    if (givers.length === 0) continue;
    for (const taker of sides.filter((zone) => may(context, grant, zone, TAKE) !== 'no')) {
      for (const giver of givers) if (giver.name !== taker.name) between(context, grant, home, giver, taker);
    }
    for (const giver of givers) intoReleases(context, grant, home, giver);
  }
}

function may(context: ProofContext, grant: Grant, zone: Zone, actions: readonly string[], resource?: string): 'yes' | 'no' | 'unknown' {
  if (!grant.open && !zone.accounts.some((account) => grant.named.has(account))) return 'no';
  const answers = zone.accounts.map((account) => context.ask({ kind: 'account', account }, grant.resource.account ?? '', grant.statements, { actions, ...(resource === undefined ? {} : { resource }) }).answer);
  return answers.includes('yes') ? 'yes' : answers.includes('unknown') ? 'unknown' : 'no';
}

/** What the giver puts the taker takes, unless they use parts of the resource that have nothing in common. */
function between(context: ProofContext, grant: Grant, home: Zone, giver: Zone, taker: Zone): void {
  if (context.zones.pathwaysOf(giver.name, taker.name).length > 0) return;
  const common = commonParts(grant);
  const both = (part: string): boolean => may(context, grant, giver, PUT, part) === 'yes' && may(context, grant, taker, TAKE, part) === 'yes';
  const certain = common?.find(both);
  if (certain === undefined && common?.every((part) => may(context, grant, giver, PUT, part) === 'no' || may(context, grant, taker, TAKE, part) === 'no')) return;
  const { resource } = grant;
  context.report({
    pass: 'resource-policies', kind: 'relay', verdict: certain === undefined ? 'UNKNOWN' : 'LEAK', ...ends(giver, taker),
    message: `what ${giver.name} puts into ${resource.logicalId} (${resource.type}) of ${home.name} ${taker.name} takes out`,
    way: [placeOf(resource, grant.path, `lets ${giver.name} put and ${taker.name} take`)],
    ...(certain === undefined ? { why: 'whether they use the same part of the resource, the templates do not tell' } : { request: { resource: certain, put: giver.name, take: taker.name } }),
    fix: `give ${giver.name} and ${taker.name} resources of their own in ${home.name}, or parts that have nothing in common`,
  });
}

function ends(giver: Zone, taker: Zone): { from: string[]; to: string } {
  return taker.kind === 'production' ? { from: [giver.name], to: taker.name } : giver.kind === 'production' ? { from: [taker.name], to: giver.name } : { from: [giver.name], to: taker.name };
}

/** Examples of parts that two statements speak of; undefined when that cannot be told. */
function commonParts({ statements }: Grant): string[] | undefined {
  const allows = statements.filter(({ effect }) => effect === 'Allow');
  const found = new Set<string>();
  try {
    for (const one of allows) for (const other of allows) {
      const part = findText([globs(one), globs(other)], [], new Budget());
      if (part !== undefined) found.add(part);
    }
  } catch (error) {
    if (error instanceof Undecided) return undefined;
    throw error;
  }
  return [...found];
}

function globs({ resources }: Statement): Glob[] {
  return (resources ?? ['*']).map((resource) => Glob.of(resource));
}

/** Whoever writes where releases are kept writes what is deployed. */
function intoReleases(context: ProofContext, grant: Grant, home: Zone, giver: Zone): void {
  const targets = context.zones.list.filter(({ name }) => name !== giver.name && context.zones.pathwaysFrom(home.name, name).some(({ carries }) => carries === 'deploy'));
  const { resource } = grant;
  if (targets.length === 0 || !(KEEPS_RELEASES.test(resource.type) || resource.type.startsWith('AWS::S3::'))) return;
  const certain = KEEPS_RELEASES.test(resource.type) || feedsReleases(context, resource);
  for (const target of targets) {
    context.report({
      pass: 'delivery', kind: 'writes-what-is-deployed', verdict: certain ? 'LEAK' : 'UNKNOWN', from: [giver.name], to: target.name,
      message: `${giver.name} may write into ${resource.logicalId} (${resource.type}) of ${home.name}, from which ${target.name} is deployed`,
      way: [placeOf(resource, grant.path, `lets ${giver.name} write`)], ...(certain ? {} : { why: 'whether releases are made from it, the templates do not tell' }),
      fix: `take the right to write away from ${giver.name}, or keep what it writes in a resource that no release reads`,
    });
  }
}

/** Whether a pipeline or a build of the account names the bucket. */
function feedsReleases(context: ProofContext, policy: Resource): boolean {
  const bucket = text(field(policy.properties, 'Bucket'), UNTOLD) ?? UNTOLD;
  return context.model.ofType('AWS::CodePipeline::Pipeline', 'AWS::CodeBuild::Project')
    .some(({ account, properties }) => account === policy.account && text(stringify(properties), UNTOLD)?.includes(JSON.stringify(bucket).slice(1, -1)) === true);
}
