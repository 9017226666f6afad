import type { Problem } from '../../../lib/values/problems';
import { isMask } from '../policy/masking-policy';
import type { MaskerDefinition } from '../maskers/masker';
import { maskerNamed } from '../maskers/masker-catalogue';
import { quoteName } from '../postgres/quote';
import type { Session } from '../postgres/session';
import type { Column, Table } from '../schema/database-schema';
import type { Dispositions } from './resolve-dispositions';

const integerLimits: Readonly<Record<string, string>> = { smallint: '32767', integer: '2147483647', bigint: '9223372036854775807' };

/** What has to be asked of a table, and what is wrong if the answer is yes. */
interface Question {
  readonly sql: string;
  readonly problem: Problem;
}

/**
 * A masked value may need more room than its column has: a scaled amount, a number behind a mark. The largest value of each
 * such column is looked at, in one pass over a table.
 */
export async function checkAmounts(session: Session, tables: readonly Table[], dispositions: Dispositions): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const table of tables) {
    const questions = table.columns.filter(({ array }) => !array).flatMap((column) => {
      const disposition = dispositions.get(table.name)?.get(column.name);
      const masker = disposition !== undefined && isMask(disposition) ? maskerNamed(disposition.mask) : undefined;
      return masker === undefined ? [] : [...tooLarge(table, column, masker), ...tooLong(table, column, masker)];
    });
    if (questions.length === 0) continue;
    const row = await session.row<Record<string, boolean | null>>(`select ${questions.map(({ sql }, i) => `${sql} as c${i}`).join(', ')} from ${quoteName(table.schema, table.relation)}`);
    problems.push(...questions.filter((_, i) => row[`c${i}`] === true).map(({ problem }) => problem));
  }
  return problems;
}

// A numeric with a limit holds no infinity, but it may hold what is not a number.
function tooLarge(table: Table, column: Column, { name: masker, growsBy }: MaskerDefinition): readonly Question[] {
  const limit = limitOf(column);
  if (growsBy === undefined || limit === undefined) return [];
  const name = quoteName(column.name);
  const real = column.kind === 'integer' ? '' : ` filter (where ${name} <> 'NaN')`;
  const other = masker === 'money' ? 'use masker amount, which grows less, ' : '';
  return [{
    sql: `greatest(max(${name})${real}, -(min(${name})${real})::numeric) * ${growsBy} >= ${limit}`,
    problem: { at: `${table.name}.${column.name}`, must: `must hold amounts up to ${growsBy} times its largest`, got: column.type, fix: `widen the column, ${other}or remove the amounts` },
  }];
}

function tooLong(table: Table, column: Column, { name: masker, adds }: MaskerDefinition): readonly Question[] {
  if (adds === undefined || column.width === undefined) return [];
  return [{
    sql: `max(length(${quoteName(column.name)}::text)) > ${column.width - adds}`,
    problem: { at: `${table.name}.${column.name}`, must: `must have room for ${adds} characters more, which masker ${masker} adds`, got: column.type, fix: 'widen the column or use pseudonym' },
  }];
}

function limitOf(column: Column): string | undefined {
  if (column.kind === 'integer') return integerLimits[column.type] ?? integerLimits['integer'];
  return column.precision === undefined ? undefined : `10::numeric ^ ${column.precision - (column.scale as number)}`;
}
