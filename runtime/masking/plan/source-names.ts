import { commonWords } from '../maskers/common-words';
import type { SourceNames } from '../maskers/masker';
import { isJson, isMask, type Disposition } from '../policy/masking-policy';
import { copyOut } from '../postgres/copy';
import { quoteName, quoteText } from '../postgres/quote';
import type { Session } from '../postgres/session';
import type { Column, Table } from '../schema/database-schema';
import { onlyOf } from './check-sample';
import type { Dispositions } from './resolve-dispositions';

const { imul } = Math;
const bits = 26;
const nameMasks = new Set(['given-name', 'family-name', 'person-name']);
const companyMasks = new Set(['company', 'unique-company']);

/** A set of words in 8 MB, however many there are (a Bloom filter): it may take a word for a name that is none. */
export class NameFilter implements SourceNames {
  private readonly filter = new Uint32Array(1 << (bits - 5));

  public add(word: string): void {
    for (const bit of bitsOf(word)) this.filter[bit >>> 5] = (this.filter[bit >>> 5] as number) | (1 << (bit & 31));
  }

  public has(word: string): boolean {
    return bitsOf(word).every((bit) => ((this.filter[bit >>> 5] as number) & (1 << (bit & 31))) !== 0);
  }
}

function bitsOf(word: string): readonly number[] {
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) hash = imul(hash ^ word.charCodeAt(i), 0x01000193);
  return [0x7feb352d, 0x846ca68b, 0x5bd1e995].map((factor) => (imul(hash ^ (hash >>> 15), factor) ^ imul(hash, factor >>> 3)) >>> (32 - bits));
}

/** The words of all name columns of the source, also those inside JSON. Read only where a mask looks for names in texts. */
export async function sourceNames(session: Session, tables: readonly Table[], dispositions: Dispositions): Promise<SourceNames | undefined> {
  const masks = [...dispositions.values()].flatMap((columns) => [...columns.values()]).flatMap(masksOf);
  if (!masks.some(({ mask }) => mask === 'redact')) return undefined;
  const names = new NameFilter();
  for (const table of tables) {
    for (const column of table.columns) {
      const disposition = dispositions.get(table.name)?.get(column.name);
      for (const { mask, path } of disposition === undefined ? [] : masksOf(disposition)) {
        if (nameMasks.has(mask) || companyMasks.has(mask)) await readWords(session, `select ${valueSql(column, path)} from ${onlyOf(table)}`, companyMasks.has(mask), names);
      }
    }
  }
  return names;
}

function masksOf(disposition: Disposition): readonly { mask: string; path?: string }[] {
  if (isMask(disposition)) return [{ mask: disposition.mask }];
  return isJson(disposition) ? Object.entries(disposition.json).flatMap(([path, inner]) => (isMask(inner) ? [{ mask: inner.mask, path }] : [])) : [];
}

function valueSql(column: Column, path: string | undefined): string {
  const name = quoteName(column.name);
  if (path === undefined || column.kind !== 'json') return column.array ? `array_to_string(${name}, ' ')` : `${name}::text`;
  const steps = path.slice(1).replaceAll(/\.([^.[\]]+)/g, (_, member: string) => `.${JSON.stringify(member)}`);
  return `jsonb_path_query(${name}::jsonb, ${quoteText(`$${steps}`)}::jsonpath) #>> '{}'`;
}

// A word of a company is a name unless everybody uses it; a word of a person always is.
async function readWords(session: Session, query: string, isCompany: boolean, names: NameFilter): Promise<void> {
  let rest = '';
  const decoder = new TextDecoder();
  await copyOut(session, query, (piece) => {
    const text = rest + decoder.decode(piece, { stream: true });
    const end = text.lastIndexOf('\n') + 1;
    rest = text.slice(end);
    for (const [word] of text.slice(0, end).toLowerCase().matchAll(/[\p{L}\p{M}]{2,}/gu)) if (!isCompany || !commonWords.has(word)) names.add(word);
  });
}
