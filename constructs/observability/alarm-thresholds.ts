import { Problems } from '../../lib/values/problems';

/** From when on the alarms of an `EnvironmentMonitor` sound. */
export interface AlarmThresholds {
  /**
   * Answers of 500 and above among all answers of the load balancer, in percent, above 0 and up to 100.
   * @default 1
   */
  readonly errorPercent?: number;
  /**
   * Time within which 99 of 100 requests are answered, in milliseconds, above 0.
   * @default 1000
   */
  readonly latencyMillis?: number;
  /**
   * CPU that a service or database uses of what it has, in percent, above 0 and up to 100.
   * @default 85
   */
  readonly cpuPercent?: number;
  /**
   * Memory that a service uses of what it has, in percent, above 0 and up to 100.
   * @default 85
   */
  readonly memoryPercent?: number;
  /**
   * Age of the oldest message of a queue, in minutes, above 0.
   * @default 15
   */
  readonly queueAgeMinutes?: number;
  /**
   * Errors that one service logs within five minutes, above 0.
   * @default 10
   */
  readonly loggedErrors?: number;
  /**
   * Synthetic checks that succeed, in percent, above 0 and up to 100.
   * @default 90
   */
  readonly checkSuccessPercent?: number;
  /**
   * For how many minutes something must be wrong before its alarm sounds, 5 to 1,440; rounded up to five.
   * @default 10
   */
  readonly alarmAfterMinutes?: number;
}

/** Thresholds with nothing left to default. */
export type EveryThreshold = Required<AlarmThresholds>;

const defaults: EveryThreshold = {
  errorPercent: 1, latencyMillis: 1000, cpuPercent: 85, memoryPercent: 85, queueAgeMinutes: 15, loggedErrors: 10, checkSuccessPercent: 90, alarmAfterMinutes: 10,
};

const shares = ['errorPercent', 'cpuPercent', 'memoryPercent', 'checkSuccessPercent'];

/** The thresholds, with defaults for what is left out. Refuses what no measure can cross. */
export function everyThreshold(given: AlarmThresholds, subject: string): EveryThreshold {
  const all: EveryThreshold = {
    errorPercent: given.errorPercent ?? defaults.errorPercent,
    latencyMillis: given.latencyMillis ?? defaults.latencyMillis,
    cpuPercent: given.cpuPercent ?? defaults.cpuPercent,
    memoryPercent: given.memoryPercent ?? defaults.memoryPercent,
    queueAgeMinutes: given.queueAgeMinutes ?? defaults.queueAgeMinutes,
    loggedErrors: given.loggedErrors ?? defaults.loggedErrors,
    checkSuccessPercent: given.checkSuccessPercent ?? defaults.checkSuccessPercent,
    alarmAfterMinutes: given.alarmAfterMinutes ?? defaults.alarmAfterMinutes,
  };
  const problems = new Problems();
  for (const [name, value] of Object.entries(all)) {
    const at = `thresholds.${name}`;
    problems.when(shares.includes(name) && (value <= 0 || value > 100), { at, must: 'must be above 0 and at most 100 percent', got: value });
    problems.when(!shares.includes(name) && value <= 0, { at, must: 'must be above 0', got: value });
  }
  problems.when(all.alarmAfterMinutes > 1440 || all.alarmAfterMinutes < 5, {
    at: 'thresholds.alarmAfterMinutes', must: 'must be 5 to 1440 minutes, what CloudWatch looks at', got: all.alarmAfterMinutes,
  });
  problems.refuse(subject);
  return all;
}
