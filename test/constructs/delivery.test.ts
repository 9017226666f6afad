import { Stack, aws_kms as kms } from 'aws-cdk-lib';
import { ImageRepository, ImageRepositoryProps } from '../../constructs/delivery/image-repository';
import { templateOf } from '../synthesize';

function repository(stack: Stack, props: Partial<ImageRepositoryProps> = {}): void {
  new ImageRepository(stack, 'Api', {
    repositoryName: 'projects/api', key: new kms.Key(stack, 'Key'), pullAccounts: ['111111111111', '222222222222'], ...props,
  });
}

describe('an image repository', () => {
  const template = templateOf(repository);

  test('never lets a tag be moved', () => {
    template.hasResourceProperties('AWS::ECR::Repository', { ImageTagMutability: 'IMMUTABLE' });
  });
  test('scans every image that is pushed', () => {
    template.hasResourceProperties('AWS::ECR::Repository', { ImageScanningConfiguration: { ScanOnPush: true } });
  });
  test('lets exactly the accounts named pull, and nobody push', () => {
    const [found] = Object.values(template.findResources('AWS::ECR::Repository'));
    expect(found?.Properties.RepositoryPolicyText.Statement).toEqual([expect.objectContaining({
      Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      Condition: { StringEquals: { 'aws:PrincipalAccount': ['111111111111', '222222222222'] } },
    })]);
  });
  test.each<[string, Partial<ImageRepositoryProps>, string]>([
    ['no account', { pullAccounts: [] }, '- pullAccounts: must name at least one account, got []'],
    ['a malformed account', { pullAccounts: ['123'] }, '- pullAccounts: must be twelve digits, got "123"'],
    ['a malformed name', { repositoryName: 'Projects' }, '- repositoryName: must be lower case letters and digits, parted by . _ - or /, got "Projects"'],
  ])('refuses %s', (_name, props, line) => {
    expect(() => templateOf((stack) => repository(stack, props))).toThrow(`image repository "Test/Api" has 1 problem\n${line}`);
  });
});
