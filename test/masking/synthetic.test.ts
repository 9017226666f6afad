import { runMasking } from '../../runtime/masking/engine/run-masking';
import { PolicyBuilder } from '../../runtime/masking/policy/policy-builder';
import { rootKeySource } from '../../runtime/masking/prf/key-source';
import { verifyMasking } from '../../runtime/masking/verify/verify-masking';
import { examplePolicy } from './example-policy';
import { testKey } from './masked-rows';
import { TestServer, exampleDatabase } from './postgres';

let server: TestServer;
let source = '';
const keys = rootKeySource(testKey);
const policy = examplePolicy((p) => p.addSynthetic('app.client', 30).addSynthetic('app.project', 60).addSynthetic('app.absence', 40).synthetic('app.export_run', 25).synthetic('app.session', 50));
jest.setTimeout(60_000);

beforeAll(async () => {
  server = await TestServer.start();
  source = await server.database('firm', ...exampleDatabase(1));
  await runMasking({ source, target: await server.database('staging'), policy, keys });
});
afterAll(() => server.stop());
const rows = <Row extends object>(sql: string) => server.rows<Row>('staging', sql);

test('synthetic rows are added to masked ones, or are all a table has', async () => {
  expect(await rows("select (select count(*) from app.client)::int as clients, (select count(*) from app.project)::int as projects, (select count(*) from app.export_run)::int as exports, (select count(*) from app.session)::int as sessions"))
    .toEqual([{ clients: 70, projects: 120, exports: 25, sessions: 50 }]);
});

test('what was made passes the same verification as what was masked', async () => {
  expect((await verifyMasking({ source, target: server.url('staging'), policy })).gates.flatMap(({ gate, findings }) => findings.map(({ at, what }) => `${gate}: ${at}: ${what}`))).toEqual([]);
});

test('made rows refer to masked ones, some parents having many', async () => {
  const [most] = await rows<{ n: number }>('select count(*)::int as n from app.project where id > 1000 group by client_id order by 1 desc limit 1');
  expect(most?.n).toBeGreaterThan(3);
});

test('values from the edge are among them: empty, longest, other scripts, leap days', async () => {
  const [edge] = await rows<{ odd: number; leap: number }>("select (select count(*) from app.export_run where file_name is null or file_name = '' or file_name ~ '[^ -~]' or length(file_name) > 100)::int as odd, (select count(*) from app.session where from_ip is null)::int as leap");
  expect(edge?.odd).toBeGreaterThan(0);
  expect(edge?.leap).toBeGreaterThan(0);
});

test('the next insert gets a number of its own', async () => {
  expect(await rows("insert into app.client (tenant_id, name) values (1, 'new') returning id > 1000 as free")).toEqual([{ free: true }]);
});

test('the same key makes the same rows', async () => {
  await runMasking({ source, target: await server.database('again'), policy, keys });
  const digest = (database: string) => server.rows(database, "select md5(string_agg(c::text, ';' order by id)) as digest from app.client c where name <> 'new'");
  expect(await digest('again')).toEqual(await digest('staging'));
});

test('rows can be made for columns of every type, also where null is not allowed', async () => {
  const types = {
    n: 'int', m: 'numeric(8,2)', b: 'boolean', d: 'date', t: 'timestamptz', u: 'uuid', e: 'app.mood', j: 'jsonb', y: 'bytea', ti: 'time', iv: 'interval', r: 'daterange', ip: 'inet', bits: 'bit varying(8)', list: 'text[]',
    mail: 'text unique', phone: 'varchar(20)', website: 'text', currency: 'char(3)', title: 'varchar(10)', note: 'text', code: 'int unique',
  };
  const columns = Object.entries(types).map(([name, type]) => `${name} ${type.replace(' unique', '')} not null${type.endsWith(' unique') ? ' unique' : ''}, ${name}_or_not ${type.replace(' unique', '')}`).join(', ');
  const every = await server.database('every', `create schema app; create type app.mood as enum ('calm', 'keen'); create table app.every (id int generated always as identity primary key, ${columns})`);
  const by = new PolicyBuilder('every', ['app']).synthetic('app.every', 200).build();
  const { rows: made } = await runMasking({ source: every, target: await server.database('every_target'), policy: by, keys });
  expect(made.get('app.every')).toBe(200);
  const [facts] = await server.rows<object>('every_target', "select bool_or(b) and not bool_and(b) as both, count(distinct e)::int as moods, count(*) filter (where d = '2024-02-29')::int > 0 as leap, count(n_or_not)::int < 200 as nulls, count(distinct code)::int as codes, bool_or(n = 0) as zero from app.every");
  expect(facts).toEqual({ both: true, moods: 2, leap: true, nulls: true, codes: 200, zero: true });
});

test('a reference to an empty table is refused', async () => {
  const bare = await server.database('bare', 'create schema app; create table app.a (id int primary key); create table app.b (id int primary key, a_id int not null references app.a)');
  const by = new PolicyBuilder('bare', ['app']).table('app.a', (t) => t.keep('key', 'id')).synthetic('app.b', 3).build();
  await expect(runMasking({ source: bare, target: await server.database('bare_target'), policy: by, keys })).rejects.toThrow('app.b: no synthetic row can reference app.a, which has no rows; copy or make some');
});
