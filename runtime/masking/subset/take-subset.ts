import type { MaskingPolicy, SubsetPolicy } from '../policy/masking-policy';
import { copiedTables } from '../plan/resolve-dispositions';
import { onlyOf } from '../plan/check-sample';
import { MaskingError } from '../postgres/masking-error';
import { quoteName, quoteText } from '../postgres/quote';
import type { Session } from '../postgres/session';
import { tableOf, type DatabaseSchema, type Table } from '../schema/database-schema';
import { subsetEdges, type Edge } from './subset-edges';

/** What a subset has come to, before anything is copied. */
export interface SubsetReport {
  readonly rounds: number;
  readonly tables: readonly { readonly table: string; readonly kept: number; readonly total: number }[];
  readonly rows: number;
}

const workSchema = 'understudy_subset';

/** The table that lists the kept keys of a table: `k1`, `k2`, ... and the round in which each was found. */
export function keptTable(schema: DatabaseSchema, table: Table): string {
  return `${workSchema}.kept_${schema.tables.indexOf(table)}`;
}

/** Joins kept keys to the rows they belong to. */
export function onKey(table: Table, kept: string, rows: string): string {
  return table.primaryKey.map((column, i) => `${kept}.k${i + 1} = ${rows}.${quoteName(column)}`).join(' and ');
}

/**
 * Decides which rows come along and leaves their keys in a work schema of the source, which in quarantine is a copy. Seeds
 * first, then the children the policy allows, then every parent they need, round by round until nothing is added: a row
 * is looked at once, so cycles and self-references end.
 */
export async function takeSubset(session: Session, policy: MaskingPolicy, subset: SubsetPolicy, schema: DatabaseSchema, salt: string): Promise<SubsetReport> {
  const tables = copiedTables(policy, schema).filter((table) => !subset.whole.includes(table.name));
  const edges = subsetEdges(policy, subset, schema).filter((edge) => !subset.whole.includes(edge.parent) && !subset.whole.includes(edge.child));
  await session.run(`drop schema if exists ${workSchema} cascade; create schema ${workSchema}`);
  for (const table of tables) await session.run(createKept(schema, table));
  for (const seed of subset.seeds) await session.run(seedRows(schema, tableNamed(schema, seed.table), seed.oneIn, salt));
  for (const edge of edges.filter(({ children }) => children > 0)) await session.run(childRows(schema, edge, salt));
  let round = 0;
  for (let added = -1; added !== 0; round++) {
    added = 0;
    for (const edge of edges.filter(({ parentPolicy }) => parentPolicy === 'follow')) added += await insertCount(session, parentRows(schema, edge, round));
    await refuseOverBudget(session, schema, tables, subset, false);
  }
  for (const table of tables) await session.run(`analyze ${keptTable(schema, table)}`);
  return { rounds: round, ...await refuseOverBudget(session, schema, copiedTables(policy, schema), subset, true) };
}

export async function dropSubset(session: Session): Promise<void> {
  await session.run(`drop schema if exists ${workSchema} cascade`);
}

/** A table that the checks of the subset have found. */
const tableNamed = (schema: DatabaseSchema, name: string): Table => tableOf(schema, name) as Table;

function createKept(schema: DatabaseSchema, table: Table): string {
  const kept = keptTable(schema, table);
  const keys = table.primaryKey.map((column, i) => `${quoteName(column)} as k${i + 1}`);
  const names = table.primaryKey.map((_, i) => `k${i + 1}`);
  return `create unlogged table ${kept} as select ${keys.join(', ')}, 0 as round from ${onlyOf(table)} with no data; alter table ${kept} add primary key (${names.join(', ')}); create index on ${kept} (round)`;
}

const keysOf = (table: Table, alias: string): string => table.primaryKey.map((column) => `${alias}.${quoteName(column)}`).join(', ');

// Keyed: who cannot know the salt cannot know who is in the sample, and the same rows are in it next time.
const draw = (table: Table, alias: string, salt: string): string => `md5(${quoteText(salt)} || row(${keysOf(table, alias)})::text)`;

function seedRows(schema: DatabaseSchema, table: Table, oneIn: number, salt: string): string {
  return `insert into ${keptTable(schema, table)} select ${keysOf(table, 't')}, 0 from ${onlyOf(table)} t where ('x' || left(${draw(table, 't', salt)}, 8))::bit(32)::bigint % ${oneIn} = 0 on conflict do nothing`;
}

function joined(edge: Edge, child: string, parent: string): string {
  const when = edge.when === undefined ? '' : ` and ${child}.${quoteName(edge.when.column)}::text = ${quoteText(edge.when.equals)}`;
  return edge.columns.map((column, i) => `${parent}.${quoteName(edge.parentColumns[i] as string)} = ${child}.${quoteName(column)}`).join(' and ') + when;
}

function childRows(schema: DatabaseSchema, edge: Edge, salt: string): string {
  const [child, parent] = [tableNamed(schema, edge.child), tableNamed(schema, edge.parent)];
  const partition = edge.columns.map((column) => `c.${quoteName(column)}`).join(', ');
  const names = child.primaryKey.map((column) => quoteName(column)).join(', ');
  return `insert into ${keptTable(schema, child)} select ${names}, 0 from (
    select ${keysOf(child, 'c')}, row_number() over (partition by ${partition} order by ${draw(child, 'c', salt)}) as place
    from ${onlyOf(child)} c join ${onlyOf(parent)} p on ${joined(edge, 'c', 'p')} join ${keptTable(schema, parent)} k on ${onKey(parent, 'k', 'p')}) ranked
    where place <= ${edge.children} on conflict do nothing`;
}

function parentRows(schema: DatabaseSchema, edge: Edge, round: number): string {
  const [child, parent] = [tableNamed(schema, edge.child), tableNamed(schema, edge.parent)];
  return `insert into ${keptTable(schema, parent)} select distinct ${keysOf(parent, 'p')}, ${round + 1}
    from ${keptTable(schema, child)} k join ${onlyOf(child)} c on ${onKey(child, 'k', 'c')} join ${onlyOf(parent)} p on ${joined(edge, 'c', 'p')}
    where k.round >= ${round} on conflict do nothing`;
}

async function insertCount(session: Session, sql: string): Promise<number> {
  const { added } = await session.row<{ added: string }>(`with added as (${sql} returning 1) select count(*)::text as added from added`);
  return Number(added);
}

async function refuseOverBudget(session: Session, schema: DatabaseSchema, tables: readonly Table[], subset: SubsetPolicy, totals: boolean): Promise<Omit<SubsetReport, 'rounds'>> {
  const sizes: { table: string; kept: number; total: number }[] = [];
  for (const table of tables) {
    const count = async (from: string): Promise<number> => Number((await session.row<{ count: string }>(`select count(*)::text as count from ${from}`)).count);
    const total = totals ? await count(onlyOf(table)) : 0;
    sizes.push({ table: table.name, kept: subset.whole.includes(table.name) ? total : await count(keptTable(schema, table)), total });
  }
  const rows = sizes.reduce((sum, { kept }) => sum + kept, 0);
  if (rows > subset.rowBudget) {
    const largest = sizes.toSorted((a, b) => b.kept - a.kept).slice(0, 3).map(({ table, kept }) => `${table} ${kept}`).join(', ');
    throw new MaskingError(`the subset has at least ${rows} rows, the budget is ${subset.rowBudget} (most: ${largest}); take fewer seeds or children, or cut an edge with parent null`);
  }
  return { tables: sizes, rows };
}
