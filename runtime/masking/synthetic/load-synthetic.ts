import { escapeField } from '../engine/copy-text';
import { copiedColumns, tableActions, type ActionSources } from '../engine/column-action';
import { CopyMasker } from '../engine/copy-masker';
import { nextSchema } from '../engine/target-schemas';
import { ByteSink } from '../maskers/byte-sink';
import type { MaskingPolicy } from '../policy/masking-policy';
import { columnList } from '../plan/check-sample';
import type { Dispositions } from '../plan/resolve-dispositions';
import { copyIn } from '../postgres/copy';
import { MaskingError } from '../postgres/masking-error';
import { quoteName } from '../postgres/quote';
import type { Session } from '../postgres/session';
import { tableOf, type DatabaseSchema, type ForeignKey, type Table } from '../schema/database-schema';
import type { SyntheticValues } from './synthetic-values';

const parentsKnown = 2000;
const tries = 20;

const wantedRows = (policy: MaskingPolicy, table: Table): number => policy.tables[table.name]?.rows ?? 0;

/** The tables that get synthetic rows, parents before children. */
export function syntheticTables(policy: MaskingPolicy, schema: DatabaseSchema): readonly Table[] {
  const wanted = schema.tables.filter((table) => wantedRows(policy, table) > 0);
  const ordered: Table[] = [];
  const visit = (table: Table, path: readonly string[]): void => {
    if (ordered.includes(table) || path.includes(table.name)) return;
    for (const key of table.foreignKeys) {
      const parent = tableOf(schema, key.references);
      if (parent !== undefined && wanted.includes(parent)) visit(parent, [...path, table.name]);
    }
    ordered.push(table);
  };
  for (const table of wanted) visit(table, []);
  return ordered;
}

/**
 * Makes rows for one table and loads them into the schema being built. References point at rows that are there, masked or
 * synthetic; columns that are masked get what their masker writes, so that made and masked rows look alike. Returns the rows.
 */
export async function loadSynthetic(target: Session, policy: MaskingPolicy, table: Table, dispositions: Dispositions, sources: ActionSources): Promise<number> {
  const seed = Buffer.from(await sources.keys.domainKey(`synthetic ${table.name}`)).readUInt32BE(0);
  const synthetic = require('./synthetic-values') as typeof import('./synthetic-values'); // what it is made with takes a third of a second to load
  const values = new synthetic.SyntheticValues(seed, await enumLabels(target, table));
  const rows = await makeRows(target, table, wantedRows(policy, table), values);
  const own = dispositions.get(table.name);
  let bytes: Uint8Array = rows.bytes;
  if (own !== undefined) {
    // Keys and references are already those of the target: they must not be masked a second time.
    const settled = new Map([...own].map(([name, disposition]) => [name, rows.settled.has(name) ? { keep: 'made for the target' } : disposition]));
    const masker = new CopyMasker(await tableActions(table, settled, sources), sources.prf);
    bytes = Buffer.from(masker.push(rows.bytes));
    masker.finish();
  }
  await copyIn(target, `${quoteName(nextSchema(table.schema), table.relation)} (${columnList(copiedColumns(table))})`, [bytes]);
  return rows.count;
}

interface MadeRows { readonly bytes: Uint8Array; readonly count: number; readonly settled: ReadonlySet<string> }

async function makeRows(target: Session, table: Table, count: number, values: SyntheticValues): Promise<MadeRows> {
  const columns = copiedColumns(table);
  const parents: Parents[] = [];
  for (const key of table.foreignKeys) parents.push({ key, rows: await parentKeys(target, table, key) });
  const referencing = new Set(table.foreignKeys.flatMap((key) => key.columns));
  const unique = new Set(table.uniques.flat().concat(table.expressionUniques.flat()).filter((name) => !referencing.has(name)));
  const first = await firstFreeNumber(target, table, columns.filter((column) => unique.has(column.name) && column.kind === 'integer').map((column) => column.name));
  const sink = new ByteSink(1 << 16);
  const seen = new Set<string>();
  let made = 0;
  for (let number = 0; number < count; number++) {
    for (let attempt = 0; attempt < tries; attempt++) {
      const references = referenceValues(table, parents, values);
      if (references === undefined) continue;
      const row = columns.map((column) => (references.has(column.name) ? references.get(column.name) : values.value(column, first + number, unique.has(column.name))));
      const keys = table.uniques.map((set) => `${set.join()}=${set.map((name) => row[columns.findIndex((column) => column.name === name)]).join('\u0000')}`);
      if (keys.some((key) => seen.has(key))) continue;
      for (const key of keys) seen.add(key);
      writeRow(row, sink);
      made++;
      break;
    }
  }
  const integerKeys = columns.filter((column) => unique.has(column.name) && column.kind === 'integer').map((column) => column.name);
  return { bytes: sink.written(), count: made, settled: new Set([...referencing, ...integerKeys]) };
}

/** A foreign key, and the rows it may reference. */
interface Parents { readonly key: ForeignKey; readonly rows: readonly (readonly string[])[] }

// Keys may share a column, as a tenant's: then their parents agree in it. Undefined: these choices leave a key without one.
function referenceValues(table: Table, parents: readonly Parents[], values: SyntheticValues): ReadonlyMap<string, string | undefined> | undefined {
  const chosen = new Map<string, string | undefined>();
  for (const { key, rows } of parents) {
    const agrees = (row: readonly string[]): boolean => key.columns.every((column, i) => !chosen.has(column) || chosen.get(column) === row[i]);
    const fitting = key.columns.some((column) => chosen.has(column)) ? rows.filter(agrees) : rows;
    const parent = fitting[values.skewed(fitting.length)];
    key.columns.forEach((column, i) => { if (!chosen.has(column)) chosen.set(column, parent?.[i]); });
    if (parent === undefined && key.columns.every((column) => chosen.get(column) !== undefined)) return undefined;
  }
  return table.columns.some(({ name, notNull }) => notNull && chosen.has(name) && chosen.get(name) === undefined) ? undefined : chosen;
}

async function parentKeys(target: Session, table: Table, key: ForeignKey): Promise<readonly (readonly string[])[]> {
  const [schema = '', ...relation] = key.references.split('.');
  const names = key.referencedColumns.map((column) => `${quoteName(column)}::text`).join(', ');
  const rows = await target.rows<{ key: string[] }>(`select array[${names}] as key from ${quoteName(nextSchema(schema), relation.join('.'))} order by 1 limit ${parentsKnown}`);
  const required = table.columns.some((column) => key.columns.includes(column.name) && column.notNull);
  if (rows.length === 0 && required) throw new MaskingError(`${table.name}: no synthetic row can reference ${key.references}, which has no rows; copy or make some`);
  return rows.map((row) => row.key);
}

async function firstFreeNumber(target: Session, table: Table, columns: readonly string[]): Promise<number> {
  if (columns.length === 0) return 1;
  const most = columns.map((column) => `coalesce(max(${quoteName(column)}), 0)`).join(', ');
  const { most: taken } = await target.row<{ most: string }>(`select greatest(${most})::text as most from ${quoteName(nextSchema(table.schema), table.relation)}`);
  return Number(taken) + 1_000;
}

// By column: a type has other names in the schema being built, and may be a domain over another.
async function enumLabels(target: Session, table: Table): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await target.rows<{ name: string; labels: string[] }>(`
    with recursive typed as (
      select attname::text as name, atttypid as type from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped
      union all select t.name, d.typbasetype from typed t join pg_type d on d.oid = t.type and d.typtype = 'd')
    select t.name, array_agg(e.enumlabel::text order by e.enumsortorder) as labels from typed t join pg_enum e on e.enumtypid = t.type group by t.name`, [quoteName(nextSchema(table.schema), table.relation)]);
  return new Map(rows.map((row) => [row.name, row.labels]));
}

function writeRow(row: readonly (string | undefined)[], sink: ByteSink): void {
  row.forEach((value, i) => {
    if (i > 0) sink.byte(9);
    if (value === undefined) sink.all(Buffer.from('\\N'));
    else {
      const bytes = Buffer.from(value);
      escapeField(bytes, 0, bytes.length, sink);
    }
  });
  sink.byte(10);
}
