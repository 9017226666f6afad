import { expectEach, isTrue } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const tableHasPointInTimeRecovery: Rule = {
  id: 'table-has-point-in-time-recovery',
  claim: 'A table can be restored to any second of the last weeks.',
  reason: 'A wrong deployment writes wrong rows for an hour before anybody sees it.',
  fix: 'Set PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled to true.',
  severity: 'error',
  serves: ['OPS-03', 'PAR-08'],
  source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html',
  resourceTypes: ['AWS::DynamoDB::Table'],
  check: (resource) => expectEach(resource, 'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled', isTrue),
  cases: [
    holds('as wanted', single('AWS::DynamoDB::Table', { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } })),
    broken('left out', single('AWS::DynamoDB::Table')),
    broken('switched off', single('AWS::DynamoDB::Table', { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false } })),
    unresolvable('given at deployment', single('AWS::DynamoDB::Table', { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: given } })),
  ],
};
