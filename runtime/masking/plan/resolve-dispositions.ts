import type { Problem } from '../../../lib/values/problems';
import { canonicalJson } from '../policy/canonical-json';
import { isRemove, type Disposition, type MaskingPolicy } from '../policy/masking-policy';
import { tableOf, type DatabaseSchema, type Table } from '../schema/database-schema';

/** What happens to each column of each copied table, references included: `schema.table` → column → disposition. */
export type Dispositions = ReadonlyMap<string, ReadonlyMap<string, Disposition>>;

/** One reference between two columns, declared in the database or in the policy. */
interface Edge { table: string; column: string; parent: string; parentColumn: string }

/**
 * Gives every column its disposition. A column that references another inherits that one's, so that both sides mask
 * alike; writing another one down is a problem, except to remove the reference. Columns left without one are for
 * `checkCoverage` to find.
 */
export function resolveDispositions(policy: MaskingPolicy, schema: DatabaseSchema): { dispositions: Dispositions; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const edges = new Map<string, Edge[]>();
  for (const edge of edgesOf(policy, schema)) {
    const at = `${edge.table}.${edge.column}`;
    edges.set(at, [...(edges.get(at) ?? []), edge]);
  }
  const resolve = (table: string, column: string, visited: ReadonlySet<string>): Disposition | undefined => {
    const at = `${table}.${column}`;
    const own = policy.tables[table]?.columns[column];
    if (own !== undefined && isRemove(own)) return own;
    const parents = visited.has(at) ? [] : (edges.get(at) ?? []);
    const next = new Set([...visited, at]);
    const inherited = parents.flatMap((edge) => {
      const found = isSelf(edge) ? undefined : resolve(edge.parent, edge.parentColumn, next);
      return found === undefined ? [] : [{ edge, found: withDomain(found) }];
    });
    const [first] = inherited;
    if (first === undefined) return own;
    const given = own === undefined ? undefined : withDomain(own);
    const rival = inherited.find(({ found }) => !masksAlike(found, first.found));
    if (visited.size === 0 && rival !== undefined) {
      problems.push({ at, must: `must mask alike ${first.edge.parent}.${first.edge.parentColumn} and ${rival.edge.parent}.${rival.edge.parentColumn}, which it references`, fix: 'give both the same disposition' });
    }
    if (visited.size === 0 && given !== undefined && !masksAlike(given, first.found)) {
      problems.push({ at, must: `must mask alike ${first.edge.parent}.${first.edge.parentColumn}, which it references`, got: own, fix: 'leave the column out of the policy, it inherits' });
    }
    return given ?? first.found;
  };
  const dispositions = new Map(copiedTables(policy, schema).map((table): [string, Map<string, Disposition>] => [
    table.name,
    new Map(table.columns.flatMap((column): [string, Disposition][] => {
      const found = column.generated ? undefined : resolve(table.name, column.name, new Set());
      return found === undefined ? [] : [[column.name, found]];
    })),
  ]));
  return { dispositions, problems };
}

/** The tables whose rows are copied. */
export function copiedTables(policy: MaskingPolicy, schema: DatabaseSchema): readonly Table[] {
  return schema.tables.filter((table) => policy.tables[table.name]?.strategy === 'copy' && table.kind !== 'materialized-view');
}

// The default domain is written out before it is inherited: the child's pseudonyms are the parent's.
function withDomain(disposition: Disposition): Disposition {
  return 'mask' in disposition ? { domain: disposition.mask, ...disposition } : disposition;
}

// Two kept columns are alike whatever the reasons.
function masksAlike(a: Disposition, b: Disposition): boolean {
  if ('keep' in a && 'keep' in b) return true;
  return canonicalJson(a) === canonicalJson(b);
}

const isSelf = (edge: Edge): boolean => edge.table === edge.parent && edge.column === edge.parentColumn;

function edgesOf(policy: MaskingPolicy, schema: DatabaseSchema): readonly Edge[] {
  const pairs = (table: string, columns: readonly string[], parent: string, parentColumns: readonly string[]): Edge[] =>
    columns.map((column, i) => ({ table, column, parent, parentColumn: parentColumns[i] as string }));
  return [
    ...schema.tables.flatMap((table) => table.foreignKeys.flatMap((key) => pairs(table.name, key.columns, key.references, key.referencedColumns))),
    ...policy.virtualKeys.flatMap((key) => pairs(key.table, key.columns, key.references, key.referencedColumns)),
  ].filter(({ parent }) => tableOf(schema, parent) !== undefined);
}
