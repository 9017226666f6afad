import { Duration, Stack, aws_ec2 as ec2, aws_ecs as ecs, aws_kms as kms, aws_logs as logs, aws_sns as sns, aws_sqs as sqs } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import {
  CapacityPart, CapacityRecord, CostWatch, OfficeHoursControl, type CapacityRecordProps, type CostWatchProps, type OfficeHoursControlProps, type PlannedWindow, type WorkingHours,
} from '../../lib';
import { refusalOf } from '../environment/example-environments';
import { templateOf } from '../synthesize';
import { only, resources } from './resources';

const path = '/projects/capacity';
const hours: WorkingHours = { days: ['MON', 'FRI'], start: '07:30', end: '20:00', timeZone: 'Europe/Berlin' };
const june: PlannedWindow = { name: 'june', start: '2026-06-08T08:00', end: '2026-06-08T20:00', timeZone: 'Asia/Tokyo', reason: 'load test', owner: 'quality' };

/** The documents that a template writes into Parameter Store, by the end of their names. */
function documents(template: Template): Record<string, unknown> {
  return Object.fromEntries(resources(template, 'AWS::SSM::Parameter').map(({ Properties }) => {
    const value = Properties.Value;
    return [String(Properties.Name).slice(path.length + 1), typeof value === 'string' ? JSON.parse(value) as unknown : value];
  }));
}

describe('a capacity part', () => {
  test('writes down how a service opens, with the numbers of its windows and nothing else', () => {
    const range = { minTasks: 1, maxTasks: 4, cpu: 512 };
    const template = templateOf((stack) => CapacityPart.ofService(stack, 'Part', {
      path, name: 'Api', clusterName: 'main', serviceName: 'api', worker: false, open: range, windows: { june: { minTasks: 4, maxTasks: 40 } },
    }));
    expect(documents(template)).toEqual({
      'parts/Api': { kind: 'service', cluster: 'main', service: 'api', open: { minTasks: 1, maxTasks: 4 }, windows: { june: { minTasks: 4, maxTasks: 40 } } },
    });
  });

  test('writes down a worker with its queue, a database, alarms and a check', () => {
    const template = templateOf((stack) => {
      CapacityPart.ofService(stack, 'Worker', { path, name: 'Billing', clusterName: 'main', serviceName: 'billing', worker: true, idle: { queueUrl: 'https://queue', minutes: 30 } });
      CapacityPart.ofDatabase(stack, 'Database', { path, name: 'Ledger', clusterIdentifier: 'ledger', open: { instanceClass: 'r8g.large' }, windows: { june: { instanceClass: 'r8g.2xlarge' } } });
      CapacityPart.ofAlarms(stack, 'Alarms', { path, name: 'Checks', alarmNames: ['errors'] });
      CapacityPart.ofCheck(stack, 'Check', { path, name: 'Services', checkName: 'projects-services' });
    });
    expect(documents(template)).toEqual({
      'parts/Billing': { kind: 'worker', cluster: 'main', service: 'billing', windows: {}, idle: { queueUrl: 'https://queue', minutes: 30 } },
      'parts/Ledger': { kind: 'database', cluster: 'ledger', open: { instanceClass: 'r8g.large' }, windows: { june: { instanceClass: 'r8g.2xlarge' } } },
      'parts/Checks': { kind: 'alarms', names: ['errors'] },
      'parts/Services': { kind: 'check', name: 'projects-services' },
    });
  });

  test('refuses everything wrong about a service at once', () => {
    expect(refusalOf(() => templateOf((stack) => CapacityPart.ofService(stack, 'Part', {
      path: 'capacity', name: 'the api', clusterName: 'c', serviceName: 's', worker: false, open: { minTasks: 0, maxTasks: 4 },
      windows: { june: { minTasks: 5, maxTasks: 4 } }, idle: { queueUrl: 'https://queue', minutes: 5 },
    })))).toBe([
      'capacity part "Test/Part" has 6 problems',
      '- open.minTasks: must be a whole number of at least 1, got 0',
      '- windows.june.maxTasks: must be a whole number of at least minTasks (5), got 4',
      '- idle.minutes: must be a whole number from 15 to 1440, got 5',
      '- idle: must be of a worker; callers of a service do not wait for it to start',
      '- path: must be a path of Parameter Store, got "capacity"; for example /projects/capacity',
      '- name: must be at most 64 letters, digits and hyphens that begin with a letter, got "the api"',
    ].join('\n'));
  });

  test.each([
    ['both serverless and provisioned', { minAcu: 1, maxAcu: 2, instanceClass: 'r8g.large' }, 'open: must be either serverless (minAcu and maxAcu) or provisioned (instanceClass), got {"minAcu":1,"maxAcu":2,"instanceClass":"r8g.large"}'],
    ['neither', {}, 'open: must be either serverless (minAcu and maxAcu) or provisioned (instanceClass), got {}'],
    ['of half a range', { minAcu: 1 }, 'open: must have minAcu of at least 0 and maxAcu from 1 to 256, not less than minAcu, got {"minAcu":1}'],
    ['of an unknown class', { instanceClass: 'db.m7g.large' }, 'open.instanceClass: must be an instance class that Amazon Aurora PostgreSQL offers, got "db.m7g.large"; write it without "db.", for example r8g.large'],
  ])('refuses a database that is %s', (_what, open, says) => {
    expect(refusalOf(() => templateOf((stack) => CapacityPart.ofDatabase(stack, 'Part', { path, name: 'Ledger', clusterIdentifier: 'c', open }))))
      .toBe(`capacity part "Test/Part" has 1 problem\n- ${says}`);
  });

  test('refuses a check that is none', () => {
    expect(refusalOf(() => templateOf((stack) => CapacityPart.ofCheck(stack, 'Part', { path, name: 'Services', checkName: 'The Check' }))))
      .toContain('- checkName: must be the name of a canary, got "The Check"');
  });
  test('refuses alarms that are none', () => {
    expect(refusalOf(() => templateOf((stack) => CapacityPart.ofAlarms(stack, 'Part', { path, name: 'Checks', alarmNames: [] }))))
      .toContain('- alarmNames: must name at least one alarm, got []');
  });
});

describe('a capacity record', () => {
  test('writes hours, windows and tests for whoever asks', () => {
    const template = templateOf((stack) => new CapacityRecord(stack, 'Record', {
      path, hours, windows: [june], tests: { load: { always: false, windows: ['june'], floors: [{ parameter: 'capacity.api.maxTasks', atLeast: 20, has: 4 }] } },
    }));
    const { name: _name, ...written } = june;
    expect(documents(template)).toEqual({
      hours, 'windows/june': written,
      'tests/load': { always: false, windows: ['june'], floors: [{ parameter: 'capacity.api.maxTasks', atLeast: 20, has: 4 }] },
    });
  });

  test.each<[string, Partial<CapacityRecordProps>, string]>([
    ['hours without a time zone', { hours: { ...hours, timeZone: '' } }, 'hours.timeZone: must be a time zone of the IANA database, got ""; write for example Europe/Berlin'],
    ['hours that end before they start', { hours: { ...hours, end: '07:00' } }, 'hours.end: must be later than the start, 07:30, got "07:00"'],
    ['hours on no day', { hours: { ...hours, days: [] } }, 'hours.days: must name at least one day, got []'],
    ['hours on a day that is none', { hours: { ...hours, days: ['Monday'] } }, 'hours.days: must be one of MON, TUE, WED, THU, FRI, SAT, SUN, got "Monday"'],
    ['a time of the day that is none', { hours: { ...hours, start: '7' } }, 'hours.start: must be a time of the day, HH:MM, got "7"'],
    ['a window that ends before it starts', { windows: [{ ...june, end: '2026-06-08T07:00' }] }, 'windows.june.end: must be later than the start, 2026-06-08T08:00, got "2026-06-08T07:00"'],
    ['a window without a time zone', { windows: [{ ...june, timeZone: '+09:00' }] }, 'windows.june.timeZone: must be a time zone of the IANA database, got "+09:00"; write for example Europe/Berlin'],
    ['a window at a time that is none', { windows: [{ ...june, start: 'tomorrow' }] }, 'windows.june.start: must be a time that clocks in Asia/Tokyo show, got "tomorrow"; write YYYY-MM-DDTHH:MM'],
    ['windows that overlap', { windows: [june, { ...june, name: 'july', start: '2026-06-08T19:00', end: '2026-06-09T08:00' }] }, 'windows.july: must not overlap the window june'],
    ['two windows of one name', { windows: [june, { ...june, start: '2026-07-08T19:00', end: '2026-07-09T08:00' }] }, 'windows.june: must have a name of its own, got "june"'],
    ['a window with a name that AWS refuses', { windows: [{ ...june, name: 'June!' }] }, 'windows: must have names of at most 40 lower-case letters, digits and hyphens, got "June!"'],
    ['a test with a name that AWS refuses', { tests: { 'Load test': { always: true, windows: [], floors: [] } } }, 'tests: must be named in at most 40 lower-case letters, digits and hyphens, got "Load test"'],
    ['a path that is none', { path: 'capacity' }, 'path: must be a path of Parameter Store, got "capacity"; for example /projects/capacity'],
  ])('refuses %s', (_what, change, says) => {
    expect(refusalOf(() => templateOf((stack) => new CapacityRecord(stack, 'Record', { path, ...change })))).toBe(`capacity record "Test/Record" has 1 problem\n- ${says}`);
  });
});

describe('the control of office hours', () => {
  const control = (record: Partial<CapacityRecordProps>, change: Partial<OfficeHoursControlProps> = {}, also: (stack: Stack) => Partial<OfficeHoursControlProps> = () => ({})) =>
    templateOf((stack) => {
      const key = new kms.Key(stack, 'Key');
      new OfficeHoursControl(stack, 'Control', {
        record: new CapacityRecord(stack, 'Record', { path, ...record }), key, logKey: key, logRetention: logs.RetentionDays.ONE_MONTH,
        alerts: new sns.Topic(stack, 'Alerts'), ...change, ...also(stack),
      });
    });
  const schedules = (template: Template) => resources(template, 'AWS::Scheduler::Schedule').map(({ Properties }) => Properties);

  test('wakes at every beginning and every end in the time zone they were declared in, and every few minutes besides', () => {
    const woken = schedules(control({ hours, windows: [june] }))
      .map(({ ScheduleExpression, ScheduleExpressionTimezone, Target }) => [ScheduleExpression, ScheduleExpressionTimezone, (JSON.parse((Target as { Input: string }).Input) as { why: string }).why]);
    expect(woken).toEqual([
      ['rate(5 minutes)', 'UTC', 'looks whether all is where it should be'],
      ['cron(30 7 ? * MON,FRI *)', 'Europe/Berlin', 'office hours begin'],
      ['cron(0 20 ? * MON,FRI *)', 'Europe/Berlin', 'office hours end'],
      ['at(2026-06-08T08:00:00)', 'Asia/Tokyo', 'window june begins'],
      ['at(2026-06-08T20:00:00)', 'Asia/Tokyo', 'window june ends'],
    ]);
  });

  test('never says in a schedule what to do, so that the end of a window needs no beginning', () => {
    for (const { Target } of schedules(control({ hours, windows: [june] }))) {
      expect(Object.keys(JSON.parse((Target as { Input: string }).Input) as object)).toEqual(['why']);
    }
  });

  test('tries again for an hour, keeps what could not be delivered, and encrypts with the given key', () => {
    for (const schedule of schedules(control({ hours }))) {
      expect(schedule).toMatchObject({
        FlexibleTimeWindow: { Mode: 'OFF' }, KmsKeyArn: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] },
        Target: { RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 10 }, DeadLetterConfig: { Arn: { 'Fn::GetAtt': [expect.stringContaining('DeadLetters'), 'Arn'] } } },
      });
    }
  });

  test('lets only its own schedules of its own account wake it', () => {
    const template = control({ hours });
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: { Statement: [Match.objectLike({
        Principal: { Service: 'scheduler.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': '111111111111' }, ArnEquals: { 'aws:SourceArn': Match.anyValue() } },
      })] },
    });
  });

  test('alarms when something is not there for an hour, and when nobody looks', () => {
    control({ hours }, { every: Duration.minutes(10) }).hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'UnsettledParts', Namespace: 'Understudy/Capacity', Dimensions: [{ Name: 'Path', Value: path }], EvaluationPeriods: 6, DatapointsToAlarm: 6,
      Period: 600, TreatMissingData: 'breaching', AlarmActions: [{ Ref: Match.stringLikeRegexp('^Alerts') }],
    });
  });

  const permitted = (template: Template): string[] => resources(template, 'AWS::IAM::ManagedPolicy')
    .flatMap(({ Properties }) => (Properties.PolicyDocument as { Statement: Array<{ Action: string | string[] }> }).Statement.flatMap(({ Action }) => Action))
    .filter((action) => !/^(logs|xray|sqs:SendMessage|kms|lambda)/.test(action));

  test('may touch nothing that it was not given', () => {
    expect(permitted(control({ hours }))).toEqual(['ssm:GetParametersByPath']);
  });

  test('may change the scale of a database only where there are windows, and classes only of given instances', () => {
    expect(permitted(control({ hours }, { databases: ['projects-ledger'] }))).not.toContain('rds:ModifyDBCluster');
    expect(permitted(control({ windows: [june] }, { databases: ['projects-ledger'] }))).toEqual(
      ['ssm:GetParametersByPath', 'rds:DescribeDBClusters', 'rds:ModifyDBCluster', 'rds:StartDBCluster', 'rds:StopDBCluster']);
    expect(permitted(control({ windows: [june] }, { databases: ['projects-ledger'], instances: ['one'] }))).toEqual(expect.arrayContaining(['rds:DescribeDBInstances', 'rds:ModifyDBInstance']));
  });

  test('may scale services of the given cluster only, silence alarms of one kind of name, start and stop given checks, and ask queues where it is told to', () => {
    const template = control({ hours }, { alarmsNamed: 'projects-sleeps-', checks: ['projects-services'] }, (stack) => ({
      clusters: [new ecs.Cluster(stack, 'Cluster', { vpc: new ec2.Vpc(stack, 'Vpc') })], queues: [new sqs.Queue(stack, 'Queue')],
    }));
    const policy = resources(template, 'AWS::IAM::ManagedPolicy').map(({ Properties }) => JSON.stringify(Properties.PolicyDocument)).find((text) => text.includes('ecs:UpdateService'));
    expect(policy).toContain('"ArnEquals":{"ecs:cluster":[{"Fn::GetAtt":["Cluster');
    expect(policy).toContain('"StringEquals":{"application-autoscaling:service-namespace":"ecs"}');
    expect(permitted(template)).toEqual(expect.arrayContaining(['cloudwatch:DisableAlarmActions', 'cloudwatch:GetMetricStatistics', 'sqs:GetQueueAttributes']));
    expect(policy?.match(/:alarm:[^"]*/g)).toEqual([':alarm:*', ':alarm:projects-sleeps-*'].map((part) => expect.stringContaining(part)));
    expect(policy).toContain('"Action":"cloudwatch:DescribeAlarms"');
    expect(policy?.match(/canary:[^"]*/g)).toEqual(['canary:projects-services']);
  });

  test.each<[string, Partial<CapacityRecordProps>, Partial<OfficeHoursControlProps>, string]>([
    ['what is always open', {}, {}, 'record: must have hours or windows, or there must be queues; what is always open needs no control'],
    ['a look every second', { hours }, { every: Duration.seconds(1) }, 'every: must be whole minutes from 5 to 60, got 0.016666666666666666'],
    ['alarms of nearly every name', { hours }, { alarmsNamed: 'p' }, 'alarmsNamed: must be 8 to 200 letters, digits, "-" or "_", got "p"; for example projects-sleeps-; a shorter beginning would reach alarms that must never be silent'],
    ['a database with a name that AWS refuses', { hours }, { databases: ['Ledger*'] }, 'databases: must be identifiers of Aurora clusters, got "Ledger*"'],
  ])('refuses %s', (_what, record, change, says) => {
    expect(refusalOf(() => control(record, change))).toBe(`office hours control "Test/Control" has 1 problem\n- ${says}`);
  });
});

describe('a cost watch', () => {
  const watch = (change: Partial<CostWatchProps> = {}) =>
    templateOf((stack) => new CostWatch(stack, 'Watch', { name: 'projects', monthlyAmount: 4000, topic: new sns.Topic(stack, 'Alerts'), ...change }));

  test('tells of what was spent and of a forecast above the amount', () => {
    const { Budget, NotificationsWithSubscribers } = only(watch({ alertAtPercent: [50, 90], currency: 'EUR' }), 'AWS::Budgets::Budget').Properties as {
      Budget: unknown; NotificationsWithSubscribers: Array<{ Notification: { NotificationType: string; Threshold: number }; Subscribers: unknown[] }>;
    };
    expect(Budget).toEqual({ BudgetName: 'projects', BudgetType: 'COST', TimeUnit: 'MONTHLY', BudgetLimit: { Amount: 4000, Unit: 'EUR' } });
    expect(NotificationsWithSubscribers.map(({ Notification: { NotificationType, Threshold } }) => [NotificationType, Threshold])).toEqual([['ACTUAL', 50], ['ACTUAL', 90], ['FORECASTED', 100]]);
    for (const { Subscribers } of NotificationsWithSubscribers) expect(Subscribers).toEqual([{ SubscriptionType: 'SNS', Address: { Ref: expect.stringMatching(/^Alerts/) } }]);
  });

  test.each([['a tenth of the amount', {}, '400'], ['the given amount', { anomalyAmount: 50 }, '50']])('tells of an anomaly of %s or more at once', (_what, change, amount) => {
    const template = watch(change);
    const subscription = only(template, 'AWS::CE::AnomalySubscription').Properties;
    expect(JSON.parse(String(subscription.ThresholdExpression))).toEqual({
      Dimensions: { Key: 'ANOMALY_TOTAL_IMPACT_ABSOLUTE', MatchOptions: ['GREATER_THAN_OR_EQUAL'], Values: [amount] },
    });
    expect(subscription).toMatchObject({ Frequency: 'IMMEDIATE', Subscribers: [{ Type: 'SNS' }] });
    expect(only(template, 'AWS::CE::AnomalyMonitor').Properties).toMatchObject({ MonitorType: 'DIMENSIONAL', MonitorDimension: 'SERVICE' });
  });

  test('refuses everything wrong at once', () => {
    expect(refusalOf(() => watch({ name: 'the cost', monthlyAmount: 0, currency: '$', alertAtPercent: [], anomalyAmount: -1 }))).toBe([
      'cost watch "Test/Watch" has 5 problems',
      '- name: must be at most 80 letters, digits and hyphens, got "the cost"',
      '- monthlyAmount: must be a number above 0, got 0',
      '- anomalyAmount: must be a number above 0, got -1',
      '- currency: must be a currency of three capital letters, got "$"; write for example USD',
      '- alertAtPercent: must be one to four percents above 0 and up to 1000, got []; AWS takes five alerts, one of which is for the forecast',
    ].join('\n'));
  });
});
