import { Duration, Stack, aws_kms as kms, aws_logs as logs, aws_s3 as s3, aws_sns as sns } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { HostPatching, PatchSchedule } from '../../constructs/patching/host-patching';
import { ConfigurationHistory, ConfigurationHistoryProps } from '../../constructs/protection/configuration-history';
import { ImageScanning } from '../../constructs/protection/image-scanning';
import { SecurityPosture, SecurityStandard } from '../../constructs/protection/security-posture';
import { ThreatDetection, ThreatDetectionProps, ThreatFeature } from '../../constructs/protection/threat-detection';
import { templateOf } from '../synthesize';

const alertsOf = (stack: Stack): sns.ITopic => new sns.Topic(stack, 'Alerts');

describe('threat detection', () => {
  const detected = (props: Partial<ThreatDetectionProps> = {}): Template => templateOf((stack) => new ThreatDetection(stack, 'Threats', { alerts: alertsOf(stack), ...props }));

  test('says of every feature whether it is on', () => {
    const [detector] = Object.values(detected().findResources('AWS::GuardDuty::Detector'));
    expect(detector?.Properties).toMatchObject({ Enable: true });
    expect(detector?.Properties.Features).toEqual(Object.values(ThreatFeature).map((Name) => ({ Name, Status: Name === ThreatFeature.RUNTIME_MONITORING ? 'DISABLED' : 'ENABLED' })));
  });

  test.each([[undefined, 4], [7, 7]])('tells somebody from severity %p on', (minimumSeverity, least) => {
    detected({ minimumSeverity }).hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['aws.guardduty'], detail: { severity: [{ numeric: ['>=', least] }] } }, Targets: [Match.objectLike({ Arn: { Ref: Match.stringLikeRegexp('^Alerts') } })],
    });
  });

  test('refuses a severity that is none and a feature named twice', () => {
    const twice = [ThreatFeature.RDS_LOGIN_EVENTS, ThreatFeature.RDS_LOGIN_EVENTS];
    expect(() => detected({ minimumSeverity: 11, features: twice })).toThrow(
      'threat detection "Test/Threats" has 2 problems\n- minimumSeverity: must be 1 to 10, got 11\n- features: must not name a feature twice, got "RDS_LOGIN_EVENTS"');
  });
});

describe('a security posture', () => {
  const held = (standards?: SecurityStandard[]): Template => templateOf((stack) => new SecurityPosture(stack, 'Posture', { alerts: alertsOf(stack), standards }));

  test('holds the account against the standards, each after the hub', () => {
    const template = held();
    const standards = Object.values(template.findResources('AWS::SecurityHub::Standard'));
    expect(standards.map(({ Properties }) => Properties.StandardsArn)).toEqual([
      'arn:aws:securityhub:eu-west-1::standards/aws-foundational-security-best-practices/v/1.0.0', 'arn:aws:securityhub:eu-west-1::standards/nist-800-53/v/5.0.0',
    ]);
    expect(standards.map(({ DependsOn }) => DependsOn)).toEqual([[expect.stringMatching(/^PostureHub/)], [expect.stringMatching(/^PostureHub/)]]);
    template.hasResourceProperties('AWS::SecurityHub::Hub', { EnableDefaultStandards: false, ControlFindingGenerator: 'SECURITY_CONTROL' });
  });

  test('tells somebody of new failures that are critical or high', () => {
    held([SecurityStandard.CIS_3]).hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { detail: { findings: Match.objectLike({ Compliance: { Status: ['FAILED'] }, Severity: { Label: ['CRITICAL', 'HIGH'] } }) } },
    });
  });

  test.each<[SecurityStandard[], string]>([
    [[], 'must name at least one standard, got []; leave it out for the defaults'],
    [[SecurityStandard.CIS_3, SecurityStandard.CIS_3], 'must not name a standard twice, got "cis-aws-foundations-benchmark/v/3.0.0"'],
  ])('standards %j are refused', (standards, says) => {
    expect(() => held(standards)).toThrow(`security posture "Test/Posture" has 1 problem\n- standards: ${says}`);
  });
});

describe('a configuration history', () => {
  const recorded = (props: Partial<ConfigurationHistoryProps> = {}): Template => templateOf((stack) => new ConfigurationHistory(stack, 'History', {
    key: new kms.Key(stack, 'Key'), accessLogBucket: new s3.Bucket(stack, 'AccessLogs'), alerts: alertsOf(stack), retention: Duration.days(400), ...props,
  }));
  const template = recorded();

  test('records every type, with the role that AWS Config writes with', () => {
    template.hasResourceProperties('AWS::Config::ConfigurationRecorder', {
      RecordingGroup: { AllSupported: true, IncludeGlobalResourceTypes: true },
      RoleARN: 'arn:aws:iam::111111111111:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig',
    });
    template.resourceCountIs('AWS::IAM::ServiceLinkedRole', 1);
    recorded({ makeServiceLinkedRole: false }).resourceCountIs('AWS::IAM::ServiceLinkedRole', 0);
  });

  test('lies under the key, in a bucket of the account that AWS Config writes to for this account only', () => {
    template.hasResourceProperties('AWS::Config::DeliveryChannel', { S3BucketName: { Ref: Match.stringLikeRegexp('^HistoryBucket') }, S3KmsKeyArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] } });
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({
        Action: 's3:PutObject', Principal: { Service: 'config.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': '111111111111' } },
      })]) },
    });
  });

  test('recorder and channel do not wait for each other', () => {
    const [channel] = Object.values(template.findResources('AWS::Config::DeliveryChannel'));
    const [recorder] = Object.values(template.findResources('AWS::Config::ConfigurationRecorder'));
    expect(JSON.stringify(channel?.DependsOn)).not.toContain('Recorder');
    expect(JSON.stringify(recorder?.DependsOn)).not.toContain('Channel');
  });

  test('is held against rules, each after the recorder', () => {
    const rules = Object.values(recorded({ rules: ['RDS_STORAGE_ENCRYPTED', 'EC2_IMDSV2_CHECK'] }).findResources('AWS::Config::ConfigRule'));
    expect(rules.map(({ Properties }) => Properties)).toEqual([
      { ConfigRuleName: 'rds-storage-encrypted', Source: { Owner: 'AWS', SourceIdentifier: 'RDS_STORAGE_ENCRYPTED' } },
      { ConfigRuleName: 'ec2-imdsv2-check', Source: { Owner: 'AWS', SourceIdentifier: 'EC2_IMDSV2_CHECK' } },
    ]);
    expect(JSON.stringify(rules.map(({ DependsOn }) => DependsOn))).toMatch(/HistoryRecorder.*HistoryRecorder/);
    expect(Object.keys(template.findResources('AWS::Config::ConfigRule')).length).toBeGreaterThan(20);
  });

  test('refuses what is no history and no rule, all at once', () => {
    expect(() => recorded({ retention: Duration.days(7), rules: ['rds', 'EC2_IMDSV2_CHECK', 'EC2_IMDSV2_CHECK'] })).toThrow([
      'configuration history "Test/History" has 3 problems',
      '- retention: must be whole days, at least 30, got 7',
      '- rules: must be identifiers of AWS managed rules, got "rds"; for example RDS_STORAGE_ENCRYPTED',
      '- rules: must not name a rule twice, got "EC2_IMDSV2_CHECK"',
    ].join('\n'));
  });
});

test('image scanning looks at every image again and again', () => {
  const template = templateOf((stack) => new ImageScanning(stack, 'Scanning', { alerts: alertsOf(stack) }));
  template.hasResourceProperties('AWS::ECR::RegistryScanningConfiguration', {
    ScanType: 'ENHANCED', Rules: [{ ScanFrequency: 'CONTINUOUS_SCAN', RepositoryFilters: [{ Filter: '*', FilterType: 'WILDCARD' }] }],
  });
  template.hasResourceProperties('AWS::Events::Rule', { EventPattern: { source: ['aws.inspector2'], detail: { severity: ['CRITICAL', 'HIGH'] } } });
});

describe('host patching', () => {
  const schedule = { week: 2, day: 'WED', start: '12:05', timeZone: 'Europe/Berlin', hours: 4 };
  const patched = (when?: PatchSchedule, prefix = 'projects'): Template => templateOf((stack) => new HostPatching(stack, 'Patching', {
    prefix, logKey: new kms.Key(stack, 'Key'), logRetention: logs.RetentionDays.ONE_MONTH, schedule: when,
  }));
  const template = patched(schedule);

  test('has the same baseline whenever it installs', () => {
    const baselines = [template, patched(), patched({ ...schedule, week: 3 })].map((made) => made.findResources('AWS::SSM::PatchBaseline'));
    expect(baselines[1]).toEqual(baselines[0]);
    expect(baselines[2]).toEqual(baselines[0]);
    expect(Object.values(baselines[0] ?? {})[0]?.Properties).toMatchObject({ PatchGroups: ['environment-hosts'], DefaultBaseline: true, OperatingSystem: 'AMAZON_LINUX_2023' });
  });

  test('installs once a month at the declared hour, on hosts of the group', () => {
    template.hasResourceProperties('AWS::SSM::MaintenanceWindow', { Schedule: 'cron(5 12 ? * WED#2 *)', ScheduleTimezone: 'Europe/Berlin', Duration: 4, Cutoff: 1 });
    template.hasResourceProperties('AWS::SSM::MaintenanceWindowTarget', { Targets: [{ Key: 'tag:PatchGroup', Values: ['environment-hosts'] }] });
    template.hasResourceProperties('AWS::SSM::MaintenanceWindowTask', { TaskArn: 'AWS-RunPatchBaseline', MaxErrors: '10%' });
  });

  test('without a schedule only looks', () => {
    patched().resourceCountIs('AWS::SSM::MaintenanceWindow', 0);
    patched().hasResourceProperties('AWS::SSM::Association', { Parameters: { Operation: ['Scan'] }, ScheduleExpression: 'rate(1 day)' });
  });

  test('may run its document on hosts of the group only', () => {
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({
        Action: 'ssm:SendCommand', Resource: 'arn:aws:ec2:eu-west-1:111111111111:instance/*', Condition: { StringEquals: { 'ssm:resourceTag/PatchGroup': 'environment-hosts' } },
      })]) },
    });
  });

  test('refuses hours that no window can have, all at once', () => {
    expect(() => patched({ week: 5, day: 'Sunday', start: '3', timeZone: ' ', hours: 1 }, 'my hosts')).toThrow([
      'host patching "Test/Patching" has 6 problems',
      '- prefix: must be 1 to 40 letters, digits, "-" or "_", got "my hosts"',
      '- schedule.week: must be 1 to 4, got 5; a fifth one does not come every month',
      '- schedule.day: must be MON to SUN, got "Sunday"',
      '- schedule.start: must be a time of the day from 00:00 to 23:59, got "3"',
      '- schedule.timeZone: must be a time zone of the IANA database, got " "',
      '- schedule.hours: must be 2 to 24 whole hours, got 1',
    ].join('\n'));
  });
});
