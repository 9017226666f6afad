import { type Expectation, expectEach, isOff, isPresent, judge } from '../expect';
import { single } from '../fragments';
import type { Resource } from '../model/value';
import { broken, given, holds, type Rule, unresolvable } from '../rule';
import type { Finding } from '../rule';

/** Whatever group it is, there is one. */
const isGiven: Expectation = ({ kind }) => (kind === 'absent' ? 'broken' : 'holds');

export const cacheAsksWhoIsThere: Rule = {
  id: 'cache-asks-who-is-there',
  claim: 'A cache lets nobody in who does not sign in.',
  reason: 'A cache without users is open to everything in the network that reaches its port, and holds the sessions of everybody.',
  fix: 'Give the cache a user group (UserGroupId, UserGroupIds), and its users the authentication mode iam or a password.',
  severity: 'error',
  serves: ['ACC-02', 'OPS-08'],
  source: 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html',
  resourceTypes: ['AWS::ElastiCache::ReplicationGroup', 'AWS::ElastiCache::ServerlessCache', 'AWS::ElastiCache::User'],
  check: (resource) => checks[resource.type]?.(resource) ?? [],
  cases: [
    holds('a serverless cache with users', single('AWS::ElastiCache::ServerlessCache', { UserGroupId: 'readers' })),
    holds('a cache with users', single('AWS::ElastiCache::ReplicationGroup', { UserGroupIds: ['readers'] })),
    holds('a cache with a password', single('AWS::ElastiCache::ReplicationGroup', { AuthToken: given }), { Parameters: { Given: { Type: 'String' } } }),
    holds('a user that signs in by IAM', single('AWS::ElastiCache::User', { AuthenticationMode: { Type: 'iam' } })),
    broken('a serverless cache for all', single('AWS::ElastiCache::ServerlessCache')),
    broken('a cache for all', single('AWS::ElastiCache::ReplicationGroup')),
    broken('a user without a password', single('AWS::ElastiCache::User', { NoPasswordRequired: true })),
    broken('a user who needs none', single('AWS::ElastiCache::User', { AuthenticationMode: { Type: 'no-password-required' } })),
    unresolvable('a user of whom it is said at deployment', single('AWS::ElastiCache::User', { NoPasswordRequired: given })),
  ],
};

const checks: Readonly<Record<string, (resource: Resource) => Finding[]>> = {
  'AWS::ElastiCache::ServerlessCache': (cache) => expectEach(cache, 'UserGroupId', isGiven),
  'AWS::ElastiCache::ReplicationGroup': (cache) => (cache.at('AuthToken').some(({ kind }) => kind !== 'absent') ? [] : judge(cache.at('UserGroupIds'), isPresent)),
  'AWS::ElastiCache::User': (user) => [
    ...expectEach(user, 'NoPasswordRequired', isOff),
    ...expectEach(user, 'AuthenticationMode.Type', ({ literal }) => (literal === 'no-password-required' ? 'broken' : 'holds')),
  ],
};
