import type { PolicyViolation } from 'aws-cdk-lib';
import type { ExceptionState } from './exception-state';

const claims: Readonly<Record<string, { readonly rule: string; readonly claim: string }>> = {
  'ended': { rule: 'exception-has-not-ended', claim: 'An exception counts until its last day.' },
  'ends soon': { rule: 'exception-does-not-end-soon', claim: 'An exception is mended or decided again before it ends.' },
  'too long': { rule: 'exception-ends-within-a-year', claim: 'An exception is decided again at least once a year.' },
  'unused': { rule: 'exception-is-needed', claim: 'An exception covers a finding.' },
  'too wide': { rule: 'exception-names-what-it-is-about', claim: 'An exception covers nothing but findings.' },
};

/** The entries that fail or warn, as violations of a policy. Fatal: an exception cannot be silenced by another one. */
export function exceptionViolations(states: readonly ExceptionState[]): (PolicyViolation & { readonly severity: string })[] {
  return states.flatMap((state) => {
    const told = claims[state.standing];
    if (told === undefined) return [];
    return [{
      ruleName: told.rule,
      description: `${told.claim} Found: ${state.rule} at ${state.scope}, owner ${state.owner}, ticket ${state.ticket}: ${state.problems.join('; ')}.`,
      fix: 'Change the entry in the register of exceptions, or mend what it covers.',
      severity: state.fails ? 'fatal' : 'warning',
      violatingResources: [],
    }];
  });
}
