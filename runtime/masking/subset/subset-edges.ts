import type { Problem } from '../../../lib/values/problems';
import type { MaskingPolicy, SubsetEdge, SubsetPolicy } from '../policy/masking-policy';
import { copiedTables } from '../plan/resolve-dispositions';
import { tableOf, type DatabaseSchema } from '../schema/database-schema';

/** A reference along which rows are followed. */
export interface Edge {
  readonly child: string;
  readonly columns: readonly string[];
  readonly parent: string;
  readonly parentColumns: readonly string[];
  readonly when?: { readonly column: string; readonly equals: string };
  /** `null`: the reference is emptied where its parent is not taken. */
  readonly parentPolicy: 'follow' | 'null';
  /** Children taken for each parent, at most. */
  readonly children: number;
}

/** All references between copied tables, declared in the database or in the policy, each with what the policy says of it. */
export function subsetEdges(policy: MaskingPolicy, subset: SubsetPolicy, schema: DatabaseSchema): readonly Edge[] {
  const copied = new Set(copiedTables(policy, schema).map((table) => table.name));
  const keys = [
    ...schema.tables.flatMap((table) => table.foreignKeys.map((key) => ({ child: table.name, columns: key.columns, parent: key.references, parentColumns: key.referencedColumns }))),
    ...policy.virtualKeys.map((key) => ({
      child: key.table, columns: key.columns, parent: key.references, parentColumns: key.referencedColumns, ...(key.when === undefined ? {} : { when: key.when }),
    })),
  ];
  return keys.filter((key) => copied.has(key.child) && copied.has(key.parent)).map((key) => {
    const own = subset.edges.find((edge) => isSame(edge, key.child, key.columns));
    return { ...key, parentPolicy: own?.parent ?? 'follow', children: own?.children ?? 0 };
  });
}

const isSame = (edge: SubsetEdge, table: string, columns: readonly string[]): boolean => edge.table === table && edge.columns.join() === columns.join();

/** What is wrong with a subset, before any row is counted. */
export function refuseSubset(policy: MaskingPolicy, subset: SubsetPolicy, schema: DatabaseSchema): readonly Problem[] {
  const edges = subsetEdges(policy, subset, schema);
  const copied = copiedTables(policy, schema);
  const names = [...subset.seeds.map(({ table }) => table), ...subset.whole];
  return [
    ...names.filter((name) => !copied.some((table) => table.name === name)).map((name) => ({ at: 'subset', must: 'must name tables that are copied', got: name })),
    ...subset.edges.filter((edge) => !edges.some(({ child, columns }) => isSame(edge, child, columns)))
      .map((edge) => ({ at: `subset.edges ${edge.table} (${edge.columns.join(', ')})`, must: 'must be a reference of the database or a virtual key' })),
    ...edges.filter(({ parentPolicy }) => parentPolicy === 'null').flatMap(({ child, columns }) => {
      const fixed = tableOf(schema, child)?.columns.find((column) => columns.includes(column.name) && column.notNull);
      return fixed === undefined ? [] : [{ at: `${child}.${fixed.name}`, must: 'must allow null to be cut from its parent', fix: 'use follow' }];
    }),
    ...copied.filter((table) => table.primaryKey.length === 0 && !subset.whole.includes(table.name))
      .map((table) => ({ at: table.name, must: 'must have a primary key to be part of a subset', fix: 'list it under subset.whole, or make it empty' })),
  ];
}
