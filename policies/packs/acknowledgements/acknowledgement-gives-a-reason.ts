import type { AcknowledgementRule } from './judge-acknowledgements';

const fewestWords = 5;
const fewestCharacters = 25;
const boilerplate = /^(?:todo|tbd|fixme|n\/?a|none|false positive|not (?:applicable|needed|required|relevant)|accepted(?: risk)?|(?:will|to be) fix(?:ed)?(?: later)?|see ticket|by design|ok|because)\b[\s.!]*(?:for now|later|here)?[\s.!]*$/i;

export const acknowledgementGivesAReason: AcknowledgementRule = {
  id: 'acknowledgement-gives-a-reason',
  claim: `An acknowledgement gives a reason of at least ${fewestWords} words and ${fewestCharacters} characters.`,
  reason: 'A reviewer decides on the reason alone. One that is empty or says "not applicable" cannot be reviewed, and nobody can later tell whether it still holds.',
  fix: 'Say what makes the finding harmless in this place, for example "objects are public documentation, written by the release pipeline only".',
  serves: ['POL-02'],
  source: 'ISO 27001:2022 control 8.31',
  check: ({ reason, rule }) => {
    const text = reason.trim();
    const words = text.split(/\s+/).filter((word) => /\p{L}{2}/u.test(word));
    const poor = words.length < fewestWords || text.length < fewestCharacters || boilerplate.test(text) || new Set(words).size < 4;
    return poor ? `the reason for "${rule}" is ${JSON.stringify(reason)}` : undefined;
  },
};
