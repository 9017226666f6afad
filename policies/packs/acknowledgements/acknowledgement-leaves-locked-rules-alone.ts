import type { AcknowledgementRule } from './judge-acknowledgements';

export const acknowledgementLeavesLockedRulesAlone: AcknowledgementRule = {
  id: 'acknowledgement-leaves-locked-rules-alone',
  claim: 'No acknowledgement names a locked rule.',
  reason: 'Locked rules keep environments apart. An exception for one of them would be a crossing that nobody declared; the attempt itself is worth a finding, though it silences nothing.',
  fix: 'Remove the acknowledgement and mend what the rule found. A crossing that is needed is declared as a pathway.',
  serves: ['POL-02', 'ISL-13'],
  source: 'docs/rules.md',
  check: ({ namespace, rule }, packs) => packs.find((candidate) => candidate.namespace === namespace)?.locked.has(rule) === true
    ? `the locked rule "${rule}" is acknowledged` : undefined,
};
