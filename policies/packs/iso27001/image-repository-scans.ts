import { expectEach, isTrue } from '../expect';
import { single } from '../fragments';
import { broken, given, holds, type Rule, unresolvable } from '../rule';

export const imageRepositoryScans: Rule = {
  id: 'image-repository-scans',
  claim: 'An image repository scans what is pushed.',
  reason: 'A known hole is found before the image is promoted, not after.',
  fix: 'Set ImageScanningConfiguration.ScanOnPush to true.',
  severity: 'error',
  serves: ['OPS-06', 'DEL-02'],
  source: 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html',
  resourceTypes: ['AWS::ECR::Repository'],
  check: (resource) => expectEach(resource, 'ImageScanningConfiguration.ScanOnPush', isTrue),
  cases: [
    holds('as wanted', single('AWS::ECR::Repository', { ImageScanningConfiguration: { ScanOnPush: true } })),
    broken('left out', single('AWS::ECR::Repository')),
    broken('switched off', single('AWS::ECR::Repository', { ImageScanningConfiguration: { ScanOnPush: false } })),
    unresolvable('given at deployment', single('AWS::ECR::Repository', { ImageScanningConfiguration: { ScanOnPush: given } })),
  ],
};
