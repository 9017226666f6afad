import { switchesDebuggerOn } from '../development-tools';
import { single } from '../fragments';
import type { Resource, Value } from '../model/value';
import { broken, holds, type Rule } from '../rule';

const lambda = (Variables: Readonly<Record<string, unknown>>) => single('AWS::Lambda::Function', { Environment: { Variables } });

export const programListensToNoDebugger: Rule = {
  id: 'program-listens-to-no-debugger',
  claim: 'No task or function is started with its debugger switched on.',
  reason: 'A debugger runs whatever it is sent, with the rights and the data of the program.',
  fix: 'Take the option out of the command and out of variables such as NODE_OPTIONS and JAVA_TOOL_OPTIONS.',
  severity: 'error',
  serves: ['DEL-10'],
  source: 'ISO 27001:2022 control 8.31 (no development tools on production systems)',
  resourceTypes: ['AWS::ECS::TaskDefinition', 'AWS::Lambda::Function'],
  check: (resource) => textsOf(resource).filter(({ text }) => switchesDebuggerOn(text ?? '')).map((value) => ({ path: value.path, found: value.description })),
  neverUnresolvable: 'A value that is only known at deployment is a setting like any other; only what is written can be an option of a debugger.',
  cases: [
    holds('an ordinary setting', lambda({ NODE_OPTIONS: '--enable-source-maps', TABLE: 'inspections' })),
    holds('an ordinary command', single('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Command: ['server', '--inspection-interval', '5'] }] })),
    broken('an inspector', lambda({ NODE_OPTIONS: '--inspect=0.0.0.0:9229' })),
    broken('a Java debugger', single('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Environment: [{ Name: 'JAVA_TOOL_OPTIONS', Value: '-agentlib:jdwp=transport=dt_socket,server=y' }] }] })),
    broken('in the command', single('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Command: ['node', '--inspect', 'server.js'] }] })),
    broken('in the entry point', single('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ EntryPoint: ['python', '-m', 'debugpy', '--listen', '5678'] }] })),
  ],
};

function textsOf(resource: Resource): Value[] {
  if (resource.type === 'AWS::Lambda::Function') {
    return resource.at('Environment.Variables').flatMap((variables) => variables.entries()).flatMap(([, values]) => values);
  }
  const containers = resource.at('ContainerDefinitions').flatMap((list) => list.elements());
  return containers.flatMap((container) => [
    ...container.at('Environment').flatMap((list) => list.elements()).flatMap((entry) => entry.at('Value')),
    ...['EntryPoint', 'Command'].flatMap((field) => container.at(field).flatMap((list) => list.elements())),
  ]);
}
