import type { MaskingPolicy, SubsetPolicy, TablePolicy } from '../policy/masking-policy';
import { copiedColumns } from '../engine/column-action';
import { quoteName } from '../postgres/quote';
import { tableOf, type DatabaseSchema, type Table } from '../schema/database-schema';
import { subsetEdges } from './subset-edges';
import { keptTable, onKey, type SubsetReport } from './take-subset';

/** How many rows of each table a verification has to find, where that are not all of the source: `expectedRows` of its request. */
export function expectedRows({ plan: { subset }, policy }: { readonly plan: { readonly subset?: SubsetReport }; readonly policy: MaskingPolicy }): { readonly expectedRows?: ReadonlyMap<string, number> } {
  return subset === undefined ? {} : { expectedRows: new Map(subset.tables.map(({ table, kept }) => [table, kept + ((policy.tables[table] as TablePolicy).rows ?? 0)])) };
}

/** What a chunk selects: its columns, with references that were cut as null, and which rows. */
export interface RowSelection {
  readonly columns: string;
  readonly condition: string;
}

/** The whole table, as it is. */
export function allRows(table: Table): RowSelection {
  return { columns: copiedColumns(table).map((column) => quoteName(column.name)).join(', '), condition: '' };
}

/** The rows of a subset; `rows` is the name under which the relation is selected. */
export function subsetRows(policy: MaskingPolicy, subset: SubsetPolicy, schema: DatabaseSchema, table: Table): RowSelection {
  const whole = subset.whole.includes(table.name);
  const cut = subsetEdges(policy, subset, schema).filter((edge) => edge.child === table.name && edge.parentPolicy === 'null' && !subset.whole.includes(edge.parent));
  const columns = copiedColumns(table).map((column) => {
    const edge = cut.find((candidate) => candidate.columns.includes(column.name));
    const parent = edge === undefined ? undefined : tableOf(schema, edge.parent);
    const name = `rows.${quoteName(column.name)}`;
    if (edge === undefined || parent === undefined) return name;
    const joined = edge.columns.map((own, i) => `p.${quoteName(edge.parentColumns[i] as string)} = rows.${quoteName(own)}`).join(' and ');
    return `case when exists (select from ${quoteName(parent.schema, parent.relation)} p join ${keptTable(schema, parent)} k on ${onKey(parent, 'k', 'p')} where ${joined}) then ${name} end`;
  });
  return { columns: columns.join(', '), condition: whole ? '' : ` and exists (select from ${keptTable(schema, table)} k where ${onKey(table, 'k', 'rows')})` };
}
