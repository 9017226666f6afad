import { Problem, Problems } from '../../lib/values/problems';

/** How a change of configuration goes out. */
export interface Rollout {
  /**
   * Minutes in which it reaches all consumers, in equal steps: 0 to 1440.
   * @default 10
   */
  readonly minutes?: number;
  /**
   * Percentage of consumers that it reaches in each step, 1 to 100.
   * @default 20
   */
  readonly stepPercent?: number;
  /**
   * Minutes for which alarms are watched after it has reached all, and undo it: 0 to 1440.
   * @default 10
   */
  readonly bakeMinutes?: number;
}

export const rolloutDefaults = { minutes: 10, stepPercent: 20, bakeMinutes: 10 };

/** What is wrong with a rollout. */
export function rolloutProblems({ minutes, stepPercent, bakeMinutes }: Rollout): readonly Problem[] {
  const problems = new Problems();
  const whole = (at: string, value: number | undefined, most: number, least = 0) => problems.when(
    value !== undefined && !(Number.isInteger(value) && value >= least && value <= most),
    { at, must: `must be a whole number from ${least} to ${most}`, got: value },
  );
  whole('minutes', minutes, 1440);
  whole('stepPercent', stepPercent, 100, 1);
  whole('bakeMinutes', bakeMinutes, 1440);
  return problems.list;
}
