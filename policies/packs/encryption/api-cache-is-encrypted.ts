import { isOff, isTrue, judge } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const apiCacheIsEncrypted: Rule = {
  id: 'api-cache-is-encrypted',
  claim: 'The cache of an API stage is encrypted.',
  reason: 'A cache of answers is a copy of what the API tells its callers.',
  fix: 'Set CacheDataEncrypted to true in each method setting that caches.',
  severity: 'error',
  serves: ['POL-01'],
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html',
  resourceTypes: ['AWS::ApiGateway::Stage'],
  check: (stage) => stage.at('MethodSettings').flatMap((settings) => settings.elements()).flatMap((setting) =>
    judge(setting.at('CachingEnabled'), isOff).length === 0 ? [] : judge(setting.at('CacheDataEncrypted'), isTrue)),
  cases: [
    holds('no cache', single('AWS::ApiGateway::Stage')),
    holds('encrypted', single('AWS::ApiGateway::Stage', { MethodSettings: [{ CachingEnabled: true, CacheDataEncrypted: true }] })),
    broken('not encrypted', single('AWS::ApiGateway::Stage', { MethodSettings: [{ CachingEnabled: true }] })),
    unresolvable('given at deployment', single('AWS::ApiGateway::Stage', { MethodSettings: [{ CachingEnabled: true, CacheDataEncrypted: given }] })),
  ],
};
