import type { Session } from '../postgres/session';
import { MaskingError } from '../postgres/masking-error';
import { valueKind, type TypeFacts } from './value-kind';
import type { Check, Column, DatabaseSchema, Extension, Field, ForeignKey, Leaf, Sequence, Table, TableKind } from './database-schema';

interface RelationRow { oid: number; schema: string; relation: string; relkind: keyof typeof kinds }
interface ColumnRow extends TypeFacts { oid: number; name: string; type: string; base_oid: number; typmod: number; notnull: boolean; generated: boolean; identity: boolean }
interface FieldRow extends TypeFacts { oid: number; name: string; type: string }
interface KeyRow { oid: number; name: string; contype: string; columns: string[]; expression: string; /** Of a foreign key. */ references: string; referenced: string[] }
interface UniqueRow { oid: number; columns: string[]; expression: boolean }

const kinds = { r: 'table', p: 'partitioned', f: 'foreign', m: 'materialized-view' } as const satisfies Record<string, TableKind>;

/** Reads tables, types, keys and partitions of `schemas` from the catalogue. Ordered, so that equal schemas read alike. */
export async function readSchema(session: Session, schemas: readonly string[]): Promise<DatabaseSchema> {
  const present = await session.rows<{ name: string }>('select nspname::text as name from pg_namespace where nspname = any($1::text[])', [schemas]);
  const missing = schemas.filter((name) => !present.some((row) => row.name === name));
  if (missing.length > 0) throw new MaskingError(`schema ${missing.join(', ')} is not in the ${session.name} database; correct "schemas" in the policy`);
  const relations = await session.rows<RelationRow>(relationsSql, [schemas]);
  const oids = relations.map((relation) => relation.oid);
  const columnRows = await session.rows<ColumnRow>(columnsSql, [oids]);
  const columns = byOid(columnRows);
  const composites = columnRows.filter(({ typtype }) => typtype === 'c').map((row) => row.base_oid);
  const fields = byOid(await session.rows<FieldRow>(fieldsSql, [composites]));
  const keys = byOid(await session.rows<KeyRow>(keysSql, [oids]));
  const uniques = byOid(await session.rows<UniqueRow>(uniquesSql, [oids]));
  const partitionKeys = byOid(await session.rows<{ oid: number; columns: string[] }>(partitionKeysSql, [oids]));
  const leaves = byOid(await session.rows<Leaf & { oid: number }>(leavesSql, [oids]));
  return {
    schemas: [...schemas].toSorted(),
    extensions: await session.rows<Extension>("select e.extname::text as name, n.nspname::text as schema from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname <> 'plpgsql' order by 1"),
    sequences: await session.rows<Sequence>(sequencesSql, [schemas]),
    tables: relations.map((relation) => table(relation, {
      columns: columns(relation.oid).map((row) => column(row, fields(row.base_oid))),
      keys: keys(relation.oid),
      uniques: uniques(relation.oid),
      partitionKey: partitionKeys(relation.oid).flatMap((row) => row.columns),
      leaves: leaves(relation.oid).map((leaf) => ({ schema: leaf.schema, relation: leaf.relation })),
    })),
  };
}

interface Parts { columns: Column[]; keys: KeyRow[]; uniques: UniqueRow[]; partitionKey: string[]; leaves: Leaf[] }

function table(relation: RelationRow, parts: Parts): Table {
  const kind = kinds[relation.relkind];
  return {
    name: `${relation.schema}.${relation.relation}`,
    schema: relation.schema,
    relation: relation.relation,
    kind,
    columns: parts.columns,
    primaryKey: parts.keys.find((key) => key.contype === 'p')?.columns ?? [],
    uniques: parts.uniques.filter((unique) => !unique.expression).map((unique) => unique.columns),
    expressionUniques: parts.uniques.filter((unique) => unique.expression).map((unique) => unique.columns),
    foreignKeys: parts.keys.filter((key) => key.contype === 'f').map(foreignKey),
    checks: parts.keys.filter((key) => key.contype === 'c').map((key): Check => ({ name: key.name, expression: key.expression, columns: key.columns })),
    partitionKey: parts.partitionKey,
    leaves: kind === 'partitioned' ? parts.leaves : kind === 'table' ? [{ schema: relation.schema, relation: relation.relation }] : [],
  };
}

function column(row: ColumnRow, fields: readonly FieldRow[]): Column {
  const kind = valueKind(row);
  const limited = kind === 'text' && row.typmod > 4;
  const sized = row.base === 'numeric' && row.typmod >= 4;
  return {
    name: row.name, type: row.type, kind, array: row.array,
    ...(limited ? { width: row.typmod - 4 } : {}),
    ...(sized ? { precision: ((row.typmod - 4) >> 16) & 0xffff, scale: (row.typmod - 4) & 0x7ff } : {}),
    ...(row.typtype === 'c' ? { fields: fields.map((field): Field => ({ name: field.name, type: field.type, kind: field.array ? 'other' : valueKind(field) })) } : {}),
    notNull: row.notnull, generated: row.generated, identity: row.identity,
  };
}

function foreignKey(key: KeyRow): ForeignKey {
  return { name: key.name, columns: key.columns, references: key.references, referencedColumns: key.referenced };
}

/** The rows of each relation. */
function byOid<Row extends { oid: number }>(rows: readonly Row[]): (oid: number) => Row[] {
  const groups = new Map<number, Row[]>();
  for (const row of rows) groups.set(row.oid, [...(groups.get(row.oid) ?? []), row]);
  return (oid) => groups.get(oid) ?? [];
}

const names = (numbers: string, relation: string): string =>
  `(select coalesce(array_agg(a.attname::text order by k.place), '{}') from unnest(${numbers}) with ordinality k(number, place) join pg_attribute a on a.attrelid = ${relation} and a.attnum = k.number)`;

// Partitions are read through their root; everything an extension owns belongs to the extension.
const relationsSql = `
  select c.oid::int as oid, n.nspname::text as schema, c.relname::text as relation, c.relkind::text as relkind
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = any($1::text[]) and c.relkind in ('r', 'p', 'f', 'm') and not c.relispartition
    and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
  order by 2, 3`;

// A domain's or an array's values are those of the type beneath it; the type modifier comes from the outermost that has one.
const columnsSql = `
  with recursive chain as (
    select a.attrelid, a.attnum, t.oid as type, a.atttypmod as typmod, false as array
    from pg_attribute a join pg_type t on t.oid = a.atttypid where a.attrelid::int = any($1::int[]) and a.attnum > 0 and not a.attisdropped
    union all
    select c.attrelid, c.attnum, coalesce(nullif(t.typbasetype, 0), t.typelem),
      case when c.typmod >= 0 then c.typmod else t.typtypmod end, c.array or t.typbasetype = 0
    from chain c join pg_type t on t.oid = c.type where t.typtype = 'd' or (t.typcategory = 'A' and t.typelem <> 0)
  )
  select a.attrelid::int as oid, a.attname::text as name, format_type(a.atttypid, a.atttypmod) as type, last.typmod, base.oid::int as base_oid,
    base.typname::text as base, base.typtype::text as typtype, last.array,
    a.attnotnull or outer_type.typnotnull as notnull, a.attgenerated <> '' as generated, a.attidentity <> '' as identity
  from pg_attribute a
  join pg_type outer_type on outer_type.oid = a.atttypid
  join lateral (
    select c.type, c.typmod, c.array from chain c join pg_type t on t.oid = c.type
    where c.attrelid = a.attrelid and c.attnum = a.attnum and t.typtype <> 'd' and not (t.typcategory = 'A' and t.typelem <> 0)
    limit 1) last on true
  join pg_type base on base.oid = last.type
  where a.attrelid::int = any($1::int[]) and a.attnum > 0 and not a.attisdropped
  order by a.attrelid, a.attnum`;

// A domain is looked through once; an array within a composite value is nothing this program looks into.
const fieldsSql = `
  select t.oid::int as oid, a.attname::text as name, format_type(a.atttypid, a.atttypmod) as type, b.typname::text as base, b.typtype::text as typtype, b.typcategory = 'A' as array
  from pg_type t join pg_attribute a on a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
  join pg_type o on o.oid = a.atttypid join pg_type b on b.oid = coalesce(nullif(o.typbasetype, 0), o.oid)
  where t.oid::int = any($1::int[]) order by t.oid, a.attnum`;

const rootOf = (relation: string): string => `coalesce(pg_partition_root(${relation})::oid, ${relation})`;

// A key that only a partition declares binds the column, which all partitions share: it is the key of the root. A check of
// a partition says something of that partition alone.
const keysSql = `
  select distinct on (oid, contype, columns, expression, "references", referenced) * from (
    select ${rootOf('c.conrelid')}::int as oid, c.conname::text as name, c.contype::text as contype, ${names('c.conkey', 'c.conrelid')} as columns,
      coalesce(pg_get_expr(c.conbin, c.conrelid), '') as expression,
      (select n.nspname || '.' || r.relname from pg_class r join pg_namespace n on n.oid = r.relnamespace where r.oid = ${rootOf('c.confrelid')}) as references,
      ${names('c.confkey', 'c.confrelid')} as referenced
    from pg_constraint c where c.conparentid = 0 and (
      (c.conrelid::int = any($1::int[]) and c.contype in ('p', 'c')) or (c.contype = 'f' and ${rootOf('c.conrelid')}::int = any($1::int[])))) keys
  order by oid, contype, columns, expression, "references", referenced, name`;

const uniquesSql = `
  select distinct ${rootOf('i.indrelid')}::int as oid, i.indexprs is not null as expression,
    case when i.indexprs is null then ${names('i.indkey::int2[]', 'i.indrelid')}
      else (select coalesce(array_agg(distinct a.attname::text), '{}') from pg_depend d join pg_attribute a on a.attrelid = i.indrelid and a.attnum = d.refobjsubid
        where d.classid = 'pg_class'::regclass and d.objid = i.indexrelid and d.refobjid = i.indrelid and d.refobjsubid > 0) end as columns
  from pg_index i where i.indisunique and ${rootOf('i.indrelid')}::int = any($1::int[]) order by 1, 3`;

const partitionKeysSql = `
  select p.partrelid::int as oid, ${names('p.partattrs::int2[]', 'p.partrelid')} as columns
  from pg_partitioned_table p where p.partrelid::int = any($1::int[])`;

const leavesSql = `
  select root.oid::int as oid, n.nspname::text as schema, c.relname::text as relation
  from pg_class root cross join lateral pg_partition_tree(root.oid) t
  join pg_class c on c.oid = t.relid join pg_namespace n on n.oid = c.relnamespace
  where root.oid::int = any($1::int[]) and root.relkind = 'p' and t.isleaf order by 1, 2, 3`;

const sequencesSql = `
  select n.nspname::text as schema, c.relname::text as relation
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = any($1::text[]) and c.relkind = 'S'
    and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e') order by 1, 2`;
