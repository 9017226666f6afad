/**
 * From when on an alarm sounds, and how many requests are traced. What is measured and watched is the same in every environment; a quieter
 * environment says gentler numbers. The defaults are the same for every kind.
 */
export interface Thresholds {
  /**
   * Answers of 500 and above among all answers of the load balancer, in percent, between 0.01 and 100.
   * @default 1
   */
  readonly errorPercent?: number;

  /**
   * Time within which 99 of 100 requests are answered, in milliseconds, between 10 and 60000.
   * @default 1000
   */
  readonly latencyMillis?: number;

  /**
   * CPU that a service or a database uses of what it has, in percent, between 1 and 100.
   * @default 85
   */
  readonly cpuPercent?: number;

  /**
   * Memory that a service uses of what it has, in percent, between 1 and 100.
   * @default 85
   */
  readonly memoryPercent?: number;

  /**
   * Age of the oldest message that waits in a queue, in minutes, between 1 and 10080.
   * @default 15
   */
  readonly queueAgeMinutes?: number;

  /**
   * Errors that one service logs within five minutes, between 1 and 1000000.
   * @default 10
   */
  readonly loggedErrors?: number;

  /**
   * Synthetic checks that succeed, in percent, between 1 and 100.
   * @default 90
   */
  readonly checkSuccessPercent?: number;

  /**
   * For how many minutes something must be wrong before the alarm sounds, between 5 and 1440; rounded up to five.
   * @default 10
   */
  readonly alarmAfterMinutes?: number;

  /**
   * Requests that are traced beyond the first in each second, in percent, between 0 and 100.
   * @default 5
   */
  readonly tracedPercent?: number;
}

/** The thresholds of an environment with nothing left to default. */
export interface EnvironmentThresholds {
  /** Answers of 500 and above, in percent. */
  readonly errorPercent: number;
  /** Time within which 99 of 100 requests are answered, in milliseconds. */
  readonly latencyMillis: number;
  /** CPU in use, in percent. */
  readonly cpuPercent: number;
  /** Memory in use, in percent. */
  readonly memoryPercent: number;
  /** Age of the oldest message, in minutes. */
  readonly queueAgeMinutes: number;
  /** Errors that one service logs within five minutes. */
  readonly loggedErrors: number;
  /** Synthetic checks that succeed, in percent. */
  readonly checkSuccessPercent: number;
  /** For how many minutes something must be wrong. */
  readonly alarmAfterMinutes: number;
  /** Requests that are traced, in percent. */
  readonly tracedPercent: number;
}
