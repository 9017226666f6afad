import { acknowledgementGivesAReason } from './acknowledgement-gives-a-reason';
import { acknowledgementLeavesLockedRulesAlone } from './acknowledgement-leaves-locked-rules-alone';
import { acknowledgementNamesARuleThatExists } from './acknowledgement-names-a-rule-that-exists';
import { acknowledgementNamesItsPack } from './acknowledgement-names-its-pack';
import type { AcknowledgementRule } from './judge-acknowledgements';

/** What must hold of acknowledgements. A register of exceptions adds its rule here. */
export const acknowledgementRules: readonly AcknowledgementRule[] = [
  acknowledgementGivesAReason,
  acknowledgementLeavesLockedRulesAlone,
  acknowledgementNamesARuleThatExists,
  acknowledgementNamesItsPack,
];
