import { tableDigests } from '../verify/table-digest';
import { readSchema } from '../schema/read-schema';
import { withSession, type DatabaseUrl } from '../postgres/session';
import { Findings, type Gate } from '../verify/finding';
import type { EvidenceStatement } from './evidence-statement';

/** After a restore or in staging: the rows are still those that were signed, table by table. */
export async function checkRestore(target: DatabaseUrl, statement: EvidenceStatement): Promise<Gate> {
  const signed = statement.predicate.tables;
  const schemas = [...new Set(signed.map(({ table }) => table.slice(0, table.indexOf('.'))))];
  const now = await withSession(target, 'target', async (session) => tableDigests(session, await readSchema(session, schemas), signed.map(({ table }) => table)));
  const findings = new Findings();
  for (const { table, rows, sha256 } of signed) {
    const found = now.find((digest) => digest.table === table);
    if (found === undefined) findings.add(table, 'table that is missing');
    else if (found.rows !== rows) findings.add(table, 'another number of rows than was signed', Math.abs(found.rows - rows));
    else if (found.sha256 !== sha256) findings.add(table, 'other rows than were signed');
  }
  return findings.gate('restore', signed.length);
}
