import type { Problem } from '../../../lib/values/problems';
import { isMask } from '../policy/masking-policy';
import { maskerNamed } from '../maskers/masker-catalogue';
import { quoteName } from '../postgres/quote';
import type { Session } from '../postgres/session';
import type { Column, Table } from '../schema/database-schema';
import type { Dispositions } from './resolve-dispositions';

const integerLimits: Readonly<Record<string, string>> = { smallint: '32767', integer: '2147483647', bigint: '9223372036854775807' };

/** A scaled amount may need more digits than its column has. The largest amount of each such column is looked at. */
export async function checkAmounts(session: Session, tables: readonly Table[], dispositions: Dispositions): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const table of tables) {
    for (const column of table.columns) {
      const disposition = dispositions.get(table.name)?.get(column.name);
      const masker = disposition !== undefined && isMask(disposition) ? maskerNamed(disposition.mask) : undefined;
      const limit = limitOf(column);
      if (masker?.growsBy === undefined || limit === undefined || column.array) continue;
      const name = quoteName(column.name);
      const [row] = await session.rows<{ over: boolean | null }>(
        `select max(abs(${name}::numeric)) * 19 >= ${limit} as over from ${quoteName(table.schema, table.relation)} where ${name}::text not in ('NaN', 'Infinity', '-Infinity')`);
      if (row?.over === true) {
        problems.push({ at: `${table.name}.${column.name}`, must: `must hold amounts up to 19 times its largest`, got: column.type, fix: 'widen the column, or remove the amounts' });
      }
    }
  }
  return problems;
}

function limitOf(column: Column): string | undefined {
  if (column.kind === 'integer') return integerLimits[column.type] ?? integerLimits['integer'];
  return column.precision === undefined ? undefined : `10::numeric ^ ${column.precision - (column.scale ?? 0)}`;
}
