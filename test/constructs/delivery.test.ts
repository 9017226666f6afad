import { Stack, aws_kms as kms } from 'aws-cdk-lib';
import { ImageRepository, ImageRepositoryProps } from '../../constructs/delivery/image-repository';
import { templateOf } from '../synthesize';

function repository(stack: Stack, props: Partial<ImageRepositoryProps> = {}): void {
  new ImageRepository(stack, 'Api', {
    repositoryName: 'projects/api', key: new kms.Key(stack, 'Key'), pullers: [{ account: '222222222222', roleNames: ['projects-api-execution'] }], ...props,
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
  test('lets exactly the roles named pull, and nobody push', () => {
    const [found] = Object.values(template.findResources('AWS::ECR::Repository'));
    expect(found?.Properties.RepositoryPolicyText.Statement).toEqual([expect.objectContaining({
      Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      Condition: { ArnEquals: { 'aws:PrincipalArn': ['arn:aws:iam::222222222222:role/projects-api-execution'] } },
    })]);
  });
  test.each<[string, Partial<ImageRepositoryProps>, string]>([
    ['an account without roles', { pullers: [{ account: '222222222222', roleNames: [] }] }, '- pullers[0].roleNames: must name at least one role, got []'],
    ['a pattern of roles', { pullers: [{ account: '222222222222', roleNames: ['*'] }] }, '- pullers[0].roleNames: must name each role in full, got "*"'],
    ['a malformed account', { pullers: [{ account: '123', roleNames: ['api'] }] }, '- pullers[0].account: '],
    ['a malformed name', { repositoryName: 'Projects' }, '- repositoryName: must be lower case letters and digits, parted by . _ - or /, got "Projects"'],
  ])('refuses %s', (_name, props, line) => {
    expect(() => templateOf((stack) => repository(stack, props))).toThrow(`image repository "Test/Api" has 1 problem\n${line}`);
  });
});
