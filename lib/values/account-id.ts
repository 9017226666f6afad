import { type Problem } from './problems';

/** What is wrong with `value` as the id of an AWS account; empty when nothing is. */
export function accountIdProblems(value: unknown, at: string): readonly Problem[] {
  const must = 'must be an AWS account id of 12 digits';
  if (typeof value === 'number') return [{ at, must, got: value, fix: 'write it as a string: an account id may begin with zeros' }];
  if (typeof value !== 'string' || !/^\d{12}$/.test(value)) return [{ at, must, got: value }];
  return /^0+$/.test(value) ? [{ at, must: 'must be the id of an account that exists', got: value }] : [];
}
