import type { Dice } from './dice';
import type { DraftStack } from './world';

/** Writes a text in one of the ways in which templates write texts. */
export function spelled(stack: DraftStack, text: string, dice: Dice): unknown {
  const cut = 1 + dice.below(Math.max(1, text.length - 1));
  const [head, tail] = [text.slice(0, cut), text.slice(cut)];
  const number = dice.below(1_000_000);
  const { template } = stack;
  switch (dice.below(9)) {
    case 0: return { 'Fn::Join': ['', [head, tail]] };
    case 1: return { 'Fn::Sub': [`\${Head}${tail}`, { Head: head }] };
    case 2: {
      template.Mappings = { ...template.Mappings, [`Map${number}`]: { top: { value: text } } };
      return { 'Fn::FindInMap': [`Map${number}`, 'top', 'value'] };
    }
    case 3: {
      template.Parameters = { ...template.Parameters, [`Parameter${number}`]: { Type: 'String', Default: text } };
      return { Ref: `Parameter${number}` };
    }
    case 4: return { 'Fn::Select': [1, ['other', text]] };
    case 5: return { 'Fn::Select': [1, { 'Fn::Split': ['|', `other|${text}`] }] };
    case 6: {
      template.Parameters = { ...template.Parameters, [`Switch${number}`]: { Type: 'String', Default: 'no' } };
      template.Conditions = { ...template.Conditions, [`On${number}`]: { 'Fn::Equals': [{ Ref: `Switch${number}` }, 'yes'] } };
      return { 'Fn::If': [`On${number}`, text, 'nothing'] };
    }
    case 7: return { 'Fn::Join': ['', [head, { 'Fn::Join': ['', [tail]] }]] };
    default: return text;
  }
}

/** An action in unusual case. */
export function cased(text: string, dice: Dice): string {
  return dice.below(2) === 0 ? text : [...text].map((letter) => (dice.below(2) === 0 ? letter.toUpperCase() : letter.toLowerCase())).join('');
}
