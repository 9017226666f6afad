import { single, tlsOnly } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';
import { deniesPlainTextIn } from '../denies-plain-text';

export const fileSystemInsistsOnTls: Rule = {
  id: 'file-system-insists-on-tls',
  claim: 'The policy of a file system denies every mount without TLS.',
  reason: 'Mounts are plain unless the client asks for TLS; only a denial makes sure that it does.',
  fix: 'Add a FileSystemPolicy statement that denies everyone when aws:SecureTransport is false, and transit encryption to the task volumes.',
  severity: 'error',
  serves: ['POL-01'],
  source: 'https://docs.aws.amazon.com/efs/latest/ug/encryption-in-transit.html',
  resourceTypes: ['AWS::EFS::FileSystem'],
  check: (system) => deniesPlainTextIn(system, system.at('FileSystemPolicy')),
  cases: [
    holds('a denial', single('AWS::EFS::FileSystem', { FileSystemPolicy: tlsOnly })),
    broken('no policy', single('AWS::EFS::FileSystem')),
    unresolvable('a policy given at deployment', single('AWS::EFS::FileSystem', { FileSystemPolicy: given })),
  ],
};
