import { isOff, judge } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const task = (container: Readonly<Record<string, unknown>>) => single('AWS::ECS::TaskDefinition', { ContainerDefinitions: [container] });

export const containerWaitsForNoTerminal: Rule = {
  id: 'container-waits-for-no-terminal',
  claim: 'A container has no terminal and waits for no input.',
  reason: 'A terminal is for a person at a shell. A service that has one was started to be worked in, not to serve.',
  fix: 'Leave Interactive and PseudoTerminal out or set them to false.',
  severity: 'error',
  serves: ['DEL-10'],
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html',
  resourceTypes: ['AWS::ECS::TaskDefinition'],
  check: (definition) => definition.at('ContainerDefinitions').flatMap((containers) => containers.elements())
    .flatMap((container) => ['Interactive', 'PseudoTerminal'].flatMap((field) => judge(container.at(field), isOff))),
  cases: [
    holds('as wanted', task({ Interactive: false, PseudoTerminal: false })),
    holds('left out', task({ Name: 'api' })),
    broken('a terminal', task({ PseudoTerminal: true })),
    broken('waiting for input', task({ Interactive: true })),
    unresolvable('given at deployment', task({ Interactive: given })),
  ],
};
