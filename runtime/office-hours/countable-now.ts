import type { CapacityFacts } from '../../lib/values/capacity-facts';
import type { Mode } from '../../lib/values/capacity-plan';

/** Kinds of test whose results count at this moment: the environment is open, at the scale they need, and every part is there. */
export function countableNow({ tests }: CapacityFacts, { open, window }: Mode, settled: boolean): string[] {
  if (!open || !settled) return [];
  return Object.keys(tests).filter((name) => {
    const test = tests[name];
    return window === undefined ? test?.always === true : test?.windows.includes(window) === true;
  }).toSorted();
}
