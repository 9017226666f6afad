import { expectEach, isTrue } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const trailCanBeVerified: Rule = {
  id: 'trail-can-be-verified',
  claim: 'A trail writes digests, so that a changed or missing log file is noticed.',
  reason: 'An audit log that can be changed unseen proves nothing.',
  fix: 'Set EnableLogFileValidation to true.',
  severity: 'error',
  serves: ['OPS-02', 'DEL-08'],
  source: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html',
  resourceTypes: ['AWS::CloudTrail::Trail'],
  check: (resource) => expectEach(resource, 'EnableLogFileValidation', isTrue),
  cases: [
    holds('as wanted', single('AWS::CloudTrail::Trail', { EnableLogFileValidation: true })),
    broken('left out', single('AWS::CloudTrail::Trail')),
    broken('switched off', single('AWS::CloudTrail::Trail', { EnableLogFileValidation: false })),
    unresolvable('given at deployment', single('AWS::CloudTrail::Trail', { EnableLogFileValidation: given })),
  ],
};
