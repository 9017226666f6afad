import { expectEach, isOff } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const serviceHasNoShell: Rule = {
  id: 'service-has-no-shell',
  claim: 'A service does not allow commands to be run in its tasks.',
  reason: 'A shell in production is a change without a release. The break-glass role turns it on, for a while and with an alarm.',
  fix: 'Leave EnableExecuteCommand out or set it to false.',
  severity: 'error',
  serves: ['DEL-10', 'ACC-03'],
  source: 'ISO 27001:2022 control 8.31 (no development tools on production systems)',
  resourceTypes: ['AWS::ECS::Service'],
  check: (resource) => expectEach(resource, 'EnableExecuteCommand', isOff),
  cases: [
    holds('as wanted', single('AWS::ECS::Service', { EnableExecuteCommand: false })),
    holds('left out', single('AWS::ECS::Service')),
    broken('allowed', single('AWS::ECS::Service', { EnableExecuteCommand: true })),
    unresolvable('given at deployment', single('AWS::ECS::Service', { EnableExecuteCommand: given })),
  ],
};
