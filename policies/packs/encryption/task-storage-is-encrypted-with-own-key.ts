import { expectEach, isOwnKey, judge } from '../expect';
import { foreignKey, ownKey, single, withKey } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

const clusterWith = (key: unknown) => ({ Configuration: { ManagedStorageConfiguration: { FargateEphemeralStorageKmsKeyId: key } } });
const serviceWith = (volume: unknown) => ({ VolumeConfigurations: [{ Name: 'work', ManagedEBSVolume: volume }] });

export const taskStorageIsEncryptedWithOwnKey: Rule = {
  id: 'task-storage-is-encrypted-with-own-key',
  claim: 'What tasks write to their disks is encrypted with a key that their own account makes.',
  reason: 'Tasks unpack documents and spill queries to disk. With the key of Fargate nobody but AWS can say when that ends.',
  fix: 'Set ManagedStorageConfiguration.FargateEphemeralStorageKmsKeyId of the cluster, and KmsKeyId of each volume that a service attaches, to a key of the same account.',
  severity: 'error',
  serves: ['ISL-08', 'POL-01'],
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-storage-encryption.html',
  resourceTypes: ['AWS::ECS::Cluster', 'AWS::ECS::Service'],
  check: (resource) => resource.type === 'AWS::ECS::Cluster'
    ? expectEach(resource, 'Configuration.ManagedStorageConfiguration.FargateEphemeralStorageKmsKeyId', isOwnKey(resource))
    : resource.at('VolumeConfigurations.*.ManagedEBSVolume').filter(({ kind }) => kind !== 'absent')
      .flatMap((volume) => volume.at('KmsKeyId')).flatMap((key) => judge([key], isOwnKey(resource))),
  cases: [
    holds('a key of the account for the cluster', withKey('AWS::ECS::Cluster', clusterWith(ownKey))),
    holds('a service without volumes', single('AWS::ECS::Service')),
    holds('a key of the account for a volume', withKey('AWS::ECS::Service', serviceWith({ Encrypted: true, KmsKeyId: ownKey }))),
    broken('a cluster without a key', single('AWS::ECS::Cluster')),
    broken('a key of another account', single('AWS::ECS::Cluster', clusterWith(foreignKey))),
    broken('a volume without a key', single('AWS::ECS::Service', serviceWith({ SizeInGiB: 20 }))),
    unresolvable('a key given at deployment', single('AWS::ECS::Cluster', clusterWith(given))),
  ],
};
