import { maskerNamed } from '../maskers/masker-catalogue';
import type { Disposition, Mask, MaskingPolicy } from '../policy/masking-policy';
import { quoteName } from '../postgres/quote';
import type { Session } from '../postgres/session';
import { Findings, type Gate } from './finding';
import type { Heap, StoredColumn } from './heaps';

/** Rows looked at in each relation. */
const sample = 200;

interface Row { readonly key: (string | null)[]; readonly values: (string | null)[] }
interface SampledColumn { readonly name: string; readonly at: string; readonly mask: Mask }

/**
 * Takes rows of the target, finds the same rows in the source by a key that is kept, and compares: one value of a domain
 * must have one mask, in whatever table or column it occurs. Knows neither key nor masker. Tables whose key is masked
 * cannot be compared.
 */
export async function determinismGate(policy: MaskingPolicy, source: Session, target: Session, heaps: readonly Heap[], schemaName: (schema: string) => string): Promise<Gate> {
  const findings = new Findings();
  const masks = new Map<string, string>();
  let compared = 0;
  for (const heap of heaps) {
    const columns = sampledColumns(heap, policy);
    const key = await keptKey(source, heap, policy);
    if (columns.length === 0 || key.length === 0) continue;
    const after = await firstRows(target, quoteName(schemaName(heap.schema), heap.relation), key, columns);
    const rows = await rowsWithKeys(source, quoteName(heap.schema, heap.relation), key, columns, after.map((row) => row.key));
    const before = new Map(rows.map((row) => [row.key.join('\n'), row.values]));
    for (const { key: id, values } of after) {
      columns.forEach(({ at, mask }, i) => {
        const [was, is] = [before.get(id.join('\n'))?.[i], values[i]];
        if (typeof was !== 'string' || typeof is !== 'string') return;
        const value = `${mask.mask}\n${mask.domain ?? mask.mask}\n${mask.group ?? ''}\n${was}`;
        const known = masks.get(value);
        if (known === undefined) masks.set(value, is);
        else {
          compared++;
          if (known !== is) findings.add(at, 'another mask than the same value has elsewhere');
        }
      });
    }
  }
  return findings.gate('determinism', compared);
}

// A date moves with its subject and a redacted text fits its column: these are not the same everywhere on purpose.
function sampledColumns(heap: Heap, policy: MaskingPolicy): readonly SampledColumn[] {
  const own = policy.tables[heap.table];
  if (own?.strategy !== 'copy' || heap.derived) return [];
  return heap.columns.flatMap(({ name, generated }) => {
    const disposition: Disposition | undefined = own.columns[name];
    const mask = disposition !== undefined && 'mask' in disposition && !generated ? disposition : undefined;
    const comparable = mask !== undefined && mask.subject === undefined && maskerNamed(mask.mask)?.width !== 'column';
    return comparable ? [{ name, at: `${heap.table}.${name}`, mask }] : [];
  });
}

const keySql = `
  select array(select a.attname::text from unnest(i.indkey::int2[]) with ordinality k(number, place) join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number order by place) as columns
  from pg_index i where i.indrelid = $1::regclass and i.indisprimary`;

async function keptKey(source: Session, heap: Heap, policy: MaskingPolicy): Promise<readonly StoredColumn[]> {
  const [row] = await source.rows<{ columns: string[] }>(keySql, [quoteName(heap.schema, heap.relation)]);
  const kept = policy.tables[heap.table]?.columns ?? {};
  const columns = (row?.columns ?? []).flatMap((name) => heap.columns.filter((column) => column.name === name && 'keep' in (kept[name] ?? {})));
  return columns.length === row?.columns.length ? columns : [];
}

async function firstRows(session: Session, relation: string, key: readonly StoredColumn[], columns: readonly SampledColumn[]): Promise<readonly Row[]> {
  return session.rows<Row>(`select ${listed(key)} as key, ${listed(columns)} as values from only ${relation} limit ${sample}`);
}

// Asked by typed values, so that the index of the key answers.
async function rowsWithKeys(session: Session, relation: string, key: readonly StoredColumn[], columns: readonly SampledColumn[], keys: readonly (readonly (string | null)[])[]): Promise<readonly Row[]> {
  const wanted = key.map(({ type }, i) => `$${i + 1}::text[]::${type}[]`).join(', ');
  const names = key.map(({ name }) => quoteName(name)).join(', ');
  return session.rows<Row>(`select ${listed(key)} as key, ${listed(columns)} as values from only ${relation} where (${names}) in (select * from unnest(${wanted}))`, key.map((_, i) => keys.map((values) => values[i])));
}

const listed = (columns: readonly { readonly name: string }[]): string => `array[${columns.map(({ name }) => `${quoteName(name)}::text`).join(', ')}]::text[]`;
