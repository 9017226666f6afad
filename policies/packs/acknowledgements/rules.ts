import { acknowledgementGivesAReason } from './acknowledgement-gives-a-reason';
import { acknowledgementLeavesLockedRulesAlone } from './acknowledgement-leaves-locked-rules-alone';
import { acknowledgementNamesARuleThatExists } from './acknowledgement-names-a-rule-that-exists';
import { acknowledgementNamesItsPack } from './acknowledgement-names-its-pack';
import { acknowledgementStandsInTheRegister } from './acknowledgement-stands-in-the-register';
import type { AcknowledgementRule } from './judge-acknowledgements';

/** What must hold of acknowledgements. */
export const acknowledgementRules: readonly AcknowledgementRule[] = [
  acknowledgementGivesAReason,
  acknowledgementLeavesLockedRulesAlone,
  acknowledgementNamesARuleThatExists,
  acknowledgementNamesItsPack,
  acknowledgementStandsInTheRegister,
];
