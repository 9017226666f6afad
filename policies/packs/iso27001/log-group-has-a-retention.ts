import { expectEach, isAtLeast } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const logGroupHasARetention: Rule = {
  id: 'log-group-has-a-retention',
  claim: 'A log group says how long it keeps logs.',
  reason: 'Without a retention logs are kept for ever: they cost, and data that should be gone is still there.',
  fix: 'Set RetentionInDays (retention in CDK).',
  severity: 'error',
  serves: ['OPS-01', 'OPS-02'],
  source: 'ISO 27001:2022 control 8.15',
  resourceTypes: ['AWS::Logs::LogGroup'],
  check: (resource) => expectEach(resource, 'RetentionInDays', isAtLeast(1)),
  cases: [
    holds('ninety days', single('AWS::Logs::LogGroup', { RetentionInDays: 90 })),
    broken('left out', single('AWS::Logs::LogGroup')),
    broken('zero days', single('AWS::Logs::LogGroup', { RetentionInDays: 0 })),
    unresolvable('given at deployment', single('AWS::Logs::LogGroup', { RetentionInDays: given })),
  ],
};
