import type { Piece, Recipe } from '../maskers/recipe';

/** Numbers of recipes and pieces, for the lanes. */
export const recipes = { pieces: 1, layout: 2, iban: 3, words: 4, multiple: 5 } as const;
export const pieces = { literal: 1, word: 2, number: 3, eightyBits: 4 } as const;
/** A piece: its number, three integers, 16 bytes. */
export const pieceSize = 32;
/** A recipe: its number and three integers. */
export const recipeSize = 16;

/** Bytes by which a replacement may be longer than its value: no piece writes more than 16. */
export const mostGrowth = 128;

type Keep = (bytes: Uint8Array) => number;

/** A recipe as the lanes read it; tables and pieces are kept in their memory. None: all zeros. */
export function recipeWords(recipe: Recipe | undefined, keep: Keep): readonly [number, number, number, number] {
  switch (recipe?.kind) {
    case 'pieces': return [recipes.pieces, keep(piecesBytes(recipe.pieces.flatMap(cut), keep)), 0, 0];
    case 'layout': return [recipes.layout, recipe.mark, recipe.marked, recipe.letters ? 1 : 0];
    case 'iban': return [recipes.iban, 0, 0, 0];
    case 'words': return [recipes.words, keep(recipe.words.bytes), recipe.words.count, 0];
    case 'multiple': return [recipes.multiple, recipe.factor, 0, 0];
    default: return [0, 0, 0, 0];
  }
}

// A literal has 16 bytes at most.
const cut = (piece: Piece): readonly Piece[] => ('literal' in piece ? (piece.literal.match(/.{1,16}/g) ?? []).map((literal) => ({ literal })) : [piece]);

// A piece with number 0 is the end.
function piecesBytes(list: readonly Piece[], keep: Keep): Uint8Array {
  if (list.length * 16 > mostGrowth) throw new RangeError(`a recipe has ${list.length} pieces, it may have ${mostGrowth / 16}`);
  const words = new Int32Array((list.length + 1) * (pieceSize / 4));
  const bytes = new Uint8Array(words.buffer);
  list.forEach((piece, i) => {
    words.set(pieceWords(piece, keep), i * (pieceSize / 4));
    if ('literal' in piece) bytes.set(Buffer.from(piece.literal), i * pieceSize + 16);
  });
  return bytes;
}

// A number has its least width behind its four integers.
function pieceWords(piece: Piece, keep: Keep): readonly number[] {
  if ('literal' in piece) return [pieces.literal, piece.literal.length, 0, 0];
  if ('word' in piece) return [pieces.word, piece.at, keep(piece.word.bytes), piece.word.count];
  if ('number' in piece) return [pieces.number, piece.at, ...piece.number];
  return [pieces.eightyBits, piece.eightyBits, 0, 0];
}
