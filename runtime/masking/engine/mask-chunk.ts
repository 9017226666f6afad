import type { Chunk } from '../plan/mask-plan';
import { columnList } from '../plan/check-sample';
import { copyThrough } from '../postgres/copy';
import { quoteName } from '../postgres/quote';
import type { Session } from '../postgres/session';
import type { RowPrf } from '../prf/prf';
import type { RowSelection } from '../subset/subset-rows';
import type { Table } from '../schema/database-schema';
import { copiedColumns, type TableActions } from './column-action';
import { CopyMasker } from './copy-masker';
import { recordChunk } from './ledger';
import { nextSchema } from './target-schemas';

export interface ChunkWork {
  readonly plan: string;
  readonly chunk: Chunk;
  readonly table: Table;
  readonly selection: RowSelection;
  readonly actions: TableActions;
  readonly prf: RowPrf;
}

/** Masks one chunk and loads it, with its ledger row, in one transaction. Knows nothing of other chunks. Returns its rows. */
export async function maskChunk(source: Session, target: Session, work: ChunkWork): Promise<number> {
  const columns = copiedColumns(work.table);
  const masker = new CopyMasker(work.actions, work.prf);
  const into = `${quoteName(nextSchema(work.table.schema), work.table.relation)} (${columnList(columns)})`;
  return target.transaction(async () => {
    await copyThrough(source, chunkQuery(work.chunk, work.selection), target, into, (piece) => masker.push(piece), work.table.name);
    masker.finish();
    await recordChunk(target, work.plan, work.chunk.id, masker.rows);
    return masker.rows;
  });
}

/** The rows of a chunk, in the order in which they lie on disk. */
export function chunkQuery(chunk: Chunk, { columns, condition }: RowSelection): string {
  const end = chunk.endPage === undefined ? '' : ` and ctid < '(${chunk.endPage},0)'`;
  return `select ${columns} from only ${quoteName(chunk.schema, chunk.relation)} rows where ctid >= '(${chunk.firstPage},0)'${end}${condition}`;
}
