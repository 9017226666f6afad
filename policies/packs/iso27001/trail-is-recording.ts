import { expectEach, isTrue } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const trailIsRecording: Rule = {
  id: 'trail-is-recording',
  claim: 'A trail is recording.',
  reason: 'A trail that is there and switched off looks like a trail.',
  fix: 'Set IsLogging to true.',
  severity: 'error',
  serves: ['OPS-02'],
  source: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-create-and-update-a-trail.html',
  resourceTypes: ['AWS::CloudTrail::Trail'],
  check: (resource) => expectEach(resource, 'IsLogging', isTrue),
  cases: [
    holds('as wanted', single('AWS::CloudTrail::Trail', { IsLogging: true })),
    broken('left out', single('AWS::CloudTrail::Trail')),
    broken('switched off', single('AWS::CloudTrail::Trail', { IsLogging: false })),
    unresolvable('given at deployment', single('AWS::CloudTrail::Trail', { IsLogging: given })),
  ],
};
