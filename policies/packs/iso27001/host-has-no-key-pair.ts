import { expectEach, isAbsent, missing } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule } from '../rule';

export const hostHasNoKeyPair: Rule = {
  id: 'host-has-no-key-pair',
  claim: 'A host is started without an SSH key, and no key pair is made.',
  reason: 'A key that opens a shell is a standing access that nobody reviews; sessions go through Session Manager and are recorded.',
  fix: 'Remove KeyName and the key pair.',
  severity: 'error',
  serves: ['DEL-10', 'ACC-04'],
  source: 'ISO 27001:2022 control 8.31 (no development tools on production systems)',
  resourceTypes: ['AWS::EC2::Instance', 'AWS::EC2::LaunchTemplate', 'AWS::EC2::KeyPair'],
  check: (host) => host.type === 'AWS::EC2::KeyPair' ? [missing('', 'a key pair is made')] : expectEach(host, host.type === 'AWS::EC2::Instance' ? 'KeyName' : 'LaunchTemplateData.KeyName', isAbsent),
  neverUnresolvable: 'Any key is one too many, also one that is given at deployment.',
  cases: [
    holds('no key', single('AWS::EC2::Instance')),
    broken('a key', single('AWS::EC2::Instance', { KeyName: 'operators' })),
    broken('a key given at deployment', single('AWS::EC2::LaunchTemplate', { LaunchTemplateData: { KeyName: given } }), { Parameters: { Given: { Type: 'String' } } }),
    broken('a key pair', single('AWS::EC2::KeyPair')),
  ],
};
