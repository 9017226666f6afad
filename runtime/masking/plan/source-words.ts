import { isMask } from '../policy/masking-policy';
import { maskerNamed } from '../maskers/masker-catalogue';
import { copyOut } from '../postgres/copy';
import { quoteName } from '../postgres/quote';
import type { Session } from '../postgres/session';
import type { Column, Table } from '../schema/database-schema';
import type { Dispositions } from './resolve-dispositions';
import { WordSearch } from './word-search';

/** Their columns hold sentences: every word of them would be looked at, and none of them is a name by itself. */
const regenerated = new Set(['free-text', 'redact']);

/** The dictionary words that occur in columns which are replaced by words: nobody shall get their own name back. */
export async function sourceWords(session: Session, tables: readonly Table[], dispositions: Dispositions): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const table of tables) {
    const columns = table.columns.flatMap((column) => {
      const disposition = dispositions.get(table.name)?.get(column.name);
      const words = disposition !== undefined && isMask(disposition) && !regenerated.has(disposition.mask) ? maskerNamed(disposition.mask)?.words : undefined;
      return words === undefined ? [] : [{ text: textOf(column), words }];
    });
    if (columns.length === 0) continue;
    // One pass over the table. The server could look too, but takes five times as long.
    const search = new WordSearch(columns.flatMap(({ words }) => words.map((word) => word.toLowerCase())), found);
    await copyOut(session, `select ${columns.map(({ text }) => text).join(', ')} from ${quoteName(table.schema, table.relation)}`, (piece) => search.push(piece));
  }
  return [...found].toSorted();
}

function textOf(column: Column): string {
  const name = quoteName(column.name);
  return column.array ? `array_to_string(${name}, ' ')` : `${name}::text`;
}
