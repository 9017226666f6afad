import { type CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';

/** The namespace of every measure; roles may write to no other. */
export const measures = 'Understudy';

/** Publishes numbers that alarms look at, each under its name. */
export async function putMeasures(cloudwatch: CloudWatchClient, values: Readonly<Record<string, number>>): Promise<void> {
  await cloudwatch.send(new PutMetricDataCommand({
    Namespace: measures,
    MetricData: Object.entries(values).map(([MetricName, Value]) => ({ MetricName, Value })),
  }));
}
