import { RemovalPolicy, Stack, aws_iam as iam, aws_kms as kms, aws_logs as logs, aws_ssm as ssm } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problems } from '../../lib/values/problems';

/** When hosts are patched: a maintenance window, once a month. */
export interface PatchSchedule {
  /** Which one of the month: 1 to 4. */
  readonly week: number;
  /** The day of the week as Systems Manager writes it: `MON` to `SUN`. */
  readonly day: string;
  /** When it begins, `HH:MM`. */
  readonly start: string;
  /** The time zone, a name of the IANA database. */
  readonly timeZone: string;
  /** How long it lasts, in hours, 2 to 24; nothing begins in its last hour. */
  readonly hours: number;
}

/** What `HostPatching` is made of. */
export interface HostPatchingProps {
  /** First part of the names of baseline and window: 1 to 40 letters, digits, `-` or `_`. */
  readonly prefix: string;
  /** Key of the log of what was patched. Its policy must admit CloudWatch Logs. */
  readonly logKey: kms.IKey;
  /** How long that log is kept. */
  readonly logRetention: logs.RetentionDays;
  /**
   * When patches are installed.
   * @default - never: hosts are looked at every day for patches that are missing
   */
  readonly schedule?: PatchSchedule;
}

/** The same in every environment. A patch is old enough to install when it is out for a week; a critical one at once. */
const baseline = { operatingSystem: 'AMAZON_LINUX_2023', waitDays: 7, group: 'environment-hosts' };
const tag = 'PatchGroup';

/**
 * Which patches hosts get, and when (OPS-06): one baseline that is the same in every environment, a daily look at what is missing, and a
 * maintenance window once a month. Hosts join by the tag `PatchGroup: environment-hosts`. An environment that is patched earlier in the month
 * rehearses the patch for one that is patched later.
 *
 * Containers and functions are not patched but built anew; Fargate, Lambda and Aurora are patched by AWS, Aurora in the window of its cluster.
 *
 * It refuses weeks, days, times and lengths that no window can have.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager.html
 * @example
 * declare const key: kms.IKey;
 * new HostPatching(this, 'Patching', {
 *   prefix: 'projects', logKey: key, logRetention: logs.RetentionDays.ONE_MONTH,
 *   schedule: { week: 2, day: 'WED', start: '12:00', timeZone: 'Europe/Berlin', hours: 4 },
 * });
 */
export class HostPatching extends Construct {
  /** Value of the tag `PatchGroup` by which hosts join. */
  public readonly patchGroup: string = baseline.group;
  /** Id of the baseline. */
  public readonly baselineId: string;
  /** What was patched, and what failed. */
  public readonly logGroup: logs.ILogGroup;

  public constructor(scope: Construct, id: string, props: HostPatchingProps) {
    super(scope, id);
    refuse(this.node.path, props);
    this.logGroup = this.makeLogGroup(props);
    this.baselineId = this.makeBaseline(props.prefix).attrId;
    this.lookDaily(props.prefix);
    if (props.schedule !== undefined) this.install(props.prefix, props.schedule);
  }

  private makeLogGroup({ logKey, logRetention }: HostPatchingProps): logs.LogGroup {
    return new logs.LogGroup(this, 'Log', { encryptionKey: logKey, retention: logRetention, removalPolicy: RemovalPolicy.DESTROY });
  }

  private makeBaseline(prefix: string): ssm.CfnPatchBaseline {
    const rule = (severity: string[], approveAfterDays: number, complianceLevel: string) => ({
      approveAfterDays, complianceLevel, enableNonSecurity: false,
      patchFilterGroup: { patchFilters: [{ key: 'CLASSIFICATION', values: ['Security'] }, { key: 'SEVERITY', values: severity }] },
    });
    return new ssm.CfnPatchBaseline(this, 'Baseline', {
      name: `${prefix}-hosts`,
      description: 'Security patches, critical ones at once; the same in every environment',
      operatingSystem: baseline.operatingSystem,
      defaultBaseline: true,
      patchGroups: [baseline.group],
      approvalRules: { patchRules: [rule(['Critical'], 0, 'CRITICAL'), rule(['Important'], baseline.waitDays, 'HIGH'), rule(['Medium', 'Low'], baseline.waitDays, 'MEDIUM')] },
      rejectedPatchesAction: 'BLOCK',
      availableSecurityUpdatesComplianceStatus: 'NON_COMPLIANT',
    });
  }

  private lookDaily(prefix: string): void {
    new ssm.CfnAssociation(this, 'Look', {
      name: 'AWS-RunPatchBaseline',
      associationName: `${prefix}-missing-patches`,
      parameters: { Operation: ['Scan'] },
      scheduleExpression: 'rate(1 day)',
      targets: [{ key: `tag:${tag}`, values: [baseline.group] }],
      complianceSeverity: 'HIGH',
      maxConcurrency: '100%',
      maxErrors: '100%',
    });
  }

  private install(prefix: string, { week, day, start, timeZone, hours }: PatchSchedule): void {
    const [hour, minute] = start.split(':').map(Number);
    const window = new ssm.CfnMaintenanceWindow(this, 'Window', {
      name: `${prefix}-patches`,
      description: 'Hosts get the patches of the baseline',
      schedule: `cron(${minute} ${hour} ? * ${day}#${week} *)`,
      scheduleTimezone: timeZone,
      duration: hours,
      cutoff: 1,
      allowUnassociatedTargets: false,
    });
    const hosts = new ssm.CfnMaintenanceWindowTarget(this, 'Hosts', {
      windowId: window.ref, name: `${prefix}-hosts`, resourceType: 'INSTANCE', targets: [{ key: `tag:${tag}`, values: [baseline.group] }],
    });
    new ssm.CfnMaintenanceWindowTask(this, 'Install', {
      windowId: window.ref,
      name: `${prefix}-install`,
      taskType: 'RUN_COMMAND',
      taskArn: 'AWS-RunPatchBaseline',
      priority: 1,
      // A third at a time, and none more once a tenth has failed: the rest keeps serving.
      maxConcurrency: '33%',
      maxErrors: '10%',
      cutoffBehavior: 'CONTINUE_TASK',
      targets: [{ key: 'WindowTargetIds', values: [hosts.ref] }],
      serviceRoleArn: this.makeRole().roleArn,
      taskInvocationParameters: {
        maintenanceWindowRunCommandParameters: {
          parameters: { Operation: ['Install'], RebootOption: ['RebootIfNeeded'] },
          cloudWatchOutputConfig: { cloudWatchLogGroupName: this.logGroup.logGroupName, cloudWatchOutputEnabled: true },
          timeoutSeconds: 3600,
        },
      },
    });
  }

  private makeRole(): iam.Role {
    const { partition, region, account } = Stack.of(this);
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('ssm.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': account } } }),
      description: 'Starts the patching of hosts',
    });
    new iam.ManagedPolicy(this, 'Policy', {
      roles: [role],
      description: 'Runs the patch document on hosts of the patch group',
      statements: [
        new iam.PolicyStatement({ actions: ['ssm:SendCommand'], resources: [`arn:${partition}:ssm:${region}::document/AWS-RunPatchBaseline`] }),
        new iam.PolicyStatement({
          actions: ['ssm:SendCommand'], resources: [`arn:${partition}:ec2:${region}:${account}:instance/*`],
          conditions: { StringEquals: { [`ssm:resourceTag/${tag}`]: baseline.group } },
        }),
        new iam.PolicyStatement({ actions: ['ssm:GetCommandInvocation', 'ssm:ListCommandInvocations', 'ssm:ListCommands'], resources: ['*'] }),
      ],
    });
    return role;
  }
}

function refuse(path: string, { prefix, schedule }: HostPatchingProps): void {
  const problems = new Problems();
  problems.when(!/^[\w-]{1,40}$/.test(prefix), { at: 'prefix', must: 'must be 1 to 40 letters, digits, "-" or "_"', got: prefix });
  if (schedule !== undefined) {
    const { week, day, start, timeZone, hours } = schedule;
    problems.when(![1, 2, 3, 4].includes(week), { at: 'schedule.week', must: 'must be 1 to 4', got: week, fix: 'a fifth one does not come every month' });
    problems.when(!['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'].includes(day), { at: 'schedule.day', must: 'must be MON to SUN', got: day });
    problems.when(!/^([01]\d|2[0-3]):[0-5]\d$/.test(start), { at: 'schedule.start', must: 'must be a time of the day from 00:00 to 23:59', got: start });
    problems.when(timeZone.trim() === '', { at: 'schedule.timeZone', must: 'must be a time zone of the IANA database', got: timeZone });
    problems.when(!Number.isInteger(hours) || hours < 2 || hours > 24, { at: 'schedule.hours', must: 'must be 2 to 24 whole hours', got: hours });
  }
  problems.refuse(`host patching "${path}"`);
}
