import {
  Duration, Stack, aws_iam as iam, aws_kms as kms, aws_lambda as lambda, aws_logs as logs, aws_scheduler as scheduler, aws_sns as sns,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';
import { SignIn } from '../identity/sign-in';
import { Trust } from '../identity/trust';
import { HandlerFunction } from '../runtime/handler-function';
import { DataRefresh } from './data-refresh';

/** A refresh that is requested on a schedule. It waits for a person's approval like any other. */
export interface RefreshCadence {
  /** Its name, for example `staging-ledger`. */
  readonly name: string;
  /** The dataset. */
  readonly dataset: string;
  /** The environment. */
  readonly environment: string;
  /** When, in the words of EventBridge Scheduler, UTC: `cron(0 6 1,15 * ? *)`. */
  readonly schedule: string;
}

/** Properties of a `RefreshDesk`. */
export interface RefreshDeskProps {
  /** The refresh that is asked for. */
  readonly refresh: DataRefresh;
  /** How people come in who may request. */
  readonly requesters: SignIn;
  /** How people come in who may approve: other groups, or some of the same people, who then cannot approve what they requested. */
  readonly approvers: SignIn;
  /** Names of the two roles begin with it: `<prefix>-refresh-requester`, `<prefix>-refresh-approver`. */
  readonly prefix: string;
  /** Key of what runs keep, where the pending approval lies. */
  readonly storageKey: kms.IKey;
  /** Key of settings, schedules and of what failed. */
  readonly key: kms.IKey;
  /** Key of logs. */
  readonly logKey: kms.IKey;
  /** How long logs are kept. */
  readonly logRetention: logs.RetentionDays;
  /** Who hears when a function fails. */
  readonly alerts: sns.ITopic;
  /**
   * Refreshes requested on a schedule.
   * @default - people request
   */
  readonly cadences?: RefreshCadence[];
}

const session = Duration.hours(1);

/**
 * Where people request and approve refreshes: two functions with a URL each that takes signed requests only. AWS tells the function who
 * signed; what the request says of its sender counts for nothing. One role may call the one, another role the other, each only through
 * its URL, since whoever invokes a function directly writes the sender himself. The name of the session is the person: whoever has
 * both roles still cannot approve what they requested. Only the one function may start runs, only the other may let them go on.
 *
 * It refuses sign-ins that cannot prove a second factor, and cadences of datasets or environments that the refresh does not know.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 * @example
 * declare const refresh: DataRefresh;
 * declare const key: kms.IKey;
 * declare const alerts: sns.ITopic;
 * const providerArn = 'arn:aws:iam::111111111111:saml-provider/workforce';
 * new RefreshDesk(this, 'Desk', {
 *   refresh, prefix: 'projects', storageKey: key, key, logKey: key, logRetention: logs.RetentionDays.ONE_YEAR, alerts,
 *   requesters: SignIn.saml({ providerArn, groups: ['projects-testers'] }), approvers: SignIn.saml({ providerArn, groups: ['projects-data-owners'] }),
 * });
 */
export class RefreshDesk extends Construct {
  /** Takes requests. */
  public readonly request: HandlerFunction;
  /** Takes approvals. */
  public readonly approval: HandlerFunction;
  /** May request, and nothing else. */
  public readonly requesterRole: iam.Role;
  /** May approve, and nothing else. */
  public readonly approverRole: iam.Role;
  /** Address for requests. */
  public readonly requestUrl: string;
  /** Address for approvals. */
  public readonly approvalUrl: string;

  public constructor(scope: Construct, id: string, props: RefreshDeskProps) {
    super(scope, id);
    refuse(this.node.path, props);
    const [requester, approver] = [`${props.prefix}-refresh-requester`, `${props.prefix}-refresh-approver`];
    this.request = this.makeRequest(props, requester);
    this.approval = this.makeApproval(props, approver);
    this.requesterRole = this.makeRole('Requester', requester, props.requesters, 'Requests refreshes of masked data');
    this.approverRole = this.makeRole('Approver', approver, props.approvers, 'Approves refreshes of masked data');
    this.requestUrl = this.open('Request', this.request, this.requesterRole);
    this.approvalUrl = this.open('Approval', this.approval, this.approverRole);
    this.schedule(props);
  }

  private makeRequest(props: RefreshDeskProps, role: string): HandlerFunction {
    const { refresh } = props;
    const { stateMachine } = refresh.workflow;
    const handler = new HandlerFunction(this, 'RequestHandler', {
      ...functionOf(props), handler: 'refresh-request', description: 'Takes requests for a data refresh',
      settings: {
        ACCOUNT: Stack.of(this).account, REQUESTER_ROLE: role, STATE_MACHINE: stateMachine.stateMachineArn, DATASETS: refresh.datasets.join(','),
        ENVIRONMENTS: refresh.environments.join(','), MOST_HOURS: String(refresh.mostHours),
      },
    });
    handler.allow(new iam.PolicyStatement({ actions: ['states:StartExecution'], resources: [stateMachine.stateMachineArn] }));
    handler.allow(new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [props.logKey.keyArn] }));
    return handler;
  }

  private makeApproval(props: RefreshDeskProps, role: string): HandlerFunction {
    const { refresh, storageKey, logKey } = props;
    const handler = new HandlerFunction(this, 'ApprovalHandler', {
      ...functionOf(props), handler: 'refresh-approval', description: 'Takes approvals of data refreshes',
      settings: { ACCOUNT: Stack.of(this).account, APPROVER_ROLE: role, RUNS_BUCKET: refresh.runs.bucketName },
    });
    handler.allow(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [refresh.runs.arnForObjects('runs/*/approval.json')] }));
    handler.allow(new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [storageKey.keyArn, logKey.keyArn] }));
    handler.allow(new iam.PolicyStatement({ actions: ['states:SendTaskFailure', 'states:SendTaskSuccess'], resources: [refresh.workflow.stateMachine.stateMachineArn] }));
    return handler;
  }

  private makeRole(id: string, roleName: string, signIn: SignIn, description: string): iam.Role {
    return new iam.Role(this, id, { roleName, description, assumedBy: new Trust(signIn.trustPolicy(true, Stack.of(this).region)), maxSessionDuration: session });
  }

  /** Through the URL only: a direct call could write any sender into the event. */
  private open(id: string, { function: target }: HandlerFunction, role: iam.Role): string {
    const url = new lambda.CfnUrl(this, `${id}Url`, { targetFunctionArn: target.functionArn, authType: lambda.FunctionUrlAuthType.AWS_IAM });
    new iam.ManagedPolicy(this, `${id}Policy`, {
      roles: [role], description: `Call ${id} through its URL`,
      statements: [
        new iam.PolicyStatement({ actions: ['lambda:InvokeFunctionUrl'], resources: [target.functionArn], conditions: { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } } }),
        new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [target.functionArn], conditions: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } } }),
      ],
    });
    return url.attrFunctionUrl;
  }

  private schedule({ cadences = [], key }: RefreshDeskProps): void {
    if (cadences.length === 0) return;
    const role = new iam.Role(this, 'ScheduleRole', {
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } } }),
      description: 'Requests refreshes on their cadence',
    });
    const policy = new iam.ManagedPolicy(this, 'SchedulePolicy', {
      roles: [role], description: 'Request refreshes, and put aside what could not be requested',
      statements: [
        new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.request.function.functionArn] }),
        new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.request.deadLetters.queueArn] }),
        new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [key.keyArn] }),
      ],
    });
    for (const { name, dataset, environment, schedule } of cadences) {
      new scheduler.CfnSchedule(this, `Cadence${name}`, {
        description: `Requests ${dataset} for ${environment}`, scheduleExpression: schedule, scheduleExpressionTimezone: 'UTC', flexibleTimeWindow: { mode: 'OFF' }, kmsKeyArn: key.keyArn,
        target: {
          arn: this.request.function.functionArn, roleArn: role.roleArn, deadLetterConfig: { arn: this.request.deadLetters.queueArn },
          input: JSON.stringify({ schedule: name, dataset, environment, time: '<aws.scheduler.scheduled-time>' }),
        },
      }).node.addDependency(policy);
    }
  }
}

function functionOf({ key, logKey, logRetention, alerts }: RefreshDeskProps) {
  return { key, logKey, logRetention, alerts, concurrency: 2, timeout: Duration.seconds(30) };
}

function refuse(path: string, { refresh, requesters, approvers, prefix, cadences = [] }: RefreshDeskProps): void {
  const problems = new Problems();
  for (const [at, signIn] of Object.entries({ requesters, approvers })) {
    problems.when(!signIn.provesMfa, { at, must: 'must be a sign-in of people with a second factor', got: signIn.kind, fix: 'use SignIn.saml(...)' });
  }
  problems.when(!/^[a-z][a-z0-9-]{0,40}$/.test(prefix), { at: 'prefix', must: 'must be at most 41 lower-case letters, digits and hyphens', got: prefix });
  cadences.forEach(({ name, dataset, environment }, index) => {
    problems.when(!/^[a-z][a-z0-9-]{0,50}$/.test(name), { at: `cadences[${index}].name`, must: 'must be lower-case letters, digits and hyphens', got: name });
    problems.when(!refresh.datasets.includes(dataset), { at: `cadences[${index}].dataset`, must: `must be one of ${refresh.datasets.join(', ')}`, got: dataset });
    problems.when(!refresh.environments.includes(environment), { at: `cadences[${index}].environment`, must: `must be one of ${refresh.environments.join(', ')}`, got: environment });
  });
  problems.refuse(`refresh desk "${path}"`);
}
