import { Problems } from '../../values/problems';
import { EnvironmentKind } from '../environment-kind';
import { EnvironmentProps } from '../environment-props';
import { IdlePolicy } from '../idle-policy';
import { checkWhole, isFields, repeated } from './field-checks';

/** Refuses idle parts in production, names that are none, and budgets that AWS does not take. */
export function checkCost(problems: Problems, environment: EnvironmentProps): void {
  const { idle, budget } = environment;
  if (idle !== undefined && !problems.when(!isFields(idle), { at: 'idle', must: 'must be an idle policy', got: idle })) checkIdle(problems, idle, environment);
  if (budget !== undefined && !problems.when(!isFields(budget), { at: 'budget', must: 'must be a budget', got: budget })) checkBudget(problems, budget);
}

function checkIdle(problems: Problems, idle: IdlePolicy, { kind, capacity = {}, schedule, windows = {} }: EnvironmentProps): void {
  const { stopWorkersAfterMinutes: minutes, onlyInWindows = [] } = idle;
  if (minutes !== undefined) checkWhole(problems, 'idle.stopWorkersAfterMinutes', minutes, [15, 1440]);
  problems.when(kind === EnvironmentKind.PRODUCTION && (minutes !== undefined || onlyInWindows.length > 0), {
    at: 'idle', must: 'must not be declared in production', fix: 'customers must not wait for a part that was stopped',
  });
  problems.when(onlyInWindows.length > 0 && Object.keys(windows).length === 0 && (schedule === undefined || schedule.isAlways), {
    at: 'idle.onlyInWindows', must: 'must come with a schedule or a window', got: onlyInWindows, fix: 'where neither is, nothing stops or starts them',
  });
  for (const name of onlyInWindows.filter((each) => capacity[each] === undefined || capacity[each].of !== 'service')) {
    problems.when(true, { at: 'idle.onlyInWindows', must: 'must name capacities of services', got: name, fix: `declared are ${servicesIn(capacity) || 'none'}` });
  }
}

function servicesIn(capacity: NonNullable<EnvironmentProps['capacity']>): string {
  return Object.keys(capacity).filter((name) => capacity[name]?.of === 'service').toSorted().join(', ');
}

function checkBudget(problems: Problems, { monthlyAmount, currency, alertAtPercent, anomalyAmount }: NonNullable<EnvironmentProps['budget']>): void {
  const isAmount = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && value > 0;
  problems.when(!isAmount(monthlyAmount), { at: 'budget.monthlyAmount', must: 'must be a number above 0', got: monthlyAmount });
  problems.when(anomalyAmount !== undefined && !isAmount(anomalyAmount), { at: 'budget.anomalyAmount', must: 'must be a number above 0', got: anomalyAmount });
  problems.when(currency !== undefined && !/^[A-Z]{3}$/.test(currency), { at: 'budget.currency', must: 'must be a currency of three capital letters', got: currency, fix: 'write for example USD' });
  if (alertAtPercent === undefined) return;
  problems.when(alertAtPercent.length === 0 || alertAtPercent.length > 4, {
    at: 'budget.alertAtPercent', must: 'must be one to four percents', got: alertAtPercent, fix: 'AWS takes five alerts, one of which is kept for the forecast',
  });
  for (const percent of alertAtPercent) checkWhole(problems, 'budget.alertAtPercent', percent, [1, 1000]);
  const twice = repeated(alertAtPercent);
  problems.when(twice !== undefined, { at: 'budget.alertAtPercent', must: 'must not name a percent twice', got: twice });
}
