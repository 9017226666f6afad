import { Duration, Stack, aws_ec2 as ec2, aws_ecs as ecs, aws_kms as kms, aws_logs as logs, aws_s3 as s3, aws_sns as sns } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AlarmThresholds } from '../../constructs/observability/alarm-thresholds';
import { DeliveryMeasures } from '../../constructs/observability/delivery-measures';
import { EnvironmentMonitor } from '../../constructs/observability/environment-monitor';
import { LogWatch } from '../../constructs/observability/log-watch';
import { RequestTraces } from '../../constructs/observability/request-traces';
import { SyntheticCheck, SyntheticCheckProps } from '../../constructs/observability/synthetic-check';
import { EnvironmentBanner } from '../../constructs/labels/environment-banner';
import { ContainerService } from '../../constructs/workload/container-service';
import { RelationalDatabase } from '../../constructs/workload/relational-database';
import { ServiceCluster } from '../../constructs/workload/service-cluster';
import { WorkQueue } from '../../constructs/workload/work-queue';
import { templateOf } from '../synthesize';

const banner = new EnvironmentBanner({ label: 'STAGING', message: 'Masked data only.' });

interface Parts {
  readonly vpc: ec2.IVpc;
  readonly key: kms.IKey;
  readonly alerts: sns.ITopic;
  readonly accessLogBucket: s3.IBucket;
  readonly cluster: ServiceCluster;
}

function parts(stack: Stack): Parts {
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    subnetConfiguration: [
      { name: 'public', subnetType: ec2.SubnetType.PUBLIC },
      { name: 'private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      { name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    ],
  });
  const key = new kms.Key(stack, 'Key');
  return {
    vpc, key, alerts: new sns.Topic(stack, 'Alerts'), accessLogBucket: new s3.Bucket(stack, 'AccessLogs'),
    cluster: new ServiceCluster(stack, 'Cluster', { vpc, namespaceName: 'services.staging.example.com', storageKey: key }),
  };
}

function service(stack: Stack, { cluster, key }: Parts, id = 'Api', port: number | undefined = 8080, speaksTls = false): ContainerService {
  return new ContainerService(stack, id, {
    cluster, size: { minTasks: 1, maxTasks: 2 }, port, speaksTls, logKey: key, logRetention: logs.RetentionDays.ONE_MONTH, configurationPath: `/projects/${id}`,
    image: '555555555555.dkr.ecr.eu-west-1.amazonaws.com/projects/api@sha256:4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a',
  });
}

function monitor(stack: Stack, alerts: sns.ITopic, thresholds?: AlarmThresholds): EnvironmentMonitor {
  return new EnvironmentMonitor(stack, 'Monitor', { dashboardName: 'projects', banner, alerts, thresholds });
}

function alarmsOf(template: Template): Array<Record<string, unknown>> {
  return Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => ({ ...Properties }));
}

describe('an environment monitor', () => {
  function watched(thresholds?: AlarmThresholds): Template {
    return templateOf((stack) => {
      const made = parts(stack);
      const watching = monitor(stack, made.alerts, thresholds);
      watching.watchService(service(stack, made));
      watching.watchDatabase(new RelationalDatabase(stack, 'Ledger', {
        vpc: made.vpc, key: made.key, logKey: made.key, logRetention: logs.RetentionDays.ONE_MONTH, size: { minAcu: 0.5, maxAcu: 4 },
        backupRetention: Duration.days(7), clusterName: 'projects-ledger',
      }));
      watching.watchQueue(new WorkQueue(stack, 'Invoices', { key: made.key, alerts: made.alerts }));
      watching.watchLog(new LogWatch(stack, 'Log', { logGroup: new logs.LogGroup(stack, 'Group'), title: 'Api', key: made.key }));
    });
  }

  const usual = watched();
  const own = (template: Template): Array<Record<string, unknown>> => alarmsOf(template).filter(({ AlarmDescription: text }) => text !== 'A message could not be worked off and lies in the dead-letter queue');

  test('tells somebody of every alarm, and when it is over', () => {
    expect(own(usual)).toHaveLength(9);
    for (const alarm of own(usual)) expect(alarm).toMatchObject({ AlarmActions: [expect.anything()], OKActions: [expect.anything()], TreatMissingData: 'notBreaching' });
  });

  test('watches the same with other thresholds, and only the numbers differ', () => {
    const gentle = own(watched({ cpuPercent: 95, memoryPercent: 95, queueAgeMinutes: 60, loggedErrors: 100, alarmAfterMinutes: 30 }));
    const bare = (alarm: Record<string, unknown>): unknown => ({ ...alarm, Threshold: 0, EvaluationPeriods: 0 });
    expect(gentle.map(bare)).toEqual(own(usual).map(bare));
    expect(gentle.map(({ Threshold }) => Threshold)).toEqual([95, 95, 0, 95, 0, 1000, 3600, 100, 1]);
    expect(new Set(gentle.map(({ EvaluationPeriods }) => EvaluationPeriods))).toEqual(new Set([6]));
  });

  test('stands under the banner of its environment', () => {
    const [dashboard] = Object.values(usual.findResources('AWS::CloudWatch::Dashboard'));
    const texts = JSON.stringify(dashboard?.Properties.DashboardBody).match(/# [A-Za-z ]+/g);
    expect(texts?.[0]).toBe('# STAGING');
  });

  test('an alarm for missing tasks compares what should run with what does', () => {
    const missing = own(usual).find(({ AlarmDescription: text }) => text === 'Tasks of Api do not come up');
    expect(missing).toMatchObject({ Metrics: expect.arrayContaining([expect.objectContaining({ Expression: 'FILL(desired, 0) - FILL(running, 0)' })]) });
  });

  test.each<[AlarmThresholds, string]>([
    [{ errorPercent: 0, latencyMillis: -1 }, '2 problems\n- thresholds.errorPercent: must be above 0 and at most 100 percent, got 0\n- thresholds.latencyMillis: must be above 0, got -1'],
    [{ alarmAfterMinutes: 2000 }, '1 problem\n- thresholds.alarmAfterMinutes: must be 5 to 1440 minutes, what CloudWatch looks at, got 2000'],
  ])('thresholds %j are refused', (thresholds, says) => {
    expect(() => templateOf((stack) => monitor(stack, new sns.Topic(stack, 'Alerts'), thresholds))).toThrow(`monitor "Test/Monitor" has ${says}`);
  });

  test('a name CloudWatch does not take is refused', () => {
    expect(() => templateOf((stack) => new EnvironmentMonitor(stack, 'Monitor', { dashboardName: 'my board', banner, alerts: new sns.Topic(stack, 'Alerts') })))
      .toThrow('monitor "Test/Monitor" has 1 problem\n- dashboardName: must be 1 to 255 letters, digits, "-" or "_", got "my board"');
  });
});

describe('a log watch', () => {
  const template = templateOf((stack) => {
    new LogWatch(stack, 'Log', { logGroup: new logs.LogGroup(stack, 'Group'), title: 'Api', key: new kms.Key(stack, 'Key') });
  });

  test('learns what is usual, under the key it was given', () => {
    template.hasResourceProperties('AWS::Logs::LogAnomalyDetector', { KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] }, EvaluationFrequency: 'FIVE_MIN' });
  });

  test('names the log group without the star that CloudFormation adds', () => {
    const [detector] = Object.values(template.findResources('AWS::Logs::LogAnomalyDetector'));
    expect(JSON.stringify(detector?.Properties.LogGroupArnList)).not.toContain(':*');
  });

  test('counts errors, and nothing as none', () => {
    template.hasResourceProperties('AWS::Logs::MetricFilter', { MetricTransformations: [{ MetricName: 'ApiErrors', MetricValue: '1', DefaultValue: 0 }] });
  });

  test('refuses what CloudWatch does not take', () => {
    expect(() => templateOf((stack) => new LogWatch(stack, 'Log', { logGroup: new logs.LogGroup(stack, 'Group'), title: '1 api', key: new kms.Key(stack, 'Key'), anomalyDays: 3 })))
      .toThrow('log watch "Test/Log" has 2 problems\n- title: must be 1 to 60 letters, digits, "-" or "_" and begin with a letter, got "1 api"\n- anomalyDays: must be a whole number from 7 to 90, got 3');
  });
});

describe('a synthetic check', () => {
  function checked(build: (check: SyntheticCheck, stack: Stack, made: Parts) => void, change: Partial<SyntheticCheckProps> = {}): Template {
    return templateOf((stack) => {
      const made = parts(stack);
      const { key, vpc, accessLogBucket } = made;
      build(new SyntheticCheck(stack, 'Check', { checkName: 'services', key, vpc, accessLogBucket, retention: Duration.days(30), ...change }), stack, made);
    });
  }

  const template = checked((check, stack, made) => check.askService(service(stack, made), 'services.staging.example.com'));

  test('asks a service at its private name, from inside the network', () => {
    template.hasResourceProperties('AWS::Synthetics::Canary', {
      RunConfig: { EnvironmentVariables: { TARGETS: '[{"name":"Api","url":"http://api.services.staging.example.com:8080/health"}]' } },
      VPCConfig: Match.objectLike({ SubnetIds: Match.anyValue() }),
    });
  });

  test('takes any certificate of a service that speaks TLS, as the load balancer does', () => {
    const speaking = checked((check, stack, made) => check.askService(service(stack, made, 'Api', 8080, true), 'services.staging.example.com'));
    speaking.hasResourceProperties('AWS::Synthetics::Canary', {
      RunConfig: { EnvironmentVariables: { TARGETS: '[{"name":"Api","url":"https://api.services.staging.example.com:8080/health","anyCertificate":true}]' } },
    });
  });

  test('opens the way to what it asks, and no other but TLS', () => {
    const rules = Object.values(template.findResources('AWS::EC2::SecurityGroupEgress')).map(({ Properties }) => Properties.FromPort);
    expect(rules).toEqual([8080]);
    template.hasResourceProperties('AWS::EC2::SecurityGroup', { GroupDescription: 'Reach of check services', SecurityGroupEgress: [Match.objectLike({ FromPort: 443, ToPort: 443 })] });
  });

  test('writes results under its key and lets them end', () => {
    template.hasResourceProperties('AWS::Synthetics::Canary', { ArtifactConfig: { S3Encryption: { EncryptionMode: 'SSE_KMS', KmsKeyArn: Match.anyValue() } }, SuccessRetentionPeriod: 30 });
    template.hasResourceProperties('AWS::S3::Bucket', { LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 30 })] } });
  });

  test('has every permission in one managed policy', () => {
    template.resourceCountIs('AWS::IAM::Policy', 0);
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', { Description: 'What check services may do' });
  });

  test('has the alarms named alike that a closed environment would set off, and no other', () => {
    const names: Record<string, string[]> = {};
    const quiet = templateOf((stack) => {
      const made = parts(stack);
      const watching = monitor(stack, made.alerts);
      watching.watchService(service(stack, made));
      watching.watchQueue(new WorkQueue(stack, 'Invoices', { key: made.key, alerts: made.alerts }));
      names.sleeping = watching.sleepingAlarms.map(({ node }) => node.id);
    });
    const named = alarmsOf(quiet).map(({ AlarmName }) => AlarmName).filter((name) => name !== undefined);
    expect(named.toSorted()).toEqual(['projects-sleeps-QueueInvoicesAge', 'projects-sleeps-ServiceApiTasks']);
    expect(names.sleeping).toEqual(['ServiceApiTasks', 'QueueInvoicesAge']);
  });

  test('raises no alarm while the environment sleeps', () => {
    const sleeping = templateOf((stack) => {
      const made = parts(stack);
      const api = service(stack, made);
      const check = new SyntheticCheck(stack, 'Check', { checkName: 'services', key: made.key, vpc: made.vpc, accessLogBucket: made.accessLogBucket, retention: Duration.days(30), awakeWith: api });
      check.ask('home', 'https://staging.example.com/');
      monitor(stack, made.alerts).watchCheck(check);
    });
    sleeping.hasResourceProperties('AWS::CloudWatch::Alarm', {
      ComparisonOperator: 'LessThanThreshold', Threshold: 90, Metrics: Match.arrayWith([Match.objectLike({ Expression: 'IF(FILL(desired, 1) > 0, success, 100)' })]),
    });
  });

  test('stands outside of every network where none is given', () => {
    checked((check) => check.ask('home', 'https://staging.example.com/'), { vpc: undefined }).hasResourceProperties('AWS::Synthetics::Canary', { VPCConfig: Match.absent() });
  });

  test.each<[string, (check: SyntheticCheck, stack: Stack, made: Parts) => void, string]>([
    ['nothing', () => undefined, 'check "Test/Check" must ask something; call ask or askService'],
    ['what is no address', (check) => check.ask('home', 'staging.example.com'), 'check "Test/Check" has 1 problem\n- home: must be an address that begins with https:// or http://, got "staging.example.com"'],
    ['a worker', (check, stack, made) => check.askService(new ContainerService(stack, 'Worker', {
      cluster: made.cluster, size: { minTasks: 1, maxTasks: 2 }, logKey: made.key, logRetention: logs.RetentionDays.ONE_MONTH, configurationPath: '/projects/worker',
      image: '555555555555.dkr.ecr.eu-west-1.amazonaws.com/projects/api@sha256:4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a',
    }), 'services.example.com'), 'check "Test/Check" has 1 problem\n- Worker: must listen on a port to be asked; give it a port, or leave it out'],
  ])('refuses to ask %s', (_what, build, says) => {
    expect(() => checked(build)).toThrow(says);
  });

  test('refuses what Synthetics does not take, all at once', () => {
    expect(() => checked(() => undefined, { checkName: 'My Check', every: Duration.hours(2), retention: Duration.days(500) })).toThrow([
      'check "Test/Check" has 3 problems',
      '- checkName: must be 1 to 40 lower-case letters, digits, "-" or "_", got "My Check"',
      '- every: must be 1 to 60 whole minutes, got 120',
      '- retention: must be 1 to 455 whole days, got 500',
    ].join('\n'));
  });
});

describe('delivery measures', () => {
  const template = templateOf((stack) => {
    const { cluster, alerts, key } = parts(stack);
    new DeliveryMeasures(stack, 'Delivery', { cluster: cluster.cluster, alerts, key, logKey: key, logRetention: logs.RetentionDays.ONE_MONTH, dashboardName: 'projects-delivery', banner });
  });

  test('hear of the ends of deployments of the one cluster', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        'source': ['aws.ecs'], 'detail-type': ['ECS Deployment State Change'],
        'resources': [{ prefix: { 'Fn::Join': ['', ['arn:aws:ecs:eu-west-1:111111111111:service/', { Ref: Match.stringLikeRegexp('^Cluster') }, '/']] } }],
        'detail': { eventName: ['SERVICE_DEPLOYMENT_FAILED', 'SERVICE_DEPLOYMENT_COMPLETED'] },
      },
    });
  });

  test.each(['succeeded, 0) / (FILL', 'DetectionSeconds', 'rolledBack, 0) / (FILL'])('show %s', (measure) => {
    expect(JSON.stringify(template.findResources('AWS::CloudWatch::Dashboard'))).toContain(measure);
  });

  test('publish into their own namespace only', () => {
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'cloudwatch:PutMetricData', Condition: { StringEquals: { 'cloudwatch:namespace': 'Understudy/Delivery' } } })]) },
    });
  });

  test('tell somebody when a roll back fails', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'RollbackFailed', Threshold: 1, AlarmActions: [Match.anyValue()] });
  });

  test('refuse a name CloudWatch does not take', () => {
    expect(() => templateOf((stack) => {
      const key = new kms.Key(stack, 'Key');
      const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: new ec2.Vpc(stack, 'Vpc', { availabilityZones: ['eu-west-1a'] }) });
      new DeliveryMeasures(stack, 'Delivery', { cluster, alerts: new sns.Topic(stack, 'Alerts'), key, logKey: key, logRetention: logs.RetentionDays.ONE_MONTH, dashboardName: 'a b', banner });
    })).toThrow('delivery measures "Test/Delivery" has 1 problem\n- dashboardName: must be 1 to 255 letters, digits, "-" or "_", got "a b"');
  });
});

describe('request traces', () => {
  test('take the declared share and gather what is slow', () => {
    const template = templateOf((stack) => new RequestTraces(stack, 'Traces', { prefix: 'projects', tracedPercent: 25, slowMillis: 3000 }));
    template.hasResourceProperties('AWS::XRay::SamplingRule', { SamplingRule: { FixedRate: 0.25 } });
    template.hasResourceProperties('AWS::XRay::Group', { FilterExpression: 'fault = true OR responsetime > 3', InsightsConfiguration: { InsightsEnabled: true } });
  });

  test('refuse shares and names that are none', () => {
    expect(() => templateOf((stack) => new RequestTraces(stack, 'Traces', { prefix: 'my projects', tracedPercent: 101, slowMillis: 0 }))).toThrow([
      'request traces "Test/Traces" has 3 problems', '- prefix: must be 1 to 20 letters, digits or "-", got "my projects"', '- tracedPercent: must be 0 to 100, got 101', '- slowMillis: must be above 0, got 0',
    ].join('\n'));
  });
});
