import { canonicalJson, versionOf } from '../policy/canonical-json';
import type { DatabaseSchema, Table } from './database-schema';

/** What was reviewed together with the policy: one line of facts for each table, and for each of its columns. */
export interface SchemaLock {
  readonly schemas: readonly string[];
  readonly tables: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** One difference between the lock and a database. */
export interface Drift {
  readonly at: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly was?: string;
  readonly is?: string;
}

/** The lock of a schema. Partitions are left out: a new month is not a new schema. */
export function lockSchema(schema: DatabaseSchema): SchemaLock {
  return { schemas: schema.schemas, tables: Object.fromEntries(schema.tables.map((table) => [table.name, lockTable(table)])) };
}

/** The text of `schema.lock.json`: sorted and indented, so that a change is a readable diff. */
export function writeLock(lock: SchemaLock): string {
  return `${JSON.stringify(JSON.parse(canonicalJson(lock)), undefined, 2)}\n`;
}

export function lockVersion(lock: SchemaLock): string {
  return versionOf(lock);
}

/** What changed since the lock was reviewed, by table and column. */
export function drift(lock: SchemaLock, schema: DatabaseSchema): readonly Drift[] {
  const now = lockSchema(schema).tables;
  const names = [...new Set([...Object.keys(lock.tables), ...Object.keys(now)])].toSorted();
  return names.flatMap((name): readonly Drift[] => {
    const [was, is] = [lock.tables[name], now[name]];
    if (was === undefined) return [{ at: name, change: 'added' }];
    if (is === undefined) return [{ at: name, change: 'removed' }];
    return [...new Set([...Object.keys(was), ...Object.keys(is)])].toSorted().flatMap((part) => difference(`${name}.${part}`, was[part], is[part]));
  });
}

function difference(at: string, was: string | undefined, is: string | undefined): readonly Drift[] {
  if (was === is) return [];
  const change = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
  return [{ at, change, ...(was === undefined ? {} : { was }), ...(is === undefined ? {} : { is }) }];
}

function lockTable(table: Table): Record<string, string> {
  const columns = table.columns.map((column): [string, string] => [
    column.name,
    [column.type, (column.fields ?? []).map(({ name, type }) => `${name} ${type}`).join(', ').replace(/^(.+)$/, '($1)'), column.notNull ? 'not null' : '', column.generated ? 'generated' : '', column.identity ? 'identity' : ''].filter(Boolean).join(' '),
  ]);
  const keys = [
    ...table.uniques.map((unique) => `unique (${unique.join(', ')})`),
    ...table.expressionUniques.map((unique) => `unique expression of (${unique.join(', ')})`),
    ...table.foreignKeys.map((key) => `(${key.columns.join(', ')}) references ${key.references} (${key.referencedColumns.join(', ')})`),
    ...table.checks.map((check) => `check ${check.name} ${check.expression}`),
  ];
  return Object.fromEntries([...columns, ['(kind)', table.kind], ['(keys)', keys.toSorted().join('; ')]]);
}
