import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { isEmailAddress } from '../../lib/values/email-address';
import { Problems } from '../../lib/values/problems';
import { emergencyStatements } from './access-statements';
import { boundaryArn } from './boundary-arn';
import { SignIn } from './sign-in';
import { Trust } from './trust';
import { writtenPolicy } from './written-policy';

/** What the emergency role needs. */
export interface BreakGlassRoleProps {
  /** Who may break the glass: a sign-in that proves a second factor. Best one that works while the identity provider is down. */
  readonly signIn: SignIn;
  /** Name of the permission boundary of the account. It holds in an emergency too. */
  readonly boundaryName: string;
  /** Customer-managed key of the alert topic. When this app makes the key, its policy is extended by what the alerts need. */
  readonly encryptionKey: kms.IKey;
  /** Mail addresses that hear of each attempt; each confirms once. At least one: an alert nobody hears is none. */
  readonly recipients: string[];
  /**
   * Name of the role.
   * @default "break-glass"
   */
  readonly roleName?: string;
  /**
   * What the source identity, which names the reason, has to look like; `*` stands for any characters. `*` alone is refused.
   * @default "INC-*"
   */
  readonly ticketPattern?: string;
}

const defaults = { roleName: 'break-glass', ticketPattern: 'INC-*' };

/**
 * The role for the day nothing else works: a second factor, a ticket as source identity that stays in every record, one
 * hour, the permission boundary, and an alert for each attempt, also a refused one. It is signed in to only in the region where
 * the alert listens, since AWS reports a sign-in in the region that served it; with SAML, by the sign-in endpoint of that region.
 *
 * Refuses a sign-in without a second factor, a ticket pattern that takes anything, and alerts that nobody hears.
 *
 * Serves ACC-03. Source: ISO 27001:2022 controls 5.15, 5.18 and 8.2; AWS Well-Architected SEC03-BP03, emergency access.
 *
 * @example
 * new BreakGlassRole(this, 'BreakGlass', {
 *   signIn: SignIn.mfa({ userArns: ['arn:aws:iam::555555555555:user/emergency-1', 'arn:aws:iam::555555555555:user/emergency-2'] }),
 *   boundaryName: 'environment-boundary',
 *   encryptionKey: new kms.Key(this, 'Key', { enableKeyRotation: true }),
 *   recipients: ['security@example.com'],
 * });
 */
export class BreakGlassRole extends Construct {
  /** The role. */
  public readonly role: iam.Role;
  /** The managed policy of the role. */
  public readonly policy: iam.ManagedPolicy;
  /** Where every use is announced; page the people on call from here too. */
  public readonly alerts: sns.Topic;
  /** Goes into alarm with each attempt, and pages through the alert topic. */
  public readonly alarm: cloudwatch.Alarm;
  /** Catches each attempt to take the role. */
  public readonly rule: events.Rule;

  public constructor(scope: Construct, id: string, props: BreakGlassRoleProps) {
    super(scope, id);
    const settings = { ...defaults, ...given(props) };
    refuse(this.node.path, props, settings);
    this.role = this.makeRole(props, settings);
    this.policy = writtenPolicy(this, 'Policy', this.role, `${settings.roleName}-access`, emergencyStatements({
      ...this.place(), boundaryName: props.boundaryName, systemTagKey: 'system', readsData: true,
    }));
    this.alerts = this.makeTopic(props);
    this.rule = this.makeRule(settings.roleName, props);
    this.alarm = this.makeAlarm(settings.roleName);
    this.letAlertsUseKey(settings.roleName, props.encryptionKey);
  }

  private makeRole(props: BreakGlassRoleProps, { roleName, ticketPattern }: Settings): iam.Role {
    const always = {
      StringLike: { 'sts:SourceIdentity': ticketPattern },
      StringEquals: { 'aws:RequestedRegion': Stack.of(this).region },
    };
    return new iam.Role(this, 'Role', {
      roleName,
      description: 'Emergencies only. Every use is announced and reviewed.',
      assumedBy: new Trust(props.signIn.trustPolicy(true, Stack.of(this).region), always),
      maxSessionDuration: Duration.hours(1),
      permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyArn(this, 'Boundary', boundaryArn(this, props.boundaryName)),
    });
  }

  private makeTopic({ encryptionKey, recipients }: BreakGlassRoleProps): sns.Topic {
    const topic = new sns.Topic(this, 'Alerts', { displayName: 'Emergency role used', masterKey: encryptionKey, enforceSSL: true });
    for (const recipient of recipients) topic.addSubscription(new EmailSubscription(recipient));
    return topic;
  }

  private makeRule(roleName: string, props: BreakGlassRoleProps): events.Rule {
    const rule = new events.Rule(this, 'Used', {
      description: `Each attempt to take the role ${roleName}.`,
      eventPattern: {
        source: ['aws.sts'],
        detailType: ['AWS API Call via CloudTrail'],
        detail: {
          eventSource: ['sts.amazonaws.com'],
          eventName: ['AssumeRole', 'AssumeRoleWithSAML'],
          requestParameters: { roleArn: [this.roleArn(roleName)] },
        },
      },
    });
    rule.addTarget(new targets.SnsTopic(this.alerts, { role: this.makeMessenger(roleName, props).withoutPolicyUpdates() }));
    return rule;
  }

  /** The role with which EventBridge publishes: its name is fixed, so that a key of another stack can name it. */
  private makeMessenger(roleName: string, props: BreakGlassRoleProps): iam.Role {
    const { account } = Stack.of(this);
    const messenger = new iam.Role(this, 'Messenger', {
      roleName: `${roleName}-alert`,
      description: 'Lets EventBridge announce the use of the emergency role.',
      assumedBy: new iam.ServicePrincipal('events.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': account } } }),
      permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyArn(this, 'MessengerBoundary', boundaryArn(this, props.boundaryName)),
    });
    writtenPolicy(this, 'MessengerPolicy', messenger, `${roleName}-alert`, [
      { Sid: 'Announce', Effect: 'Allow', Action: 'sns:Publish', Resource: this.alerts.topicArn },
      { Sid: 'Encrypt', Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: props.encryptionKey.keyArn },
    ]);
    return messenger;
  }

  private makeAlarm(roleName: string): cloudwatch.Alarm {
    const alarm = new cloudwatch.Alarm(this, 'Alarm', {
      alarmName: `${roleName}-used`,
      alarmDescription: `Somebody tried to take the role ${roleName}. Find the ticket named as source identity, and review the session.`,
      metric: new cloudwatch.Metric({
        namespace: 'AWS/Events', metricName: 'TriggeredRules', dimensionsMap: { RuleName: this.rule.ruleName }, statistic: 'Sum', period: Duration.minutes(5),
      }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new actions.SnsAction(this.alerts));
    this.alerts.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'AlarmAnnounces',
      actions: ['sns:Publish'],
      principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
      resources: [this.alerts.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account }, ArnEquals: { 'aws:SourceArn': this.alarmArn(roleName) } },
    }));
    return alarm;
  }

  /** Written with names instead of references: the key's stack must not depend on this one. */
  private letAlertsUseKey(roleName: string, key: kms.IKey): void {
    const { account, partition } = Stack.of(this);
    const use = { actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: ['*'] };
    key.addToResourcePolicy(new iam.PolicyStatement({
      ...use,
      sid: 'EmergencyAlarm',
      principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
      conditions: { StringEquals: { 'aws:SourceAccount': account }, ArnEquals: { 'aws:SourceArn': this.alarmArn(roleName) } },
    }));
    key.addToResourcePolicy(new iam.PolicyStatement({
      ...use,
      sid: 'EmergencyMessenger',
      principals: [new iam.AccountRootPrincipal()],
      conditions: { ArnEquals: { 'aws:PrincipalArn': `arn:${partition}:iam::${account}:role/${roleName}-alert` } },
    }));
  }

  private place(): { partition: string; account: string; region: string } {
    const { partition, account, region } = Stack.of(this);
    return { partition, account, region };
  }

  private roleArn(roleName: string): string {
    const { partition, account } = Stack.of(this);
    return `arn:${partition}:iam::${account}:role/${roleName}`;
  }

  private alarmArn(roleName: string): string {
    return Stack.of(this).formatArn({ service: 'cloudwatch', resource: `alarm:${roleName}-used` });
  }
}

interface Settings {
  readonly roleName: string;
  readonly ticketPattern: string;
}

function given({ roleName, ticketPattern }: BreakGlassRoleProps): Partial<Settings> {
  return { ...(roleName === undefined ? {} : { roleName }), ...(ticketPattern === undefined ? {} : { ticketPattern }) };
}

function refuse(path: string, { signIn, recipients }: BreakGlassRoleProps, { roleName, ticketPattern }: Settings): void {
  const problems = new Problems();
  problems.when(!signIn.provesMfa, {
    at: 'signIn', must: `must prove a second factor, which ${signIn.kind} cannot`, fix: 'use SignIn.mfa(...) or SignIn.saml(...)',
  });
  problems.when(!/^[\w+=,.@-]{1,57}$/.test(roleName), {
    at: 'roleName', must: 'must be 1 to 57 letters, digits or +=,.@-_', got: roleName, fix: 'leave it out for "break-glass"',
  });
  problems.when(!/^[\w=,.@-]{2,}\*?$/.test(ticketPattern), {
    at: 'ticketPattern', must: 'must begin with at least two fixed characters of a ticket, and may end in *', got: ticketPattern, fix: 'for example "INC-*"',
  });
  problems.when(recipients.length === 0, { at: 'recipients', must: 'must name at least one mail address', got: recipients });
  for (const recipient of recipients) problems.when(!isEmailAddress(recipient), { at: 'recipients', must: 'must be mail addresses', got: recipient });
  problems.refuse(`break-glass role "${path}"`);
}
