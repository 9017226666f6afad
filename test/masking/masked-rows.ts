import { CopyMasker } from '../../runtime/masking/engine/copy-masker';
import { tableActions } from '../../runtime/masking/engine/column-action';
import type { Disposition } from '../../runtime/masking/policy/masking-policy';
import { fastestPrf } from '../../runtime/masking/prf/fastest-prf';
import { rootKeySource } from '../../runtime/masking/prf/key-source';
import type { RowPrf } from '../../runtime/masking/prf/prf';
import type { Column, Table, ValueKind } from '../../runtime/masking/schema/database-schema';

export type ColumnSpec = { kind?: ValueKind; array?: boolean; notNull?: boolean; disposition: Disposition };

export const testKey = Buffer.alloc(32, 7);

/** A masker for a made-up table. */
export async function maskerFor(columns: Readonly<Record<string, ColumnSpec>>, key: Uint8Array = testKey, prf: RowPrf = fastestPrf()): Promise<CopyMasker> {
  const table: Table = {
    name: 'app.t', schema: 'app', relation: 't', kind: 'table', primaryKey: [], uniques: [], expressionUniques: [], foreignKeys: [], checks: [], partitionKey: [], leaves: [],
    columns: Object.entries(columns).map(([name, spec]): Column => ({
      name, type: 'text', kind: spec.kind ?? 'text', array: spec.array ?? false, notNull: spec.notNull ?? false, generated: false, identity: false,
    })),
  };
  const dispositions = new Map(Object.entries(columns).map(([name, spec]) => [name, spec.disposition]));
  return new CopyMasker(await tableActions(table, dispositions, { prf, keys: rootKeySource(key), excludedWords: new Set() }), prf);
}

/** Masks rows given in COPY text format. */
export async function maskRows(columns: Readonly<Record<string, ColumnSpec>>, rows: readonly string[], key: Uint8Array = testKey): Promise<string[]> {
  const masker = await maskerFor(columns, key);
  const out = Buffer.from(masker.push(Buffer.from(rows.map((row) => `${row}\n`).join('')))).toString('utf8');
  masker.finish();
  return out.split('\n').slice(0, -1);
}

/** Masks the values of one column, each of them text, not yet escaped. */
export async function maskValues(mask: string, values: readonly string[], kind: ValueKind = 'text', key: Uint8Array = testKey): Promise<string[]> {
  const escaped = values.map((value) => value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('\r', '\\r'));
  return maskRows({ v: { kind, disposition: { mask, ...(['money', 'amount'].includes(mask) ? { group: 'g' } : {}), ...(mask === 'date-shift' ? { subject: 'v' } : {}) } } }, escaped, key);
}
