import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AccessLogBucket } from '../../constructs/audit/access-log-bucket';
import { AccountTrail, AccountTrailProps, TrailDataEvents } from '../../constructs/audit/account-trail';
import { LogArchive, LogArchiveProps } from '../../constructs/audit/log-archive';
import { LogKind } from '../../constructs/audit/log-kind';
import { TrailTamperAlarm } from '../../constructs/audit/trail-tamper-alarm';
import { DataDomain } from '../../constructs/keys/data-domain';
import { DataKey } from '../../constructs/keys/data-key';
import { templateOf, testApp } from '../synthesize';
import { only, PolicyStatementJson, Resource, resources, statementOf, statementsOf } from './resources';

const trailArn = AccountTrail.arnOf('222222222222', 'eu-west-1', 'staging');
const staging = { account: '222222222222', kinds: [LogKind.CLOUDTRAIL, LogKind.VPC_FLOW], trailArn };
const production = { account: '333333333333', kinds: [LogKind.RESOLVER_QUERY] };

function archiveWith(props: Partial<LogArchiveProps> = {}): Template {
  return templateOf((stack) => new LogArchive(stack, 'Archive', {
    bucketName: LogArchive.bucketNameOf('projects', '111111111111', 'eu-west-1'),
    keyAlias: 'projects/log-archive',
    retention: Duration.days(400),
    sources: [staging, production],
    ...props,
  }));
}

function archiveBucket(template: Template): Resource {
  const found = resources(template, 'AWS::S3::Bucket').find(({ Properties }) => Properties.ObjectLockEnabled === true);
  if (found === undefined) throw new Error('no locked bucket');
  return found;
}

function archiveStatements(template: Template): PolicyStatementJson[] {
  const policies = resources(template, 'AWS::S3::BucketPolicy').map(({ Properties }) => (Properties.PolicyDocument as { Statement: PolicyStatementJson[] }).Statement);
  return policies.find((statements) => statements.some(({ Sid }) => Sid === 'DenyDeletion')) ?? [];
}

const archiveStatement = (template: Template, sid: string) => archiveStatements(template).find(({ Sid }) => Sid === sid);

describe('the log archive', () => {
  test('locks every log in compliance mode, versioned, with its own rotated key, and outlives its stack', () => {
    const template = archiveWith();
    expect(archiveBucket(template)).toMatchObject({
      Properties: {
        ObjectLockConfiguration: { Rule: { DefaultRetention: { Days: 400, Mode: 'COMPLIANCE' } } },
        VersioningConfiguration: { Status: 'Enabled' },
        BucketEncryption: { ServerSideEncryptionConfiguration: [{ BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }] },
        LoggingConfiguration: { LogFilePrefix: 'projects-log-archive-111111111111-eu-west-1/' },
      },
      DeletionPolicy: 'Retain',
    });
    expect(only(template, 'AWS::KMS::Key')).toMatchObject({ Properties: { EnableKeyRotation: true }, DeletionPolicy: 'Retain' });
  });

  test('keeps logs thirty days longer than the lock and moves them to a cheaper class after ninety', () => {
    expect(archiveBucket(archiveWith()).Properties.LifecycleConfiguration).toMatchObject({
      Rules: [{ ExpirationInDays: 430, Transitions: [{ StorageClass: 'GLACIER_IR', TransitionInDays: 90 }] }],
    });
    expect(archiveBucket(archiveWith({ retention: Duration.days(30) })).Properties.LifecycleConfiguration).toEqual({
      Rules: [expect.not.objectContaining({ Transitions: expect.anything() })],
    });
  });

  test('has names that other accounts can work out', () => {
    const template = archiveWith();
    expect(archiveBucket(template).Properties.BucketName).toBe('projects-log-archive-111111111111-eu-west-1');
    expect(only(template, 'AWS::KMS::Alias').Properties.AliasName).toBe('alias/projects/log-archive');
    expect(LogArchive.keyArnOf('projects/log-archive', '111111111111', 'eu-west-1')).toBe('arn:aws:kms:eu-west-1:111111111111:alias/projects/log-archive');
    expect(LogArchive.bucketArnOf('logs')).toBe('arn:aws:s3:::logs');
  });

  test('admits exactly the named trail, below its own account', () => {
    const template = archiveWith();
    expect(archiveStatement(template, 'CloudTrailWrites222222222222')).toMatchObject({
      Principal: { Service: 'cloudtrail.amazonaws.com' }, Action: 's3:PutObject',
      Resource: { 'Fn::Join': ['', [expect.anything(), '/AWSLogs/222222222222/*']] },
      Condition: { StringEquals: { 'aws:SourceArn': trailArn, 's3:x-amz-acl': 'bucket-owner-full-control' } },
    });
    expect(archiveStatement(template, 'CloudTrailWrites333333333333')).toBeUndefined();
  });

  test('admits log delivery for exactly the named accounts, each below its own prefix', () => {
    const template = archiveWith();
    for (const account of ['222222222222', '333333333333']) {
      expect(archiveStatement(template, `LogDeliveryWrites${account}`)).toMatchObject({
        Principal: { Service: 'delivery.logs.amazonaws.com' }, Action: 's3:PutObject',
        Resource: { 'Fn::Join': ['', [expect.anything(), `/AWSLogs/${account}/*`]] },
        Condition: { StringEquals: { 'aws:SourceAccount': [account] }, ArnLike: { 'aws:SourceArn': [`arn:aws:logs:*:${account}:*`] } },
      });
    }
  });

  test('says nothing of log delivery where only trails are sent', () => {
    const template = archiveWith({ sources: [{ ...staging, kinds: [LogKind.CLOUDTRAIL] }] });
    expect(JSON.stringify(template.toJSON())).not.toContain('delivery.logs');
  });

  test('admits no other writer', () => {
    const writers = archiveStatements(archiveWith()).filter(({ Effect }) => Effect === 'Allow').map(({ Sid }) => Sid);
    expect(writers).toEqual([
      'CloudTrailReadsAcl', 'CloudTrailWrites222222222222', 'LogDeliveryReadsAcl', 'LogDeliveryWrites222222222222', 'LogDeliveryWrites333333333333',
    ]);
  });

  test('opens its key for the same writers only', () => {
    const statement = (sid: string) => statementOf(archiveWith(), 'AWS::KMS::Key', 'KeyPolicy', sid);
    expect(statement('AllowLogDelivery')?.Condition).toEqual({ StringEquals: { 'aws:SourceAccount': ['222222222222', '333333333333'] } });
    expect(statement('TrailsEncrypt')?.Condition).toEqual({ StringEquals: { 'aws:SourceArn': [trailArn], 'kms:EncryptionContext:aws:cloudtrail:arn': [trailArn] } });
    expect(statement('DenyServicesActingForOtherAccounts')?.Condition?.StringNotEquals).toEqual({ 'aws:SourceAccount': ['111111111111', '222222222222', '333333333333'] });
    expect(statement('DenyOtherAccounts')?.Condition?.StringNotEquals).toEqual({ 'aws:PrincipalAccount': '111111111111' });
  });

  test.each([
    ['principals of other accounts', 'DenyOtherAccounts', 's3:*'],
    ['plain connections', undefined, 's3:*'],
    ['deletion', 'DenyDeletion', ['s3:BypassGovernanceRetention', 's3:DeleteBucket', 's3:DeleteObject', 's3:DeleteObjectVersion']],
    ['a looser lock', 'DenyLooserLock', ['s3:PutBucketObjectLockConfiguration', 's3:PutBucketVersioning']],
  ])('denies %s', (_, sid, actions) => {
    const denials = archiveStatements(archiveWith()).filter(({ Effect, Sid }) => Effect === 'Deny' && Sid === sid);
    expect(denials.map(({ Action }) => Action)).toEqual([actions]);
  });

  test('lets a custodian change the lock for future logs', () => {
    const custodian = 'arn:aws:iam::111111111111:role/deploy';
    expect(archiveStatement(archiveWith({ custodianArns: [custodian] }), 'DenyLooserLock')?.Condition).toEqual({ ArnNotEquals: { 'aws:PrincipalArn': [custodian] } });
    expect(archiveStatement(archiveWith(), 'DenyLooserLock')?.Condition).toBeUndefined();
  });

  test.each<[string, Partial<LogArchiveProps>, string]>([
    ['no source', { sources: [] }, '- sources: must name at least one account, got []'],
    ['an account twice', { sources: [production, production] }, '- sources[1].account: must not be named twice, got "333333333333"; join the two'],
    ['a malformed account', { sources: [{ ...production, account: '33' }] }, '- sources[0].account: must be an AWS account id of 12 digits, got "33"'],
    ['a trail without its ARN', { sources: [{ ...staging, trailArn: undefined }] }, '- sources[0].trailArn: must be the ARN of a trail of account 222222222222; write AccountTrail.arnOf(account, region, trailName)'],
    ['a trail of another account', { sources: [{ ...staging, account: '444444444444' }] }, `- sources[0].trailArn: must be the ARN of a trail of account 444444444444, got "${trailArn}"; write AccountTrail.arnOf(account, region, trailName)`],
    ['a trail that is not sent', { sources: [{ ...production, trailArn: trailArn.replace('2222', '3333') }] }, `- sources[0].trailArn: must be left out when no trail is sent, got "${trailArn.replace('2222', '3333')}"; add LogKind.CLOUDTRAIL to kinds`],
    ['an account that sends nothing', { sources: [{ ...production, kinds: [] }] }, '- sources[0].kinds: must name at least one kind of log, got []'],
    ['WAF logs where WAF cannot write', { sources: [{ ...production, kinds: [LogKind.WAF] }] }, '- bucketName: must begin with "aws-waf-logs-" to take WAF logs, got "projects-log-archive-111111111111-eu-west-1"; write LogArchive.wafBucketNameOf(prefix, account, region)'],
    ['a malformed name', { bucketName: 'Logs' }, '- bucketName: must be 3 to 63 lower-case letters, digits and hyphens, got "Logs"; write LogArchive.bucketNameOf(prefix, account, region)'],
    ['an alias with its prefix', { keyAlias: 'alias/logs' }, '- keyAlias: must be letters, digits, "/", "_" or "-", without "alias/" or "aws/" in front, got "alias/logs"; for example "projects/log-archive"'],
    ['a life shorter than the lock', { expireAfter: Duration.days(399) }, '- expireAfter: must not be before retention, 400 days, got 399; leave it out'],
    ['a cheaper class after the end', { archiveAfter: Duration.days(500) }, '- archiveAfter: must be before logs expire, 430 days, got 500; leave it out'],
  ])('refuses %s', (_, props, message) => {
    expect(() => archiveWith(props)).toThrow(new Error(`log archive "Test/Archive" has 1 problem\n${message}`));
  });
});

describe('the bucket for access logs', () => {
  const inTwoStacks = (): { logs: Template; documents: Stack } => {
    const app = testApp();
    const env = { account: '111111111111', region: 'eu-west-1' };
    const [logs, documents] = [new Stack(app, 'Logs', { env }), new Stack(app, 'Documents', { env })];
    const { bucket } = new AccessLogBucket(logs, 'AccessLogs');
    new s3.Bucket(documents, 'Bucket', { serverAccessLogsBucket: bucket, serverAccessLogsPrefix: 'documents/' });
    app.synth();
    return { logs: Template.fromStack(logs), documents };
  };

  test('takes logs of buckets of its own account only, also from other stacks', () => {
    const allows = statementsOf(inTwoStacks().logs, 'AWS::S3::BucketPolicy', 'PolicyDocument').filter(({ Effect }) => Effect === 'Allow');
    expect(allows).toMatchObject([{
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': '111111111111' }, ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::*' } },
    }]);
  });

  test('takes logs of load balancers of its own account where asked', () => {
    const template = templateOf((stack) => new AccessLogBucket(stack, 'AccessLogs', { loadBalancers: true }));
    expect(statementOf(template, 'AWS::S3::BucketPolicy', 'PolicyDocument', 'AllowLogsOfOwnLoadBalancers')).toMatchObject({
      Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
      Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/*' } },
    });
  });

  test('denies other accounts, and services that act for them', () => {
    const template = templateOf((stack) => new AccessLogBucket(stack, 'AccessLogs'));
    const denials = statementsOf(template, 'AWS::S3::BucketPolicy', 'PolicyDocument').filter(({ Effect }) => Effect === 'Deny').map(({ Sid }) => Sid);
    expect(denials).toEqual([undefined, 'DenyOtherAccounts', 'DenyServicesActingForOtherAccounts']);
  });

  test('refuses a retention of less than a day', () => {
    expect(() => templateOf((stack) => new AccessLogBucket(stack, 'Logs', { retention: Duration.hours(3) }))).toThrow(
      new Error('access log bucket "Test/Logs" has 1 problem\n- retention: must be a whole number of days, at least 1, got 0.125; choose for example Duration.days(90)'));
  });
});

function trailWith(props: Partial<AccountTrailProps> = {}, copy = false): Template {
  return templateOf((stack) => new AccountTrail(stack, 'Trail', {
    trailName: 'staging',
    archiveBucketName: 'projects-log-archive',
    archiveKeyArn: LogArchive.keyArnOf('projects/log-archive', '999999999999', 'eu-west-1'),
    logKey: copy ? new DataKey(stack, 'Key', { prefix: 'staging', domain: DataDomain.LOGS }).key : undefined,
    ...props,
  }));
}
const selectorNames = (template: Template) => (only(template, 'AWS::CloudTrail::Trail').Properties.AdvancedEventSelectors as Array<{ Name: string }>).map(({ Name }) => Name);

describe('the trail of an account', () => {
  test('records every region, validates its files, and writes encrypted to the archive', () => {
    expect(only(trailWith(), 'AWS::CloudTrail::Trail').Properties).toMatchObject({
      IsLogging: true, IsMultiRegionTrail: true, IncludeGlobalServiceEvents: true, EnableLogFileValidation: true,
      S3BucketName: 'projects-log-archive', KMSKeyId: 'arn:aws:kms:eu-west-1:999999999999:alias/projects/log-archive',
      InsightSelectors: [{ InsightType: 'ApiCallRateInsight' }, { InsightType: 'ApiErrorRateInsight' }],
    });
  });

  test.each<[string, Partial<AccountTrailProps>, string[]]>([
    ['management and object writes', {}, ['management', 'objects']],
    ['management only', { objectEvents: TrailDataEvents.NONE }, ['management']],
    ['everything', { objectEvents: TrailDataEvents.ALL, functionEvents: true }, ['management', 'objects', 'functions']],
  ])('records %s', (_, props, names) => {
    expect(selectorNames(trailWith(props))).toEqual(names);
  });

  test('keeps an encrypted copy for alarms where it has a key', () => {
    const template = trailWith({}, true);
    expect(only(template, 'AWS::Logs::LogGroup').Properties).toMatchObject({ RetentionInDays: 365, KmsKeyId: expect.anything() });
    expect(only(template, 'AWS::CloudTrail::Trail')).toMatchObject({ Properties: { CloudWatchLogsLogGroupArn: expect.anything() }, DependsOn: [expect.stringMatching(/CopyPolicy/)] });
    expect(resources(trailWith(), 'AWS::Logs::LogGroup')).toEqual([]);
  });

  test.each<[string, Partial<AccountTrailProps>, string]>([
    ['a name that begins with a dot', { trailName: '.staging' }, '- trailName: must be 3 to 128 letters, digits, ".", "_" or "-", with a letter or digit at either end, got ".staging"'],
    ['the bare name of a key', { archiveKeyArn: 'alias/logs' }, '- archiveKeyArn: must be the ARN of a key or of an alias, got "alias/logs"; write LogArchive.keyArnOf(keyAlias, account, region)'],
  ])('refuses %s', (_, props, message) => {
    expect(() => trailWith(props)).toThrow(new Error(`trail "Test/Trail" has 1 problem\n${message}`));
  });

  test('tells somebody when it is tampered with', () => {
    const template = templateOf((stack) => new TrailTamperAlarm(stack, 'Tamper', { topic: new sns.Topic(stack, 'Topic') }));
    expect(only(template, 'AWS::Events::Rule').Properties).toMatchObject({
      EventPattern: { detail: { eventName: ['DeleteTrail', 'PutEventSelectors', 'PutInsightSelectors', 'StopLogging', 'UpdateTrail'] } },
      Targets: [{ Arn: { Ref: expect.stringMatching(/^Topic/) } }],
    });
  });
});
