const fewestWords = 5;
const fewestCharacters = 25;
const boilerplate = /^(?:todo|tbd|fixme|n\/?a|none|false positive|not (?:applicable|needed|required|relevant)|accepted(?: risk)?|(?:will|to be) fix(?:ed)?(?: later)?|see ticket|by design|ok|because)\b[\s.!]*(?:for now|later|here)?[\s.!]*$/i;

/** What a reason needs so that somebody can judge it, in words. */
export const REASON_NEEDS = `at least ${fewestWords} words and ${fewestCharacters} characters`;

/** Whether a reason says something that a reviewer can judge. */
export function saysWhy(reason: string): boolean {
  const text = reason.trim();
  const words = text.split(/\s+/).filter((word) => /\p{L}{2}/u.test(word));
  return words.length >= fewestWords && text.length >= fewestCharacters && !boilerplate.test(text) && new Set(words).size >= 4;
}
