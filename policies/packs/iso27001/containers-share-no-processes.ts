import { expectEach, isAbsent } from '../expect';
import { single } from '../fragments';
import { broken, holds, type Rule } from '../rule';

export const containersShareNoProcesses: Rule = {
  id: 'containers-share-no-processes',
  claim: 'Containers of a task see neither the processes of each other nor those of the host.',
  reason: 'A shared process namespace is how a debugging sidecar looks into the program beside it, and so does whoever gets into the sidecar.',
  fix: 'Leave PidMode and IpcMode out.',
  severity: 'error',
  serves: ['DEL-10', 'OPS-06'],
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html',
  resourceTypes: ['AWS::ECS::TaskDefinition'],
  check: (definition) => ['PidMode', 'IpcMode'].flatMap((field) => expectEach(definition, field, isAbsent)),
  neverUnresolvable: 'Whatever stands there shares something; only nothing shares nothing.',
  cases: [
    holds('left out', single('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Name: 'api' }] })),
    broken('with each other', single('AWS::ECS::TaskDefinition', { PidMode: 'task' })),
    broken('with the host', single('AWS::ECS::TaskDefinition', { IpcMode: 'host' })),
  ],
};
