import { writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../runtime/masking/commands/mask-commands';
import { runMasking, type RunRequest } from '../../runtime/masking/engine/run-masking';
import { PolicyBuilder } from '../../runtime/masking/policy/policy-builder';
import { rootKeySource } from '../../runtime/masking/prf/key-source';
import type { MaskEvent } from '../../runtime/masking/progress/events';
import { testKey } from './masked-rows';
import { TestServer } from './postgres';

let server: TestServer;
const keys = rootKeySource(testKey);
const policy = new PolicyBuilder('small', ['app']).table('app.t', (t) => t.keep('key', 'id').mask('email', 'v')).build();
const table = ['create schema app; create table app.t (id int primary key, v text)', "insert into app.t select g, 'Anna Muster ' || g from generate_series(1, 500) g"];
jest.setTimeout(60_000);

beforeAll(async () => { server = await TestServer.withSmallFiles(); });
afterAll(() => server.stop());

/** Runs, and gives the message it ends with. */
const message = async (change: Partial<RunRequest> & { source: string; target: string }) =>
  runMasking({ policy, keys, ...change }).then(() => 'not refused', (error: Error) => `${error.name}: ${error.message}`);
const visible = async (database: string) => (await server.rows<{ n: string }>(database, "select nspname as n from pg_namespace where nspname not like 'pg\\_%' and nspname not like 'understudy%' and nspname not in ('information_schema', 'public')")).map(({ n }) => n);
const plain = (text: string): void => {
  expect(text).not.toMatch(/Anna|Muster/);
  expect(text.split('\n').filter((line) => /^ +at /.test(line))).toEqual([]);
};

test('a disk that is full while rows are loaded is one clear error; the old data stays, and the next run works', async () => {
  const source = await server.database('large', ...table, "insert into app.t select g, repeat('Anna Muster ', 3) || g from generate_series(501, 90000) g");
  const target = await server.database('filled');
  await runMasking({ policy, keys, source: await server.database('first', ...table), target });
  server.limitFiles(3_000_321); // no multiple of a page: the last one is written in part, as on a full disk
  const said = await message({ source, target });
  server.limitFiles();
  expect(said).toBe('MaskingError: copy app.t: the disk of the database is full; give it more storage and run again, SQLSTATE 53100');
  expect(await server.rows('filled', 'select count(*)::int as n from app.t')).toEqual([{ n: 500 }]);
  plain(said);
  expect(await message({ source, target })).toBe('not refused');
  expect(await server.rows('filled', 'select count(*)::int as n from app.t')).toEqual([{ n: 90_000 }]);
});

describe('a database that refuses is one clear error and nothing is visible:', () => {
  test.each<[string, string[], string[], string]>([
    ['a target that is read-only', [], ['alter database refusing set default_transaction_read_only = on'],
      'MaskingError: write to the target database: the database is read-only; give a target that can be written, SQLSTATE 25006'],
    ['a target in which nothing may be created', [], ['drop role if exists maker; create role maker login'],
      'MaskingError: write to the target database: a permission is missing; grant it to the masking user, SQLSTATE 42501'],
  ])('%s', async (_, more, change, expected) => {
    const source = await server.database('fine', ...table, ...more);
    const target = (await server.database('refusing', ...change)).replace('postgres@', expected.includes('permission') ? 'maker@' : 'postgres@');
    if (target.includes('maker@')) await server.run('refusing', 'grant pg_read_all_data, pg_monitor to maker; grant execute on function pg_control_system() to maker');
    const said = await message({ source, target });
    expect(said).toBe(expected);
    plain(said);
    expect(await visible('refusing')).toEqual([]);
  });

  test.each([
    ['source', (url: string) => ({ source: url.replace(/:\d+\//, ':1/'), target: url })],
    ['target', (url: string) => ({ source: url, target: url.replace(/:\d+\//, ':1/') })],
  ])('a %s that cannot be reached', async (name, ends) => {
    expect(await message(ends(await server.database('fine', ...table)))).toBe(`MaskingError: open the ${name} database: the database cannot be reached (ECONNREFUSED); check host, port and network`);
  });

  test('a user with the wrong name', async () => {
    const source = await server.database('fine', ...table);
    expect(await message({ source: source.replace('postgres@', 'nobody@'), target: await server.database('none') })).toBe('MaskingError: open the source database: the database refused the sign-in; check user and password, SQLSTATE 28000');
  });
});

describe('without the definition of the schema nothing is copied:', () => {
  test('a machine without pg_dump', async () => {
    const { PATH } = process.env;
    const [source, target] = [await server.database('fine', ...table), await server.database('bare')];
    process.env['PATH'] = '/nowhere';
    const said = await message({ source, target }).finally(() => { process.env['PATH'] = PATH; });
    expect(said).toBe('MaskingError: read the schema with pg_dump: the program is not installed; install postgresql-client');
    expect(await visible('bare')).toEqual([]);
  });

  test('a user who may read what is copied, and not every table', async () => {
    const source = await server.database('fine', ...table, 'create table app.log (id int primary key); drop role if exists peeker; create role peeker login; grant usage on schema app to peeker; grant select on app.t to peeker; grant pg_monitor to peeker; grant execute on function pg_control_system() to peeker');
    const target = await server.database('bare');
    const by = new PolicyBuilder('small', ['app']).table('app.t', (t) => t.keep('key', 'id').mask('email', 'v')).empty('not needed', 'app.log').build();
    expect(await message({ source: source.replace('postgres@', 'peeker@'), target, policy: by })).toBe("MaskingError: read the schema with pg_dump: it failed; its version must be at least the server's, and the user must own or read every table");
    expect(await visible('bare')).toEqual([]);
  });
});

test('bytes that are no text, from a source without an encoding, stop the run and are not quoted', async () => {
  await server.run('postgres', 'drop database if exists raw');
  await server.run('postgres', "create database raw template template0 encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C'");
  await server.run('raw', table[0] ?? '');
  await server.run('raw', "insert into app.t values (1, 'Anna ' || E'\\xfc' || ' Muster')");
  const said = await message({ source: server.url('raw'), target: await server.database('raw_target') });
  expect(said).toBe('DefinitionError: masking policy "small" has 1 problem\n- app.t: must take its own masked rows; read from the source database: the bytes are not valid in the database encoding; repair the row in the source, SQLSTATE 22021');
  await server.run('raw', "delete from app.t; insert into app.t select g, 'Anna' from generate_series(1, 300) g; insert into app.t values (1000, 'Anna ' || E'\\xfc' || ' Muster')");
  const later = await message({ source: server.url('raw'), target: await server.database('raw_target') });
  expect(later).toBe('MaskingError: copy app.t: the bytes are not valid in the database encoding; repair the row in the source, SQLSTATE 22021');
  expect(await visible('raw_target')).toEqual([]);
});

test('a table that goes away during the run is one clear error', async () => {
  const source = await server.database('going', ...table, 'create table app.u (id int primary key)');
  const by = new PolicyBuilder('small', ['app']).table('app.t', (t) => t.keep('key', 'id').mask('email', 'v')).table('app.u', (t) => t.keep('key', 'id')).build();
  const dropped: Promise<void>[] = [];
  const report = ({ event }: MaskEvent): void => { if (event === 'planned') dropped.push(server.run('going', 'drop table app.t')); };
  const said = await message({ source, policy: by, target: await server.database('going_target'), report });
  await Promise.all(dropped);
  expect(said).toMatch(/^(?:MaskingError: .*the schema changed during the run.*|DefinitionError: database schema has 1 problem\n- app\.t: must be as in schema\.lock\.json, it was removed.*)$/s);
  expect(await visible('going_target')).toEqual([]);
});

test('neither what is printed nor the log of the server has a value, whatever goes wrong', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'understudy-bad-'));
  const file = join(directory, 'policy.json');
  const printed: string[] = [];
  const terminal = { interactive: false, out: (line: string) => printed.push(line), progress: (line: string) => printed.push(line) };
  const cases: readonly [string, string, (policy: PolicyBuilder) => PolicyBuilder][] = [
    ['two spellings of a unique value', 'create table app.x (id int primary key, v text unique)', (p) => p.table('app.x', (t) => t.keep('key', 'id').mask('email', 'v'))],
    ['a check that masked values break', "create table app.x (id int primary key, v text check (v ~ '^A'))", (p) => p.table('app.x', (t) => t.keep('key', 'id').mask('email', 'v'))],
    ['a value that is no date', 'create table app.x (id int primary key, v text)', (p) => p.table('app.x', (t) => t.keep('key', 'id').mask('date-shift', 'v', { subject: 'id' }))],
    ['a document nobody classified', 'create table app.x (id int primary key, v json)', (p) => p.table('app.x', (t) => t.keep('key', 'id').json('v', { '$.a': { mask: 'email' } }))],
    ['a real value that is kept', 'create table app.x (id int primary key, v text, w text generated always as (v) stored)', (p) => p.table('app.x', (t) => t.keep('key', 'id').keep('wrongly', 'v'))],
  ];
  for (const [name, definition, fill] of cases) {
    const value = (text: string) => (definition.includes(' json') ? `{"${text}": "${text}"}` : `${text}@muster.test`);
    const source = await server.database('wrong', `create schema app; ${definition}`, `insert into app.x (id, v) values (1, '${value('Anna')}'), (2, '${value(definition.includes('unique') ? 'anna' : 'Anna Muster')}')`);
    writeFileSync(file, JSON.stringify(fill(new PolicyBuilder('wrong', ['app'])).build()));
    const said = await runCommand(terminal, { source, target: await server.database('wrong_target'), policy: file, keys }).then(() => 'no error', (error: Error) => error.message);
    expect([name, said]).not.toEqual([name, 'no error']);
    printed.push(said);
  }
  plain(printed.join('\n'));
  expect(printed.join('\n').toLowerCase()).not.toContain('muster.test');
  const logged = server.log().split('\n').filter((line) => /muster\.test|mail\.example/i.test(line) && !line.includes('insert into'));
  expect(logged).toEqual([]);
});
