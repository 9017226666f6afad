import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeServiceDeploymentsCommand, ECSClient, ListServiceDeploymentsCommand, type ServiceDeployment } from '@aws-sdk/client-ecs';
import { mockClient } from 'aws-sdk-client-mock';
import { handler } from '../../runtime/delivery-measures/handler';
import { measuresOf } from '../../runtime/delivery-measures/measures-of';

const ecs = mockClient(ECSClient);
const cloudwatch = mockClient(CloudWatchClient);
const service = 'arn:aws:ecs:eu-west-1:222222222222:service/cluster/api';
const at = (time: string) => new Date(`2026-03-04T${time}Z`);
const event = (eventName: string, resources = [service]) => ({ time: '2026-03-04T10:10:00Z', resources, detail: { eventName } });

function deployments(newest: ServiceDeployment): void {
  ecs.on(ListServiceDeploymentsCommand).resolves({
    serviceDeployments: [
      { serviceDeploymentArn: 'of-unknown-age' },
      { serviceDeploymentArn: 'older', createdAt: at('09:00:00') },
      { serviceDeploymentArn: 'newest', createdAt: at('10:00:00') },
    ],
  });
  ecs.on(DescribeServiceDeploymentsCommand, { serviceDeploymentArns: ['newest'] }).resolves({ serviceDeployments: [newest] });
}

function published(): Record<string, number> {
  const [call] = cloudwatch.commandCalls(PutMetricDataCommand);
  const data = call?.args[0].input.MetricData ?? [];
  return Object.fromEntries(data.map(({ MetricName, Dimensions, Value }) => [[MetricName, ...(Dimensions ?? []).map((of) => of.Value)].join(' '), Value ?? Number.NaN]));
}

beforeEach(() => {
  ecs.reset();
  cloudwatch.reset();
  cloudwatch.on(PutMetricDataCommand).resolves({});
  jest.spyOn(console, 'log').mockReturnValue(undefined);
});

describe('the measures of a deployment', () => {
  test('a success counts for the service and for the environment', async () => {
    deployments({ status: 'SUCCESSFUL' });
    await handler(event('SERVICE_DEPLOYMENT_COMPLETED'));
    expect(published()).toEqual({ 'Succeeded': 1, 'Succeeded api': 1 });
  });

  test('a failure tells how long it took until it was seen', async () => {
    deployments({ status: 'ROLLBACK_IN_PROGRESS', startedAt: at('10:00:00'), rollback: { startedAt: at('10:07:30') } });
    await handler(event('SERVICE_DEPLOYMENT_FAILED'));
    expect(published()).toEqual({ 'Failed': 1, 'Failed api': 1, 'DetectionSeconds': 450, 'DetectionSeconds api': 450 });
  });

  test('everything is published in one call under the time of the event, so that a second run says nothing else', async () => {
    deployments({ status: 'SUCCESSFUL' });
    await handler(event('SERVICE_DEPLOYMENT_COMPLETED'));
    const calls = cloudwatch.commandCalls(PutMetricDataCommand);
    expect(calls).toHaveLength(1);
    expect(calls[0]?.args[0].input).toMatchObject({ Namespace: 'Understudy/Delivery', MetricData: [{ Timestamp: at('10:10:00'), Unit: 'Count' }, {}] });
  });

  test.each([
    ['an event of no service', event('SERVICE_DEPLOYMENT_COMPLETED', ['arn:aws:ecs:eu-west-1:222222222222:cluster/cluster']), 'must be told the ARN of a service'],
    ['an event without a resource', event('SERVICE_DEPLOYMENT_COMPLETED', []), 'must be told the ARN of a service, got ""'],
  ])('%s fails', async (_what, wrong, says) => {
    await expect(handler(wrong)).rejects.toThrow(says);
    expect(cloudwatch.calls()).toHaveLength(0);
  });

  test.each([
    ['has no deployment', {}, {}, `found no deployment of ${service}`],
    ['has none that can be described', { serviceDeployments: [{ serviceDeploymentArn: 'gone' }] }, {}, 'found no deployment gone'],
  ])('a service that %s fails, to be tried again', async (_what, listed, described, says) => {
    ecs.on(ListServiceDeploymentsCommand).resolves(listed);
    ecs.on(DescribeServiceDeploymentsCommand).resolves(described);
    await expect(handler(event('SERVICE_DEPLOYMENT_COMPLETED'))).rejects.toThrow(says);
  });
});

describe('what an end counts as', () => {
  test.each<[ServiceDeployment, string]>([
    [{ status: 'ROLLBACK_SUCCESSFUL' }, 'RolledBack'], [{ status: 'ROLLBACK_FAILED' }, 'RollbackFailed'], [{ status: 'STOPPED' }, 'Stopped'],
  ])('%j is %s', (deployment, measure) => {
    expect(measuresOf('SERVICE_DEPLOYMENT_COMPLETED', at('10:10:00'), deployment)).toEqual({ [measure]: 1 });
  });

  test.each<[ServiceDeployment, string]>([
    [{ status: 'IN_PROGRESS' }, 'the deployment is IN_PROGRESS still'], [{}, 'the deployment is without a status still'],
  ])('%j has not ended: tried again', (deployment, says) => {
    expect(() => measuresOf('SERVICE_DEPLOYMENT_COMPLETED', at('10:10:00'), deployment)).toThrow(says);
  });

  test.each<[string, ServiceDeployment, Record<string, number>]>([
    ['without a roll back is seen when ECS says so', { createdAt: at('10:00:00') }, { Failed: 1, DetectionSeconds: 600 }],
    ['whose roll back failed counts twice', { startedAt: at('10:09:00'), status: 'ROLLBACK_FAILED' }, { Failed: 1, DetectionSeconds: 60, RollbackFailed: 1 }],
    ['is never seen before it began', { startedAt: at('10:11:00') }, { Failed: 1, DetectionSeconds: 0 }],
  ])('a failure %s', (_what, deployment, measures) => {
    expect(measuresOf('SERVICE_DEPLOYMENT_FAILED', at('10:10:00'), deployment)).toEqual(measures);
  });

  test('a failure without a beginning is tried again', () => {
    expect(() => measuresOf('SERVICE_DEPLOYMENT_FAILED', at('10:10:00'), {})).toThrow('the deployment has no beginning yet');
  });
});
