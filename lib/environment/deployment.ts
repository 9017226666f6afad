import { Duration } from 'aws-cdk-lib';
import { fixed } from '../values/read-only';

/** How a new version of a service takes over from the old one. */
export enum DeploymentMode {
  /** Tasks are replaced a few at a time. */
  ROLLING = 'rolling',
  /** The new version stands beside the old one, then takes all callers at once. */
  BLUE_GREEN = 'blue-green',
  /** The new version takes a few callers, and after a while all others. */
  CANARY = 'canary',
  /** The new version takes more callers in equal steps. */
  LINEAR = 'linear',
}

/** When a release is undone, whatever its mode. */
export interface DeploymentOptions {
  /**
   * Percentage of requests answered with an error of the service above which its release is undone, above 0 and up to 100.
   * @default 5
   */
  readonly errorPercent?: number;

  /**
   * Time within which 99 of 100 requests must be answered, at least 10 milliseconds.
   * @default 2 seconds
   */
  readonly latency?: Duration;
}

/** Options of releases that move callers. */
export interface MovingDeploymentOptions extends DeploymentOptions {
  /**
   * How long the old version stays after all callers have moved: whole minutes, up to a day.
   * @default 10 minutes
   */
  readonly bake?: Duration;
}

/** Options of releases that move callers step by step. */
export interface SteppedDeploymentOptions extends MovingDeploymentOptions {
  /**
   * How long a step is watched before the next one: whole minutes, up to a day.
   * @default 10 minutes
   */
  readonly stepWait?: Duration;
}

/**
 * How new versions of services take over, and when they are undone (DEL-06). Services that are called from outside move their callers in
 * this way; services and workers that are called from inside only are rolled in every mode, because nothing stands before them that could
 * move a caller. Every release is undone by itself when tasks do not become healthy, or when callers are served worse than the thresholds.
 *
 * Refused: shares and times that Amazon ECS does not offer.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-strategies.html
 * @example
 * const deployment = Deployment.canary(10, { stepWait: Duration.minutes(15), bake: Duration.minutes(30), errorPercent: 2 });
 */
export class Deployment {
  /** Tasks are replaced a few at a time. */
  public static rolling(options?: DeploymentOptions): Deployment {
    return new Deployment(DeploymentMode.ROLLING, options ?? {});
  }

  /** The new version stands beside the old one, then takes all callers at once. */
  public static blueGreen(options?: MovingDeploymentOptions): Deployment {
    return new Deployment(DeploymentMode.BLUE_GREEN, options ?? {});
  }

  /** `percent` of the callers move first, 0.1 to 100, and after the wait all others. */
  public static canary(percent: number, options?: SteppedDeploymentOptions): Deployment {
    return new Deployment(DeploymentMode.CANARY, options ?? {}, percent);
  }

  /** `percent` of the callers move in each step, 3 to 100. */
  public static linear(percent: number, options?: SteppedDeploymentOptions): Deployment {
    return new Deployment(DeploymentMode.LINEAR, options ?? {}, percent);
  }

  /** Percentage of requests answered with an error above which a release is undone. */
  public readonly errorPercent: number;
  /** Milliseconds within which 99 of 100 requests must be answered. */
  public readonly latencyMilliseconds: number;
  /** Minutes for which the old version stays after all callers have moved; only where they move. */
  public readonly bakeMinutes?: number;
  /** Minutes for which a step is watched; only where callers move step by step. */
  public readonly stepWaitMinutes?: number;

  private constructor(
    /** How callers move. */
    public readonly mode: DeploymentMode,
    options: SteppedDeploymentOptions,
    /** Percentage of callers that move first or in each step; only where they move step by step. */
    public readonly percent?: number,
  ) {
    this.errorPercent = options.errorPercent ?? 5;
    this.latencyMilliseconds = options.latency?.toMilliseconds() ?? 2000;
    this.bakeMinutes = mode === DeploymentMode.ROLLING ? undefined : minutesOf(options.bake);
    this.stepWaitMinutes = percent === undefined ? undefined : minutesOf(options.stepWait);
    fixed(this);
  }
}

/** In numbers: a `Duration` can be changed. */
function minutesOf(duration: Duration | undefined): number {
  return duration?.toMinutes({ integral: false }) ?? 10;
}
