import { expectEach, isTrue } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const stateMachineIsTraced: Rule = {
  id: 'state-machine-is-traced',
  claim: 'A state machine is traced.',
  reason: 'A trace shows which call of a long run was slow or failed.',
  fix: 'Set TracingConfiguration.Enabled to true.',
  severity: 'error',
  serves: ['OPS-01'],
  source: 'https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html',
  resourceTypes: ['AWS::StepFunctions::StateMachine'],
  check: (resource) => expectEach(resource, 'TracingConfiguration.Enabled', isTrue),
  cases: [
    holds('as wanted', single('AWS::StepFunctions::StateMachine', { TracingConfiguration: { Enabled: true } })),
    broken('left out', single('AWS::StepFunctions::StateMachine')),
    broken('switched off', single('AWS::StepFunctions::StateMachine', { TracingConfiguration: { Enabled: false } })),
    unresolvable('given at deployment', single('AWS::StepFunctions::StateMachine', { TracingConfiguration: { Enabled: given } })),
  ],
};
