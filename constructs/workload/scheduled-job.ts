import {
  Stack, aws_cloudwatch as cloudwatch, aws_ec2 as ec2, aws_ecs as ecs, aws_events as events, aws_iam as iam, aws_kms as kms, aws_scheduler as scheduler,
  aws_secretsmanager as secretsmanager, aws_sns as sns, aws_sqs as sqs,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';
import { IConsumer } from './consumer';
import { FailureQueue } from './failure-queue';
import { scheduleProblems } from './schedule-problems';
import { ContainerTaskProps, TaskParts, TaskSize, containerTaskProblems, taskSizeProblems } from './task-parts';

/** Properties of a `ScheduledJob`. */
export interface ScheduledJobProps extends ContainerTaskProps {
  /**
   * When it runs, in the words of EventBridge Scheduler: `cron(30 2 * * ? *)` or `rate(15 minutes)`. A single moment, `at(...)`, is
   * refused: what runs once is a step of a release.
   * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
   */
  readonly schedule: string;

  /** Time zone of the schedule, a name of the IANA database such as `Europe/Berlin`. There is no default: half a year later it would be wrong. */
  readonly timeZone: string;

  /** Key of the schedule and of what failed. It must admit EventBridge, as keys for `DataDomain.MESSAGES` do. */
  readonly key: kms.IKey;

  /** Who hears of runs that failed. The key of an encrypted topic must admit CloudWatch alarms. */
  readonly alerts: sns.ITopic;

  /**
   * The size of the task.
   * @default 512 CPU units and 1024 MiB
   */
  readonly size?: TaskSize;

  /**
   * Whether the schedule is on.
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * How often Scheduler tries again when ECS does not take the task, 0 to 185 times. A task that was taken and failed is not run
   * again: whether that is safe only the job knows.
   * @default 5
   */
  readonly retries?: number;
}

const defaults = { retries: 5, eventAgeSeconds: 3600 };

/**
 * A job on Fargate that runs on a schedule, with everything a service has: immutable image, read-only root file system, no root
 * user, no Linux capabilities, no shell, roles of its own, logs under your key. EventBridge Scheduler starts it with a role that
 * may start this job and nothing else. A run that could not be started, and a task that ended with an error, lie in `failures`,
 * and an alarm tells so.
 *
 * It refuses an image named by tag, sizes Fargate does not offer, a schedule that is none, and a missing time zone.
 *
 * @example
 * declare const cluster: ServiceCluster;
 * declare const key: kms.IKey;
 * declare const alerts: sns.ITopic;
 * new ScheduledJob(this, 'MonthEnd', {
 *   cluster, key, alerts,
 *   image: '555555555555.dkr.ecr.eu-west-1.amazonaws.com/projects/jobs@sha256:4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a',
 *   schedule: 'cron(30 2 1 * ? *)', timeZone: 'Europe/Berlin',
 *   logKey: key, logRetention: logs.RetentionDays.ONE_MONTH, configurationPath: '/projects/month-end',
 * });
 */
export class ScheduledJob extends Construct implements IConsumer {
  /** What is run. */
  public readonly taskDefinition: ecs.FargateTaskDefinition;
  /** The network reach of the job: nothing but what was declared. */
  public readonly connections: ec2.Connections;
  /** The role the code runs with. */
  public readonly taskRole: iam.Role;
  /** Where runs lie that failed. */
  public readonly failures: sqs.IQueue;
  /** In alarm while something lies in `failures`. */
  public readonly failureAlarm: cloudwatch.Alarm;

  private readonly parts: TaskParts;

  public constructor(scope: Construct, id: string, props: ScheduledJobProps) {
    super(scope, id);
    refuseWrong(this.node.path, props);

    this.parts = new TaskParts(this, props, props.size ?? {});
    this.taskDefinition = this.parts.definition;
    this.taskRole = this.parts.taskRole;
    this.connections = new ec2.Connections({ securityGroups: [this.parts.securityGroup] });
    this.parts.allowTlsOut();
    const failed = new FailureQueue(this, 'Failures', { key: props.key, alerts: props.alerts, what: `A run of ${id} failed` });
    this.failures = failed.queue;
    this.failureAlarm = failed.alarm;
    this.watchTasks(props);
    this.makeSchedule(props);
    for (const dependency of props.uses ?? []) dependency.attachTo(this);
  }

  /**
   * Lets the code of this job do what `statement` says.
   *
   * @param statement an allow statement that names its resources
   */
  public allow(statement: iam.PolicyStatement): void {
    this.parts.allow(statement);
  }

  /**
   * Lets the code of this job do what `policy` says.
   *
   * @param policy a policy that stands beside the resource it opens
   */
  public allowPolicy(policy: iam.IManagedPolicy): void {
    this.taskRole.addManagedPolicy(policy);
  }

  /**
   * Gives the job a setting as the environment variable `name`, through Parameter Store.
   *
   * @param name  name of the environment variable, upper case
   * @param value the value; never a secret
   */
  public addSetting(name: string, value: string): void {
    this.parts.addSetting(name, value);
  }

  /**
   * Gives the job a secret as the environment variable `name`, fetched when a task starts.
   *
   * @param name   name of the environment variable, upper case
   * @param secret the secret, of this environment's own store
   * @param key    the key that encrypts it
   */
  public addSecret(name: string, secret: secretsmanager.ISecret, key: kms.IKey): void {
    this.parts.addSecret(name, secret, key);
  }

  /**
   * Opens the way from this job to `peer`.
   *
   * @param peer what is connected to
   * @param port the port
   * @param why  shown on the rules
   */
  public connectTo(peer: ec2.IConnectable, port: ec2.Port, why: string): void {
    this.connections.allowTo(peer, port, why);
  }

  /** Scheduler knows whether a task was started, not how it ended: ECS tells that as an event. */
  private watchTasks({ cluster }: ScheduledJobProps): void {
    const { account } = Stack.of(this);
    const rule = new events.CfnRule(this, 'EndedWithError', {
      description: `Tasks of ${this.node.id} that ended with an error or never ran`,
      eventPattern: {
        source: ['aws.ecs'],
        'detail-type': ['ECS Task State Change'],
        detail: {
          clusterArn: [cluster.cluster.clusterArn],
          group: [`family:${this.taskDefinition.family}`],
          lastStatus: ['STOPPED'],
          $or: [{ containers: { exitCode: [{ 'anything-but': 0 }] } }, { stopCode: ['TaskFailedToStart'] }],
        },
      },
      targets: [{ id: 'Failures', arn: this.failures.queueArn }],
    });
    this.failures.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'FailedTasks',
      principals: [new iam.ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [this.failures.queueArn],
      conditions: { StringEquals: { 'aws:SourceAccount': account }, ArnEquals: { 'aws:SourceArn': rule.attrArn } },
    }));
  }

  private makeSchedule(props: ScheduledJobProps): void {
    const { cluster } = props.cluster;
    const { role, policy } = this.makeStarter(props);
    const schedule = new scheduler.CfnSchedule(this, 'Schedule', {
      description: `Starts ${this.node.id}`,
      scheduleExpression: props.schedule,
      scheduleExpressionTimezone: props.timeZone,
      state: (props.enabled ?? true) ? 'ENABLED' : 'DISABLED',
      flexibleTimeWindow: { mode: 'OFF' },
      kmsKeyArn: props.key.keyArn,
      target: {
        arn: cluster.clusterArn,
        roleArn: role.roleArn,
        ecsParameters: {
          taskDefinitionArn: this.taskDefinition.taskDefinitionArn,
          taskCount: 1,
          launchType: 'FARGATE',
          platformVersion: ecs.FargatePlatformVersion.VERSION1_4,
          enableExecuteCommand: false,
          enableEcsManagedTags: true,
          propagateTags: 'TASK_DEFINITION',
          networkConfiguration: {
            awsvpcConfiguration: {
              assignPublicIp: 'DISABLED',
              subnets: cluster.vpc.selectSubnets({ subnetGroupName: 'private' }).subnetIds,
              securityGroups: [this.parts.securityGroup.securityGroupId],
            },
          },
        },
        retryPolicy: { maximumRetryAttempts: props.retries ?? defaults.retries, maximumEventAgeInSeconds: defaults.eventAgeSeconds },
        deadLetterConfig: { arn: this.failures.queueArn },
      },
    });
    schedule.node.addDependency(policy);
  }

  /** The role with which Scheduler starts this job, and nothing else. */
  private makeStarter({ cluster: { cluster }, key, permissionsBoundary }: ScheduledJobProps): { role: iam.Role; policy: iam.ManagedPolicy } {
    const { account, partition, region } = Stack.of(this);
    const role = new iam.Role(this, 'StarterRole', {
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': account } } }),
      permissionsBoundary,
      description: `Starts ${this.node.id} on its schedule`,
    });
    const onThisCluster = { ArnEquals: { 'ecs:cluster': cluster.clusterArn } };
    const policy = new iam.ManagedPolicy(this, 'StarterPolicy', {
      roles: [role],
      description: `Start ${this.node.id}, and put aside what could not be started`,
      statements: [
        new iam.PolicyStatement({ actions: ['ecs:RunTask'], resources: [this.taskDefinition.taskDefinitionArn], conditions: onThisCluster }),
        new iam.PolicyStatement({
          actions: ['ecs:TagResource'],
          resources: [`arn:${partition}:ecs:${region}:${account}:task/*`],
          conditions: { StringEquals: { 'ecs:CreateAction': 'RunTask' } },
        }),
        new iam.PolicyStatement({
          actions: ['iam:PassRole'],
          resources: [this.taskRole.roleArn, this.parts.executionRole.roleArn],
          conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
        }),
        new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.failures.queueArn] }),
        new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [key.keyArn] }),
      ],
    });
    return { role, policy };
  }
}

function refuseWrong(path: string, props: ScheduledJobProps): void {
  const problems = new Problems();
  problems.addAll(containerTaskProblems(props));
  problems.addAll(taskSizeProblems(props.size ?? {}));
  problems.addAll(scheduleProblems(props));
  const { retries } = props;
  problems.when(retries !== undefined && !(Number.isInteger(retries) && retries >= 0 && retries <= 185), {
    at: 'retries', must: 'must be a whole number from 0 to 185', got: retries,
  });
  problems.refuse(`job "${path}"`);
}
