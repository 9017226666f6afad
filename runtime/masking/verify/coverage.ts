import { nextSchema } from '../engine/target-schemas';
import type { MaskingPolicy } from '../policy/masking-policy';
import type { Session } from '../postgres/session';
import { ruleOf, type CellRule } from './cell-rules';
import { Findings, type Gate } from './finding';
import type { Heap, StoredColumn } from './heaps';

/** While it is being verified, a schema has the name under which it was built. */
export function ownName(heap: Heap, policy: MaskingPolicy): string {
  const [schema = '', ...relation] = heap.table.split('.');
  const own = policy.schemas.find((name) => nextSchema(name) === schema) ?? schema;
  return [own, ...relation].join('.');
}

/** The rule of a column of the target; undefined if no policy knows it. */
export function ruleInTarget(heap: Heap, column: StoredColumn, policy: MaskingPolicy): CellRule | undefined {
  return heap.derived ? { kind: 'free' } : ruleOf(heap, column, ownName(heap, policy), policy);
}

/** Everything in the target is known to the policy, and where the policy wants nothing there is nothing. */
export async function coverageGate(session: Session, heaps: readonly Heap[], policy: MaskingPolicy, rows: ReadonlyMap<string, number>): Promise<Gate> {
  const findings = new Findings();
  for (const heap of heaps) {
    const table = ownName(heap, policy);
    if (policy.tables[table] === undefined && !heap.derived) findings.add(table, 'table that no policy knows');
    for (const column of heap.columns) if (ruleInTarget(heap, column, policy) === undefined) findings.add(`${table}.${column.name}`, 'column that no policy knows');
  }
  for (const [table, count] of rows) {
    if (count > 0 && ['empty', 'omit'].includes(policy.tables[table]?.strategy ?? '')) findings.add(table, 'rows in a table that the policy empties', count);
  }
  const [row] = await session.rows<{ count: string }>('select count(*)::text as count from pg_largeobject_metadata');
  const objects = Number(row?.count ?? 0);
  if (objects > 0) findings.add('large objects', 'large object, of which none is copied', objects);
  return findings.gate('coverage', heaps.reduce((sum, heap) => sum + heap.columns.length, 0));
}
