import { aws_budgets as budgets, aws_ce as ce, aws_sns as sns } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';

/** Properties of a `CostWatch`. */
export interface CostWatchProps {
  /** Name of the budget, of the monitor and of its subscription, unique in the account: at most 80 letters, digits and hyphens. */
  readonly name: string;

  /** Amount a month, in `currency`. More than 0. */
  readonly monthlyAmount: number;

  /** Who is told. The topic must admit AWS Budgets and cost anomaly detection of its own account, as an `AlertTopic` does. */
  readonly topic: sns.ITopic;

  /**
   * Currency of the amounts: that of the AWS bill.
   * @default USD
   */
  readonly currency?: string;

  /**
   * Percents of the amount at which an alert is sent, at most four. A forecast above 100 % is told besides.
   * @default [80, 100]
   */
  readonly alertAtPercent?: number[];

  /**
   * Least amount by which what is spent must exceed what is usual before an alert about an anomaly is sent. More than 0.
   * @default - a tenth of the monthly amount
   */
  readonly anomalyAmount?: number;
}

const defaults = { currency: 'USD', alertAtPercent: [80, 100], forecastPercent: 100, anomalyShare: 0.1 };

/**
 * What an account may cost a month, with alerts before and when it is more, and an alert within a day about whatever costs more than usual, by
 * service (OPS-07). It watches the whole account: an environment has an account of its own.
 *
 * It refuses amounts that are none, more alerts than AWS takes, and malformed currencies.
 *
 * @see https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html
 * @example
 * declare const topic: sns.ITopic;
 * new CostWatch(this, 'Cost', { name: 'projects', monthlyAmount: 4000, topic });
 */
export class CostWatch extends Construct {
  public constructor(scope: Construct, id: string, props: CostWatchProps) {
    super(scope, id);
    refuse(this.node.path, props);
    this.makeBudget(props);
    this.watchAnomalies(props);
  }

  private makeBudget({ name, monthlyAmount, currency = defaults.currency, alertAtPercent = defaults.alertAtPercent, topic }: CostWatchProps): void {
    const alert = (notificationType: string, threshold: number): budgets.CfnBudget.NotificationWithSubscribersProperty => ({
      notification: { notificationType, threshold, thresholdType: 'PERCENTAGE', comparisonOperator: 'GREATER_THAN' },
      subscribers: [{ subscriptionType: 'SNS', address: topic.topicArn }],
    });
    new budgets.CfnBudget(this, 'Budget', {
      budget: { budgetName: name, budgetType: 'COST', timeUnit: 'MONTHLY', budgetLimit: { amount: monthlyAmount, unit: currency } },
      notificationsWithSubscribers: [...alertAtPercent.map((percent) => alert('ACTUAL', percent)), alert('FORECASTED', defaults.forecastPercent)],
    });
  }

  private watchAnomalies({ name, monthlyAmount, anomalyAmount, topic }: CostWatchProps): void {
    const monitor = new ce.CfnAnomalyMonitor(this, 'Monitor', { monitorName: name, monitorType: 'DIMENSIONAL', monitorDimension: 'SERVICE' });
    const amount = anomalyAmount ?? monthlyAmount * defaults.anomalyShare;
    new ce.CfnAnomalySubscription(this, 'Subscription', {
      subscriptionName: name,
      frequency: 'IMMEDIATE',
      monitorArnList: [monitor.attrMonitorArn],
      subscribers: [{ type: 'SNS', address: topic.topicArn }],
      thresholdExpression: JSON.stringify({
        Dimensions: { Key: 'ANOMALY_TOTAL_IMPACT_ABSOLUTE', MatchOptions: ['GREATER_THAN_OR_EQUAL'], Values: [String(amount)] },
      }),
    });
  }
}

function refuse(path: string, { name, monthlyAmount, currency, alertAtPercent = defaults.alertAtPercent, anomalyAmount }: CostWatchProps): void {
  const problems = new Problems();
  const isAmount = (value: number): boolean => Number.isFinite(value) && value > 0;
  problems.when(!/^[A-Za-z0-9][A-Za-z0-9-]{0,79}$/.test(name), { at: 'name', must: 'must be at most 80 letters, digits and hyphens', got: name });
  problems.when(!isAmount(monthlyAmount), { at: 'monthlyAmount', must: 'must be a number above 0', got: monthlyAmount });
  problems.when(anomalyAmount !== undefined && !isAmount(anomalyAmount), { at: 'anomalyAmount', must: 'must be a number above 0', got: anomalyAmount });
  problems.when(currency !== undefined && !/^[A-Z]{3}$/.test(currency), { at: 'currency', must: 'must be a currency of three capital letters', got: currency, fix: 'write for example USD' });
  problems.when(alertAtPercent.length === 0 || alertAtPercent.length > 4 || alertAtPercent.some((percent) => !(percent > 0 && percent <= 1000)), {
    at: 'alertAtPercent', must: 'must be one to four percents above 0 and up to 1000', got: alertAtPercent, fix: 'AWS takes five alerts, one of which is for the forecast',
  });
  problems.refuse(`cost watch "${path}"`);
}
