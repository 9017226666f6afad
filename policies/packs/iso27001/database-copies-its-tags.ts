import { expectEach, isTrue } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const databaseCopiesItsTags: Rule = {
  id: 'database-copies-its-tags',
  claim: 'A database copies its tags to its snapshots.',
  reason: 'A snapshot without an owner and an environment is an unmanaged copy.',
  fix: 'Set CopyTagsToSnapshot to true.',
  severity: 'error',
  serves: ['DAT-13', 'OPS-07'],
  source: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Tagging.html',
  resourceTypes: ['AWS::RDS::DBCluster'],
  check: (resource) => expectEach(resource, 'CopyTagsToSnapshot', isTrue),
  cases: [
    holds('as wanted', single('AWS::RDS::DBCluster', { CopyTagsToSnapshot: true })),
    broken('left out', single('AWS::RDS::DBCluster')),
    broken('switched off', single('AWS::RDS::DBCluster', { CopyTagsToSnapshot: false })),
    unresolvable('given at deployment', single('AWS::RDS::DBCluster', { CopyTagsToSnapshot: given })),
  ],
};
