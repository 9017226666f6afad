import { Duration, Stack, aws_certificatemanager as acm, aws_ec2 as ec2, aws_kms as kms, aws_logs as logs, aws_s3 as s3, aws_sns as sns } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Ingress, ServiceRelease } from '../../constructs/ingress/ingress';
import { ContainerService, ContainerServiceProps } from '../../constructs/workload/container-service';
import { ReleaseMode } from '../../constructs/workload/release-strategy';
import { ServiceCluster } from '../../constructs/workload/service-cluster';
import { WorkQueue } from '../../constructs/workload/work-queue';
import { IngressPolicy } from '../../lib/values/ingress-policy';
import { templateOf } from '../synthesize';
import { only, resources } from './resources';

const image = '555555555555.dkr.ecr.eu-west-1.amazonaws.com/projects/api@sha256:4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a';

function released(stack: Stack, props: Partial<ContainerServiceProps> = {}, release: Partial<ServiceRelease> = {}): void {
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    availabilityZones: ['eu-west-1a', 'eu-west-1b'], restrictDefaultSecurityGroup: false,
    subnetConfiguration: [{ name: 'public', subnetType: ec2.SubnetType.PUBLIC }, { name: 'private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }],
  });
  const key = new kms.Key(stack, 'Key');
  const cluster = new ServiceCluster(stack, 'Cluster', { vpc, namespaceName: 'internal.projects.example.com', storageKey: key });
  const ingress = new Ingress(stack, 'Ingress', {
    vpc, policy: IngressPolicy.allowList([{ cidr: '203.0.113.0/24', description: 'office' }]), accessLogBucket: new s3.Bucket(stack, 'AccessLogs'), logEncryptionKey: key,
    certificates: [acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-west-1:111111111111:certificate/11111111-2222-3333-4444-555555555555')],
  });
  const service = new ContainerService(stack, 'Api', {
    cluster, image, size: { minTasks: 2, maxTasks: 4 }, port: 8080, logKey: key, logRetention: logs.RetentionDays.ONE_MONTH, configurationPath: '/projects/api', ...props,
  });
  ingress.release(service, { paths: ['/api/*'], alerts: new sns.Topic(stack, 'Alerts'), ...release });
}

describe('a release', () => {
  test.each<[ReleaseMode, Partial<ContainerServiceProps>, object]>([
    [ReleaseMode.BLUE_GREEN, { release: { mode: ReleaseMode.BLUE_GREEN, bake: Duration.minutes(20) } }, { Strategy: 'BLUE_GREEN', BakeTimeInMinutes: 20 }],
    [ReleaseMode.CANARY, { release: { mode: ReleaseMode.CANARY, stepPercent: 5, stepWait: Duration.minutes(15) } },
      { Strategy: 'CANARY', BakeTimeInMinutes: 10, CanaryConfiguration: { CanaryPercent: 5, CanaryBakeTimeInMinutes: 15 } }],
    [ReleaseMode.LINEAR, { release: { mode: ReleaseMode.LINEAR } }, { Strategy: 'LINEAR', BakeTimeInMinutes: 10, LinearConfiguration: { StepPercent: 10, StepBakeTimeInMinutes: 10 } }],
  ])('%s moves callers as it is told', (_mode, props, strategy) => {
    const template = templateOf((stack) => released(stack, props));
    template.hasResourceProperties('AWS::ECS::Service', { DeploymentConfiguration: strategy });
    template.resourceCountIs('AWS::ElasticLoadBalancingV2::TargetGroup', 2);
    template.hasResourceProperties('AWS::ECS::Service', {
      ServiceRegistries: Match.absent(),
      LoadBalancers: [{ AdvancedConfiguration: Match.objectLike({ ProductionListenerRule: { Ref: Match.stringLikeRegexp('^ApiMovingRule') } }), ContainerName: 'app', ContainerPort: 8080, TargetGroupArn: Match.anyValue() }],
    });
  });
  test('rolls by itself, with one target group and a name in service discovery', () => {
    const template = templateOf((stack) => released(stack));
    template.resourceCountIs('AWS::ElasticLoadBalancingV2::TargetGroup', 1);
    template.hasResourceProperties('AWS::ECS::Service', { DeploymentConfiguration: Match.objectLike({ Strategy: Match.absent() }), ServiceRegistries: Match.anyValue() });
  });
  test.each([ReleaseMode.ROLLING, ReleaseMode.CANARY])('%s is undone by the alarms of the service and when tasks do not become healthy', (mode) => {
    const template = templateOf((stack) => released(stack, { release: { mode } }));
    template.hasResourceProperties('AWS::ECS::Service', {
      DeploymentConfiguration: {
        Alarms: { Enable: true, Rollback: true, AlarmNames: ['Errors', 'Latency', 'Unhealthy'].map((name) => ({ Ref: Match.stringLikeRegexp(`^ApiRollback${name}`) })) },
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      },
    });
  });
});

describe('what moves callers', () => {
  const template = templateOf((stack) => released(stack, { release: { mode: ReleaseMode.CANARY } }, { paths: ['/api/*', '/v2/*'] }));

  test('is one rule with both versions, of which the first has all callers', () => {
    expect(only(template, 'AWS::ElasticLoadBalancingV2::ListenerRule').Properties).toMatchObject({
      Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/api/*', '/v2/*'] } }],
      Actions: [{ ForwardConfig: { TargetGroups: [{ Weight: 100 }, { Weight: 0 }] } }],
    });
  });
  test('is a role that may change this rule and these target groups', () => {
    const policies = Object.entries(template.findResources('AWS::IAM::ManagedPolicy')).filter(([id]) => id.startsWith('ApiMovingPolicy'));
    const [describing, ...changing] = policies.flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as { Action: string[]; Resource: unknown }[]);
    expect(describing?.Action.every((action) => action.includes(':Describe'))).toBe(true);
    expect(changing.map(({ Action }) => Action)).toEqual([
      ['elasticloadbalancing:DeregisterTargets', 'elasticloadbalancing:RegisterTargets'], ['elasticloadbalancing:ModifyListener', 'elasticloadbalancing:ModifyRule'],
    ]);
    expect(JSON.stringify(changing)).not.toContain('"*"');
  });
  test('is in place before the service', () => {
    expect(only(template, 'AWS::ECS::Service').DependsOn).toEqual(expect.arrayContaining([expect.stringMatching(/^ApiMovingPolicy/)]));
  });
});

describe('alarms that undo a release', () => {
  const alarmsOf = (template: Template) => Object.fromEntries(resources(template, 'AWS::CloudWatch::Alarm').map(({ Properties }) => [Properties.AlarmDescription, Properties]));

  test('look at both versions apart', () => {
    const alarms = alarmsOf(templateOf((stack) => released(stack, { release: { mode: ReleaseMode.CANARY } })));
    expect(alarms['More than 5 percent of requests end in an error']).toMatchObject({
      Threshold: 5,
      Metrics: expect.arrayContaining([expect.objectContaining({ Expression: expect.stringMatching(/^MAX\(\[IF\(FILL\(aall, 0\).*IF\(FILL\(ball, 0\)/) })]),
    });
  });
  test('have the thresholds they are given', () => {
    const alarms = alarmsOf(templateOf((stack) => released(stack, {}, { thresholds: { errorPercent: 1, latency: Duration.millis(800) } })));
    expect(alarms['More than 1 percent of requests end in an error']).toMatchObject({ Threshold: 1 });
    expect(alarms['99 of 100 requests are not answered within 800 millis']).toMatchObject({ Threshold: 800 });
    expect(alarms['Tasks fail their health check']).toMatchObject({ Threshold: 0 });
  });
  test('tell somebody', () => {
    for (const { Properties } of resources(templateOf((stack) => released(stack)), 'AWS::CloudWatch::Alarm')) {
      expect(Properties.AlarmActions).toEqual([{ Ref: expect.stringMatching(/^Alerts/) }]);
    }
  });
  test('may be those of a queue: a worker is undone when messages are given up', () => {
    const template = templateOf((stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc', { availabilityZones: ['eu-west-1a'], subnetConfiguration: [{ name: 'private', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
      const key = new kms.Key(stack, 'Key');
      const queue = new WorkQueue(stack, 'Invoices', { key, alerts: new sns.Topic(stack, 'Alerts') });
      const cluster = new ServiceCluster(stack, 'Cluster', { vpc, namespaceName: 'internal.projects.example.com', storageKey: key });
      new ContainerService(stack, 'Billing', {
        cluster, image, size: { minTasks: 1, maxTasks: 2 }, logKey: key, logRetention: logs.RetentionDays.ONE_MONTH, configurationPath: '/projects/billing',
      }).rollBackOn(queue.deadLetterAlarm);
    });
    template.hasResourceProperties('AWS::ECS::Service', { DeploymentConfiguration: { Alarms: { AlarmNames: [{ Ref: Match.stringLikeRegexp('^InvoicesDeadLetterAlarm') }] } } });
  });
});

describe('what is refused', () => {
  test.each<[string, (stack: Stack) => void, string]>([
    ['numbers a mode does not know', (stack) => released(stack, { release: { mode: ReleaseMode.ROLLING, stepPercent: 10, bake: Duration.minutes(5) } }),
      'service "Test/Api" has 2 problems\n- release.stepPercent: must be left out of a rolling release, got 10\n- release.bake: must be left out of a rolling release, got 5'],
    ['steps ECS does not offer', (stack) => released(stack, { release: { mode: ReleaseMode.LINEAR, stepPercent: 0.25, stepWait: Duration.days(2), bake: Duration.seconds(90) } }),
      'service "Test/Api" has 3 problems\n- release.stepPercent: must be 3 to 100 in steps of 0.1, got 0.25\n'
      + '- release.stepWait: must be 0 to 1440 whole minutes, got 2880\n- release.bake: must be 0 to 1440 whole minutes, got 1.5'],
    ['moving the callers of a worker', (stack) => released(stack, { port: undefined, release: { mode: ReleaseMode.CANARY } }),
      'service "Test/Api" has 1 problem\n- release.mode: must be rolling for a worker, which nobody calls, got "canary"'],
    ['more paths than a rule holds', (stack) => released(stack, { release: { mode: ReleaseMode.CANARY } }, { paths: ['/a', '/b', '/c', '/d', '/e'] }),
      'ingress "Test/Ingress" has 1 problem\n- paths: must be 1 to 4 where releases move callers, because one rule holds them, got ["/a","/b","/c","/d","/e"]; join them, for example /api/*'],
    ['thresholds nobody can meet', (stack) => released(stack, {}, { thresholds: { errorPercent: 0, latency: Duration.millis(1) } }),
      'rollback alarms "Test/Api/Rollback" has 2 problems\n- thresholds.errorPercent: must be above 0 and at most 100, got 0; for example 5\n'
      + '- thresholds.latency: must be at least 10 milliseconds, got 1'],
  ])('%s', (_name, build, message) => {
    let thrown: unknown;
    try { templateOf(build); } catch (error) { thrown = error; }
    expect((thrown as Error).message).toBe(message);
  });
  test('using a service whose releases move callers', () => {
    const build = (stack: Stack): void => {
      released(stack, { release: { mode: ReleaseMode.CANARY } });
      const api = stack.node.findChild('Api') as ContainerService;
      const cluster = stack.node.findChild('Cluster') as ServiceCluster;
      const key = stack.node.findChild('Key') as kms.Key;
      new ContainerService(stack, 'Portal', {
        cluster, image, size: { minTasks: 1, maxTasks: 1 }, logKey: key, logRetention: logs.RetentionDays.ONE_MONTH, configurationPath: '/projects/portal', uses: [api],
      });
    };
    expect(() => templateOf(build)).toThrow('service "Test/Portal" has 1 problem\n- uses: must not name a service whose releases move callers, got "Api"; '
      + 'move what both need to a service of its own, or let it roll');
  });
});

describe('the roles of a release', () => {
  test('are assumed by ECS', () => {
    const template = templateOf((stack) => released(stack, { release: { mode: ReleaseMode.BLUE_GREEN } }));
    const roles = resources(template, 'AWS::IAM::Role').filter(({ Properties }) => Properties.Description === 'Moves callers of Api');
    expect(roles).toHaveLength(1);
    expect(JSON.stringify(roles[0]?.Properties.AssumeRolePolicyDocument)).toContain('"Service":"ecs.amazonaws.com"');
  });
});
