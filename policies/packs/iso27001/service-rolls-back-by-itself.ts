import { expectEach, isTrue } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const serviceRollsBackByItself: Rule = {
  id: 'service-rolls-back-by-itself',
  claim: 'A service gives up a deployment that does not become healthy, and returns to the last good one.',
  reason: 'A release that fails at night must not wait for somebody to look.',
  fix: 'Set DeploymentConfiguration.DeploymentCircuitBreaker with Enable and Rollback true, or deploy through a controller that does it.',
  severity: 'error',
  serves: ['DEL-06', 'DEL-09'],
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html',
  resourceTypes: ['AWS::ECS::Service'],
  check: (resource) => expectEach(resource, 'DeploymentConfiguration.DeploymentCircuitBreaker.Rollback', isTrue),
  cases: [
    holds('as wanted', single('AWS::ECS::Service', { DeploymentConfiguration: { DeploymentCircuitBreaker: { Rollback: true } } })),
    broken('left out', single('AWS::ECS::Service')),
    broken('switched off', single('AWS::ECS::Service', { DeploymentConfiguration: { DeploymentCircuitBreaker: { Rollback: false } } })),
    unresolvable('given at deployment', single('AWS::ECS::Service', { DeploymentConfiguration: { DeploymentCircuitBreaker: { Rollback: given } } })),
  ],
};
