import type { State } from '../evidence';

/** One failure fails the whole; what nobody has judged leaves the whole unjudged. */
export function worstState(states: ReadonlyArray<State | 'noted'>): State {
  if (states.includes('fails')) return 'fails';
  return states.includes('not-evaluated') || !states.includes('holds') ? 'not-evaluated' : 'holds';
}
