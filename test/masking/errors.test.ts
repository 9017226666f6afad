import { databaseError, MaskingError } from '../../runtime/masking/postgres/masking-error';
import { quoteName, quoteText } from '../../runtime/masking/postgres/quote';

const value = 'Anna Muster';
/** An error as the driver gives it: its texts hold values of the row at fault. */
const refused = (code: string | undefined, more: object = {}): Error => Object.assign(new Error(`wrong: (${value})`), { detail: `Key (name)=(${value})`, where: value, ...(code === undefined ? {} : { code }), ...more });

test.each<[string, unknown, string]>([
  ['a key that is there twice', refused('23505', { table: 't', constraint: 't_v_key' }), 'a unique constraint refused the masked data; use an injective masker (table t, constraint t_v_key), SQLSTATE 23505'],
  ['a column that must not be null', refused('23502', { table: 't', column: 'v' }), 'a not-null constraint refused the masked data (table t, column v), SQLSTATE 23502'],
  ['any other constraint', refused('23P01', { constraint: 'no_overlap' }), 'a constraint refused the masked data (constraint no_overlap), SQLSTATE 23P01'],
  ['a value that does not fit', refused('22001'), 'a masked value does not fit the column; check the masker against the column type, SQLSTATE 22001'],
  ['a cancelled statement', refused('57014'), 'the statement was cancelled, SQLSTATE 57014'],
  ['what has no words of its own', refused('0A000'), 'the database refused the statement, SQLSTATE 0A000'],
  ['a broken pipe', refused('EPIPE'), 'the connection was lost; check the network and run again, finished chunks are not repeated'],
  ['a host without a route', refused('EHOSTUNREACH'), 'the database cannot be reached (EHOSTUNREACH); check host, port and network'],
  ['a program that is missing', refused('ENOENT'), 'the program is not installed; install postgresql-client'],
  ['a connection that went away', new Error('Connection terminated unexpectedly'), 'the connection was lost; run again'],
  ['a mistake in this program', new TypeError(`cannot read ${value}`), 'the program failed (TypeError)'],
  ['what is no error', value, 'the program failed (unknown)'],
  ['nothing', null, 'the program failed (unknown)'],
])('%s is told without a value', (_, cause, message) => {
  const { message: told } = databaseError('copy app.t', cause);
  expect(told).toBe(`copy app.t: ${message}`);
  expect(told).not.toContain(value);
});

test('an error that was told once is not told again', () => {
  const first = new MaskingError('the schema changed during the run');
  expect(databaseError('copy app.t', first)).toBe(first);
});

test.each([['plain', "'plain'"], ["O'Halloran", "'O''Halloran'"], ['back\\slash', " E'back\\\\slash'"]])('%s is quoted for SQL', (text, quoted) => expect(quoteText(text)).toBe(quoted));
test('a name with a quote in it stays one name', () => expect(quoteName('app', 'a"b')).toBe('"app"."a""b"'));
