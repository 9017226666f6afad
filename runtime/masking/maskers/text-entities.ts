import { commonWords } from './common-words';
import type { SourceNames } from './masker';

/** What a piece of a text is. `kept` pieces stay, a `gap` becomes a space, each other kind has a masker. */
export type EntityKind = 'kept' | 'email' | 'url' | 'iban' | 'phone' | 'pseudonym' | 'person-name' | 'gap';

export interface Entity {
  readonly kind: EntityKind;
  readonly text: string;
}

/** A number of up to this many digits says how much or how many; a longer one says who. */
const harmlessDigits = 4;

const mail = String.raw`[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}.-]*[\p{L}\p{N}]`;
const link = String.raw`(?:[a-z][a-z0-9+.-]*:\/\/|www\.)[^\s<>"]+`;
const account = String.raw`(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![\p{L}\p{N}])`;
// Letters and digits in one token, also joined by dashes or underscores: invoice numbers, user names, identifiers, hashes.
const token = String.raw`(?<![\p{L}\p{N}])(?=[\p{L}_-]*\p{N})(?=[\p{N}_-]*[\p{L}_])[\p{L}\p{N}]+(?:[_-][\p{L}\p{N}]+)*`;
// Whatever stands between digits, unless it is a letter or a mark, joins them.
const number = String.raw`[+(]{0,2}\d(?:[^\p{L}\d,;:!?%@]*\d)*`;
const word = String.raw`[\p{L}\p{M}]+(?:['’\p{M}][\p{L}\p{M}]+)*`;
const pieces = new RegExp(`(?<email>${mail})|(?<url>${link})|(?<iban>${account})|(?<token>${token})|(?<number>${number})|(?<word>${word})|(?<space>\\s+)|(?<mark>[.,;:!?%])|(?<other>[^])`, 'giu');

type Groups = Readonly<Record<string, string | undefined>>;

/** Cuts a text into what is harmless and what could tell who is meant. Names that follow one another are one. */
export function entitiesOf(text: string, names: SourceNames | undefined): readonly Entity[] {
  const found: Entity[] = [];
  for (const { groups } of text.matchAll(pieces)) {
    const entity = classify(groups as Groups, names);
    const [before, gap] = [found.at(-2), found.at(-1)];
    if (entity.kind === 'person-name' && before?.kind === 'person-name' && gap?.kind === 'kept' && gap.text === ' ') {
      found.splice(-2, 2, { kind: 'person-name', text: `${before.text} ${entity.text}` });
    } else found.push(entity);
  }
  return found;
}

function classify(groups: Groups, names: SourceNames | undefined): Entity {
  const { email, url, iban, token: mixed, number: digits, word: letters, mark, other } = groups;
  if (email !== undefined) return { kind: 'email', text: email };
  if (url !== undefined) return { kind: 'url', text: url };
  // The expression takes no notice of case, as people do not.
  if (iban !== undefined) return { kind: 'iban', text: iban };
  if (mixed !== undefined) return { kind: 'pseudonym', text: mixed };
  if (digits !== undefined) return numberEntity(digits);
  if (letters !== undefined) return wordEntity(letters, names);
  if (mark !== undefined) return { kind: 'kept', text: mark };
  return other === undefined ? { kind: 'kept', text: ' ' } : { kind: 'gap', text: other };
}

function numberEntity(text: string): Entity {
  const lead = text.search(/[^+(]/);
  const plain = text.slice(0, lead) + text.slice(lead).replaceAll(/[^\d ./()-]/g, ' ');
  return text.replaceAll(/\D/g, '').length > harmlessDigits ? { kind: 'phone', text: plain } : { kind: 'kept', text: plain.replaceAll(/[+()]/g, ' ').trim() };
}

// A word stays if it is written small in plain letters, or is known to be common, and is no name of the source.
function wordEntity(text: string, names: SourceNames | undefined): Entity {
  const small = text.toLowerCase();
  const isName = names?.has(small) === true || small.split(/['’]/).some((part) => names?.has(part) === true);
  const plain = small.normalize('NFKD').replaceAll(/\p{M}/gu, '').replaceAll('ß', 's').replaceAll('’', "'");
  const harmless = /^[a-z']+$/.test(plain) && (text === small || commonWords.has(plain));
  return isName || !harmless ? { kind: 'person-name', text } : { kind: 'kept', text: plain };
}
