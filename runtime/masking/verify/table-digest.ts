import { createHash } from 'node:crypto';
import { copyOut } from '../postgres/copy';
import { quoteName } from '../postgres/quote';
import type { Session } from '../postgres/session';
import { tableOf, type DatabaseSchema, type Table } from '../schema/database-schema';

export interface TableDigest {
  readonly table: string;
  readonly rows: number;
  /** SHA-256 of all rows in COPY text format, ordered by primary key. */
  readonly sha256: string;
}

/** Hashes rows as they pass. */
export class DigestReader {
  private readonly hash = createHash('sha256');
  private rows = 0;

  public take(piece: Uint8Array): void {
    this.hash.update(piece);
    for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) this.rows++;
  }

  public result(table: string): TableDigest {
    return { table, rows: this.rows, sha256: this.hash.digest('hex') };
  }
}

/** All rows of a table in an order that does not depend on how they were loaded. */
export function orderedRows(table: Table, schema = table.schema): string {
  const columns = table.columns.map((column) => quoteName(column.name)).join(', ');
  const only = table.kind === 'partitioned' ? '' : 'only ';
  return `select ${columns} from ${only}${quoteName(schema, table.relation)} order by ${orderOf(table)}`;
}

function orderOf(table: Table): string {
  const key = table.columns.filter((column) => table.primaryKey.includes(column.name));
  const columns = key.length > 0 ? key : table.columns;
  const byText = (kind: string): boolean => !['integer', 'uuid', 'date', 'timestamp'].includes(kind);
  return columns.map((column) => (byText(column.kind) || column.array ? `${quoteName(column.name)}::text collate "C"` : quoteName(column.name))).join(', ');
}

/** The digests of all copied tables; equal data has equal digests. */
export async function tableDigests(session: Session, schema: DatabaseSchema, names: readonly string[]): Promise<readonly TableDigest[]> {
  const digests: TableDigest[] = [];
  for (const name of [...names].toSorted()) {
    const table = tableOf(schema, name);
    if (table === undefined) continue;
    const reader = new DigestReader();
    await copyOut(session, orderedRows(table), (piece) => reader.take(piece));
    digests.push(reader.result(name));
  }
  return digests;
}
