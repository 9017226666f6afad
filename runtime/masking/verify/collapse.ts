import { maskerNamed } from '../maskers/masker-catalogue';
import type { Mask, MaskingPolicy } from '../policy/masking-policy';
import { Findings, type Gate } from './finding';
import type { ColumnFacts } from './column-facts';

/** Few distinct values cannot collapse noticeably. */
const enough = 20;

/**
 * A masked table has the rows it should have, a masked column as many nulls as before, and it did not become a few values
 * over and over. For a subset only the rows are compared, with the plan's.
 */
export function collapseGate(policy: MaskingPolicy, source: ReadonlyMap<string, ColumnFacts>, target: { readonly columns: ReadonlyMap<string, ColumnFacts>; readonly rows: ReadonlyMap<string, number> }, expected: ReadonlyMap<string, number> | undefined): Gate {
  const findings = new Findings();
  for (const [table, rows] of expected ?? []) {
    if (target.rows.get(table) !== rows) findings.add(table, 'another number of rows than the plan', Math.abs((target.rows.get(table) ?? 0) - rows));
  }
  if (expected === undefined) {
    for (const [at, before] of source) {
      const mask = maskOf(policy, at);
      const after = target.columns.get(at);
      const made = policy.tables[at.slice(0, at.lastIndexOf('.'))]?.rows ?? 0;
      if (mask !== undefined && after !== undefined) compare(at, mask, before, after, made, findings);
    }
  }
  return findings.gate('collapse', source.size);
}

function maskOf(policy: MaskingPolicy, at: string): Mask | undefined {
  const dot = at.lastIndexOf('.');
  const table = policy.tables[at.slice(0, dot)];
  const disposition = table?.columns[at.slice(dot + 1)];
  return table?.strategy === 'copy' && disposition !== undefined && 'mask' in disposition ? disposition : undefined;
}

function compare(at: string, mask: Mask, before: ColumnFacts, after: ColumnFacts, made: number, findings: Findings): void {
  const gained = after.rows - before.rows;
  if (gained < 0 || gained > made) findings.add(at, 'another number of rows than in the source', Math.abs(gained));
  if (after.nulls < before.nulls || after.nulls > before.nulls + gained) findings.add(at, 'another number of nulls than in the source', Math.abs(after.nulls - before.nulls));
  // Texts that differ in names alone may become alike.
  const [had, has] = [before.distinct.distinct(), after.distinct.distinct()];
  const least = maskerNamed(mask.mask)?.injective === 'no' ? Math.min(had, 500) * 0.2 : had * 0.9;
  if (had >= enough && has < least && mask.mask !== 'redact') findings.add(at, 'values that collapsed into few', had - has);
}
