import { folded } from './canonical-forms';
import type { MaskerDefinition } from './masker';

const { imul } = Math;

const vocabulary = [
  'agenda', 'balance', 'charter', 'client', 'closing', 'credit', 'detail', 'draft', 'effort', 'estimate', 'figure', 'forecast', 'ledger', 'matter',
  'meeting', 'milestone', 'monthly', 'notes', 'office', 'outline', 'phase', 'planning', 'position', 'progress', 'project', 'quarter', 'report',
  'review', 'revised', 'schedule', 'scope', 'summary',
];
const words = vocabulary.map((text) => Uint8Array.from(Buffer.from(text)));

// A limit of varchar counts characters, not bytes.
function characters(value: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i++) if (((value[i] as number) & 0xc0) !== 0x80) count++;
  return count;
}

/** A text of office words about as long as the old one, never longer. Nothing of the old text is kept, so nothing can be overlooked. */
export const freeText: MaskerDefinition = {
  name: 'free-text', kinds: ['text', 'search'], grammar: `(?:(?:${vocabulary.join('|')})(?: |$))+|x`, disjoint: true, injective: 'no', width: 'value', words: vocabulary,
  make: ({ excludedWords }) => {
    const usable = words.filter((_, index) => !excludedWords.has(vocabulary[index] ?? ''));
    return {
      canonical: folded,
      emit: (value, from, to, digest, at, out) => {
        const limit = out.length + Math.min(characters(value, from, to), 4000);
        const start = out.length;
        let drawn = (digest[at] as number) | ((digest[at + 1] as number) << 8) | ((digest[at + 2] as number) << 16) | 1;
        for (;;) {
          drawn = (imul(drawn, 1_103_515_245) + 12_345) & 0x7fff_ffff;
          const next = usable[(drawn >>> 16) % usable.length] ?? words[0] ?? new Uint8Array();
          const gap = out.length > start ? 1 : 0;
          if (out.length + gap + next.length > limit) break;
          if (gap === 1) out.byte(32);
          out.copy(next, 0, next.length);
        }
        if (out.length === start) out.byte(120);
      },
    };
  },
};
