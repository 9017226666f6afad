import { expectEach, isTrue } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const detectorIsOn: Rule = {
  id: 'detector-is-on',
  claim: 'A threat detector is on.',
  reason: 'A detector that is there and off looks like one that finds nothing.',
  fix: 'Set Enable to true.',
  severity: 'error',
  serves: ['OPS-02', 'OPS-06'],
  source: 'https://docs.aws.amazon.com/guardduty/latest/ug/what-is-guardduty.html',
  resourceTypes: ['AWS::GuardDuty::Detector'],
  check: (resource) => expectEach(resource, 'Enable', isTrue),
  cases: [
    holds('as wanted', single('AWS::GuardDuty::Detector', { Enable: true })),
    broken('left out', single('AWS::GuardDuty::Detector')),
    broken('switched off', single('AWS::GuardDuty::Detector', { Enable: false })),
    unresolvable('given at deployment', single('AWS::GuardDuty::Detector', { Enable: given })),
  ],
};
