import { expectEach, isOwnKey } from '../expect';
import { ownKey, single, withKey } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const pipelineArtifactsAreEncryptedWithOwnKey: Rule = {
  id: 'pipeline-artifacts-are-encrypted-with-own-key',
  claim: 'A pipeline encrypts its artifacts with a key that its own account makes.',
  reason: 'Artifacts of the pipeline become production; who can write them decides what runs there.',
  fix: 'Set ArtifactStore.EncryptionKey to a key of the same account, in each region.',
  severity: 'error',
  serves: ['ISL-12', 'DEL-01'],
  source: 'https://docs.aws.amazon.com/codepipeline/latest/userguide/S3-artifact-encryption.html',
  resourceTypes: ['AWS::CodePipeline::Pipeline'],
  check: (pipeline) => {
    const several = pipeline.at('ArtifactStores').some(({ kind }) => kind !== 'absent');
    return expectEach(pipeline, several ? 'ArtifactStores.*.ArtifactStore.EncryptionKey.Id' : 'ArtifactStore.EncryptionKey.Id', isOwnKey(pipeline));
  },
  cases: [
    holds('a key of the account', withKey('AWS::CodePipeline::Pipeline', { ArtifactStore: { EncryptionKey: { Id: ownKey, Type: 'KMS' } } })),
    broken('the key that AWS manages', single('AWS::CodePipeline::Pipeline', { ArtifactStore: { Location: 'artifacts' } })),
    unresolvable('a key given at deployment', single('AWS::CodePipeline::Pipeline', { ArtifactStores: [{ ArtifactStore: { EncryptionKey: { Id: given } } }] })),
  ],
};
