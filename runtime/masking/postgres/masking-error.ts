/** A run stopped. The message says where and what to do; it never holds a value of the database. */
export class MaskingError extends Error {
  public override readonly name = 'MaskingError';
}

const conditions: Readonly<Record<string, string>> = {
  '08': 'the connection was lost; check the network and run again, finished chunks are not repeated',
  '22021': 'the bytes are not valid in the database encoding; repair the row in the source',
  '22': 'a masked value does not fit the column; check the masker against the column type',
  '23502': 'a not-null constraint refused the masked data',
  '23503': 'a foreign key refused the masked data; both sides must mask alike',
  '23505': 'a unique constraint refused the masked data; use an injective masker',
  '23514': 'a check constraint refused the masked data; choose a masker that conforms',
  '23': 'a constraint refused the masked data',
  '25006': 'the database is read-only; give a target that can be written',
  '28': 'the database refused the sign-in; check user and password',
  '3D000': 'there is no such database; check its name',
  '42501': 'a permission is missing; grant it to the masking user',
  '42P01': 'a table is missing; the schema changed during the run',
  '42703': 'a column is missing; the schema changed during the run',
  '53100': 'the disk of the database is full; give it more storage and run again',
  '53': 'the database ran out of a resource',
  '54000': 'a row is larger than the database can send in one piece (1 GB); shorten it in the source',
  '57014': 'the statement was cancelled',
  '57P01': 'the database was shut down; run again',
  '57P03': 'the database is starting up; run again',
};

/** Says what went wrong in the database without its message, detail or context: all three can quote values. */
export function databaseError(doing: string, cause: unknown): MaskingError {
  if (cause instanceof MaskingError) return cause;
  const error = typeof cause === 'object' && cause !== null ? (cause as Record<string, unknown>) : {};
  const code = typeof error['code'] === 'string' ? error['code'] : '';
  if (code === 'ENOENT') return new MaskingError(`${doing}: the program is not installed; install postgresql-client`);
  if (code === 'EPIPE' || code === 'ECONNRESET') return new MaskingError(`${doing}: ${conditions['08']}`);
  if (/^(ECONN|ENOT|EHOST|ETIME|EAI)/.test(code)) {
    return new MaskingError(`${doing}: the database cannot be reached (${code}); check host, port and network`);
  }
  const where = ['table', 'column', 'constraint'].flatMap((name) => (typeof error[name] === 'string' ? [`${name} ${error[name]}`] : []));
  const why = conditions[code] ?? conditions[code.slice(0, 2)] ?? lostOr(error, code);
  return new MaskingError(`${doing}: ${why}${where.length > 0 ? ` (${where.join(', ')})` : ''}${code === '' ? '' : `, SQLSTATE ${code}`}`);
}

function lostOr(error: Record<string, unknown>, code: string): string {
  if (code === '' && /terminated|timeout|closed/i.test(String(error['message']))) return 'the connection was lost; run again';
  return code === '' ? `the program failed (${String(error['name'] ?? 'unknown')})` : 'the database refused the statement';
}
