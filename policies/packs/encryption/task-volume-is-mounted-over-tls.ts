import { is, judge } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const taskVolumeIsMountedOverTls: Rule = {
  id: 'task-volume-is-mounted-over-tls',
  claim: 'A task mounts a file system over TLS.',
  reason: 'The file system may insist on TLS; the task that does not ask for it then fails at deployment, and where the file system does not insist, sends in the clear.',
  fix: 'Set EFSVolumeConfiguration.TransitEncryption to ENABLED.',
  severity: 'error',
  serves: ['POL-01'],
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-volumes.html',
  resourceTypes: ['AWS::ECS::TaskDefinition'],
  check: (task) => task.at('Volumes').flatMap((volumes) => volumes.elements())
    .flatMap((volume) => [...volume.at('EFSVolumeConfiguration'), ...volume.at('EfsVolumeConfiguration')]).filter(({ kind }) => kind !== 'absent')
    .flatMap((mount) => judge(mount.at('TransitEncryption'), is('ENABLED'))),
  cases: [
    holds('no volume', single('AWS::ECS::TaskDefinition')),
    holds('TLS', single('AWS::ECS::TaskDefinition', { Volumes: [{ EFSVolumeConfiguration: { TransitEncryption: 'ENABLED' } }] })),
    broken('left out', single('AWS::ECS::TaskDefinition', { Volumes: [{ EFSVolumeConfiguration: {} }] })),
    unresolvable('given at deployment', single('AWS::ECS::TaskDefinition', { Volumes: [{ EFSVolumeConfiguration: { TransitEncryption: given } }] })),
  ],
};
