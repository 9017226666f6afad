import { Duration, aws_cloudwatch as cloudwatch, aws_cloudwatch_actions as actions, aws_sns as sns } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** An alarm on a number that a daily check publishes: anything above nothing tells somebody. */
export function findingAlarm(scope: Construct, metricName: string, alarmDescription: string, alerts: sns.ITopic): cloudwatch.Alarm {
  const alarm = new cloudwatch.Alarm(scope, metricName, {
    metric: new cloudwatch.Metric({ namespace: 'Understudy', metricName, period: Duration.days(1), statistic: cloudwatch.Stats.MAXIMUM }),
    threshold: 1, evaluationPeriods: 1, alarmDescription,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: cloudwatch.TreatMissingData.MISSING,
  });
  alarm.addAlarmAction(new actions.SnsAction(alerts));
  return alarm;
}
