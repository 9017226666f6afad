import { isMask } from '../policy/masking-policy';
import { maskerNamed } from '../maskers/masker-catalogue';
import { quoteName } from '../postgres/quote';
import type { Session } from '../postgres/session';
import type { Table } from '../schema/database-schema';
import type { Dispositions } from './resolve-dispositions';

/** The dictionary words that occur in columns which are replaced by words: nobody shall get their own name back. */
export async function sourceWords(session: Session, tables: readonly Table[], dispositions: Dispositions): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const table of tables) {
    for (const column of table.columns) {
      const disposition = dispositions.get(table.name)?.get(column.name);
      const words = disposition !== undefined && isMask(disposition) ? maskerNamed(disposition.mask)?.words : undefined;
      if (words === undefined || disposition === undefined || !('mask' in disposition) || disposition.mask === 'free-text') continue;
      const name = quoteName(column.name);
      const text = column.array ? `array_to_string(${name}, ' ')` : `${name}::text`;
      const rows = await session.rows<{ word: string }>(
        `select distinct word from ${quoteName(table.schema, table.relation)}, unnest(string_to_array(lower(${text}), ' ')) word where word = any($1::text[])`,
        [words.map((word) => word.toLowerCase())]);
      for (const { word } of rows) found.add(word);
    }
  }
  return [...found].toSorted();
}
