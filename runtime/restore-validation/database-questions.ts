import { type TableRule } from './manifest';

/** One query that answers with one number, and how to read the number. */
export interface Question {
  readonly claim: string;
  readonly sql: string;
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly holds: (count: number) => boolean;
}

/** Rows of a table that are looked at; larger tables are sampled block by block. */
export const SAMPLED_ROWS = 200_000;

/** How many rows PostgreSQL believes a table to have; below nothing where it was never analyzed. */
export function estimate({ schema, table }: TableRule): Question {
  return {
    claim: `${schema}.${table} exists`,
    sql: 'SELECT count(*) + CAST(coalesce(max(greatest(c.reltuples, 0)), 0) AS bigint) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace '
      + 'WHERE n.nspname = :schema AND c.relname = :table AND c.relkind IN (\'r\', \'p\', \'m\')',
    parameters: { schema, table },
    holds: (count) => count > 0,
  };
}

/** What says that the files of the database are whole: nothing half-built came back. */
export const integrityQuestions: readonly Question[] = [
  none('every index is valid', 'SELECT count(*) FROM pg_index WHERE NOT indisvalid'),
  none('every constraint is validated', 'SELECT count(*) FROM pg_constraint WHERE NOT convalidated'),
  none('no relation lacks its file', 'SELECT count(*) FROM pg_class WHERE relkind IN (\'r\', \'m\', \'i\', \'t\', \'S\') AND pg_relation_filenode(oid) IS NULL'),
];

/** What the manifest says of a table with about `rows` rows. */
export function tableQuestions(rule: TableRule, rows: number): Question[] {
  const relation = `${quoted(rule.schema)}.${quoted(rule.table)}`;
  const source = rows <= SAMPLED_ROWS ? relation : `${relation} TABLESAMPLE SYSTEM (${(100 * SAMPLED_ROWS / rows).toFixed(6)})`;
  const where = `${rule.schema}.${rule.table}`;
  return [
    {
      claim: `${where} has at least ${rule.atLeastRows} rows`,
      sql: `SELECT count(*) FROM (SELECT 1 FROM ${relation} LIMIT :least) AS counted`,
      parameters: { least: rule.atLeastRows },
      holds: (count) => count >= rule.atLeastRows,
    },
    ...rule.columns.map((column): Question => {
      const name = quoted(column.column);
      if ('empty' in column) return none(`${where}.${column.column} is empty`, `SELECT count(*) FROM ${source} WHERE ${name} IS NOT NULL AND CAST(${name} AS text) NOT IN ('', '{}', '[]', '\\x')`);
      return {
        ...none(`${where}.${column.column} is still masked`, `SELECT count(*) FROM ${source} WHERE ${name} IS NOT NULL AND CAST(${name} AS text) !~ :grammar`),
        parameters: { grammar: `^(?:${column.grammar})$` },
      };
    }),
  ];
}

function none(claim: string, sql: string): Question {
  return { claim, sql, parameters: {}, holds: (count) => count === 0 };
}

function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
