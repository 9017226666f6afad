import {
  Duration, Stack, aws_cloudwatch as cloudwatch, aws_cloudwatch_actions as actions, aws_iam as iam, aws_kms as kms, aws_logs as logs, aws_sns as sns,
  aws_stepfunctions as sfn,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { HandlerFunction } from './handler-function';

/** Properties of a `RecordedWorkflow`. */
export interface RecordedWorkflowProps {
  /** The steps. */
  readonly definition: sfn.IChainable;

  /** The handlers that the steps call; the workflow may invoke these and nothing else. */
  readonly handlers: HandlerFunction[];

  /** When a run that hangs is given up. */
  readonly timeout: Duration;

  /** What it does, in one sentence. */
  readonly comment: string;

  /** Key of the definition and of the history of runs. Its policy must admit log delivery, as keys for `DataDomain.LOGS` do. */
  readonly key: kms.IKey;

  /** Takes the record of every step; must admit log delivery, as an `EncryptedLogGroup` does. */
  readonly logGroup: logs.ILogGroup;

  /** Who hears when a run fails. */
  readonly alerts: sns.ITopic;
}

/**
 * A state machine whose runs are recorded step by step, without their data, and traced: own key, own role with one customer managed
 * policy, and an alarm when a run fails, hangs or is aborted.
 *
 * @example
 * declare const key: kms.IKey;
 * declare const logGroup: logs.ILogGroup;
 * declare const alerts: sns.ITopic;
 * new RecordedWorkflow(this, 'Runbook', {
 *   definition: new stepfunctions.Pass(this, 'Nothing'), handlers: [], timeout: Duration.hours(4), comment: 'Does nothing', key, logGroup, alerts,
 * });
 */
export class RecordedWorkflow extends Construct {
  /** The state machine. */
  public readonly stateMachine: sfn.StateMachine;
  /** Its role. Permissions stand in one customer managed policy; see `allow`. */
  public readonly role: iam.Role;
  /** In alarm when a run failed, was given up or aborted. */
  public readonly alarm: cloudwatch.Alarm;

  private readonly policy: iam.ManagedPolicy;

  public constructor(scope: Construct, id: string, props: RecordedWorkflowProps) {
    super(scope, id);
    this.role = this.makeRole(props);
    this.policy = this.makePolicy(props);
    this.stateMachine = this.makeStateMachine(props);
    this.alarm = this.makeAlarm(props);
  }

  /**
   * Lets the workflow do what `statement` says.
   *
   * @param statement an allow statement that names its resources
   */
  public allow(statement: iam.PolicyStatement): void {
    this.policy.addStatements(statement);
  }

  /** A role with which EventBridge starts the workflow and can do nothing else. */
  public starter(): iam.IRole {
    const role = new iam.Role(this, 'StarterRole', {
      assumedBy: new iam.ServicePrincipal('events.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } } }),
      description: 'EventBridge starts the workflow',
    });
    new iam.ManagedPolicy(this, 'StarterPolicy', {
      roles: [role], description: 'Start the workflow',
      statements: [new iam.PolicyStatement({ actions: ['states:StartExecution'], resources: [this.stateMachine.stateMachineArn] })],
    });
    return role.withoutPolicyUpdates();
  }

  private makeRole({ comment }: RecordedWorkflowProps): iam.Role {
    return new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } } }),
      description: comment,
    });
  }

  private makePolicy({ handlers, key }: RecordedWorkflowProps): iam.ManagedPolicy {
    const policy = new iam.ManagedPolicy(this, 'Policy', { roles: [this.role], description: 'What the workflow may do' });
    policy.addStatements(
      new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [key.keyArn] }),
      // These calls take no resource (Step Functions guide, "logging with CloudWatch Logs" and "X-Ray").
      new iam.PolicyStatement({
        actions: [
          'logs:CreateLogDelivery', 'logs:DeleteLogDelivery', 'logs:DescribeLogGroups', 'logs:DescribeResourcePolicies', 'logs:GetLogDelivery',
          'logs:ListLogDeliveries', 'logs:PutResourcePolicy', 'logs:UpdateLogDelivery',
        ],
        resources: ['*'],
      }),
      new iam.PolicyStatement({
        actions: ['xray:GetSamplingRules', 'xray:GetSamplingTargets', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'], resources: ['*'],
      }),
    );
    if (handlers.length > 0) {
      policy.addStatements(new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: handlers.map((handler) => handler.function.functionArn) }));
    }
    return policy;
  }

  private makeStateMachine(props: RecordedWorkflowProps): sfn.StateMachine {
    // By its ARN alone: CDK would else open the key to log delivery for every account.
    const kmsKey = kms.Key.fromKeyArn(this, 'Key', props.key.keyArn);
    const made = new sfn.StateMachine(this, 'StateMachine', {
      definitionBody: sfn.DefinitionBody.fromChainable(props.definition),
      comment: props.comment,
      timeout: props.timeout,
      role: this.role.withoutPolicyUpdates(),
      tracingEnabled: true,
      logs: { destination: props.logGroup, level: sfn.LogLevel.ALL, includeExecutionData: false },
      encryptionConfiguration: new sfn.CustomerManagedEncryptionConfiguration(kmsKey, Duration.minutes(15)),
    });
    made.node.addDependency(this.policy);
    return made;
  }

  private makeAlarm({ alerts }: RecordedWorkflowProps): cloudwatch.Alarm {
    const period = Duration.minutes(5);
    const { stateMachine } = this;
    const alarm = new cloudwatch.Alarm(this, 'Alarm', {
      metric: new cloudwatch.MathExpression({
        expression: 'failed + given + aborted', label: 'Runs that did not succeed', period,
        usingMetrics: {
          failed: stateMachine.metricFailed({ period }), given: stateMachine.metricTimedOut({ period }), aborted: stateMachine.metricAborted({ period }),
        },
      }),
      threshold: 1, evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      alarmDescription: `${this.node.path} did not succeed`,
    });
    alarm.addAlarmAction(new actions.SnsAction(alerts));
    return alarm;
  }
}
