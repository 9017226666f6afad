import { finding, missing } from '../expect';
import { single } from '../fragments';
import type { Finding } from '../rule';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const selection = (RestoreMetadataOverrides?: unknown, ProtectedResourceType: unknown = 'Aurora') =>
  single('AWS::Backup::RestoreTestingSelection', { ProtectedResourceType, ...(RestoreMetadataOverrides === undefined ? {} : { RestoreMetadataOverrides }) });

/** Where a database lies, in AWS Backup's words; it does not mind upper or lower case. */
const places = ['dbsubnetgroupname', 'vpcsecuritygroupids'];
const databases = /^(?:aurora|rds|documentdb|neptune)$/i;

export const restoreTestLandsWhereItWasTold: Rule = {
  id: 'restore-test-lands-where-it-was-told',
  claim: 'A restore test of a database names the subnets and the security groups in which the database lands.',
  reason: 'Left to itself, AWS Backup restores a whole copy of the data into the default network of the account, with its way out.',
  fix: 'Give RestoreMetadataOverrides with dbsubnetgroupname and vpcsecuritygroupids.',
  severity: 'fatal',
  serves: ['ISL-02', 'OPS-03', 'DAT-13'],
  source: 'https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing-inferred-metadata.html',
  resourceTypes: ['AWS::Backup::RestoreTestingSelection'],
  check: (resource) => resource.at('ProtectedResourceType').flatMap((type): Finding[] => {
    if (type.kind === 'unknown') return finding(type, 'undecided');
    if (!databases.test(type.text ?? '')) return [];
    return resource.at('RestoreMetadataOverrides').flatMap((overrides): Finding[] => {
      if (overrides.kind === 'unknown') return finding(overrides, 'undecided');
      const named = new Set(overrides.entries().map(([key]) => key.toLowerCase()));
      return places.filter((place) => !named.has(place)).map((place) => missing('RestoreMetadataOverrides', `${place} is absent`));
    });
  }),
  cases: [
    holds('a database that lands in named subnets', selection({ dbSubnetGroupName: 'isolated', vpcsecuritygroupids: '["sg-1"]' })),
    holds('a bucket', selection(undefined, 'S3')),
    broken('a database that lands anywhere', selection()),
    broken('a database with subnets only', selection({ dbsubnetgroupname: 'isolated' })),
    unresolvable('a type given at deployment', selection({}, given)),
    unresolvable('a place given at deployment', selection(given)),
  ],
};
