import { quoteName } from '../postgres/quote';
import type { Session } from '../postgres/session';

/** A column as verification sees it: read from the catalogue by a query of its own, not from the plan. */
export interface StoredColumn {
  readonly name: string;
  readonly type: string;
  /** PostgreSQL's own category: S text, N number, D date, A array, U other. */
  readonly category: string;
  readonly generated: boolean;
  /** Part of a foreign key: its values are those of another column. */
  readonly reference: boolean;
}

/** How a column is read: values with parts as JSON, which the server makes of them. XML has no such form. */
export function readableColumn({ name, type, category }: StoredColumn): string {
  if (category === 'C') return `to_json(${quoteName(name)})::text`;
  return isHstore(type) ? `${quoteName(name)}::json::text` : quoteName(name);
}

const isHstore = (type: string): boolean => type === 'hstore' || type.endsWith('.hstore');

/** Whether what is read of a column is JSON. */
export const isDocument = ({ type, category }: StoredColumn): boolean => type === 'json' || type === 'jsonb' || category === 'C' || isHstore(type);

/** A relation with rows of its own: a table, each partition of one, a materialized view. */
export interface Heap {
  readonly schema: string;
  readonly relation: string;
  /** `schema.table` of the table it belongs to. */
  readonly table: string;
  readonly derived: boolean;
  /** As the database estimates. */
  readonly estimate: number;
  readonly pages: number;
  readonly columns: readonly StoredColumn[];
}

interface Row { schema: string; relation: string; root_schema: string; root: string; kind: string; estimate: number; pages: number; columns: StoredColumn[] }

// A key that one partition declares binds the column of all.
const sql = `
  with reference as materialized (
    select distinct coalesce(pg_partition_root(f.conrelid)::oid, f.conrelid) as root, a.attname as name
    from pg_constraint f join pg_attribute a on a.attrelid = f.conrelid and a.attnum = any(f.conkey) where f.contype = 'f')
  select n.nspname::text as schema, c.relname::text as relation, rn.nspname::text as root_schema, r.relname::text as root, c.relkind::text as kind, greatest(c.reltuples, 0)::float8 as estimate,
    (pg_relation_size(c.oid) / current_setting('block_size')::int)::float8 as pages,
    (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'generated', a.attgenerated <> '',
        'category', case when t.typtype = 'd' then (select b.typcategory from pg_type b where b.oid = t.typbasetype) else t.typcategory end,
        'reference', exists (select from reference f where f.root = r.oid and f.name = a.attname)) order by a.attnum)
      from pg_attribute a join pg_type t on t.oid = a.atttypid where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  join pg_class r on r.oid = case when c.relispartition then pg_partition_root(c.oid)::oid else c.oid end join pg_namespace rn on rn.oid = r.relnamespace
  where c.relkind in ('r', 'm') and n.nspname not in ('information_schema', 'understudy_masking') and n.nspname !~ '^pg_'
    and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
  order by 1, 2`;

/** Everything that holds rows, in any schema. `only` limits the answer to some schemas; without it nothing is left out. */
export async function readHeaps(session: Session, only?: readonly string[]): Promise<readonly Heap[]> {
  const rows = await session.rows<Row>(sql);
  return rows.filter((row) => only === undefined || only.includes(row.schema)).map((row) => ({
    schema: row.schema, relation: row.relation, table: `${row.root_schema}.${row.root}`, derived: row.kind === 'm', estimate: row.estimate, pages: row.pages, columns: row.columns ?? [],
  }));
}
