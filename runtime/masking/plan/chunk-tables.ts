import type { Table } from '../schema/database-schema';
import type { Session } from '../postgres/session';
import { quoteName } from '../postgres/quote';
import type { Chunk } from './mask-plan';

interface Size { pages: number; bytes: number; rows: number }

/** 32 MB: big enough that starting a chunk costs nothing, small enough that repeating one after a crash does not hurt. */
export const defaultChunkPages = 4096;

export async function sizeOf(session: Session, table: Table): Promise<Size> {
  let sum: Size = { pages: 0, bytes: 0, rows: 0 };
  for (const leaf of table.leaves) {
    const size = await leafSize(session, leaf.schema, leaf.relation);
    sum = { pages: sum.pages + size.pages, bytes: sum.bytes + size.bytes, rows: sum.rows + size.rows };
  }
  return sum;
}

/** Cuts the leaves of tables into ranges of pages. The last range of a leaf is open, so that no row can be missed. */
export async function chunkTables(session: Session, tables: readonly Table[], chunkPages: number): Promise<readonly Chunk[]> {
  const chunks: Chunk[] = [];
  for (const table of tables) {
    for (const leaf of table.leaves) {
      const { pages } = await leafSize(session, leaf.schema, leaf.relation);
      for (let firstPage = 0; firstPage === 0 || firstPage < pages; firstPage += chunkPages) {
        const last = firstPage + chunkPages >= pages;
        chunks.push({ id: chunks.length, table: table.name, ...leaf, firstPage, ...(last ? {} : { endPage: firstPage + chunkPages }) });
      }
    }
  }
  return chunks;
}

async function leafSize(session: Session, schema: string, relation: string): Promise<Size> {
  const { bytes, pages, rows } = await session.row<{ bytes: string; pages: string; rows: string }>(
    "select pg_table_size(c.oid)::text as bytes, (pg_relation_size(c.oid) / current_setting('block_size')::int)::text as pages, greatest(c.reltuples, 0)::bigint::text as rows from pg_class c where c.oid = $1::regclass",
    [quoteName(schema, relation)]);
  return { pages: Number(pages), bytes: Number(bytes), rows: Number(rows) };
}
