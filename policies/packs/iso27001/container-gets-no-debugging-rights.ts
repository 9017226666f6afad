import { finding } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

/** With these, a process reads the memory of others, or the host. */
const dangerous = new Set(['ALL', 'BPF', 'PERFMON', 'SYS_ADMIN', 'SYS_MODULE', 'SYS_PTRACE', 'SYS_RAWIO', 'NET_ADMIN', 'NET_RAW']);

const task = (LinuxParameters: unknown) => single('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ LinuxParameters }] });

export const containerGetsNoDebuggingRights: Rule = {
  id: 'container-gets-no-debugging-rights',
  claim: 'A container is not given the Linux capabilities that tracing, debugging or administering a host needs.',
  reason: 'With SYS_PTRACE a process reads the memory of its neighbours, secrets included; the others lead out of the container.',
  fix: 'Take the capability out of LinuxParameters.Capabilities.Add. Programs that serve customers need none of them.',
  severity: 'error',
  serves: ['DEL-10', 'OPS-06'],
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html',
  resourceTypes: ['AWS::ECS::TaskDefinition'],
  check: (definition) => definition.at('ContainerDefinitions.*.LinuxParameters.Capabilities.Add').flatMap((added) => added.elements()).flatMap((capability) => {
    if (capability.kind !== 'literal') return finding(capability, 'undecided');
    return finding(capability, dangerous.has(String(capability.literal).replace(/^CAP_/, '')) ? 'broken' : 'holds');
  }),
  cases: [
    holds('none added', task({ Capabilities: { Drop: ['ALL'] } })),
    holds('a harmless one', task({ Capabilities: { Add: ['NET_BIND_SERVICE'] } })),
    holds('nothing said', single('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Name: 'api' }] })),
    broken('tracing', task({ Capabilities: { Add: ['SYS_PTRACE'] } })),
    broken('everything, by its full name', task({ Capabilities: { Add: ['CAP_ALL'] } })),
    unresolvable('given at deployment', task({ Capabilities: { Add: [given] } })),
  ],
};
