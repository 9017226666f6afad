import { type CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';

const counts = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible', 'ApproximateNumberOfMessagesDelayed'] as const;

/** Whether a queue holds nothing and has got nothing for so many minutes. Of a queue that rests for hours, AWS has no numbers: it got nothing. */
export async function isIdle(sqs: SQSClient, cloudwatch: CloudWatchClient, queue: { queueUrl: string; minutes: number }, now: number): Promise<boolean> {
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: queue.queueUrl, AttributeNames: [...counts] }));
  if (counts.some((name) => Number(Attributes?.[name]) > 0)) return false;
  const { Datapoints } = await cloudwatch.send(new GetMetricStatisticsCommand({
    Namespace: 'AWS/SQS', MetricName: 'NumberOfMessagesSent', Dimensions: [{ Name: 'QueueName', Value: queue.queueUrl.split('/').at(-1) }],
    StartTime: new Date(now - queue.minutes * 60_000), EndTime: new Date(now), Period: 300, Statistics: ['Sum'],
  }));
  return !(Datapoints ?? []).some(({ Sum }) => Sum !== 0);
}
