import type { WordTable } from './invented-words';

/** A part of a replacement that takes nothing from the value. `at` is a place in the digest. */
export type Piece =
  | { readonly literal: string }
  | { readonly word: WordTable; readonly at: number }
  /** A byte of the digest, modulo, plus, in at least so many digits. */
  | { readonly number: readonly [modulo: number, plus: number, width: number]; readonly at: number }
  | { readonly eightyBits: number };

/**
 * What a masker writes, as data: batches write it in WebAssembly by this. It is the same as `emit` writes, which stands in
 * wherever this cannot be used.
 */
export type Recipe =
  | { readonly kind: 'pieces'; readonly pieces: readonly Piece[] }
  | { readonly kind: 'layout'; readonly mark: number; readonly marked: number; readonly letters: boolean }
  | { readonly kind: 'iban' }
  | { readonly kind: 'words'; readonly words: WordTable }
  | { readonly kind: 'multiple'; readonly factor: number };
