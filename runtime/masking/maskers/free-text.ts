import { folded } from './canonical-forms';
import { WordTable } from './invented-words';
import type { MaskerDefinition } from './masker';

const { imul } = Math;

const vocabulary = [
  'agenda', 'balance', 'charter', 'client', 'closing', 'credit', 'detail', 'draft', 'effort', 'estimate', 'figure', 'forecast', 'ledger', 'matter',
  'meeting', 'milestone', 'monthly', 'notes', 'office', 'outline', 'phase', 'planning', 'position', 'progress', 'project', 'quarter', 'report',
  'review', 'revised', 'schedule', 'scope', 'summary',
];

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
    const usable = vocabulary.filter((text) => !excludedWords.has(text));
    const words = new WordTable(usable.length > 0 ? usable : vocabulary.slice(0, 1));
    return {
      canonical: folded, recipe: { kind: 'words', words },
      emit: (value, from, to, digest, at, out) => {
        const start = out.length;
        const limit = start + Math.min(characters(value, from, to), 4000);
        out.reserve(limit - start + 1);
        const { bytes } = out;
        let end = start;
        let drawn = (digest[at] as number) | ((digest[at + 1] as number) << 8) | ((digest[at + 2] as number) << 16) | 1;
        for (;;) {
          drawn = (imul(drawn, 1_103_515_245) + 12_345) & 0x7fff_ffff;
          const word = words.start((drawn >>> 16) % words.count);
          const next = words.end(word);
          if (end + (end > start ? 1 : 0) + next - word > limit) break;
          if (end > start) bytes[end++] = 32;
          for (let i = word; i < next; i++) bytes[end++] = words.bytes[i] as number;
        }
        if (end === start) bytes[end++] = 120;
        out.length = end;
      },
    };
  },
};
