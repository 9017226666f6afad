import { expectEach, isTrue } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const trailCoversEveryRegion: Rule = {
  id: 'trail-covers-every-region',
  claim: 'A trail records every region.',
  reason: 'What happens in a region nobody uses is what nobody looks at.',
  fix: 'Set IsMultiRegionTrail to true.',
  severity: 'error',
  serves: ['OPS-02', 'DEL-08'],
  source: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/receive-cloudtrail-log-files-from-multiple-regions.html',
  resourceTypes: ['AWS::CloudTrail::Trail'],
  check: (resource) => expectEach(resource, 'IsMultiRegionTrail', isTrue),
  cases: [
    holds('as wanted', single('AWS::CloudTrail::Trail', { IsMultiRegionTrail: true })),
    broken('left out', single('AWS::CloudTrail::Trail')),
    broken('switched off', single('AWS::CloudTrail::Trail', { IsMultiRegionTrail: false })),
    unresolvable('given at deployment', single('AWS::CloudTrail::Trail', { IsMultiRegionTrail: given })),
  ],
};
