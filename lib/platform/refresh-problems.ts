import { DataMode } from '../environment/data-policy';
import { Environment } from '../environment/environment';
import { Cidr } from '../values/cidr';
import { ImageReference } from '../values/image-reference';
import { Problem, Problems } from '../values/problems';
import { DataRefreshOptions } from './data-refresh-options';
import { SupportingAccounts } from './platform-accounts';
import { datasetOf } from './refresh-plan';

/** What is wrong with a data refresh beside the environments that it goes between. */
export function refreshProblems(options: DataRefreshOptions, environments: readonly Environment[], { quarantine, delivery }: SupportingAccounts, repository: string): readonly Problem[] {
  const problems = new Problems();
  const masked = environments.filter(({ data }) => data.mode === DataMode.MASKED);
  problems.when(masked.length === 0, { at: 'refresh', must: 'must be for an environment of masked data, and there is none', fix: 'use DataPolicy.masked(...) or leave the refresh out' });
  for (const { name, region } of environments.filter((each) => each.isProduction || masked.includes(each))) {
    problems.when(region !== quarantine.region, { at: `environments.${name}.region`, must: `must be that of the quarantine account, ${quarantine.region}: snapshots are shared within a region`, got: region });
  }
  refuseDatabases(problems, options, masked);
  refuseNetwork(problems, options, environments);
  refuseImage(problems, options.image, `${delivery.account}.dkr.ecr.${delivery.region}.amazonaws.com/${repository}`);
  for (const at of ['requesterGroups', 'approverGroups'] as const) {
    problems.when(options[at].length === 0, { at: `refresh.${at}`, must: 'must name at least one group', got: [] });
  }
  return problems.list;
}

function refuseDatabases(problems: Problems, { databases }: DataRefreshOptions, masked: readonly Environment[]): void {
  problems.when(databases.length === 0, { at: 'refresh.databases', must: 'must name at least one database', got: [] });
  databases.forEach(({ database }, index) => {
    problems.when(databases.findIndex((other) => datasetOf(other.database) === datasetOf(database)) !== index, { at: `refresh.databases[${index}].database`, must: 'must be named once', got: database });
  });
  for (const { name, data } of masked) {
    const { sha256 } = data.masking ?? {};
    problems.when(sha256 !== undefined && databases.every(({ policyVersion }) => policyVersion !== sha256), {
      at: `environments.${name}.data.masking.sha256`, must: 'must be the version of a policy of the refresh', got: sha256, fix: `one of ${databases.map(({ policyVersion }) => policyVersion).join(', ')}`,
    });
  }
}

function refuseNetwork(problems: Problems, { network: { cidr } }: DataRefreshOptions, environments: readonly Environment[]): void {
  const malformed = Cidr.problems(cidr);
  problems.addAll(malformed, 'refresh.network');
  if (malformed.length > 0) return;
  for (const { name, network } of environments) {
    problems.when(Cidr.of(cidr).overlaps(Cidr.of(network.cidr)), { at: 'refresh.network.cidr', must: `must not overlap ${name}'s ${network.cidr}`, got: cidr, fix: 'choose a free block' });
  }
}

/** Built once, in the delivery account, and named by its digest (DEL-01). */
function refuseImage(problems: Problems, image: string, wanted: string): void {
  const problem = ImageReference.problemOf(image);
  if (problem !== undefined) problems.addAll([{ at: 'refresh.image', ...problem }]);
  else problems.when(!image.startsWith(`${wanted}@`), { at: 'refresh.image', must: `must come from ${wanted}`, got: image, fix: 'promote the digest that the pipeline built' });
}
