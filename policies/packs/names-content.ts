import type { Expectation } from './expect';

/** An image named by digest, or by a tag that is the hash of its content, as CDK names the images it builds. */
export const namesContent: Expectation = ({ kind, text }) => {
  if (kind === 'absent') return 'broken';
  if (text === undefined) return 'undecided';
  return /@sha256:[0-9a-f]{64}$|:[0-9a-f]{64}$/.test(text) ? 'holds' : 'broken';
};
