import { fastestPrf } from '../prf/fastest-prf';
import { eightyBits } from './base32';
import { ByteSink } from './byte-sink';
import { nothing } from './canonical-forms';
import { iban } from './iban';
import { familyNames, givenNames } from './invented-words';
import type { MaskerDefinition, MaskerSetting, ValueMasker } from './masker';
import { personName } from './names';
import { phone } from './numbers-with-layout';
import { entitiesOf, type Entity } from './text-entities';
import { email, pseudonym, url } from './tokens';

const parts: readonly MaskerDefinition[] = [email, iban, personName, phone, pseudonym, url];

/** What every output is made of: small words, short numbers, marks, and what the part maskers write. Each piece can be read in one way only. */
const grammar = [
  `${eightyBits}@mail\\.example(?![a-z0-9@])`, `https://mask\\.example/${eightyBits}(?![a-z0-9])`, `m_${eightyBits}(?![a-z0-9@])`,
  `${givenNames.pattern} ${familyNames.pattern}`, '[A-Z]{2}\\d{2}[0X]{4}[A-Z0-9]*(?![A-Za-z0-9])',
  '[+(]{0,2}9[ ./()-]*9[ ./()-]*9(?:[ ./()-]*\\d)*(?![ ./()-]*\\d)',
  '(?<!(?<![A-Za-z][A-Za-z0-9]*)\\d[ ./()-]*)\\d(?:[ ./()-]*\\d){0,3}(?![ ./()-]*\\d)', "(?<![A-Za-z0-9_])[a-z'](?![a-z']*[@_0-9])|(?<=[a-z'])[a-z']", '[ .,;:!?%]',
].join('|');

/**
 * A text whose sense stays: mail addresses, links, account and telephone numbers, identifiers and names in it are found and
 * replaced, each by what its own masker writes, so that a person in a text is the person in the table. A word is a name when
 * a name column of the source has it, or when it has a capital and is no common word. It is a search, and a search can
 * overlook what a source without its name columns does not know; `free-text` keeps nothing. Line breaks become spaces.
 */
export const redact: MaskerDefinition = {
  name: 'redact', kinds: ['text'], grammar: `(?:${grammar})*`, disjoint: false, injective: 'no', width: 'column', words: [...givenNames.words, ...familyNames.words],
  parts: parts.map(({ name }) => name),
  make: (setting) => {
    const replacer = new EntityReplacer(setting);
    return { canonical: nothing, emit: (value, from, to, _digest, _at, out) => replacer.emit(Buffer.from(value.subarray(from, to)).toString('utf8'), out) };
  },
};

class EntityReplacer {
  private readonly prf = fastestPrf();
  private readonly masks = new Map<string, { readonly masker: ValueMasker; readonly domain: number }>();
  private readonly canonical = new ByteSink();
  private readonly piece = new ByteSink();

  public constructor(private readonly setting: MaskerSetting) {
    for (const part of parts) {
      const key = setting.partKeys?.get(part.name) ?? setting.key;
      this.masks.set(part.name, { masker: part.make({ ...setting, key, kind: 'text' }), domain: this.prf.domain(key) });
    }
  }

  /** Writes pieces as long as the column has room for the rest; a replacement that would not fit becomes one letter. */
  public emit(text: string, out: ByteSink): void {
    const found = entitiesOf(text, this.setting.sourceNames);
    let room = (this.setting.width ?? Infinity) - found.reduce((sum, { text: own }) => sum + own.length, 0);
    const digests = this.hash(found);
    let before = '';
    found.forEach((entity, i) => {
      const written = this.replacement(entity, digests[i] as number);
      const apart = gapBetween(before, written);
      const piece = [apart + written, `${apart}x`].find((candidate) => candidate.length <= entity.text.length + room) ?? '';
      room += entity.text.length - piece.length;
      before = /^[ ./()-]*$/.test(piece) ? before + piece : piece;
      out.all(Buffer.from(piece, 'latin1'));
    });
  }

  private hash(found: readonly Entity[]): readonly number[] {
    this.prf.begin();
    const places = found.map((entity) => {
      const mask = this.masks.get(entity.kind);
      if (mask === undefined) return 0;
      const bytes = Buffer.from(plainOf(entity));
      this.canonical.length = 0;
      mask.masker.canonical(bytes, 0, bytes.length, this.canonical);
      return this.prf.add(mask.domain, this.canonical.bytes, 0, this.canonical.length);
    });
    this.prf.run();
    return places;
  }

  private replacement(entity: Entity, digest: number): string {
    const mask = this.masks.get(entity.kind);
    if (mask === undefined) return entity.kind === 'kept' ? entity.text : ' ';
    const bytes = Buffer.from(plainOf(entity));
    this.piece.length = 0;
    mask.masker.emit(bytes, 0, bytes.length, this.prf.digests, digest, this.piece);
    return Buffer.from(this.piece.written()).toString('latin1');
  }
}

// What keeps two pieces from being read as one.
function gapBetween(before: string, next: string): string {
  if (/\d[ ./()-]*$/.test(before) && /^\d/.test(next)) return ',';
  return /[A-Za-z0-9']$/.test(before) && /^[A-Za-z0-9'+(]/.test(next) ? ' ' : '';
}

// An account number is written without its gaps, so that what follows it cannot be taken for a part of it.
const plainOf = ({ kind, text }: Entity): string => (kind === 'iban' ? text.replaceAll(' ', '').toUpperCase() : text);
