import { Duration } from 'aws-cdk-lib';
import { Problem, Problems } from '../../lib/values/problems';

/** How a new version of a service takes over from the old one. */
export enum ReleaseMode {
  /** Tasks are replaced a few at a time. */
  ROLLING = 'rolling',
  /** The new version stands beside the old one, then takes all callers at once. */
  BLUE_GREEN = 'blue-green',
  /** The new version takes a few callers, and after a while all others. */
  CANARY = 'canary',
  /** The new version takes more callers in equal steps. */
  LINEAR = 'linear',
}

/**
 * How a new version of a service takes over (DEL-06). Whatever the mode, ECS returns to the old version by itself when tasks do not
 * become healthy or when an alarm of the service goes off.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-strategies.html
 */
export interface ReleaseStrategy {
  /** How callers move. Every mode but rolling needs a route from a load balancer, which is what moves them. */
  readonly mode: ReleaseMode;
  /**
   * Percentage of callers that move at first (canary, 0.1 to 100) or in each step (linear, 3 to 100).
   * @default - 10, for canary and linear; refused for the others
   */
  readonly stepPercent?: number;
  /**
   * How long a step is watched before the next one, whole minutes up to a day.
   * @default - 10 minutes, for canary and linear; refused for the others
   */
  readonly stepWait?: Duration;
  /**
   * How long the old version stays after all callers have moved, whole minutes up to a day: the time in which going back costs nothing.
   * @default - 10 minutes; refused for rolling
   */
  readonly bake?: Duration;
}

export const releaseDefaults = { stepPercent: 10, stepWait: Duration.minutes(10), bake: Duration.minutes(10) };

/** Whether callers are moved from one version to the other, rather than tasks being replaced in place. */
export function movesCallers({ mode }: ReleaseStrategy): boolean {
  return mode !== ReleaseMode.ROLLING;
}

/** Which of the numbers a mode knows. */
const known: Readonly<Record<ReleaseMode, ReadonlyArray<'stepPercent' | 'stepWait' | 'bake'>>> = {
  [ReleaseMode.ROLLING]: [],
  [ReleaseMode.BLUE_GREEN]: ['bake'],
  [ReleaseMode.CANARY]: ['stepPercent', 'stepWait', 'bake'],
  [ReleaseMode.LINEAR]: ['stepPercent', 'stepWait', 'bake'],
};

/** What is wrong with a strategy. */
export function releaseProblems({ mode, stepPercent, stepWait, bake }: ReleaseStrategy): readonly Problem[] {
  const problems = new Problems();
  const given = { stepPercent, stepWait: stepWait?.toMinutes({ integral: false }), bake: bake?.toMinutes({ integral: false }) };
  for (const field of ['stepPercent', 'stepWait', 'bake'] as const) {
    const superfluous = given[field] !== undefined && !known[mode].includes(field);
    problems.when(superfluous, { at: field, must: `must be left out of a ${mode} release`, got: given[field] });
  }
  const least = mode === ReleaseMode.LINEAR ? 3 : 0.1;
  problems.when(stepPercent !== undefined && !isShare(stepPercent, least), { at: 'stepPercent', must: `must be ${least} to 100 in steps of 0.1`, got: stepPercent });
  for (const field of ['stepWait', 'bake'] as const) {
    const minutes = given[field];
    problems.when(minutes !== undefined && !(Number.isInteger(minutes) && minutes <= 1440), { at: field, must: 'must be 0 to 1440 whole minutes', got: minutes });
  }
  return problems.list;
}

/** One decimal place, whatever binary fractions make of it. */
function isShare(percent: number, least: number): boolean {
  return percent >= least && percent <= 100 && Number.isInteger(Number((percent * 10).toFixed(6)));
}
