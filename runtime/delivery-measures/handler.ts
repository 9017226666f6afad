import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeServiceDeploymentsCommand, ECSClient, ListServiceDeploymentsCommand, type ServiceDeployment } from '@aws-sdk/client-ecs';
import { measuresOf } from './measures-of';

/** What ECS says of a deployment (detail type `ECS Deployment State Change`), as far as it is read here. */
export interface DeploymentEvent {
  readonly time: string;
  /** ARN of the service. */
  readonly resources: readonly string[];
  readonly detail: { readonly eventName: string };
}

const clientSettings = { maxAttempts: 8, retryMode: 'adaptive' } as const;
const ecs = new ECSClient(clientSettings);
const cloudwatch = new CloudWatchClient(clientSettings);

/**
 * Measures a deployment when ECS says that it failed or is complete: whether it succeeded, how long it took until its failure was seen, and
 * whether the roll back worked. Everything is published in one call under the time of the event, so that a second run after a failure says
 * nothing twice that was said.
 */
export async function handler(event: DeploymentEvent): Promise<void> {
  const [arn = ''] = event.resources;
  const [, cluster, service] = /:service\/([^/]+)\/([^/]+)$/.exec(arn) ?? [];
  if (cluster === undefined || service === undefined) throw new Error(`must be told the ARN of a service, got ${JSON.stringify(arn)}`);
  const deployment = await newestDeployment(cluster, arn);
  const measures = measuresOf(event.detail.eventName, new Date(event.time), deployment);
  console.log(JSON.stringify({ level: 'info', service, event: event.detail.eventName, deployment: deployment.serviceDeploymentArn, measures }));
  await publish(service, new Date(event.time), measures);
}

async function newestDeployment(cluster: string, service: string): Promise<ServiceDeployment> {
  const { serviceDeployments = [] } = await ecs.send(new ListServiceDeploymentsCommand({ cluster, service }));
  const newest = serviceDeployments.toSorted((a, b) => Number(b.createdAt ?? 0) - Number(a.createdAt ?? 0))[0]?.serviceDeploymentArn;
  if (newest === undefined) throw new Error(`found no deployment of ${service}`);
  const { serviceDeployments: described = [] } = await ecs.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [newest] }));
  const [deployment] = described;
  if (deployment === undefined) throw new Error(`found no deployment ${newest}`);
  return deployment;
}

/** Each measure for the service and for the environment as a whole. */
async function publish(service: string, Timestamp: Date, measures: Readonly<Record<string, number>>): Promise<void> {
  const MetricData = Object.entries(measures).flatMap(([MetricName, Value]) => {
    const Unit = MetricName.endsWith('Seconds') ? 'Seconds' as const : 'Count' as const;
    const datum = { MetricName, Value, Unit, Timestamp };
    return [datum, { ...datum, Dimensions: [{ Name: 'Service', Value: service }] }];
  });
  await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Understudy/Delivery', MetricData }));
}
