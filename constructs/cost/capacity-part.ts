import { Token, aws_ssm as ssm } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { DatabaseLevel, Part, TaskLevel, capacityPaths } from '../../lib/values/capacity-facts';
import { instanceSizeOf } from '../../lib/values/instance-size';
import { Problems } from '../../lib/values/problems';

/** How many tasks of a service run. */
export interface TaskRange {
  /** The fewest. At least 1. */
  readonly minTasks: number;
  /** The most. At least `minTasks`. */
  readonly maxTasks: number;
}

/** How large a database is: the units of a serverless one, or the class of provisioned instances. */
export interface DatabaseScale {
  /**
   * Least Aurora capacity units, a multiple of 0.5.
   * @default - the database is provisioned, see `instanceClass`
   */
  readonly minAcu?: number;
  /**
   * Most Aurora capacity units, up to 256.
   * @default - the database is provisioned, see `instanceClass`
   */
  readonly maxAcu?: number;
  /**
   * Class of every instance, written without `db.`, for example `r8g.large`.
   * @default - the database is serverless, see `minAcu`
   */
  readonly instanceClass?: string;
}

/** A queue whose worker is stopped while nothing happens. */
export interface IdleQueue {
  /** Address of the queue. */
  readonly queueUrl: string;
  /** Minutes without a message after which the worker is stopped: 15 to 1440. */
  readonly minutes: number;
}

/** What all parts have. */
export interface CapacityPartProps {
  /** Path in Parameter Store below which the environment tells of its capacity, for example `/projects/capacity`. */
  readonly path: string;
  /** Name of the part: letters, digits and hyphens, unique in the environment. */
  readonly name: string;
}

/** A service or a worker that opens and closes. */
export interface ServicePartProps extends CapacityPartProps {
  /** Name of the ECS cluster. */
  readonly clusterName: string;
  /** Name of the ECS service. */
  readonly serviceName: string;
  /** Whether it listens to nobody; workers start after services, and stop before them. */
  readonly worker: boolean;
  /**
   * How much runs while the environment is open.
   * @default - none: it runs in windows only
   */
  readonly open?: TaskRange;
  /**
   * Name of a window to how much runs in it.
   * @default - every window leaves it as it is
   */
  readonly windows?: { readonly [name: string]: TaskRange };
  /**
   * The queue it works off; while nothing happens there, the worker is stopped.
   * @default - it runs as long as the environment is open
   */
  readonly idle?: IdleQueue;
}

/** A database that opens and closes. */
export interface DatabasePartProps extends CapacityPartProps {
  /** Identifier of the Aurora cluster. */
  readonly clusterIdentifier: string;
  /** How large it is while the environment is open. */
  readonly open: DatabaseScale;
  /**
   * Name of a window to how large it is in it.
   * @default - every window leaves it as it is
   */
  readonly windows?: { readonly [name: string]: DatabaseScale };
}

/** A synthetic check that rests while the environment is closed. */
export interface CheckPartProps extends CapacityPartProps {
  /** Name of the CloudWatch Synthetics canary. */
  readonly checkName: string;
}

/** Alarms that are silent while the environment is closed. */
export interface AlarmsPartProps extends CapacityPartProps {
  /** Names of the alarms. At least one. */
  readonly alarmNames: string[];
}

/**
 * One thing that opens and closes with its environment, written down beside it in Parameter Store: a service, a database, a synthetic check, alarms. An
 * `OfficeHoursControl` in another stack reads it there, so that a service can be released without touching the control, and the control
 * without touching the service.
 *
 * It refuses ranges that contradict themselves, a database that is both serverless and provisioned or neither, and names that Parameter
 * Store does not take.
 *
 * @example
 * declare const service: ecs.FargateService;
 * CapacityPart.ofService(this, 'Capacity', {
 *   path: '/projects/capacity', name: 'Api', clusterName: service.cluster.clusterName, serviceName: service.serviceName, worker: false,
 *   open: { minTasks: 1, maxTasks: 4 }, windows: { 'june-load-test': { minTasks: 4, maxTasks: 40 } },
 * });
 */
export class CapacityPart extends Construct {
  /** A service or a worker on ECS. */
  public static ofService(scope: Construct, id: string, props: ServicePartProps): CapacityPart {
    const { clusterName: cluster, serviceName: service, open, windows = {}, idle, worker } = props;
    const problems = new Problems();
    for (const [at, range] of rangesOf(open, windows)) checkRange(problems, at, range);
    problems.when(idle !== undefined && !(Number.isInteger(idle.minutes) && idle.minutes >= 15 && idle.minutes <= 1440), {
      at: 'idle.minutes', must: 'must be a whole number from 15 to 1440', got: idle?.minutes,
    });
    problems.when(idle !== undefined && !worker, { at: 'idle', must: 'must be of a worker', fix: 'callers of a service do not wait for it to start' });
    return new CapacityPart(scope, id, props, { kind: worker ? 'worker' : 'service', cluster, service, open: open === undefined ? undefined : bare(open), windows: each(windows, bare), idle }, problems);
  }

  /** An Aurora cluster. */
  public static ofDatabase(scope: Construct, id: string, props: DatabasePartProps): CapacityPart {
    const { clusterIdentifier: cluster, open, windows = {} } = props;
    const problems = new Problems();
    for (const [at, scale] of rangesOf(open, windows)) checkScale(problems, at, scale);
    return new CapacityPart(scope, id, props, { kind: 'database', cluster, open: bareScale(open), windows: each(windows, bareScale) }, problems);
  }

  /** Alarms of CloudWatch that watch from outside. */
  public static ofAlarms(scope: Construct, id: string, props: AlarmsPartProps): CapacityPart {
    const problems = new Problems();
    problems.when(props.alarmNames.length === 0, { at: 'alarmNames', must: 'must name at least one alarm', got: [] });
    return new CapacityPart(scope, id, props, { kind: 'alarms', names: props.alarmNames }, problems);
  }

  /** A synthetic check. */
  public static ofCheck(scope: Construct, id: string, props: CheckPartProps): CapacityPart {
    const problems = new Problems();
    const { checkName } = props;
    problems.when(!Token.isUnresolved(checkName) && !/^[0-9a-z_-]{1,255}$/.test(checkName), { at: 'checkName', must: 'must be the name of a canary', got: checkName });
    return new CapacityPart(scope, id, props, { kind: 'check', name: checkName }, problems);
  }

  /** Where it is written down. */
  public readonly parameter: ssm.StringParameter;

  private constructor(scope: Construct, id: string, { path, name }: CapacityPartProps, part: Part, problems: Problems) {
    super(scope, id);
    problems.when(!/^(\/[A-Za-z0-9_.-]+)+$/.test(path), { at: 'path', must: 'must be a path of Parameter Store', got: path, fix: 'for example /projects/capacity' });
    problems.when(!/^[A-Za-z][A-Za-z0-9-]{0,63}$/.test(name), { at: 'name', must: 'must be at most 64 letters, digits and hyphens that begin with a letter', got: name });
    problems.refuse(`capacity part "${this.node.path}"`);
    this.parameter = new ssm.StringParameter(this, 'Parameter', {
      parameterName: `${path}/${capacityPaths.parts}/${name}`, stringValue: JSON.stringify(part), description: `How ${name} opens and closes`,
    });
  }
}

/** The two numbers alone: what is passed may carry more. */
function bare({ minTasks, maxTasks }: TaskRange): TaskLevel {
  return { minTasks, maxTasks };
}

function bareScale({ minAcu, maxAcu, instanceClass }: DatabaseScale): DatabaseLevel {
  return { minAcu, maxAcu, instanceClass };
}

function each<T, U>(map: { readonly [name: string]: T }, change: (value: T) => U): { [name: string]: U } {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, change(value)]));
}

function rangesOf<T>(open: T | undefined, windows: { readonly [name: string]: T }): [string, T][] {
  const inWindows = Object.entries(windows).map(([name, value]): [string, T] => [`windows.${name}`, value]);
  return open === undefined ? inWindows : [['open', open], ...inWindows];
}

function checkRange(problems: Problems, at: string, { minTasks, maxTasks }: TaskRange): void {
  if (Token.isUnresolved(minTasks) || Token.isUnresolved(maxTasks)) return;
  problems.when(!(Number.isInteger(minTasks) && minTasks >= 1), { at: `${at}.minTasks`, must: 'must be a whole number of at least 1', got: minTasks });
  problems.when(!(Number.isInteger(maxTasks) && maxTasks >= minTasks), { at: `${at}.maxTasks`, must: `must be a whole number of at least minTasks (${minTasks})`, got: maxTasks });
}

function checkScale(problems: Problems, at: string, { minAcu, maxAcu, instanceClass }: DatabaseScale): void {
  const serverless = minAcu !== undefined || maxAcu !== undefined;
  const unclear = problems.when(serverless === (instanceClass !== undefined), {
    at, must: 'must be either serverless (minAcu and maxAcu) or provisioned (instanceClass)', got: { minAcu, maxAcu, instanceClass },
  });
  if (unclear) return;
  if (serverless) {
    const fits = minAcu !== undefined && maxAcu !== undefined && minAcu >= 0 && maxAcu >= 1 && minAcu <= maxAcu && maxAcu <= 256;
    problems.when(!fits, { at, must: 'must have minAcu of at least 0 and maxAcu from 1 to 256, not less than minAcu', got: { minAcu, maxAcu } });
    return;
  }
  problems.when(instanceSizeOf(String(instanceClass)) === undefined, {
    at: `${at}.instanceClass`, must: 'must be an instance class that Amazon Aurora PostgreSQL offers', got: instanceClass, fix: 'write it without "db.", for example r8g.large',
  });
}
