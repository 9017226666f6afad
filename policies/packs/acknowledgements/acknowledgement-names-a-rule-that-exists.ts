import type { AcknowledgementRule } from './judge-acknowledgements';

export const acknowledgementNamesARuleThatExists: AcknowledgementRule = {
  id: 'acknowledgement-names-a-rule-that-exists',
  claim: 'An acknowledgement of one of these packs names a rule that the pack has.',
  reason: 'A misspelt acknowledgement silences nothing today and may silence the wrong rule tomorrow.',
  fix: 'Take the id from docs/rules.md, or remove the acknowledgement.',
  serves: ['POL-02'],
  source: 'docs/rules.md',
  check: ({ namespace, rule }, packs) => {
    const pack = packs.find((candidate) => candidate.namespace === namespace);
    return pack === undefined || pack.open.has(rule) || pack.locked.has(rule) ? undefined : `${namespace} has no rule "${rule}"`;
  },
};
