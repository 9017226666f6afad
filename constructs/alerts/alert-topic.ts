import { Stack, aws_iam as iam, aws_kms as kms, aws_sns as sns, aws_sns_subscriptions as subscriptions } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { isEmailAddress } from '../../lib/values/email-address';
import { Problems } from '../../lib/values/problems';

/** Properties of an `AlertTopic`. */
export interface AlertTopicProps {
  /** What recipients see as the sender, for example `staging alerts`. */
  readonly displayName: string;

  /** Key of the messages. Its policy must admit CloudWatch alarms and EventBridge, as keys for `DataDomain.MESSAGES` do. */
  readonly key: kms.IKey;

  /** Mail addresses that are told; each confirms once. At least one: an alert nobody hears is none. */
  readonly recipients: string[];
}

/**
 * Where alarms, reminders and emergencies of an account go: encrypted, over TLS only, and open to alarms, rules, budgets and
 * cost anomalies of its own account alone. CDK would admit EventBridge for everyone as soon as a rule of another stack is given the topic; this
 * one says once who may publish, and takes no such statement.
 *
 * It refuses an empty list of recipients and malformed addresses.
 *
 * @example
 * declare const key: kms.IKey;
 * new AlertTopic(this, 'Alerts', { displayName: 'staging alerts', key, recipients: ['platform@example.com'] });
 */
export class AlertTopic extends Construct {
  /** The topic, for alarms and rules. */
  public readonly topic: sns.ITopic;

  public constructor(scope: Construct, id: string, props: AlertTopicProps) {
    super(scope, id);
    refuseWrong(this.node.path, props);

    const topic = this.makeTopic(props);
    this.admitOwnAlarms(topic);
    this.admitCostAlerts(topic);
    topic.close();
    this.topic = topic;
  }

  private makeTopic(props: AlertTopicProps): ClosableTopic {
    const topic = new ClosableTopic(this, 'Topic', { displayName: props.displayName, masterKey: props.key, enforceSSL: true });
    for (const recipient of props.recipients) topic.addSubscription(new subscriptions.EmailSubscription(recipient));
    return topic;
  }

  private admitOwnAlarms(topic: sns.Topic): void {
    const { partition, region, account } = Stack.of(this);
    const sources = { cloudwatch: `arn:${partition}:cloudwatch:${region}:${account}:alarm:*`, events: `arn:${partition}:events:${region}:${account}:rule/*` };
    for (const [service, source] of Object.entries(sources)) {
      topic.addToResourcePolicy(new iam.PolicyStatement({
        sid: `Own${service}`,
        principals: [new iam.ServicePrincipal(`${service}.amazonaws.com`)],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { ArnLike: { 'aws:SourceArn': source } },
      }));
    }
  }

  /** Budgets and anomalies have no region. Cost anomaly detection names the account it acts for and no subscription. */
  private admitCostAlerts(topic: sns.Topic): void {
    const { account } = Stack.of(this);
    for (const service of ['budgets', 'costalerts']) {
      topic.addToResourcePolicy(new iam.PolicyStatement({
        sid: `Own${service}`,
        principals: [new iam.ServicePrincipal(`${service}.amazonaws.com`)],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }));
    }
  }
}

/** A topic that says who may publish once, and then takes no more statements from whoever is given it. */
class ClosableTopic extends sns.Topic {
  private closed = false;

  public close(): void {
    this.closed = true;
  }

  /** A rule given the topic as its target asks for its service, for everyone, also at the key; both say already who may. */
  public override grantPublish(grantee: iam.IGrantable): iam.Grant {
    const said = this.closed && grantee.grantPrincipal instanceof iam.ServicePrincipal;
    return said ? iam.Grant.drop(grantee, 'the topic says who may publish') : super.grantPublish(grantee);
  }

  public override addToResourcePolicy(statement: iam.PolicyStatement): iam.AddToResourcePolicyResult {
    return this.closed ? { statementAdded: false } : super.addToResourcePolicy(statement);
  }
}

function refuseWrong(path: string, { recipients }: AlertTopicProps): void {
  const problems = new Problems();
  problems.when(recipients.length === 0, { at: 'recipients', must: 'must name at least one mail address', got: recipients });
  for (const recipient of recipients) {
    problems.when(!isEmailAddress(recipient), { at: 'recipients', must: 'must be mail addresses', got: recipient });
  }
  problems.refuse(`alert topic "${path}"`);
}
