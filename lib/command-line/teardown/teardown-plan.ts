import { EnvironmentFacts } from '../platform-facts';
import { PlannedStack, removalOrder, stacksOf } from './environment-stacks';
import { Fate, fatesOf } from './fate';

/** A resource that does not simply go with its stack. */
export interface PlannedResource extends Fate {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  /** Physical name, where the template gives one: a rebuild under the same name meets what was kept. */
  readonly name?: string;
}

/** Something in another account that knows the environment. */
export interface OutsideMention {
  readonly stack: string;
  readonly account?: string;
  readonly why: string;
  readonly fix: string;
}

/** What removing an environment means, before anything is removed. */
export interface TeardownPlan {
  readonly environment: string;
  readonly kind: string;
  readonly account: string;
  readonly region: string;
  /** Stacks in the order of their removal. */
  readonly stacks: ReadonlyArray<{ readonly stack: string; readonly path: string; readonly resources: number }>;
  readonly resources: readonly PlannedResource[];
  readonly outside: readonly OutsideMention[];
}

/** Plans from templates alone: no account is asked, so what was made by hand, and what buckets hold, is not known. */
export function teardownPlan(directory: string, environment: string, facts: EnvironmentFacts): TeardownPlan {
  const everything = stacksOf(directory);
  const own = removalOrder(everything.filter(({ account }) => account === facts.account));
  return {
    environment, kind: facts.kind, account: facts.account, region: facts.region,
    stacks: own.map(({ stackName, path, template, nested }) => ({
      stack: stackName, path, resources: [template, ...nested.map((inner) => inner.template)].reduce((sum, { Resources = {} }) => sum + Object.keys(Resources).length, 0),
    })),
    resources: own.flatMap(resourcesOf),
    outside: outsideMentions(everything.filter(({ account }) => account !== facts.account), own, facts),
  };
}

/** What stands in the way of removing the environment as it is deployed. */
export function obstacles({ resources }: TeardownPlan): PlannedResource[] {
  return resources.filter(({ fate }) => fate === 'stands in the way');
}

/** Kept things whose names a rebuild would want again. */
export function nameClashes({ resources }: TeardownPlan): PlannedResource[] {
  return resources.filter(({ fate, name }) => fate !== 'stands in the way' && fate !== 'left behind' && name !== undefined);
}

function resourcesOf({ stackName: stack, template, nested, terminationProtection }: PlannedStack): PlannedResource[] {
  const whole: PlannedResource[] = terminationProtection
    ? [{ stack, logicalId: '', type: 'AWS::CloudFormation::Stack', fate: 'stands in the way', why: 'is protected from termination', fix: 'deploy the environment with retainsData: false first' }]
    : [];
  return [...whole, ...[template, ...nested.map((inner) => inner.template)].flatMap(({ Resources: siblings = {} }) =>
    Object.entries(siblings).flatMap(([logicalId, resource]) => fatesOf({ logicalId, resource, siblings }).map((fate) => {
      const name = nameOf(resource.Properties ?? {}, resource.Type);
      return { stack, logicalId, type: resource.Type, ...(name === undefined ? {} : { name }), ...fate };
    })))];
}

/** Properties that give a resource its physical name. */
const names: Readonly<Record<string, string>> = {
  'AWS::S3::Bucket': 'BucketName', 'AWS::RDS::DBCluster': 'DBClusterIdentifier', 'AWS::RDS::DBInstance': 'DBInstanceIdentifier', 'AWS::DynamoDB::Table': 'TableName',
  'AWS::DynamoDB::GlobalTable': 'TableName', 'AWS::Backup::BackupVault': 'BackupVaultName', 'AWS::Logs::LogGroup': 'LogGroupName', 'AWS::SecretsManager::Secret': 'Name',
  'AWS::ECR::Repository': 'RepositoryName', 'AWS::Cognito::UserPool': 'UserPoolName', 'AWS::Route53::HostedZone': 'Name',
};

function nameOf(properties: Readonly<Record<string, unknown>>, type: string): string | undefined {
  const value = properties[names[type] ?? ''];
  return typeof value === 'string' ? value : undefined;
}

function outsideMentions(others: readonly PlannedStack[], own: readonly PlannedStack[], { account, parameters }: EnvironmentFacts): OutsideMention[] {
  const zone = (parameters['zoneName'] ?? '').replace(/\.$/, '');
  const delegating = own.filter(({ template }) => Object.values(template.Resources ?? {}).some(({ Type }) => Type === 'Custom::CrossAccountZoneDelegation'));
  return [
    ...delegating.map(({ stackName, account: of }) => ({
      stack: stackName, account: of, why: 'takes its delegation out of the parent zone while it is removed, with a role of the parent account',
      fix: 'remove it before the parent account forgets the environment, or the delegation stays and dangles',
    })),
    ...others.flatMap((stack) => [
      ...delegations(stack, zone),
      ...(JSON.stringify(stack.template).includes(account) ? [{
        stack: stack.stackName, account: stack.account, why: `names account ${account}`, fix: 'take the environment out of the platform and deploy this stack again, last of all',
      }] : []),
    ]),
  ];
}

/** Name servers of the zone, written into another account's template: once the zone is gone, whoever gets them answers for the name. */
function delegations({ stackName, account, template }: PlannedStack, zone: string): OutsideMention[] {
  const found = Object.values(template.Resources ?? {}).filter(({ Type, Properties }) =>
    Type === 'AWS::Route53::RecordSet' && Properties?.['Type'] === 'NS' && zone !== '' && String(Properties['Name']).replace(/\.$/, '') === zone);
  return found.map(() => ({ stack: stackName, account, why: `delegates ${zone} to name servers that will be gone`, fix: 'take the delegation away first: a dangling one can be taken over' }));
}
