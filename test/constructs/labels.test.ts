import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { spawnSync } from 'node:child_process';
import { AccessLogBucket } from '../../constructs/audit/access-log-bucket';
import { DataDomain } from '../../constructs/keys/data-domain';
import { DataKey } from '../../constructs/keys/data-key';
import { BannerColour, EnvironmentBanner, EnvironmentBannerProps } from '../../constructs/labels/environment-banner';
import { EnvironmentLabels, EnvironmentLabelsProps } from '../../constructs/labels/environment-labels';
import { SessionDocument, SessionDocumentProps } from '../../constructs/labels/session-document';
import { templateOf } from '../synthesize';
import { only, resources, statementsOf } from './resources';

describe('labels', () => {
  const labels = { environment: 'staging', kind: 'staging', owner: 'project-accounting', costCenter: 'CC-4711', dataClassification: 'masked' };
  const labelsWith = (props: Partial<EnvironmentLabelsProps> = {}) => new EnvironmentLabels({ ...labels, ...props });

  test('are on every resource that can bear tags', () => {
    const template = templateOf((stack) => {
      new sqs.Queue(stack, 'Queue');
      labelsWith({ more: { programme: 'migration' } }).applyTo(stack);
    });
    expect(only(template, 'AWS::SQS::Queue').Properties.Tags).toEqual([
      { Key: 'cost-center', Value: 'CC-4711' },
      { Key: 'data-classification', Value: 'masked' },
      { Key: 'environment', Value: 'staging' },
      { Key: 'environment-kind', Value: 'staging' },
      { Key: 'owner', Value: 'project-accounting' },
      { Key: 'programme', Value: 'migration' },
    ]);
  });

  test.each<[string, Partial<EnvironmentLabelsProps>, string]>([
    ['no owner', { owner: '' }, '- owner: must be 1 to 256 letters, digits, spaces and _.:/=+-@, got ""'],
    ['a value that AWS refuses', { costCenter: 'CC#4711' }, '- costCenter: must be 1 to 256 letters, digits, spaces and _.:/=+-@, got "CC#4711"'],
    ['a key of AWS', { more: { 'aws:x': 'y' } }, '- more.aws:x: must have a key of 1 to 128 letters, digits, spaces and _.:/=+-@, not beginning with "aws:", got "aws:x"'],
    ['a replaced label', { more: { owner: 'nobody' } }, '- more.owner: must not replace a label of the environment, got "owner"; choose another key'],
    ['more tags than a resource can bear', { more: Object.fromEntries(Array.from({ length: 46 }, (_, index) => [`k${index}`, 'v'])) }, '- more: must leave a resource at most 50 tags, got 51; remove 1'],
  ])('refuse %s', (_, props, message) => {
    expect(() => labelsWith(props)).toThrow(new Error(`labels of "staging" has 1 problem\n${message}`));
  });
});

const bannerWith = (props: Partial<EnvironmentBannerProps> = {}) => new EnvironmentBanner({ label: 'STAGING', message: 'Masked data only.', ...props });

describe('a banner', () => {
  test.each([
    ['plain words', 'Masked data only.'],
    ['a quote and a command', '\'; touch /tmp/owned; echo \''],
    ['substitutions', '$(id) `id` ${HOME} %s %n \\033'],
    ['a comment and a pipe', '# | && > /dev/null'],
  ])('shows and never runs %s in a shell', (_, message) => {
    const { stdout, stderr, status } = spawnSync('sh', ['-c', bannerWith({ message }).linuxProfile], { encoding: 'utf8' });
    expect({ stdout, stderr, status }).toEqual({ stdout: `\u001b[1;37;44m STAGING \u001b[0m ${message}\n`, stderr: '', status: 0 });
  });

  test('is in the prompt of a shell', () => {
    const profile = bannerWith({ label: 'PRODUCTION EU-1' }).linuxProfile;
    expect(spawnSync('sh', ['-c', `${profile}\nprintf %s "$PS1"`], { encoding: 'utf8' }).stdout).toMatch(/\[PRODUCTION EU-1\] \$ $/);
  });

  test('is quoted for PowerShell', () => {
    expect(bannerWith({ message: 'don\'t $(stop)', colour: BannerColour.RED }).windowsProfile).toBe([
      'Write-Host \' STAGING \' -ForegroundColor White -BackgroundColor Red',
      'Write-Host \'don\'\'t $(stop)\'',
      'function prompt { \'[STAGING] PS \' + (Get-Location) + \'> \' }',
    ].join('\n'));
  });

  test('stays below the 512 characters that a profile may have, even when it is longest', () => {
    const longest = bannerWith({ label: 'X'.repeat(32), message: '\''.repeat(60) + 'm'.repeat(100) });
    expect(Math.max(longest.linuxProfile.length, longest.windowsProfile.length)).toBeLessThanOrEqual(512);
  });

  test('is a heading over a dashboard, its words not taken for markup', () => {
    expect(bannerWith({ message: '[a](https://example.com) *b*' }).makeWidget().toJson()).toMatchObject([{
      type: 'text', width: 24, properties: { markdown: '# STAGING\n\n\\[a\\]\\(https\\://example\\.com\\) \\*b\\*' },
    }]);
  });

  const oneLine = 'must be 1 to 160 printable ASCII characters on one line';
  test.each<[string, Partial<EnvironmentBannerProps>, string]>([
    ['a label that a prompt would run', { label: '$(id)' }, '- label: must be up to 32 letters, digits, spaces, ".", "_" or "-", with a letter or digit at either end, got "$(id)"; for example "STAGING"'],
    ['a quote that only PowerShell knows', { message: 'don\u2019t' }, `- message: ${oneLine}, got "don\u2019t"; write typographic quotes and dashes plainly`],
    ['a second line', { message: 'a\nb' }, `- message: ${oneLine}, got "a\\nb"; write typographic quotes and dashes plainly`],
    ['a parameter of SSM', { message: '{{ ssm:x }}' }, '- message: must not contain "{{", which SSM takes for a parameter, got "{{ ssm:x }}"; write "{ {"'],
    ['more quotes than a profile has room for', { message: '\''.repeat(160) }, '- message: must leave the profile of a shell at most 512 characters, got 717; shorten it'],
  ])('refuses %s', (_, props, message) => {
    expect(() => bannerWith(props)).toThrow(new Error(`banner "${props.label ?? 'STAGING'}" has 1 problem\n${message}`));
  });
});

describe('the session document', () => {
  const sessionsWith = (props: Partial<SessionDocumentProps> = {}): Template => templateOf((stack) => new SessionDocument(stack, 'Sessions', {
    banner: bannerWith(),
    encryptionKey: new DataKey(stack, 'Key', { prefix: 'staging', domain: DataDomain.LOGS }).key,
    accessLogBucket: new AccessLogBucket(stack, 'AccessLogs').bucket,
    ...props,
  }));
  const inputs = (template: Template) => (only(template, 'AWS::SSM::Document').Properties.Content as { inputs: Record<string, unknown> }).inputs;

  test('records every session encrypted, runs as nobody else, ends idle and long ones, and greets', () => {
    const banner = bannerWith();
    expect(inputs(sessionsWith())).toMatchObject({
      kmsKeyId: expect.anything(), s3EncryptionEnabled: true, cloudWatchEncryptionEnabled: true, cloudWatchStreamingEnabled: true, runAsEnabled: false,
      idleSessionTimeout: '15', maxSessionDuration: '60', shellProfile: { linux: banner.linuxProfile, windows: banner.windowsProfile },
    });
  });

  test('is the one that Session Manager uses when none is named, and takes changes as new versions', () => {
    expect(only(sessionsWith(), 'AWS::SSM::Document').Properties).toMatchObject({ Name: 'SSM-SessionManagerRunShell', DocumentType: 'Session', UpdateMethod: 'NewVersion' });
  });

  test('keeps recordings as long as asked, in log group and bucket', () => {
    const template = sessionsWith({ retention: logs.RetentionDays.ONE_MONTH });
    expect(only(template, 'AWS::Logs::LogGroup').Properties).toMatchObject({ RetentionInDays: 30, KmsKeyId: expect.anything() });
    const rules = resources(template, 'AWS::S3::Bucket').map(({ Properties }) => JSON.stringify(Properties.LifecycleConfiguration));
    expect(rules).toContainEqual(expect.stringContaining('"ExpirationInDays":30'));
  });

  test('lets machines record and no more', () => {
    const allowed = statementsOf(sessionsWith(), 'AWS::IAM::ManagedPolicy', 'PolicyDocument');
    expect(allowed.flatMap(({ Action }) => Action).toSorted()).toEqual([
      'kms:Decrypt', 'kms:GenerateDataKey', 'logs:CreateLogStream', 'logs:DescribeLogGroups', 'logs:DescribeLogStreams', 'logs:PutLogEvents',
      's3:GetEncryptionConfiguration', 's3:PutObject',
    ]);
    expect(allowed.filter(({ Resource }) => Resource === '*').map(({ Action }) => Action)).toEqual(['logs:DescribeLogGroups']);
  });

  test.each<[string, Partial<SessionDocumentProps>, string]>([
    ['an idle time beyond an hour', { idleTimeout: Duration.minutes(61) }, '- idleTimeout: must be 1 to 60 whole minutes, got 61'],
    ['half a minute', { maxDuration: Duration.seconds(30) }, '- maxDuration: must be 1 to 1440 whole minutes, got 0.5'],
    ['recordings for ever', { retention: logs.RetentionDays.INFINITE }, '- retention: must end, got "INFINITE"; leave it out for a year'],
    ['a name of AWS', { documentName: 'AWS-Session' }, '- documentName: must be 3 to 128 letters, digits, ".", "_" or "-" and not begin with "aws", "amazon" or "amzn", got "AWS-Session"; leave it out'],
  ])('refuses %s', (_, props, message) => {
    expect(() => sessionsWith(props)).toThrow(new Error(`session document "Test/Sessions" has 1 problem\n${message}`));
  });
});
