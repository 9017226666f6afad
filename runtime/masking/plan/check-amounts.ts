import type { Problem } from '../../../lib/values/problems';
import { isMask } from '../policy/masking-policy';
import { maskerNamed } from '../maskers/masker-catalogue';
import { quoteName } from '../postgres/quote';
import type { Session } from '../postgres/session';
import type { Column, Table } from '../schema/database-schema';
import type { Dispositions } from './resolve-dispositions';

const integerLimits: Readonly<Record<string, string>> = { smallint: '32767', integer: '2147483647', bigint: '9223372036854775807' };

/** A scaled amount may need more digits than its column has. The largest amount of each such column is looked at, in one pass over a table. */
export async function checkAmounts(session: Session, tables: readonly Table[], dispositions: Dispositions): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const table of tables) {
    const columns = table.columns.filter((column) => {
      const disposition = dispositions.get(table.name)?.get(column.name);
      const masker = disposition !== undefined && isMask(disposition) ? maskerNamed(disposition.mask) : undefined;
      return masker?.growsBy !== undefined && limitOf(column) !== undefined && !column.array;
    });
    if (columns.length === 0) continue;
    const [row] = await session.rows<Record<string, boolean | null>>(`select ${columns.map(isOver).join(', ')} from ${quoteName(table.schema, table.relation)}`);
    columns.filter((_, i) => row?.[`c${i}`] === true).forEach((column) => {
      problems.push({ at: `${table.name}.${column.name}`, must: `must hold amounts up to 19 times its largest`, got: column.type, fix: 'widen the column, or remove the amounts' });
    });
  }
  return problems;
}

// A numeric with a limit holds no infinity, but it may hold what is not a number.
function isOver(column: Column, i: number): string {
  const name = quoteName(column.name);
  const real = column.kind === 'integer' ? '' : ` filter (where ${name} <> 'NaN')`;
  return `greatest(max(${name})${real}, -(min(${name})${real})::numeric) * 19 >= ${limitOf(column)} as c${i}`;
}

function limitOf(column: Column): string | undefined {
  if (column.kind === 'integer') return integerLimits[column.type] ?? integerLimits['integer'];
  return column.precision === undefined ? undefined : `10::numeric ^ ${column.precision - (column.scale ?? 0)}`;
}
