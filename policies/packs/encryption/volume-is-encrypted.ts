import { expectEach, isOwnKey, isTrue, judge } from '../expect';
import { ownKey, single, withKey } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const volumeIsEncrypted: Rule = {
  id: 'volume-is-encrypted',
  claim: 'A volume, and every volume of a launch template or an instance, is encrypted.',
  reason: 'A snapshot of a volume is a copy of the disk, and as easily shared as any other.',
  fix: 'Set Encrypted to true, with KmsKeyId for a stand-alone volume.',
  severity: 'error',
  serves: ['ISL-08', 'OPS-06'],
  source: 'https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html',
  resourceTypes: ['AWS::EC2::Volume', 'AWS::EC2::LaunchTemplate', 'AWS::EC2::Instance'],
  check: (resource) => {
    if (resource.type === 'AWS::EC2::Volume') return [...expectEach(resource, 'Encrypted', isTrue), ...expectEach(resource, 'KmsKeyId', isOwnKey(resource))];
    const mappings = resource.at(resource.type === 'AWS::EC2::Instance' ? 'BlockDeviceMappings' : 'LaunchTemplateData.BlockDeviceMappings');
    return mappings.flatMap((list) => list.elements()).flatMap((mapping) => mapping.at('Ebs').some(({ kind }) => kind === 'absent') ? [] : judge(mapping.at('Ebs.Encrypted'), isTrue));
  },
  cases: [
    holds('a volume with a key of the account', withKey('AWS::EC2::Volume', { Encrypted: true, KmsKeyId: ownKey })),
    holds('a launch template', single('AWS::EC2::LaunchTemplate', { LaunchTemplateData: { BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true } }] } })),
    broken('a volume', single('AWS::EC2::Volume')),
    broken('an instance', single('AWS::EC2::Instance', { BlockDeviceMappings: [{ Ebs: { VolumeSize: 8 } }] })),
    unresolvable('given at deployment', single('AWS::EC2::LaunchTemplate', { LaunchTemplateData: { BlockDeviceMappings: [{ Ebs: { Encrypted: given } }] } })),
  ],
};
