import { expectEach, isTrue } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const configurationRecorderSeesEverything: Rule = {
  id: 'configuration-recorder-sees-everything',
  claim: 'AWS Config records every type of resource it knows.',
  reason: 'What is changed by hand is seldom of a type that somebody listed before.',
  fix: 'Set RecordingGroup.AllSupported to true.',
  severity: 'error',
  serves: ['OPS-06', 'PAR-04'],
  source: 'https://docs.aws.amazon.com/config/latest/developerguide/select-resources.html',
  resourceTypes: ['AWS::Config::ConfigurationRecorder'],
  check: (resource) => expectEach(resource, 'RecordingGroup.AllSupported', isTrue),
  cases: [
    holds('as wanted', single('AWS::Config::ConfigurationRecorder', { RecordingGroup: { AllSupported: true } })),
    broken('left out', single('AWS::Config::ConfigurationRecorder')),
    broken('only some', single('AWS::Config::ConfigurationRecorder', { RecordingGroup: { AllSupported: false, ResourceTypes: ['AWS::S3::Bucket'] } })),
    unresolvable('given at deployment', single('AWS::Config::ConfigurationRecorder', { RecordingGroup: { AllSupported: given } })),
  ],
};
