import { folded } from './canonical-forms';
import { InventedWords, emitWord } from './invented-words';
import type { MaskerDefinition } from './masker';

const towns = new InventedWords(
  ['Alv', 'Brox', 'Clev', 'Dunsk', 'Elm', 'Fosk', 'Grel', 'Hask', 'Ilv', 'Kord', 'Lysk', 'Merv', 'Nord', 'Osk', 'Pelv', 'Rusk'],
  ['en', 'im', 'or', 'ul'],
  ['bygg', 'caster', 'dorp', 'fjord', 'gate', 'holm', 'kirk', 'wick'],
);
const roads = new InventedWords(['Ash', 'Birk', 'Cask', 'Drev', 'Flisk', 'Glen', 'Hov', 'Lark'], ['en', 'or', 'um', 'y'], ['vang', 'gade', 'stieg', 'walk']);
const longest = ({ words }: InventedWords): number => Math.max(...words.map((text) => text.length));

function place(name: string, dictionary: InventedWords): MaskerDefinition {
  return {
    name, kinds: ['text'], grammar: dictionary.pattern, disjoint: true, injective: 'no', width: longest(dictionary), words: dictionary.words,
    make: ({ excludedWords }) => {
      const table = dictionary.table(excludedWords);
      return { canonical: folded, recipe: { kind: 'pieces', pieces: [{ word: table, at: 0 }] }, emit: (_value, _from, _to, digest, at, out) => emitWord(table, digest, at, out) };
    },
  };
}

export const city = place('city', towns);

/** A road that is nowhere, with a house number. */
export const street: MaskerDefinition = {
  name: 'street', kinds: ['text'], grammar: `${roads.pattern} \\d{1,3}`, disjoint: true, injective: 'no', width: longest(roads) + 4, words: roads.words,
  make: ({ excludedWords }) => {
    const table = roads.table(excludedWords);
    return {
      canonical: folded, recipe: { kind: 'pieces', pieces: [{ word: table, at: 0 }, { literal: ' ' }, { number: [256, 1, 1], at: 2 }] },
      emit: (_value, _from, _to, digest, at, out) => {
        emitWord(table, digest, at, out);
        out.byte(32);
        out.decimal(1 + (digest[at + 2] as number));
      },
    };
  },
};

/** A whole address in one line; the postal code 00000 to 00099 is nobody's. */
export const address: MaskerDefinition = {
  name: 'address', kinds: ['text'], grammar: `${roads.pattern} \\d{1,3}, 000\\d\\d ${towns.pattern}`, disjoint: true, injective: 'no',
  width: longest(roads) + longest(towns) + 12, words: [...roads.words, ...towns.words],
  make: ({ excludedWords }) => {
    const [road, town] = [roads.table(excludedWords), towns.table(excludedWords)];
    return {
      canonical: folded,
      recipe: {
        kind: 'pieces',
        pieces: [{ word: road, at: 0 }, { literal: ' ' }, { number: [256, 1, 1], at: 2 }, { literal: ', ' }, { number: [100, 0, 5], at: 3 }, { literal: ' ' }, { word: town, at: 4 }],
      },
      emit: (_value, _from, _to, digest, at, out) => {
        emitWord(road, digest, at, out);
        out.byte(32);
        out.decimal(1 + (digest[at + 2] as number));
        out.byte(44);
        out.byte(32);
        out.decimal((digest[at + 3] as number) % 100, 5);
        out.byte(32);
        emitWord(town, digest, at + 4, out);
      },
    };
  },
};
