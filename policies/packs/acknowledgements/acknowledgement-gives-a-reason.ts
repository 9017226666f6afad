import { REASON_NEEDS, saysWhy } from '../../exceptions/says-why';
import type { AcknowledgementRule } from './judge-acknowledgements';

export const acknowledgementGivesAReason: AcknowledgementRule = {
  id: 'acknowledgement-gives-a-reason',
  claim: `An acknowledgement gives a reason of ${REASON_NEEDS}.`,
  reason: 'A reviewer decides on the reason alone. One that is empty or says "not applicable" cannot be reviewed, and nobody can later tell whether it still holds.',
  fix: 'Say what makes the finding harmless in this place, for example "objects are public documentation, written by the release pipeline only".',
  serves: ['POL-02'],
  source: 'ISO 27001:2022 control 8.31',
  check: ({ reason, rule }) => saysWhy(reason) ? undefined : `the reason for "${rule}" is ${JSON.stringify(reason)}`,
};
