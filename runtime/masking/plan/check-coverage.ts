import type { Problem } from '../../../lib/values/problems';
import { isJson, isKeep, isMask, isRemove, type Disposition, type JsonPaths, type MaskingPolicy, type TablePolicy } from '../policy/masking-policy';
import { structured, tableOf, type Column, type DatabaseSchema, type Table, type ValueKind } from '../schema/database-schema';
import type { Dispositions } from './resolve-dispositions';

/** Kinds whose values this program cannot look into: they may only be removed. */
const opaque: readonly ValueKind[] = ['other', 'large-object'];

/** Every table and column has a disposition that suits its type, and the policy names nothing that is not there. */
export function checkCoverage(policy: MaskingPolicy, schema: DatabaseSchema, dispositions: Dispositions): readonly Problem[] {
  return [
    ...Object.keys(policy.tables).flatMap((name) => (tableOf(schema, name) === undefined ? [{ at: name, must: 'must be a table of the database', fix: 'remove it from the policy' }] : [])),
    ...policy.virtualKeys.flatMap((key, index) => [...endOf(key.table, key.columns, schema, index), ...endOf(key.references, key.referencedColumns, schema, index)]),
    ...schema.extensions.filter((extension) => schema.schemas.includes(extension.schema))
      .map(({ name, schema: own }) => ({ at: `extension ${name}`, must: `must not be in schema ${own}, which every run replaces`, fix: `create schema extensions; alter extension ${name} set schema extensions` })),
    ...schema.tables.flatMap((table) => tableProblems(table, policy, dispositions)),
  ];
}

function endOf(name: string, columns: readonly string[], schema: DatabaseSchema, index: number): readonly Problem[] {
  const table = tableOf(schema, name);
  if (table === undefined) return [{ at: `virtualKeys[${index}]`, must: 'must join tables of the database', got: name }];
  return columns.filter((column) => !table.columns.some(({ name: own }) => own === column))
    .map((column) => ({ at: `virtualKeys[${index}]`, must: 'must join columns of the database', got: `${name}.${column}` }));
}

function tableProblems(table: Table, policy: MaskingPolicy, dispositions: Dispositions): readonly Problem[] {
  if (table.kind === 'materialized-view') return []; // built anew from masked tables
  const own = policy.tables[table.name];
  if (own === undefined) {
    return [{ at: table.name, must: 'must be classified: no policy says what happens to this table', fix: 'run understudy mask classify and review its proposal' }];
  }
  if (table.kind === 'foreign' && own.strategy !== 'omit') {
    return [{ at: table.name, must: 'must be omitted: a foreign table reaches into another database', fix: 'use { "strategy": "omit", "reason": ... }' }];
  }
  const unknown = Object.keys(own.columns).filter((name) => !table.columns.some((column) => column.name === name));
  return [
    ...unknown.map((name) => ({ at: `${table.name}.${name}`, must: 'must be a column of the database', fix: 'remove it from the policy' })),
    ...(own.strategy === 'copy' ? table.columns.flatMap((column) => columnProblems(table, column, own, dispositions)) : []),
  ];
}

function columnProblems(table: Table, column: Column, own: TablePolicy, dispositions: Dispositions): readonly Problem[] {
  const at = `${table.name}.${column.name}`;
  if (column.generated) {
    const given = own.columns[column.name] !== undefined;
    return given ? [{ at, must: 'must not have a disposition: the database computes it from masked columns', fix: 'remove it from the policy' }] : [];
  }
  const disposition = dispositions.get(table.name)?.get(column.name);
  if (disposition === undefined) {
    return [{ at, must: `must be classified: no policy says what happens to this ${column.type}`, fix: 'add keep with a reason, mask, json or remove' }];
  }
  return kindProblems(at, column, disposition);
}

function kindProblems(at: string, column: Column, disposition: Disposition): readonly Problem[] {
  if (isRemove(disposition)) return [];
  if (opaque.includes(column.kind) || (column.array && structured.includes(column.kind) && !isKeep(disposition))) {
    return [{ at, must: `must be removed: values of type ${column.type} cannot be masked or verified`, fix: 'use { "remove": reason }' }];
  }
  if (isJson(disposition)) return structured.includes(column.kind) ? fieldProblems(at, column, disposition) : [{ at, must: 'must be a json, xml, hstore or composite column to have paths', got: column.type }];
  if (isMask(disposition) && structured.includes(column.kind)) {
    return [{ at, must: 'must be classified path by path', got: column.type, fix: 'use { "json": { "$.path": ... } } or { "remove": reason }' }];
  }
  return [];
}

// The fields of a composite type are known before any row is read.
function fieldProblems(at: string, column: Column, { json }: JsonPaths): readonly Problem[] {
  const fields = column.fields ?? [];
  const missing = column.kind === 'composite' ? fields.filter(({ name }) => json[`$.${name}`] === undefined) : [];
  const unknown = column.kind === 'composite' ? Object.keys(json).filter((path) => !fields.some(({ name }) => path === `$.${name}`)) : [];
  return [
    ...missing.map(({ name, type }) => ({ at: `${at}.${name}`, must: `must be classified: no policy says what happens to this ${type}`, fix: `add "$.${name}" with keep and a reason, mask or remove` })),
    ...unknown.map((path) => ({ at, must: `must be a field of ${column.type}`, got: path, fix: 'remove it from the policy' })),
  ];
}
