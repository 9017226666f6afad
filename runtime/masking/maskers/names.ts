import { folded } from './canonical-forms';
import { emitEightyBits, eightyBits } from './base32';
import { familyNames, givenNames, emitWord, type InventedWords } from './invented-words';
import type { MaskerDefinition } from './masker';

const longest = ({ words }: InventedWords): number => Math.max(...words.map((text) => text.length));
const text = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value));

function single(name: string, dictionary: InventedWords): MaskerDefinition {
  return {
    name, kinds: ['text'], grammar: dictionary.pattern, disjoint: true, injective: 'no', width: longest(dictionary), words: dictionary.words,
    make: ({ excludedWords }) => {
      const table = dictionary.table(excludedWords);
      return { canonical: folded, recipe: { kind: 'pieces', pieces: [{ word: table, at: 0 }] }, emit: (_value, _from, _to, digest, at, out) => emitWord(table, digest, at, out) };
    },
  };
}

export const givenName = single('given-name', givenNames);
export const familyName = single('family-name', familyNames);

export const personName: MaskerDefinition = {
  name: 'person-name', kinds: ['text'], grammar: `${givenNames.pattern} ${familyNames.pattern}`, disjoint: true, injective: 'no',
  width: longest(givenNames) + 1 + longest(familyNames), words: [...givenNames.words, ...familyNames.words],
  make: ({ excludedWords }) => {
    const [given, family] = [givenNames.table(excludedWords), familyNames.table(excludedWords)];
    return {
      canonical: folded, recipe: { kind: 'pieces', pieces: [{ word: given, at: 0 }, { literal: ' ' }, { word: family, at: 2 }] },
      emit: (_value, _from, _to, digest, at, out) => {
        emitWord(given, digest, at, out);
        out.byte(32);
        emitWord(family, digest, at + 2, out);
      },
    };
  },
};

const forms = ['Ltd', 'GmbH', 'SA', 'Inc'].map(text);

export const company: MaskerDefinition = {
  name: 'company', kinds: ['text'], grammar: `${familyNames.pattern} ${givenNames.pattern} (?:Ltd|GmbH|SA|Inc)`, disjoint: true, injective: 'no',
  width: longest(givenNames) + longest(familyNames) + 6, words: [...givenNames.words, ...familyNames.words],
  make: ({ excludedWords }) => {
    const [given, family] = [givenNames.table(excludedWords), familyNames.table(excludedWords)];
    return {
      canonical: folded,
      emit: (_value, _from, _to, digest, at, out) => {
        emitWord(family, digest, at, out);
        out.byte(32);
        emitWord(given, digest, at + 2, out);
        out.byte(32);
        out.all(forms[(digest[at + 4] as number) & 3] as Uint8Array);
      },
    };
  },
};

export const uniqueCompany: MaskerDefinition = {
  name: 'unique-company', kinds: ['text'], grammar: `${familyNames.pattern} ${eightyBits}`, disjoint: true, injective: 'hash',
  width: longest(familyNames) + 17, words: familyNames.words,
  make: ({ excludedWords }) => {
    const family = familyNames.table(excludedWords);
    return {
      canonical: folded, recipe: { kind: 'pieces', pieces: [{ word: family, at: 10 }, { literal: ' ' }, { eightyBits: 0 }] },
      emit: (_value, _from, _to, digest, at, out) => {
        emitWord(family, digest, at + 10, out);
        out.byte(32);
        emitEightyBits(digest, at, out);
      },
    };
  },
};
