import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/** What a `TrailTamperAlarm` is made of. */
export interface TrailTamperAlarmProps {
  /** Where the alarm goes. An encrypted topic's key must admit EventBridge, as keys for `DataDomain.MESSAGES` do. */
  readonly topic: sns.ITopic;
}

/**
 * Tells somebody within minutes that a trail of the account was stopped, deleted, redirected or narrowed (OPS-02). The call
 * itself should be denied by a guard of the organisation; this is for the day when it is not.
 *
 * @example
 * declare const stack: Stack;
 * declare const topic: sns.ITopic;
 * new TrailTamperAlarm(stack, 'TrailTamper', { topic });
 */
export class TrailTamperAlarm extends Construct {
  /** The rule. */
  public readonly rule: events.IRule;

  public constructor(scope: Construct, id: string, props: TrailTamperAlarmProps) {
    super(scope, id);
    this.rule = new events.Rule(this, 'Rule', {
      description: 'A trail was stopped, deleted, redirected or narrowed',
      eventPattern: {
        source: ['aws.cloudtrail'],
        detailType: ['AWS API Call via CloudTrail'],
        detail: {
          eventSource: ['cloudtrail.amazonaws.com'],
          eventName: ['DeleteTrail', 'PutEventSelectors', 'PutInsightSelectors', 'StopLogging', 'UpdateTrail'],
        },
      },
      targets: [new targets.SnsTopic(props.topic)],
    });
  }
}
