import { type EvidenceStatement } from '../masking/evidence/evidence-statement';
import { maskerNamed } from '../masking/maskers/masker-catalogue';
import { type DatabaseSchema, type Table } from '../masking/schema/database-schema';
import { type ColumnRule, type DataManifest, type TableRule, digestOf } from '../restore-validation/manifest';

/**
 * What the data of an environment must look like after a restore (DAT-10), from the statement that came with the data: at least the rows
 * that were loaded, each masked column by the grammar of its masker, each removed one empty. Tests change and add rows, and they are made-up
 * too; a digest would fail on the first of them.
 */
export function dataManifest(run: string, database: string, statement: EvidenceStatement, schema: DatabaseSchema): DataManifest & { readonly digest: string } {
  const { tables, columns } = statement.predicate;
  const manifest: DataManifest = {
    version: 1, run, database, objects: { atLeast: 0, digests: {} },
    tables: tables.flatMap(({ table: name, rows }): TableRule[] => {
      const table = schema.tables.find((one) => one.name === name);
      if (table === undefined) return [];
      return [{ schema: table.schema, table: table.relation, atLeastRows: Math.floor(rows / 2), columns: columns.flatMap((column) => ruleOf(table, column)) }];
    }),
  };
  return { ...manifest, digest: digestOf(manifest) };
}

type Column = EvidenceStatement['predicate']['columns'][number];

function ruleOf(table: Table, { column: at, disposition, masker = '' }: Column): ColumnRule[] {
  const own = table.columns.find(({ name }) => at === `${table.name}.${name}`);
  // The grammar is of one value: an array or a column that the database computes is left to the verification of the load.
  if (own === undefined || own.array || own.generated) return [];
  if (disposition === 'removed') return own.kind === 'text' || own.kind === 'bytes' ? [{ column: own.name, empty: true }] : [];
  const grammar = disposition === 'masked' ? maskerNamed(masker)?.grammar : undefined;
  return grammar === undefined || own.kind !== 'text' ? [] : [{ column: own.name, grammar }];
}
