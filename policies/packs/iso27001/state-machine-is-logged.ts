import { expectEach, is } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const stateMachineIsLogged: Rule = {
  id: 'state-machine-is-logged',
  claim: 'A state machine logs every step.',
  reason: 'The run is the evidence: who approved, what was done, what failed.',
  fix: 'Set LoggingConfiguration.Level to ALL with a log group.',
  severity: 'error',
  serves: ['OPS-01', 'DAT-08'],
  source: 'https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html',
  resourceTypes: ['AWS::StepFunctions::StateMachine'],
  check: (resource) => expectEach(resource, 'LoggingConfiguration.Level', is('ALL')),
  cases: [
    holds('as wanted', single('AWS::StepFunctions::StateMachine', { LoggingConfiguration: { Level: 'ALL' } })),
    broken('left out', single('AWS::StepFunctions::StateMachine')),
    broken('switched off', single('AWS::StepFunctions::StateMachine', { LoggingConfiguration: { Level: 'ERROR' } })),
    unresolvable('given at deployment', single('AWS::StepFunctions::StateMachine', { LoggingConfiguration: { Level: given } })),
  ],
};
