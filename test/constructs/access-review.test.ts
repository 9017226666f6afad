import { Duration, Stack, aws_kms as kms, aws_logs as logs, aws_sns as sns } from 'aws-cdk-lib';
import { EvidenceArchive, EvidenceArchiveProps } from '../../constructs/audit/evidence-archive';
import { AccessReview, AccessReviewProps } from '../../constructs/identity/access-review';
import { templateOf } from '../synthesize';
import { PolicyStatementJson, only, resources, statementOf, statementsOf } from './resources';

const source = { account: '222222222222', roleName: 'projects-access-review', folder: 'access-review/222222222222' };
const bucketName = EvidenceArchive.bucketNameOf('projects', '111111111111', 'eu-west-1');

function archive(stack: Stack, props: Partial<EvidenceArchiveProps> = {}): EvidenceArchive {
  return new EvidenceArchive(stack, 'Evidence', { bucketName, keyAlias: 'projects/evidence', sources: [source], ...props });
}

function review(stack: Stack, props: Partial<AccessReviewProps> = {}): AccessReview {
  const key = new kms.Key(stack, 'Key');
  const { statements } = EvidenceArchive.writingTo('projects-evidence', 'projects/evidence', '666666666666', 'eu-west-1', source.folder);
  return new AccessReview(stack, 'Review', {
    roleName: 'projects-access-review', everyDays: 90, reviewer: 'platform', permittedAccounts: ['555555555555', '666666666666'],
    records: { bucketName: 'projects-evidence', folder: source.folder, statements },
    key, logKey: key, logRetention: logs.RetentionDays.ONE_YEAR, alerts: new sns.Topic(stack, 'Alerts'), ...props,
  });
}

describe('an evidence archive', () => {
  const template = templateOf((stack) => { archive(stack, { sources: [source, { ...source, account: '111111111111', folder: 'access-review/111111111111' }] }); });
  /** Of the archive's bucket, not of the one that takes its access log. */
  const bucketPolicy = (sid: string): PolicyStatementJson | undefined => resources(template, 'AWS::S3::BucketPolicy')
    .map(({ Properties }) => (Properties.PolicyDocument as { Statement: PolicyStatementJson[] }).Statement)
    .find((statements) => statements.some(({ Sid }) => Sid === 'Write1'))?.find(({ Sid }) => Sid === sid);
  const writer = 'arn:aws:iam::222222222222:role/projects-access-review';

  test('locks every record, whoever asks', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketName: bucketName, ObjectLockEnabled: true, ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 400 } } },
    });
  });
  test('lets one role of an account write below its own folder, and nothing else', () => {
    expect(bucketPolicy('Write1')).toMatchObject({ Action: 's3:PutObject', Condition: { ArnEquals: { 'aws:PrincipalArn': writer } } });
    expect(JSON.stringify(bucketPolicy('Write1')?.Resource)).toContain('/access-review/222222222222/*');
  });
  test('denies every other principal of another account', () => {
    expect(JSON.stringify(bucketPolicy('DenyOtherAccounts')?.Condition)).toContain(writer);
    expect(bucketPolicy('DenyOtherAccounts')).toMatchObject({ Effect: 'Deny', Action: 's3:*', Condition: { StringNotEquals: { 'aws:PrincipalAccount': '111111111111' } } });
  });
  test('lets nobody delete', () => {
    expect(bucketPolicy('DenyDeletion')).toMatchObject({ Effect: 'Deny', Principal: { AWS: '*' } });
    expect(bucketPolicy('DenyDeletion')?.Condition).toBeUndefined();
  });
  test('lets the same role encrypt through S3, never decrypt', () => {
    expect(statementOf(template, 'AWS::KMS::Key', 'KeyPolicy', 'Encrypt1')).toMatchObject({
      Action: 'kms:GenerateDataKey', Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
    });
    const foreign = statementsOf(template, 'AWS::KMS::Key', 'KeyPolicy').filter(({ Effect, Principal }) => Effect === 'Allow' && JSON.stringify(Principal).includes('222222222222'));
    expect(foreign.map(({ Action }) => Action)).toEqual(['kms:GenerateDataKey']);
  });
});

describe('an access review', () => {
  const template = templateOf((stack) => { review(stack); });
  const statements = (): PolicyStatementJson[] => resources(template, 'AWS::IAM::ManagedPolicy').filter(({ Properties }) => String(Properties.Description).includes('access-review'))
    .flatMap(({ Properties }) => (Properties.PolicyDocument as { Statement: PolicyStatementJson[] }).Statement);

  test('runs on its schedule, under the key', () => {
    expect(only(template, 'AWS::Scheduler::Schedule').Properties).toMatchObject({ ScheduleExpression: 'rate(90 days)', KmsKeyArn: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] } });
  });
  test('is known by the name of its role', () => template.hasResourceProperties('AWS::IAM::Role', { RoleName: 'projects-access-review' }));
  test('looks for access that nobody used for 90 days', () => {
    template.hasResourceProperties('AWS::AccessAnalyzer::Analyzer', {
      Type: 'ACCOUNT_UNUSED_ACCESS', AnalyzerConfiguration: { UnusedAccessConfiguration: { UnusedAccessAge: 90 } },
    });
  });
  test('only reads IAM', () => {
    const actions = statements().flatMap(({ Action }) => Action);
    expect(actions.filter((action) => action.startsWith('iam:')).toSorted()).toEqual(['iam:GetRole', 'iam:ListAttachedRolePolicies', 'iam:ListRolePolicies', 'iam:ListRoles', 'iam:ListUsers']);
  });
  test('writes below its own folder of the archive, by the key of that name only', () => {
    expect(statements()).toEqual(expect.arrayContaining([
      { Action: 's3:PutObject', Effect: 'Allow', Resource: 'arn:aws:s3:::projects-evidence/access-review/222222222222/*' },
      {
        Action: 'kms:GenerateDataKey', Effect: 'Allow', Resource: 'arn:aws:kms:eu-west-1:666666666666:key/*',
        Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/projects/evidence' }, 'StringEquals': { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
      },
    ]));
  });
  test('knows which accounts roles may be trusted to', () => {
    template.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { PERMITTED_ACCOUNTS: '555555555555,666666666666', ACCOUNT: '111111111111', UNUSED_DAYS: '90' } } });
  });
  test('tells of open questions', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'AccessQuestions', Namespace: 'Understudy', Threshold: 1 });
  });
  test('can run every day', () => {
    templateOf((stack) => { review(stack, { everyDays: 1 }); }).hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'rate(1 day)' });
  });
});

test.each<[string, (stack: Stack) => unknown, string]>([
  ['an archive without names, sources or a lock', (stack) => archive(stack, { bucketName: 'Evidence', keyAlias: 'alias/evidence', sources: [], retention: Duration.hours(36) }),
    'evidence archive "Test/Evidence" has 4 problems\n- bucketName: must be 3 to 63 lower-case letters, digits and hyphens, got "Evidence"; write EvidenceArchive.bucketNameOf(prefix, account, region)\n'
    + '- keyAlias: must be letters, digits, "/", "_" or "-", without "alias/" or "aws/" in front, got "alias/evidence"; for example "projects/evidence"\n'
    + '- sources: must name at least one role, got []\n- retention: must be 1 to 36500 whole days, got 1.5'],
  ['two roles in one folder', (stack) => archive(stack, { sources: [source, { account: '2222', roleName: '*', folder: source.folder }, { ...source, folder: '/reviews/' }] }),
    'evidence archive "Test/Evidence" has 4 problems\n- sources[1].account: must be an AWS account id of 12 digits, got "2222"\n'
    + '- sources[1].roleName: must be the name of a role, got "*"\n'
    + '- sources[1].folder: must be of one role only, got "access-review/222222222222"; name the account in it, for example access-review/222222222222\n'
    + '- sources[2].folder: must be a folder without slashes around it, got "/reviews/"'],
  ['a review of impossible intervals', (stack) => review(stack, { everyDays: 0, unusedDays: 400, permittedAccounts: ['production'] }),
    'access review "Test/Review" has 3 problems\n- everyDays: must be a whole number from 1 to 366, got 0\n- unusedDays: must be a whole number from 1 to 365, got 400\n'
    + '- permittedAccounts[0]: must be an account id of 12 digits, got "production"'],
])('%s is refused', (_name, build, message) => {
  let thrown: unknown;
  try { templateOf((stack) => { build(stack); }); } catch (error) { thrown = error; }
  expect((thrown as Error).message).toBe(message);
});
