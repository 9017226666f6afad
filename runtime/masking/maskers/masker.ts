import type { ValueKind } from '../schema/database-schema';
import type { ByteSink } from './byte-sink';
import type { Recipe } from './recipe';

/** What a masker of one column is made with. */
export interface MaskerSetting {
  /** The key of the domain, for maskers that permute or draw one factor. */
  readonly key: Uint8Array;
  /** Dictionary words that occur in the source: never written. */
  readonly excludedWords: ReadonlySet<string>;
  readonly kind: ValueKind;
  /** Most characters the column holds, where it has a limit. */
  readonly width?: number;
  /** Keys of the maskers that are named as `parts`. */
  readonly partKeys?: ReadonlyMap<string, Uint8Array>;
  /** The words that are names in the source. */
  readonly sourceNames?: SourceNames;
}

/** Tells whether a word, in lower case, is part of a name of the source. May be wrong in saying yes, never in saying no. */
export interface SourceNames {
  has(word: string): boolean;
}

/** Replaces values. It writes printable ASCII without quotes, backslashes or braces, so no format needs to escape it. */
export interface ValueMasker {
  /** Writes the form of `value[from..to)` that all its spellings share: this is hashed, so that they mask alike. */
  canonical(value: Uint8Array, from: number, to: number, into: ByteSink): void;
  /** What `emit` writes, as data, where that is enough to say it: then batches are written much faster. */
  readonly recipe?: Recipe;
  /** Writes the replacement, drawn from the 32 bytes at `digest[at]`. */
  emit(value: Uint8Array, from: number, to: number, digest: Uint8Array, at: number, out: ByteSink): void;
}

/**
 * `hash`: at least 80 bits of the digest are in the output, so equal outputs mean equal inputs. `permutation`: a keyed
 * bijection. `no`: outputs may repeat, never on a unique column.
 */
export type Injectivity = 'hash' | 'permutation' | 'no';

export interface MaskerDefinition {
  readonly name: string;
  readonly kinds: readonly ValueKind[];
  /** What every output looks like: a regular expression over the whole value. */
  readonly grammar: string;
  /** Whether no real value looks like an output. If not, the residue scan leaves these columns to other checks. */
  readonly disjoint: boolean;
  readonly injective: Injectivity;
  /** The most characters an output has; `value`: never more than its input, or than `atLeast`; `column`: what the column holds. */
  readonly width: number | 'value' | 'column';
  readonly atLeast?: number;
  /** Characters a value grows by. */
  readonly adds?: number;
  /** Maskers it uses for what it finds within a value, each in the domain of its name. */
  readonly parts?: readonly string[];
  /** How many times as large an amount may become. */
  readonly growsBy?: number;
  /** Settings that a policy must give. */
  readonly needs?: 'subject' | 'group';
  /** Words it may write, of which the source's own are left out. */
  readonly words?: readonly string[];
  make(setting: MaskerSetting): ValueMasker;
}
