import type { Problem } from '../../../lib/values/problems';
import { copiedColumns, tableActions, type ActionSources } from '../engine/column-action';
import { CopyMasker } from '../engine/copy-masker';
import { copyIn, copyOut } from '../postgres/copy';
import type { Disposition } from '../policy/masking-policy';
import { MaskingError } from '../postgres/masking-error';
import { quoteName } from '../postgres/quote';
import { Session, type DatabaseUrl } from '../postgres/session';
import type { Column, Table } from '../schema/database-schema';
import type { Dispositions } from './resolve-dispositions';

const sampleRows = 200;

/**
 * Masks a few rows of each table and loads them into a temporary table with the table's own checks, domains and widths.
 * What breaks there would break the run, hours later.
 */
export async function checkSample(url: DatabaseUrl, tables: readonly Table[], dispositions: Dispositions, sources: ActionSources): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  let session = await Session.open(url, 'source');
  for (const table of tables) {
    const found = await sampleProblem(session, table, dispositions, sources);
    if (found === undefined) continue;
    problems.push({ at: table.name, must: 'must take its own masked rows', fix: found });
    session.abort(); // masking may have stopped in the middle of a COPY
    session = await Session.open(url, 'source');
  }
  await session.close();
  return problems;
}

async function sampleProblem(session: Session, table: Table, dispositions: Dispositions, sources: ActionSources): Promise<string | undefined> {
  try {
    const rows = await maskedSample(session, table, dispositions, sources, sampleRows);
    await session.run(`begin; create temp table sample (like ${quoteName(table.schema, table.relation)} including constraints including generated)`);
    await copyIn(session, `sample (${columnList(copiedColumns(table))})`, [rows]);
    await session.run('rollback');
    return undefined;
  } catch (cause) {
    if (cause instanceof MaskingError) return cause.message;
    throw cause;
  }
}

/** The first rows of a table, masked, in COPY text format. */
export async function maskedSample(session: Session, table: Table, dispositions: Dispositions, sources: ActionSources, count: number): Promise<Uint8Array> {
  const masker = new CopyMasker(await tableActions(table, dispositions.get(table.name) as ReadonlyMap<string, Disposition>, sources), sources.prf);
  const pieces: Uint8Array[] = [];
  await copyOut(session, `select ${columnList(copiedColumns(table))} from ${onlyOf(table)} limit ${count}`, (piece) => pieces.push(Buffer.from(masker.push(piece))));
  masker.finish();
  return Buffer.concat(pieces);
}

export const columnList = (columns: readonly Column[]): string => columns.map((column) => quoteName(column.name)).join(', ');

/** The rows of a table itself: partitions are its rows, inheriting tables are not. */
export function onlyOf(table: Table): string {
  return `${table.kind === 'partitioned' ? '' : 'only '}${quoteName(table.schema, table.relation)}`;
}
