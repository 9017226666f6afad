import { toolKindOf } from '../development-tools';
import { finding } from '../expect';
import { single } from '../fragments';
import type { Value } from '../model/value';
import { broken, given, holds, type Rule, unresolvable } from '../rule';
import type { Finding } from '../rule';

const task = (container: Readonly<Record<string, unknown>>) => single('AWS::ECS::TaskDefinition', { ContainerDefinitions: [container] });

export const containerStartsItsProgram: Rule = {
  id: 'container-starts-its-program',
  claim: 'A container starts its program, and its health check calls one: no shell, no compiler, no debugger.',
  reason: 'What starts through a shell needs an image with a shell, and whoever gets into the container then has one too.',
  fix: 'Name the program and its arguments one by one in EntryPoint and Command; write health checks as CMD and not as CMD-SHELL.',
  severity: 'error',
  serves: ['DEL-10'],
  source: 'ISO 27001:2022 control 8.31 (no development tools on production systems)',
  resourceTypes: ['AWS::ECS::TaskDefinition'],
  check: (definition) => definition.at('ContainerDefinitions').flatMap((containers) => containers.elements()).flatMap((container) => [
    ...startedBy(container, 'EntryPoint'),
    ...startedBy(container, 'Command'),
    ...healthCheckOf(container),
  ]),
  cases: [
    holds('a program', task({ EntryPoint: ['/app/server'], Command: ['--port', '8080'], HealthCheck: { Command: ['CMD', '/app/healthy'] } })),
    holds("the image's own", task({ Name: 'api' })),
    holds('no health check', task({ HealthCheck: { Command: ['NONE'] } })),
    broken('a shell as entry point', task({ EntryPoint: ['/bin/sh', '-c'] })),
    broken('a shell as command', task({ Command: ['bash', '-lc', 'server'] })),
    broken('a debugger before the program', task({ EntryPoint: ['gdbserver', ':9000', '/app/server'] })),
    broken('a health check through a shell', task({ HealthCheck: { Command: ['CMD-SHELL', 'curl -f http://localhost/'] } })),
    broken('a health check by a tool', task({ HealthCheck: { Command: ['CMD', 'curl', '-f', 'http://localhost/'] } })),
    unresolvable('given at deployment', task({ EntryPoint: [given] })),
  ],
};

/** The first word is the program; the others are what it is told. */
function startedBy(container: Value, field: string): Finding[] {
  return container.at(field).flatMap((list) => judgeProgram(list.elements()[0]));
}

function healthCheckOf(container: Value): Finding[] {
  return container.at('HealthCheck.Command').flatMap((list) => {
    const [how, program] = list.elements();
    if (how === undefined) return [];
    if (how.literal === 'CMD-SHELL') return finding(how, 'broken');
    return how.literal === 'NONE' ? [] : judgeProgram(how.literal === 'CMD' ? program : how);
  });
}

function judgeProgram(program: Value | undefined): Finding[] {
  if (program === undefined) return [];
  if (program.kind !== 'literal') return finding(program, 'undecided');
  return finding(program, toolKindOf(String(program.literal)) === undefined ? 'holds' : 'broken');
}
