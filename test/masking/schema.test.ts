import { readSchema } from '../../runtime/masking/schema/read-schema';
import { drift, lockSchema, lockVersion, writeLock } from '../../runtime/masking/schema/schema-lock';
import { Session } from '../../runtime/masking/postgres/session';
import { tableOf, type DatabaseSchema } from '../../runtime/masking/schema/database-schema';
import { TestServer, exampleDatabase } from './postgres';

let server: TestServer;
let schema: DatabaseSchema;
const read = async (database: string): Promise<DatabaseSchema> => {
  const session = await Session.open(server.url(database), 'source');
  try {
    return await readSchema(session, ['app']);
  } finally {
    await session.close();
  }
};

beforeAll(async () => {
  server = await TestServer.start();
  await server.database('firm', ...exampleDatabase(1));
  schema = await read('firm');
}, 60_000);
afterAll(() => server.stop());

const column = (table: string, name: string) => tableOf(schema, `app.${table}`)?.columns.find((candidate) => candidate.name === name);

test('the example has at least 40 tables', () => {
  expect(schema.tables.filter((table) => table.kind !== 'materialized-view').length).toBeGreaterThanOrEqual(40);
});

test.each([
  ['case-insensitive text', 'person', 'email', { kind: 'text', array: false, notNull: true }],
  ['an array', 'person', 'phones', { kind: 'text', array: true }],
  ['an array of case-insensitive text', 'message', 'recipients', { kind: 'text', array: true }],
  ['a limited text', 'person', 'given_name', { kind: 'text', width: 40 }],
  ['a domain over text', 'person', 'tax_id', { kind: 'text', type: 'app.tax_number' }],
  ['a domain over an amount', 'employee', 'salary', { kind: 'number', precision: 14, scale: 2 }],
  ['bytes', 'person', 'photo', { kind: 'bytes' }],
  ['a generated column', 'person', 'full_name', { generated: true }],
  ['an identity column', 'person', 'id', { identity: true, kind: 'integer' }],
  ['an enum', 'project', 'state', { kind: 'enum' }],
  ['a range', 'employee', 'employed', { kind: 'range' }],
  ['a composite value', 'project', 'area', { kind: 'composite' }],
  ['a large object', 'document', 'content_oid', { kind: 'large-object' }],
  ['a network address', 'session', 'from_ip', { kind: 'network' }],
  ['a document', 'person', 'attributes', { kind: 'json' }],
])('%s is read as what it is', (_, table, name, facts) => {
  expect(column(table, name)).toMatchObject(facts);
});

test('partitions are leaves of their root, also those with another column order', () => {
  const table = tableOf(schema, 'app.time_entry');
  expect(table).toMatchObject({ kind: 'partitioned', partitionKey: ['worked_on'] });
  expect(table?.leaves.map((leaf) => leaf.relation)).toEqual(['time_entry_2024', 'time_entry_2025', 'time_entry_rest']);
  expect(tableOf(schema, 'app.time_entry_2024')).toBeUndefined();
});

test('an array within a composite value is nothing to look into', async () => {
  await server.database('nested', 'create schema app; create type app.card as (name text, mails text[]); create table app.t (v app.card)');
  expect(tableOf(await read('nested'), 'app.t')?.columns[0]).toMatchObject({ kind: 'composite', fields: [{ name: 'name', kind: 'text' }, { name: 'mails', kind: 'other' }] });
});

test('what only a partition declares, or only a partition is referenced by, is of the root: a column has one mask in all of them', async () => {
  await server.database('parts', `create schema app; create table app.a (id int primary key);
    create table app.p (id int not null, a_id int, code text, year int) partition by list (year);
    create table app.p1 (year int, id int not null, a_id int references app.a, code text unique); alter table app.p attach partition app.p1 for values in (1);
    create table app.p2 partition of app.p (a_id references app.a, unique (id)) for values in (2);
    create table app.c (id int primary key, p_id int references app.p2 (id))`);
  const parts = await read('parts');
  expect(tableOf(parts, 'app.p')).toMatchObject({ foreignKeys: [{ columns: ['a_id'], references: 'app.a', referencedColumns: ['id'] }], uniques: [['code'], ['id']] });
  expect(tableOf(parts, 'app.c')?.foreignKeys).toMatchObject([{ columns: ['p_id'], references: 'app.p', referencedColumns: ['id'] }]);
});

test('composite foreign keys keep their column pairs', () => {
  expect(tableOf(schema, 'app.task')?.foreignKeys).toEqual([
    { name: 'task_project_id_phase_number_fkey', columns: ['project_id', 'phase_number'], references: 'app.phase', referencedColumns: ['project_id', 'number'] },
  ]);
});

test('unique indexes over expressions say which columns they read', () => {
  expect(tableOf(schema, 'app.person')?.expressionUniques).toEqual([['email']]);
});

test('the lock of an unchanged schema does not drift and has the same version', async () => {
  const lock = lockSchema(schema);
  expect(drift(JSON.parse(writeLock(lock)), await read('firm'))).toEqual([]);
  expect(lockVersion(JSON.parse(writeLock(lock)))).toBe(lockVersion(lockSchema(await read('firm'))));
});

test('drift names what was added, removed and changed', async () => {
  const lock = lockSchema(schema);
  await server.database('drifted', ...exampleDatabase(1));
  await server.run('drifted', 'alter table app.person add nickname text; alter table app.office drop column phone; alter table app.skill alter name type varchar(50); create table app.note (body text)');
  expect(drift(lock, await read('drifted'))).toEqual([
    { at: 'app.note', change: 'added' },
    { at: 'app.office.phone', change: 'removed', was: 'text' },
    { at: 'app.person.nickname', change: 'added', is: 'text' },
    { at: 'app.skill.name', change: 'changed', was: 'text not null', is: 'character varying(50) not null' },
  ]);
});

test('a new partition is no drift', async () => {
  await server.run('firm', "create table app.time_entry_2027 partition of app.time_entry for values from ('2030-01-01') to ('2031-01-01')");
  expect(drift(lockSchema(schema), await read('firm'))).toEqual([]);
});

test('a schema that is not there is refused', async () => {
  const session = await Session.open(server.url('firm'), 'source');
  await expect(readSchema(session, ['app', 'nope'])).rejects.toThrow('schema nope is not in the source database; correct "schemas" in the policy');
  await session.close();
});

test('a session whose server ended it can be closed, and a question without an answer is one clear error', async () => {
  const session = await Session.open(server.url('firm'), 'source');
  await expect(session.row('select where false')).rejects.toThrow('ask the source database: it gave no row where there is always one');
  const gone = new Promise((done) => { session.client.once('end', done); });
  await server.run('postgres', "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'firm' and application_name = 'understudy-mask' and pid <> pg_backend_pid()");
  await gone;
  await expect(session.close()).resolves.toBeUndefined();
});

test('a database that cannot be reached is one clear error', async () => {
  await expect(Session.open('postgres://postgres@127.0.0.1:1/firm', 'source')).rejects.toThrow(
    'open the source database: the database cannot be reached (ECONNREFUSED); check host, port and network');
  await expect(Session.open(server.url('nowhere'), 'source')).rejects.toThrow('open the source database: there is no such database; check its name, SQLSTATE 3D000');
});
